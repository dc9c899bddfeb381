import type { Context } from '#core/context.ts'
import { CsvError, readCsv } from '#core/csv.ts'
import { fetchText } from '#core/fetch-text.ts'
import { googleAccess } from '#core/google/account.ts'
import { readSheetAddress } from '#core/google/address.ts'
import { isGoogleFailure, type GoogleOutcome } from '#core/google/errors.ts'
import { openSheets } from '#core/google/sheets.ts'
import { webhookAllowSetting } from '#core/webhooks/target.ts'
import type { ImportBody, ImportSource } from '../contract/import.ts'
import { refuse } from '../errors.ts'
import { cellText } from '../rules/sheet.ts'
import { guildOf, requireManager } from './rights.ts'

const mostBytes = 512 * 1_024
/** More columns or rows than a roster has. */
const columnsRead = 'A1:Z2001'
/** What Google says of a sheet that the account may not see, or that is none. */
const lost: readonly GoogleOutcome[] = ['forbidden', 'not_found', 'invalid']

/** With whom sheets at Google are to be shared; for managers. */
export async function importSource(
  context: Context,
  named: string | undefined,
): Promise<ImportSource> {
  await requireManager(context, guildOf(context, named))
  const { credentials } = googleAccess(context)
  const account = await credentials?.account().catch(() => null)
  return { google: credentials !== null, share_with: account?.email ?? null }
}

async function readPublished(context: Context, url: string): Promise<string> {
  try {
    const allow = context.settings({ WEBHOOK_ALLOW: webhookAllowSetting }).WEBHOOK_ALLOW ?? []
    return await fetchText(url, { allow, mostBytes })
  } catch (error) {
    context.log.info({ err: error }, 'a sheet could not be fetched')
    throw refuse('import_unreachable')
  }
}

/** Cells of a spreadsheet as texts; a number that should be an id shows that it is one. */
async function readAtGoogle(
  context: Context,
  { id, gid }: { id: string; gid: number | null },
): Promise<string[][]> {
  const access = googleAccess(context)
  const sheets = openSheets(access)
  try {
    const all = await sheets.listSheets(id)
    const chosen = all.find((one) => one.gid === gid) ?? all[0]
    const title = (chosen?.title ?? '').replaceAll("'", "''")
    const rows = await sheets.readCells(id, `'${title}'!${columnsRead}`)
    return rows.map((row) => row.map(cellText))
  } catch (error) {
    if (!isGoogleFailure(error)) throw error
    context.log.info({ err: error }, 'a sheet could not be read')
    const account = await access.credentials?.account().catch(() => null)
    if (lost.includes(error.outcome))
      throw refuse('import_not_shared', { params: { email: account?.email ?? '' } })
    throw refuse('import_google_failed', { retryAfterMs: error.retryAfterMs ?? 60_000 })
  }
}

function parsed(text: string): string[][] {
  try {
    return readCsv(text)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw refuse('import_unreadable', { params: { line: error.line } })
  }
}

/**
 * The rows of a sheet, its head first. An address of Google Sheets is read as the account of this
 * program where there is one, and else, like every other address, as it is published.
 */
export async function rowsOfSheet(context: Context, body: ImportBody): Promise<string[][]> {
  const { csv, url = '' } = body
  if (csv !== undefined) return parsed(csv)
  const { credentials, apiRoot } = googleAccess(context)
  const sheet = readSheetAddress(url, apiRoot)
  if (sheet && credentials) return readAtGoogle(context, sheet)
  // Whoever has the link of a sheet that is open to all can have it as a file.
  const gid = sheet?.gid === null || sheet === null ? '' : `&gid=${sheet.gid}`
  const file = `https://docs.google.com/spreadsheets/d/${sheet?.id ?? ''}/export?format=csv${gid}`
  return parsed(await readPublished(context, sheet ? file : url))
}
