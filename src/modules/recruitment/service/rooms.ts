import type { Context, Unit } from '#core/context.ts'
import { isLive } from '../rules/party.ts'
import * as status from '../rules/status.ts'
import * as store from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import * as rooms from '../store/rooms.ts'
import { announce, apply } from './change.ts'

/** A voice room in which nobody has been for so long ends its party, in milliseconds. */
export const emptyForMs = 10 * 60_000

/** What rooms a party should have now, and has. */
export type RoomsPlan = {
  view: store.PartyView
  voice: 'none' | 'make' | 'keep' | 'remove'
  thread: 'none' | 'make' | 'keep' | 'close'
  /** Guild setting: the category of new voice rooms. */
  categoryId: string | null
}

function voiceStep(party: store.Party, live: boolean): RoomsPlan['voice'] {
  const wanted = live && party.wants_voice
  if (party.voice_channel_id !== null) return wanted ? 'keep' : 'remove'
  return wanted && party.state !== 'open' ? 'make' : 'none'
}

function threadStep(party: store.Party, live: boolean): RoomsPlan['thread'] {
  const wanted = live && party.wants_thread
  if (party.thread_id !== null) return wanted ? 'keep' : 'close'
  return wanted && party.message_id !== null ? 'make' : 'none'
}

/** What is to be done about a party's rooms; a deleted party has none. */
export async function planRooms(context: Context, id: number): Promise<RoomsPlan | null> {
  const { database } = context
  const present = await store.loadParty(database, id)
  const view = present ?? (await store.loadDeletedParty(database, id))
  if (!view) return null
  const { party } = view
  const live = present !== null && isLive(party.state)
  const settings = await loadSettings(database, party.guild_id)
  return {
    view,
    voice: voiceStep(party, live),
    thread: threadStep(party, live),
    categoryId: settings.voice_category_id,
  }
}

/** Stores what rooms a party has now, and tells everybody who looks at it. */
export async function saveRooms(
  context: Context,
  id: number,
  change: { voice_channel_id?: string | null; thread_id?: string | null },
): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    const gone = view ? null : await store.loadDeletedParty(unit, id)
    const party = view?.party ?? gone?.party
    if (!party) return
    const { voice_channel_id, thread_id } = { ...party, ...change }
    await rooms.updateRooms(unit, id, { voice_channel_id, thread_id })
    if (!view) return
    const { state, version } = party
    const now = context.clock.now()
    const next = { ...party, voice_channel_id, thread_id, version: version + 1, updated_at: now }
    await store.updateParty(unit, next)
    const fields = Object.keys(change)
    await announce(unit, next, ['edited'], { previous_state: state, state, fields })
  })
}

/** Discord does not let us make a room: the party's history says why there is none. */
export async function noteTrouble(
  context: Context,
  id: number,
  trouble: 'voice' | 'thread',
): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (view) await announce(unit, view.party, ['edited'], { trouble })
  })
}

/** Looks again when the room of a started party may have been empty for long enough. */
async function watch(unit: Unit, party: store.Party): Promise<void> {
  if (party.state !== 'started') return
  await unit.job({
    kind: 'recruitment.voice',
    payload: { id: party.id },
    key: `recruitment:${party.id}:voice`,
    guild_id: party.guild_id,
    run_at: Math.max(party.started_at ?? 0, party.updated_at) + emptyForMs,
  })
}

/** A started party with a room is over once nobody has been there for a while. */
export async function watchVoice(context: Context, id: number): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (view?.party.voice_channel_id) await watch(unit, view.party)
  })
}

/** Somebody came into, went from or moved between voice channels. */
export async function heardVoice(
  context: Context,
  move: { guild_id: string; user_id: string; channel_id: string | null },
): Promise<void> {
  const { database, jobs, clock } = context
  const { guild_id, user_id, channel_id } = move
  const before = await rooms.loadVoicePlace(database, guild_id, user_id)
  const entered = channel_id === null ? null : await rooms.findByVoice(database, channel_id)
  // Elsewhere, or still in the same room: muted, say.
  if (before === (entered === null ? null : channel_id)) return
  await context.write(async (unit) => {
    await rooms.saveVoicePlace(unit, { guild_id, user_id }, entered === null ? null : channel_id)
    if (entered !== null) await jobs.withdraw(unit, `recruitment:${entered}:voice`)
    if (before === null || before === channel_id) return
    const left = await rooms.findByVoice(unit, before)
    if (left === null || (await rooms.isOccupied(unit, before))) return
    const view = await store.loadParty(unit, left)
    if (view) await watch(unit, { ...view.party, updated_at: clock.now() })
  })
}

/** A new session tells who is where: what was noted before may be out of date. */
export async function heardVoices(
  context: Context,
  guildId: string,
  states: readonly { user_id: string; channel_id: string | null }[],
): Promise<void> {
  const known = await rooms.loadVoiceRooms(context.database, guildId)
  if (known.length === 0) return
  const ids = new Set(known.map((room) => room.voice_channel_id))
  await context.write(async (unit) => {
    await rooms.clearVoicePlaces(unit, guildId)
    for (const { user_id, channel_id } of states) {
      if (channel_id === null || !ids.has(channel_id)) continue
      await rooms.saveVoicePlace(unit, { guild_id: guildId, user_id }, channel_id)
    }
    for (const { id, voice_channel_id } of known) {
      if (await rooms.isOccupied(unit, voice_channel_id)) continue
      const view = await store.loadParty(unit, id)
      if (view) await watch(unit, { ...view.party, updated_at: context.clock.now() })
    }
  })
}

/** Closes a started party whose voice room is empty. */
export async function endWhenEmpty(context: Context, id: number): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    const room = view?.party.voice_channel_id
    if (!view || !room || view.party.state !== 'started') return
    if (await rooms.isOccupied(unit, room)) return
    const now = context.clock.now()
    const decision = status.end(view.party, view.seats, 'closed', now)
    if (!decision.ok) return
    const settings = await loadSettings(unit, view.party.guild_id)
    await apply({ unit, view, settings, now }, decision)
  })
}
