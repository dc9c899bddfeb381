import { personOf } from '#core/access/rights.ts'
import { coreError } from '#core/errors.ts'
import type { Context } from '#core/context.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import { refuse } from '../errors.ts'
import { isLive, partyEvents } from '../rules/party.ts'
import type { PartyFields } from '../rules/fields.ts'
import * as people from '../rules/people.ts'
import * as status from '../rules/status.ts'
import * as store from '../store/parties.ts'
import {
  announce,
  change,
  enter,
  inTurn,
  lockScene,
  requireManager,
  requireOwnMessage,
  type Accepted,
  type Changed,
  type Expected,
  type Next,
  type Scene,
  type Step,
} from './change.ts'
import { seatFor } from './create.ts'
import { roomsJob } from './follow-ups.ts'
import { requireWelcome, rolesNamed, type NamedRoles } from './people.ts'
import { requireChannel } from './places.ts'
import { followStart } from './reminders.ts'
import { removalJob, reopened } from './state.ts'

/** A change of a party's fields; instants are epoch milliseconds. */
export type Patch = Pick<
  PartyFields,
  | 'title'
  | 'description'
  | 'max_slots'
  | 'min_slots'
  | 'roles'
  | 'starts_at'
  | 'timezone'
  | 'game'
  | 'tags'
  | 'visibility'
  | 'waitlist_enabled'
> & {
  expires_at?: number | null | undefined
  status?: 'open' | 'closed' | undefined
  message_id?: string
  channel_id?: string
  wants_voice?: boolean
  wants_thread?: boolean
  /** The whole list of people; for service keys. */
  participants?: WantedPeople
}

/** People who are to be in a party, with the roles they are to have. */
type WantedPeople = readonly { user_id: string; username: string | null; role: string | null }[]

const plain = [
  ...(['title', 'description', 'min_slots', 'starts_at', 'timezone', 'game', 'tags'] as const),
  ...(['visibility', 'waitlist_enabled', 'expires_at', 'message_id', 'channel_id'] as const),
  ...(['wants_voice', 'wants_thread'] as const),
]

function withFields(party: store.Party, patch: Patch, now: number): store.Party {
  const given = plain.filter((name) => patch[name] !== undefined)
  const values = Object.fromEntries(given.map((name) => [name, patch[name]]))
  const after: store.Party = { ...party, ...values, active_at: now, last_call_at: null }
  if (after.min_slots !== null && after.min_slots > (patch.max_slots ?? after.max_slots)) {
    const message = 'There are not that many places.'
    throw coreError('validation_error', { fields: { min_slots: [message] } })
  }
  // What is said again as it was is no wish for a time that is over.
  const isPast = (name: 'starts_at' | 'expires_at') =>
    after[name] !== party[name] && after[name] !== null && after[name] <= now
  if (isPast('starts_at')) throw refuse('starts_in_past')
  if (isPast('expires_at')) {
    throw coreError('validation_error', { fields: { expires_at: ['Must be in the future.'] } })
  }
  return after
}

/** Whether anything that people see or decided is another than before. */
function differs(before: store.Party, after: store.Party): boolean {
  const words = (party: store.Party) =>
    JSON.stringify({ ...party, active_at: null, last_call_at: null })
  return words(before) !== words(after)
}

function shaped({ party, seats }: Accepted, patch: Patch, overflow: boolean, now: number) {
  const max_slots = patch.max_slots ?? party.max_slots
  const roles = patch.roles ?? party.roles
  if (max_slots === party.max_slots && patch.roles === undefined) return null
  if (roles.reduce((sum, role) => sum + role.max, 0) > max_slots) {
    throw coreError('validation_error', { fields: { roles: ['There are not that many places.'] } })
  }
  return people.reshape(party, seats, { max_slots, roles, overflow, now })
}

async function withStatus(scene: Scene, step: Accepted, patch: Patch): Promise<Step | null> {
  const { party, seats } = step
  const live = isLive(party.state)
  // A full party shows `closed` too, but is only closed for good by hand.
  if (patch.status === 'closed') return live ? status.end(party, seats, 'closed', scene.now) : null
  if (patch.status === undefined || live) return null
  return reopened(scene, step, patch.expires_at)
}

/** A whole list of people; for service keys. */
function checkList({ rights }: Scene, wanted: WantedPeople): void {
  if (!rights.service) throw coreError('permission_denied')
  if (new Set(wanted.map((one) => one.user_id)).size !== wanted.length) {
    throw coreError('validation_error', { fields: { participants: ['Nobody may come twice.'] } })
  }
}

/** The last one in, where none of the people named is in yet: somebody must be there to hand over. */
function lastOne({ party, seats }: Accepted, wanted: WantedPeople): string[] {
  const names = new Set(wanted.map((one) => one.user_id))
  const stays = seats.some((one) => one.status === 'confirmed' && names.has(one.user_id))
  return stays || wanted.length === 0 ? [] : [party.owner_id]
}

/** Whoever is not named goes; those who wait first, so that nobody is promoted to be sent away. */
function thinned(start: Accepted, named: readonly string[], now: number): Promise<Step> {
  const names = new Set(named)
  const gone = start.seats.filter((one) => !names.has(one.user_id))
  const waiting = (seat: StoredSeat) => seat.status === 'waiting'
  const inOrder = [...gone.filter(waiting), ...gone.filter((seat) => !waiting(seat))]
  const leaves = inOrder.map(
    ({ user_id }): Next =>
      ({ party, seats }) =>
        people.leave(party, seats, user_id, { ownerLeave: 'transfer', now }),
  )
  return inTurn({ ...start, changes: [], events: [] }, leaves)
}

/** Whoever is new comes; nobody may be refused. */
function filled(
  context: Context,
  scene: Scene,
  start: Accepted,
  { wanted, named }: { wanted: WantedPeople; named: NamedRoles },
): Promise<Step> {
  const { unit, now } = scene
  const joins = wanted.map(({ user_id, username, role }): Next => async ({ party, seats }) => {
    const present = seats.find((seat) => seat.user_id === user_id)
    const stays = present !== undefined && (role === null || present.option === role)
    if (stays && username === null) return null
    if (!present) await requireWelcome(scene, user_id, named)
    const person = await personOf(context, unit, user_id, username)
    if (stays) return null
    const seat = { ...seatFor(person, context.actor.source, now), option: role }
    return people.join(party, seats, seat, { mayWait: false, now })
  })
  return inTurn({ ...start, changes: [], events: [] }, joins)
}

/** Throws unless the party is in this channel, or may go there. */
async function checkMove(context: Context, id: number, channelId: string): Promise<void> {
  const view = await store.loadParty(store.reader(context), id)
  if (!view || view.party.channel_id === channelId) return
  // Who has no rights in the server learns nothing of its channels.
  const { guildId } = await enter(context, id, {})
  await requireChannel(context, guildId, channelId)
}

/** A party that goes to another channel gets its message there, unless somebody has posted it. */
async function relocated({ unit, view, now }: Scene, after: store.Party, patch: Patch) {
  const { party: before } = view
  if (patch.message_id !== undefined || before.channel_id === after.channel_id) return after
  if (before.message_id !== null) await unit.job(removalJob(before, before.message_id))
  return { ...after, message_id: null, post_after: now }
}

/** What a change is known by: what was edited, who came and went, and what the party became by it. */
function eventsOf(
  before: store.Party,
  edited: store.Party,
  { party, changes }: Accepted,
): RecruitmentEvent[] {
  const events = people.eventsOf(changes)
  const { max_slots, roles } = party
  const isEdit = events.includes('edited') || differs(before, { ...edited, max_slots, roles })
  return [
    ...(isEdit ? (['edited'] as const) : []),
    ...events.filter((event) => event !== 'edited'),
    ...partyEvents(before, party),
  ]
}

/** Changes a party; for its owner, managers of the guild and service keys. */
export async function edit(
  context: Context,
  id: number,
  patch: Patch,
  request: { overflow?: boolean; expected?: Expected } = {},
): Promise<Changed> {
  const { overflow = false, expected = {} } = request
  const { participants: wanted, roles, channel_id } = patch
  const named = await rolesNamed(context, id, wanted?.map(({ user_id }) => user_id) ?? [])
  if (channel_id !== undefined) await checkMove(context, id, channel_id)
  // Whoever waits loses a role that is gone, may be named, or not, in a whole list, and may be passed.
  const wholeQueue = roles !== undefined || wanted !== undefined || overflow
  return change(context, id, { expected, wholeQueue }, async (scene) => {
    requireManager(scene)
    if (wanted) checkList(scene, wanted)
    const { view, now } = scene
    requireOwnMessage(scene.rights, patch.message_id ?? null, view.party.message_id)
    const party = await relocated(scene, withFields(view.party, patch, now), patch)
    const start: Accepted = { ok: true, party, seats: view.seats, changes: [], events: [] }
    const kept = wanted?.map((one) => one.user_id) ?? []
    // Who goes makes room for fewer places, and more places make room for who comes.
    const done = await inTurn(start, [
      (step) => (wanted ? thinned(step, [...kept, ...lastOne(step, wanted)], now) : null),
      (step) => shaped(step, patch, overflow, now),
      (step) => (wanted ? filled(context, scene, step, { wanted, named }) : null),
      (step) => (wanted ? thinned(step, kept, now) : null),
      (step) => withStatus(scene, step, patch),
    ])
    if (!done.ok) return done
    if (done.changes.length === 0 && !differs(view.party, done.party))
      return { ...done, idle: true }
    const events = eventsOf(view.party, party, done)
    return { ...done, events, whole: true, fields: Object.keys(patch) }
  })
}

/** Removes a party from every list, with its message and rooms; for owner and managers. */
export async function remove(context: Context, id: number): Promise<{ id: number }> {
  const entry = await enter(context, id, {})
  return context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    requireManager(scene)
    const { party } = scene.view
    const gone: store.Party = { ...party, version: party.version + 1 }
    await store.markDeleted(unit, gone, scene.now)
    const wish = { wanted: scene.settings.reminder_minutes, now: scene.now }
    await followStart(unit, party, { ...gone, starts_at: null }, wish)
    const { visibility, channel_id, message_id, state: previous_state } = party
    await announce(unit, gone, ['deleted'], { visibility, channel_id, message_id, previous_state })
    if (party.voice_channel_id !== null || party.thread_id !== null) await unit.job(roomsJob(gone))
    return { id }
  })
}
