import { personOf } from '#core/access/rights.ts'
import { coreError } from '#core/errors.ts'
import type { Context } from '#core/context.ts'
import type { SeatChange } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import { refuse } from '../errors.ts'
import { isLive, stateEvents, type Decision } from '../rules/party.ts'
import type { PartyFields } from '../rules/fields.ts'
import * as people from '../rules/people.ts'
import * as status from '../rules/status.ts'
import * as store from '../store/parties.ts'
import {
  announce,
  change,
  enter,
  lockScene,
  requireManager,
  type Accepted,
  type Changed,
  type Expected,
  type Scene,
} from './change.ts'
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
  participants?: readonly { user_id: string; username: string | null; role: string | null }[]
}

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
  const moved = patch.starts_at !== undefined && patch.starts_at !== null
  if (moved && (patch.starts_at ?? 0) <= now) throw refuse('starts_in_past')
  return after
}

type Step = Decision<store.Party, StoredSeat>

/** Whether anything that people see or decided is another than before. */
function differs(before: store.Party, after: store.Party): boolean {
  const words = (party: store.Party) =>
    JSON.stringify({ ...party, active_at: null, last_call_at: null })
  return words(before) !== words(after)
}

function shaped(step: Accepted, patch: Patch, overflow: boolean, now: number): Step {
  const { party, seats } = step
  const max_slots = patch.max_slots ?? party.max_slots
  const roles = patch.roles ?? party.roles
  if (max_slots === party.max_slots && patch.roles === undefined) return step
  if (roles.reduce((sum, role) => sum + role.max, 0) > max_slots) {
    throw coreError('validation_error', { fields: { roles: ['There are not that many places.'] } })
  }
  return people.reshape(party, seats, { max_slots, roles, overflow, now })
}

async function withStatus(scene: Scene, step: Accepted, patch: Patch): Promise<Step> {
  const { party, seats } = step
  const { now } = scene
  // A full party shows `closed` too, but is only closed for good by hand.
  if (patch.status === 'closed') {
    if (!isLive(party.state)) return step
    const decision = status.end(party, seats, 'closed', now)
    if (!decision.ok) return decision
    return { ...decision, changes: step.changes, events: [...step.events, ...decision.events] }
  }
  if (patch.status === undefined || isLive(party.state)) return step
  return reopened(scene, step, patch.expires_at)
}

/** Everybody anew: who is not named goes, who is new comes; nobody may be refused. */
async function replaced(
  context: Context,
  scene: Scene,
  step: Accepted,
  { wanted, named }: { wanted: NonNullable<Patch['participants']>; named: NamedRoles },
): Promise<Step> {
  const { unit, rights, now } = scene
  if (!rights.service) throw coreError('permission_denied')
  const names = new Set(wanted.map((one) => one.user_id))
  if (names.size !== wanted.length) {
    throw coreError('validation_error', { fields: { participants: ['Nobody may come twice.'] } })
  }
  let current: Accepted = step
  const changes: SeatChange<StoredSeat>[] = [...step.changes]
  const take = (next: Step) => {
    if (!next.ok) return next
    changes.push(...next.changes)
    current = { ...next, changes }
    return null
  }
  for (const seat of step.seats.filter((one) => !names.has(one.user_id))) {
    const wish = { ownerLeave: 'transfer' as const, now }
    const fault = take(people.leave(current.party, current.seats, seat.user_id, wish))
    if (fault) return fault
  }
  for (const { user_id, username, role } of wanted) {
    const present = current.seats.find((seat) => seat.user_id === user_id)
    if (present?.option === role) continue
    if (!present) await requireWelcome(scene, user_id, named)
    const person = await personOf(context, unit, user_id, username)
    const seat: StoredSeat = {
      user_id,
      option: role,
      status: 'waiting',
      seq: 0,
      offer_expires_at: null,
      note: '',
      joined_at: now,
      source: context.actor.source,
      username: person.username,
      display_name: person.display_name,
      avatar: person.avatar,
    }
    const fault = take(people.join(current.party, current.seats, seat, { mayWait: false, now }))
    if (fault) return fault
  }
  const handed = current.party.owner_id === step.party.owner_id ? [] : (['owner_changed'] as const)
  // What people see is where the party was and where it is, not the steps between.
  const events = [
    ...step.events.filter((event) => event === 'edited'),
    ...people.eventsOf(changes),
    ...handed,
    ...stateEvents(scene.view.party, current.party),
  ]
  return { ...current, changes, events }
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

/** Changes a party; for its owner, managers of the guild and service keys. */
export async function edit(
  context: Context,
  id: number,
  patch: Patch,
  request: { overflow?: boolean; expected?: Expected } = {},
): Promise<Changed> {
  const { overflow = false, expected = {} } = request
  const listed = patch.participants?.map(({ user_id }) => user_id) ?? []
  const named = await rolesNamed(context, id, listed)
  if (patch.channel_id !== undefined) await checkMove(context, id, patch.channel_id)
  // Whoever waits loses a role that is gone, and may be named, or not, in a whole list.
  const wholeQueue = patch.roles !== undefined || patch.participants !== undefined
  return change(context, id, { expected, wholeQueue }, async (scene) => {
    requireManager(scene)
    const { view, now } = scene
    const party = await relocated(scene, withFields(view.party, patch, now), patch)
    const start: Accepted = { ok: true, party, seats: view.seats, changes: [], events: [] }
    const formed = shaped(start, patch, overflow, now)
    if (!formed.ok) return formed
    const peopled = patch.participants
      ? await replaced(context, scene, formed, { wanted: patch.participants, named })
      : formed
    if (!peopled.ok) return peopled
    const ended = await withStatus(scene, peopled, patch)
    if (!ended.ok) return ended
    const fields = Object.keys(patch)
    const nothing = ended.events.length === 0 && ended.changes.length === 0
    if (nothing && !differs(view.party, ended.party)) return { ...ended, idle: true }
    const isSaid = ended.events.includes('edited')
    const isEdit = ended.events.length === 0 || (!isSaid && differs(view.party, party))
    const events = [...(isEdit ? (['edited'] as const) : []), ...ended.events]
    return { ...ended, events, whole: true, fields }
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
