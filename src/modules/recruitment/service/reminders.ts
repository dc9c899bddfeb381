import type { Context, Unit } from '#core/context.ts'
import {
  isTimely,
  planReminders,
  reminderVersion,
  startAhead,
  type Reminder,
} from '../rules/reminders.ts'
import { loadParty, loadScheduled, reader, type Party } from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import type { PartyNotice } from './notices.ts'

type Planned = Pick<Party, 'id' | 'guild_id' | 'state' | 'starts_at'>

async function plan(
  unit: Unit,
  party: Planned,
  offsets: Parameters<typeof planReminders>[1],
  now: number,
): Promise<void> {
  const { id, guild_id, starts_at } = party
  for (const { minutes, at } of planReminders(party, offsets, now)) {
    const key = `recruitment:${id}:remind:${minutes}`
    if (at === null) await unit.withdraw(key)
    else {
      const payload = { id, minutes, starts_at }
      await unit.job({ kind: 'recruitment.remind', payload, key, guild_id, run_at: at })
    }
  }
}

/**
 * Keeps a job waiting for every reminder of a party's start: one that moves takes them along, and one
 * that is not to come any more takes them away.
 */
export async function followStart(
  unit: Unit,
  before: Planned | null,
  after: Planned,
  wish: { wanted: readonly number[]; now: number },
): Promise<void> {
  const { wanted, now } = wish
  if ((before && startAhead(before)) === startAhead(after)) return
  await plan(unit, after, { wanted }, now)
}

/** The reminders of all parties of a guild that has decided anew when it wants them. */
export async function replanReminders(
  unit: Unit,
  guildId: string,
  offsets: { wanted: readonly number[]; earlier: readonly number[] },
  now: number,
): Promise<void> {
  for (const party of await loadScheduled(unit, guildId, now)) {
    await plan(unit, party, offsets, now)
  }
}

/** A reminder as a notice of the party as it is now; null when it says nothing any more. */
export async function reminderNotice(
  context: Context,
  { id, ...reminder }: Reminder & { id: number },
): Promise<PartyNotice | null> {
  const view = await loadParty(reader(context), id)
  if (!view) return null
  const { reminder_minutes } = await loadSettings(context.database, view.party.guild_id)
  if (!isTimely(view.party, reminder_minutes, reminder, context.clock.now())) return null
  return { id, kind: 'reminder', version: reminderVersion(reminder), user_ids: null }
}
