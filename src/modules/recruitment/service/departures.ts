import type { Context } from '#core/context.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { Decision } from '../rules/party.ts'
import * as people from '../rules/people.ts'
import * as status from '../rules/status.ts'
import { reopenWindowMs } from '../rules/time.ts'
import * as store from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import { loadLiveIn, loadPartiesOf } from '../store/rooms.ts'
import { apply } from './change.ts'

type Step = Decision<store.Party, StoredSeat>

async function changeAll(
  context: Context,
  ids: readonly number[],
  about: readonly string[],
  decide: (view: store.PartyView, now: number) => Step,
): Promise<void> {
  for (const id of ids) {
    await context.write(async (unit) => {
      const view = await store.lockParty(unit, id, { people: about })
      if (!view) return
      const now = context.clock.now()
      const decision = decide(view, now)
      if (!decision.ok) return
      const settings = await loadSettings(unit, view.party.guild_id)
      await apply({ unit, view, settings, now }, decision)
    })
  }
}

/**
 * Somebody left the server: the places become free and the queue moves, also of parties that may be
 * opened again; saying it twice is fine.
 */
export async function memberLeft(context: Context, guildId: string, userId: string): Promise<void> {
  const since = context.clock.now() - reopenWindowMs
  const ids = await loadPartiesOf(context.database, guildId, userId, since)
  await changeAll(context, ids, [userId], ({ party, seats }, now) =>
    people.depart(party, seats, userId, now),
  )
}

/** The bot is no longer in a server: its parties are called off. */
export async function guildLeft(context: Context, guildId: string): Promise<void> {
  const ids = await loadLiveIn(context.database, guildId)
  await changeAll(context, ids, [], ({ party, seats }, now) =>
    status.end(party, seats, 'cancelled', now),
  )
}
