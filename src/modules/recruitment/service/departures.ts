import type { Context } from '#core/context.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { Decision } from '../rules/party.ts'
import * as people from '../rules/people.ts'
import * as status from '../rules/status.ts'
import { reopenWindowMs } from '../rules/time.ts'
import * as store from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import { loadComersIn, loadLiveIn, loadPartiesOf } from '../store/rooms.ts'
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

/** For so long a membership may be remembered that has ended, in milliseconds. */
const rememberedMs = 60_000

/** Events of a server may have been missed: whoever has left meanwhile is looked for. */
export async function watchDepartures(context: Context, guildId: string): Promise<void> {
  if ((await loadComersIn(context.database, guildId)).length === 0) return
  await context.write((unit) =>
    unit.job({
      kind: 'recruitment.departures',
      payload: { guild_id: guildId },
      key: `recruitment:departures:${guildId}`,
      guild_id: guildId,
      run_at: context.clock.now() + rememberedMs,
    }),
  )
}

/** Takes the places of those who are not in the server any more. */
export async function findDepartures(
  context: Context,
  guildId: string,
  botId: string,
): Promise<void> {
  const { members } = context
  const gone: string[] = []
  for (const userId of await loadComersIn(context.database, guildId)) {
    if ((await members.member(guildId, userId)) === null) gone.push(userId)
  }
  // Whoever does not even see itself sees nobody.
  if (gone.length === 0 || (await members.member(guildId, botId)) === null) return
  for (const userId of gone) await memberLeft(context, guildId, userId)
}

/** The bot is no longer in a server: its parties are called off. */
export async function guildLeft(context: Context, guildId: string): Promise<void> {
  const ids = await loadLiveIn(context.database, guildId)
  await changeAll(context, ids, [], ({ party, seats }, now) =>
    status.end(party, seats, 'cancelled', now),
  )
}
