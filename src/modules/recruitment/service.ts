import type { Context, Unit } from '#core/context.ts'
import {
  isManager,
  memberOf,
  personOf,
  rightsIn,
  visibleGuilds,
  type NamedPerson,
  type Rights,
} from '#core/access/rights.ts'
import { keyAllows } from '#core/access/actor.ts'
import { coreError } from '#core/errors.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { confirmedCount } from '#core/seats/seats.ts'
import { saveSeatChanges, type StoredSeat } from '#core/seats/store.ts'
import type { ListQuery, PatchBody, RecruitmentEvent, RecruitmentJson } from './contract.ts'
import { refuse } from './errors.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { recruitmentJson, type Seen, type Viewer } from './views/json.ts'

/** What a new party needs; `post_after` is set when the answer to a command becomes its message. */
export type NewParty = {
  guild_id: string
  channel_id: string
  message_id: string | null
  post_after: number | null
  title: string
  description: string
  max_slots: number
  game: string | null
  visibility: RecruitmentJson['visibility']
  waitlist_enabled: boolean
  owner_joins: boolean
  locale: Locale
  owner: NamedPerson
}

/** Checks that a click came from the message that belongs to the party. */
export type Expected = { guild_id: string; message_id?: string | null }

function viewerOf(rights: Rights, guildId: string): Viewer {
  return { user_id: rights.user_id, guildIds: [guildId], manager: rights.manager }
}

async function guildOf(context: Context, id: number): Promise<string> {
  const known = context.actor.member?.guild_id
  if (known) return known
  const view = await store.loadParty(store.reader(context), id)
  if (!view) throw coreError('not_found')
  return view.party.guild_id
}

async function lock(unit: Unit, id: number, guildId: string): Promise<store.PartyView> {
  const view = await store.lockParty(unit, id)
  if (!view || view.party.guild_id !== guildId) throw coreError('not_found')
  return view
}

function requirePerson(rights: Rights): string {
  if (rights.user_id) return rights.user_id
  throw coreError('validation_error', { fields: { discord_user_id: ['This field is required.'] } })
}

async function announce(
  unit: Unit,
  party: store.Party,
  events: readonly (RecruitmentEvent | 'created' | 'deleted')[],
  change: Record<string, unknown>,
): Promise<void> {
  for (const type of events) {
    await unit.fact({
      topic: 'recruitment',
      type,
      object_id: String(party.id),
      guild_id: party.guild_id,
      version: party.version,
      data: change,
    })
  }
}

type Accepted = Extract<rules.Decision<store.Party, StoredSeat>, { ok: true }>

async function apply(
  context: Context,
  unit: Unit,
  before: store.PartyView,
  decision: Accepted & { fields?: readonly string[] },
): Promise<store.PartyView> {
  const id = before.party.id
  const party: store.Party = {
    ...decision.party,
    current_slots: confirmedCount(decision.seats),
    version: before.party.version + 1,
    updated_at: context.clock.now(),
  }
  await saveSeatChanges(unit, store.boardOf(id), decision.changes)
  await store.updateParty(unit, party)
  const users = decision.changes.map(({ kind, seat }) => ({ kind, discord_user_id: seat.user_id }))
  await announce(unit, party, decision.events, {
    previous_state: before.party.state,
    ...(decision.fields && { fields: decision.fields }),
    ...(users[0] && { user: { discord_user_id: users[0].discord_user_id }, users }),
  })
  const owner =
    party.owner_id === before.owner.discord_id
      ? before.owner
      : ((await store.loadParty(unit, id))?.owner ?? before.owner)
  return { party, seats: decision.seats, owner }
}

function refusal(context: Context, code: rules.Refusal, current: Seen): Error {
  const fields =
    code === 'max_slots_below_current' ? { max_slots: ['There are more members than that.'] } : {}
  const allowed = { allowed: rules.transitions[current.party.state] }
  const data = {
    recruitment: recruitmentJson(current, context),
    ...(code === 'invalid_transition' && allowed),
  }
  return refuse(code, { fields, data })
}

function checkExpected(party: store.Party, expected: Expected | undefined): void {
  if (!expected) return
  const { guild_id, message_id } = expected
  const otherMessage = party.message_id !== null && message_id !== party.message_id
  if (guild_id !== party.guild_id) throw coreError('not_found')
  if (message_id !== undefined && otherMessage) throw refuse('message_outdated')
}

/** Opens a party in the owner's name and gives the owner the first place. */
export async function create(context: Context, input: NewParty): Promise<Seen> {
  const rights = await rightsIn(context, input.guild_id, 'recruitments:write', input.owner)
  const ownerId = requirePerson(rights)
  return context.write(async (unit) => {
    const now = context.clock.now()
    const owner = await personOf(context, unit, ownerId, rights.username)
    const { owner_joins: joins, owner: _, ...fields } = input
    const seat: StoredSeat = {
      user_id: ownerId,
      option: null,
      status: 'confirmed',
      seq: 1,
      note: '',
      joined_at: now,
      source: context.actor.source,
      username: owner.username,
      display_name: owner.display_name,
      avatar: owner.avatar,
    }
    const draft: Omit<store.Party, 'id'> = {
      ...fields,
      owner_id: ownerId,
      current_slots: 0,
      state: 'open',
      closed_reason: null,
      closed_at: null,
      version: 1,
      created_at: now,
      updated_at: now,
    }
    const opened = rules.open(draft, joins ? seat : null, now)
    const row = { ...opened.party, current_slots: confirmedCount(opened.seats) }
    const party = { ...row, id: await store.insertParty(unit, row) }
    await saveSeatChanges(unit, store.boardOf(party.id), opened.changes)
    await announce(unit, party, ['created'], {})
    return { party, seats: opened.seats, owner, viewer: viewerOf(rights, party.guild_id) }
  })
}

/** What a join came to. */
export type Joined = Seen & { result: 'joined' | 'waitlisted'; changed: boolean }

/** Takes a place, or a place in the queue. */
export async function join(
  context: Context,
  id: number,
  input: NamedPerson & { note: string; mayWait: boolean; expected?: Expected },
): Promise<Joined> {
  const guildId = await guildOf(context, id)
  const rights = await rightsIn(context, guildId, 'recruitments:write', input)
  const userId = requirePerson(rights)
  return context.write(async (unit) => {
    const before = await lock(unit, id, guildId)
    checkExpected(before.party, input.expected)
    const person = await personOf(context, unit, userId, rights.username)
    const now = context.clock.now()
    const seat: StoredSeat = {
      user_id: userId,
      option: null,
      status: 'waiting',
      seq: 0,
      note: input.note,
      joined_at: now,
      source: context.actor.source,
      username: person.username,
      display_name: person.display_name,
      avatar: person.avatar,
    }
    const decision = rules.join(before.party, before.seats, seat, { mayWait: input.mayWait, now })
    const viewer = viewerOf(rights, guildId)
    if (!decision.ok) throw refusal(context, decision.refusal, { ...before, viewer })
    const after = await apply(context, unit, before, decision)
    const waits = decision.seats.some((s) => s.user_id === userId && s.status === 'waiting')
    return { ...after, viewer, result: waits ? 'waitlisted' : 'joined', changed: true }
  })
}

/** What a leave came to; `promoted` are the Discord ids of those who got a place by it. */
export type Left = Seen & { result: 'left'; promoted: string[] }

/** Gives a place or the wait up. */
export async function leave(
  context: Context,
  id: number,
  input: NamedPerson & { transfer_to?: string | undefined; expected?: Expected },
): Promise<Left> {
  const guildId = await guildOf(context, id)
  const rights = await rightsIn(context, guildId, 'recruitments:write', input)
  const userId = requirePerson(rights)
  return context.write(async (unit) => {
    const before = await lock(unit, id, guildId)
    checkExpected(before.party, input.expected)
    const wish = { transferTo: input.transfer_to, now: context.clock.now() }
    const decision = rules.leave(before.party, before.seats, userId, wish)
    const viewer = viewerOf(rights, guildId)
    if (!decision.ok) throw refusal(context, decision.refusal, { ...before, viewer })
    const after = await apply(context, unit, before, decision)
    const promoted = decision.changes
      .filter((c) => c.kind === 'promoted')
      .map((c) => c.seat.user_id)
    return { ...after, viewer, result: 'left', promoted }
  })
}

function needsManager(party: store.Party, rights: Rights): void {
  if (!rights.manager && rights.user_id !== party.owner_id) throw coreError('permission_denied')
}

function patchParty(
  before: store.PartyView,
  patch: PatchBody,
  now: number,
): rules.Decision<store.Party, StoredSeat> {
  const { status, max_slots, title, description, game, visibility, waitlist_enabled } = patch
  const { discord_message_id, discord_channel_id } = patch
  const party: store.Party = {
    ...before.party,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(game !== undefined && { game }),
    ...(visibility !== undefined && { visibility }),
    ...(waitlist_enabled !== undefined && { waitlist_enabled }),
    ...(discord_message_id !== undefined && { message_id: discord_message_id }),
    ...(discord_channel_id !== undefined && { channel_id: discord_channel_id }),
  }
  let step: rules.Decision<store.Party, StoredSeat> = {
    ok: true,
    party,
    seats: before.seats,
    changes: [],
    events: [],
  }
  if (max_slots !== undefined && max_slots !== party.max_slots) {
    step = rules.setSlots(party, before.seats, max_slots, now)
    if (!step.ok) return step
  }
  const shown = rules.statusOf(step.party.state, step.party.max_slots - confirmedCount(step.seats))
  if (status === undefined || status === shown) {
    return { ...step, events: step.events.length > 0 ? step.events : ['edited'] }
  }
  const moved = rules.setStatus(step.party, step.seats, status, now)
  return moved.ok ? { ...moved, changes: step.changes, events: moved.events } : moved
}

/** Changes a party; only its owner, managers of the guild and service keys may. */
export async function edit(
  context: Context,
  id: number,
  patch: PatchBody,
  guard: { ifMatch?: string | undefined; expected?: Expected } = {},
): Promise<Seen> {
  const guildId = await guildOf(context, id)
  const rights = await rightsIn(context, guildId, 'recruitments:write')
  return context.write(async (unit) => {
    const before = await lock(unit, id, guildId)
    checkExpected(before.party, guard.expected)
    needsManager(before.party, rights)
    const viewer = viewerOf(rights, guildId)
    if (guard.ifMatch && guard.ifMatch !== `"${before.party.version}"`) {
      throw coreError('version_mismatch')
    }
    const decision = patchParty(before, patch, context.clock.now())
    if (!decision.ok) throw refusal(context, decision.refusal, { ...before, viewer })
    const fields = Object.keys(patch)
    return { ...(await apply(context, unit, before, { ...decision, fields })), viewer }
  })
}

/** Removes a party from every list; its message goes with it. */
export async function remove(context: Context, id: number): Promise<{ id: number }> {
  const guildId = await guildOf(context, id)
  const rights = await rightsIn(context, guildId, 'recruitments:write')
  return context.write(async (unit) => {
    const { party } = await lock(unit, id, guildId)
    needsManager(party, rights)
    const gone = { ...party, version: party.version + 1 }
    await store.markDeleted(unit, gone, context.clock.now())
    await announce(unit, gone, ['deleted'], {
      message_id: party.message_id,
      channel_id: party.channel_id,
      visibility: party.visibility,
    })
    return { id }
  })
}

/** The message of a party exists now. Saying it twice changes nothing. */
export async function messagePosted(
  context: Context,
  id: number,
  messageId: string | null,
): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (!view || view.party.message_id === messageId) return
    const { state } = view.party
    const party = { ...view.party, message_id: messageId, version: view.party.version + 1 }
    await store.updateParty(unit, { ...party, updated_at: context.clock.now() })
    await announce(unit, party, ['message_posted'], { previous_state: state })
  })
}

/** What this actor may see of the parties at large. */
export async function viewerFor(context: Context, guildId?: string): Promise<Viewer> {
  const guildIds = await visibleGuilds(context, 'recruitments:read')
  const { actor } = context
  const inGuild = guildId !== undefined && (guildIds === 'all' || guildIds.includes(guildId))
  const service =
    actor.key !== null && actor.user === null && keyAllows(actor, 'recruitments:write', guildId)
  const manager = inGuild && (service || isManager(await memberOf(context, guildId)))
  return { user_id: actor.user?.discord_id ?? null, guildIds, manager }
}

/** Whether a reader may know that a party exists. */
export function isVisible(party: store.Party, viewer: Viewer): boolean {
  if (party.visibility !== 'guild') return true
  return viewer.guildIds === 'all' || viewer.guildIds.includes(party.guild_id)
}

/** One party, as far as the actor may see it. */
export async function get(context: Context, id: number): Promise<Seen> {
  const view = await store.loadParty(store.reader(context), id)
  if (!view) throw coreError('not_found')
  const viewer = await viewerFor(context, view.party.guild_id)
  if (!isVisible(view.party, viewer)) throw coreError('not_found')
  return { ...view, viewer }
}

/** One page of the parties that the actor may see. */
export async function list(
  context: Context,
  query: ListQuery,
): Promise<{ count: number; results: Seen[] }> {
  const viewer = await viewerFor(context)
  const participant = query.participant === 'me' ? viewer.user_id : query.participant
  if (query.participant === 'me' && !participant) throw coreError('not_authenticated')
  const filter = { ...query, participant: participant ?? undefined }
  const { count, views } = await store.listParties(store.reader(context), filter, viewer)
  if (views.length === 0 && query.page > 1) throw coreError('not_found')
  return { count, results: views.map((view) => ({ ...view, viewer })) }
}
