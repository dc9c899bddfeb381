import type { Doctor, Examination, ModuleFinding } from '#core/doctor.ts'
import { createMetrics } from '#core/http/metrics.ts'
import { systemRandom } from '#core/ids.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import type { Google } from './clients/google/google.ts'
import { environment } from './rules/environment.ts'
import { openGoogle } from './service/google.ts'
import { listForms, type Form } from './store/forms.ts'
import { allSheets } from './store/sheets.ts'

/** Forms and sheets that are looked at: each costs a call. */
const mostLooked = 20

function found(
  outcome: string,
  state: ModuleFinding['state'],
  values: Record<string, string | number> = {},
  about?: string,
): ModuleFinding {
  return { outcome, state, values, ...(about !== undefined && { about }) }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Asks for a token: the key file or the grant is valid, and allows what forms need. */
async function examineAccount(google: Google): Promise<ModuleFinding> {
  if (!google.configured) return found('google.unset', 'attention')
  try {
    const { email } = await google.account()
    const lacking = await google.lackingScopes()
    const name = email ?? 'OAuth'
    if (lacking.length === 0) return found('google.ok', 'works', { account: name })
    return found('google.scopes', 'broken', { account: name, scopes: lacking.join(' ') })
  } catch (error) {
    const isRefused = isGoogleFailure(error, 'unauthenticated')
    const outcome = isRefused ? 'google.refused' : 'google.failed'
    return found(outcome, 'broken', { reason: reasonOf(error) })
  }
}

function examineSecret({ settings }: Examination): ModuleFinding {
  const { JWT_SECRET, JWT_SECRET_PREVIOUS } = settings(environment)
  if (JWT_SECRET === undefined) return found('links.derived', 'works')
  if (JWT_SECRET === JWT_SECRET_PREVIOUS) return found('links.same', 'attention')
  return found('links.ok', 'works')
}

async function examineForms(google: Google, forms: readonly Form[]): Promise<ModuleFinding[]> {
  const { email } = await google.account()
  const findings: ModuleFinding[] = []
  for (const { id, form_id, title } of forms.slice(0, mostLooked)) {
    try {
      await google.getForm(form_id)
    } catch (error) {
      const isLost = isGoogleFailure(error, 'forbidden', 'not_found')
      const values = { title, email: email ?? 'OAuth', reason: reasonOf(error) }
      findings.push(found(isLost ? 'form.unshared' : 'form.failed', 'broken', values, id))
    }
  }
  const read = Math.min(forms.length, mostLooked) - findings.length
  return [found('shared.ok', 'works', { count: read }), ...findings]
}

async function examineSheets(google: Google, ids: ReadonlyMap<string, string>) {
  const findings: ModuleFinding[] = []
  for (const [formId, spreadsheetId] of [...ids].slice(0, mostLooked)) {
    try {
      await google.listSheets(spreadsheetId)
    } catch (error) {
      const values = { sheet: spreadsheetId, reason: reasonOf(error) }
      findings.push(found('sheet.failed', 'attention', values, formId))
    }
  }
  return findings
}

/** What forms depend on: the Google account, the signing secret, open forms and their sheets. */
export const formsDoctor: Doctor = async (given) => {
  const { settings, clock, database } = given
  const services = { settings, clock, random: systemRandom, metrics: createMetrics() }
  const google = openGoogle(services)
  const account = await examineAccount(google)
  const findings = [account, examineSecret(given)]
  if (account.state !== 'works' || !database) return findings
  const open = await listForms(database, { guildIds: null, states: ['published'] })
  const sheets = await allSheets(database)
  const ids = new Map(sheets.map(({ form_id, spreadsheet_id }) => [form_id, spreadsheet_id]))
  return [...findings, ...(await examineForms(google, open)), ...(await examineSheets(google, ids))]
}
