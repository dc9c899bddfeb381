import type { Context } from '#core/context.ts'
import type { FormsHealth } from '../contract/results.ts'
import { countAllStatuses } from '../store/counts.ts'
import { listForms } from '../store/forms.ts'
import { countReminders } from '../store/reminders.ts'
import { sheetFigures } from '../store/sheets.ts'
import { countAllRefusals, countDoor } from '../store/links.ts'
import { googleOf } from './google.ts'

function lagOf(times: readonly number[], now: number): number | null {
  return times.length === 0 ? null : Math.max(0, Math.round((now - Math.min(...times)) / 1_000))
}

/** How the module is doing, over all guilds. */
export async function health(context: Context): Promise<FormsHealth> {
  const { database, clock } = context
  const now = clock.now()
  const google = googleOf(context)
  const account = await google.account().catch(() => null)
  const open = await listForms(database, { guildIds: null, states: ['published'] })
  const failing = open.filter(({ fetch_error }) => fetch_error !== null).length
  const sheets = await sheetFigures(database)
  const reminders = await countReminders(database)
  const redeemed = await countDoor(database)
  const refused = await countAllRefusals(database)
  const asked = redeemed + refused
  const { calls, errors } = google.figures()
  const isBroken = !google.configured || account === null
  const fetchLag = lagOf(
    open.flatMap(({ last_fetch_at, published_at }) => last_fetch_at ?? published_at ?? []),
    now,
  )
  const sheetsLag = lagOf(sheets.since === null ? [] : [sheets.since], now)
  const gauge = (name: string, help: string, value: number) =>
    context.metrics.set(name, help, {}, value)
  gauge('forms_fetch_lag_seconds', 'Age of the oldest look into Google.', fetchLag ?? 0)
  gauge('forms_sheets_lag_seconds', 'Age of the oldest row that waits.', sheetsLag ?? 0)
  return {
    status: isBroken ? 'broken' : failing > 0 ? 'degraded' : 'ok',
    google: {
      configured: google.configured,
      kind: account?.kind ?? null,
      calls,
      errors,
      error_rate: calls === 0 ? 0 : errors / calls,
      quota_used: google.quotas(),
    },
    door: { shown: asked, redeemed, refused, success_rate: asked === 0 ? null : redeemed / asked },
    fetch: { forms: open.length, failing, lag_seconds: fetchLag },
    sheets: {
      connected: sheets.connected,
      failing: sheets.failing,
      lag_seconds: sheetsLag,
    },
    reminders: { sent: reminders['sent'] ?? 0, failed: reminders['failed'] ?? 0 },
    responses: await countAllStatuses(database),
  }
}
