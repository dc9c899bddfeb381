import type { Context } from '#core/context.ts'
import type { FormsHealth } from '../contract/results.ts'
import { countReminders } from '../store/reminders.ts'
import { countAllRefusals, countDoor } from '../store/links.ts'
import { readFigures } from './figures.ts'
import { googleOf } from './google.ts'

/** How the module is doing, over all guilds. */
export async function health(context: Context): Promise<FormsHealth> {
  const { database } = context
  const google = googleOf(context)
  const account = await google.account().catch(() => null)
  const { fetch, sheets, responses } = await readFigures(context)
  const reminders = await countReminders(database)
  const redeemed = await countDoor(database)
  const refused = await countAllRefusals(database)
  const asked = redeemed + refused
  const { calls, errors } = google.figures()
  const isBroken = !google.configured || account === null
  return {
    status: isBroken ? 'broken' : fetch.failing > 0 ? 'degraded' : 'ok',
    google: {
      configured: google.configured,
      kind: account?.kind ?? null,
      calls,
      errors,
      error_rate: calls === 0 ? 0 : errors / calls,
      quota_used: google.quotas(),
    },
    door: { shown: asked, redeemed, refused, success_rate: asked === 0 ? null : redeemed / asked },
    fetch,
    sheets,
    reminders: { sent: reminders['sent'] ?? 0, failed: reminders['failed'] ?? 0 },
    responses,
  }
}
