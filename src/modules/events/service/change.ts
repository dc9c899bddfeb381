import type { NamedPerson } from '#core/access/rights.ts'
import { personOf } from '#core/access/rights.ts'
import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { newUuid } from '#core/ids.ts'
import { refuse } from '../errors.ts'
import type { EventAction } from '../contract/live.ts'
import type { SignupStatus } from '../contract/shared.ts'
import {
  hasPlace,
  transitions,
  type Decision,
  type EventRecord,
  type Happening,
  type Refusal,
  type Signup,
} from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { allowedRulings } from '../rules/rulings.ts'
import { nextTick } from '../rules/state.ts'
import * as store from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import type { Seen, Viewer } from '../views/json.ts'
import { followUps } from './follow-ups.ts'
import { guildsOfOrg, manages, rightsInOrg, standingFor, type EventRights } from './rights.ts'
import { seenOne, type View } from './seen.ts'

/** What a request expects of the event it speaks of. */
export type Expected = {
  /** The server of a click. */
  guild_id?: string
  /** The message that was clicked. */
  message_id?: string | null
  /** `If-Match`: the version the caller has seen, as an entity tag. */
  ifMatch?: string | undefined
}

/** An event in the middle of a change, under its lock. */
export type Scene = {
  unit: Unit
  context: Context
  event: EventRecord
  signups: readonly Signup[]
  rights: EventRights
  guilds: readonly GuildRecord[]
  now: number
}

/** More about an accepted decision than what the rules say. */
export type Extra = {
  /** More than people and time changed. */
  whole?: boolean
  /** Names of the fields that were edited, with what they were and are. */
  changes?: { field: string; before: string | null; after: string | null }[]
  /** Nothing is to be changed: there is no new version and nobody is told. */
  idle?: boolean
  /** The server whose side this came from: it knows already. */
  origin?: string
  /** Whom the change is about. */
  userId?: string
}

/** An event after a change, as who changed it sees it. */
export type Changed = Seen & { userId: string | null }

/** The field of a request that a refusal is about. */
const refusedFields: Partial<Record<Refusal, string>> = {
  unknown_role: 'role_id',
  unknown_option: 'option',
  guests_not_allowed: 'guests',
}

/** The refusal of a decision, with what may be done instead. */
export function refusal(code: Refusal, event: EventRecord, signup?: SignupStatus): Error {
  const field = refusedFields[code]
  const state = signup ?? event.state
  const allowed = signup === undefined ? allowedActions(event) : allowedRulings(signup)
  const data = code === 'invalid_transition' ? { state, allowed } : { state }
  return refuse(code, { data, ...(field !== undefined && { loc: ['body', field] }) })
}

const actionNames: Partial<Record<EventRecord['state'], string>> = {
  active: 'start',
  completed: 'complete',
  cancelled: 'cancel',
}

/** What may be done with the state of an event, as the routes are named. */
export function allowedActions({ state }: EventRecord): string[] {
  // Putting away is the program's own affair.
  return transitions[state].flatMap((to) => {
    if (to === 'archived') return []
    if (to === 'scheduled') return state === 'draft' ? 'publish' : 'reinstate'
    return actionNames[to] ?? to
  })
}

/** Records what happened to an event, one fact a happening. */
export async function announce(
  unit: Unit,
  { event, guilds }: { event: EventRecord; guilds: readonly GuildRecord[] },
  happened: readonly (Happening | { action: 'created' | 'deleted'; user_id?: string })[],
  data: Record<string, unknown>,
): Promise<void> {
  for (const { action, user_id } of happened) {
    await unit.fact({
      topic: 'event',
      type: action,
      object_id: event.id,
      guild_id: guilds[0]?.guild_id ?? null,
      version: event.version,
      data: { ...data, ...(user_id !== undefined && { user: { discord_user_id: user_id } }) },
    })
  }
}

/** Keeps one job waiting for the next instant at which time changes something. */
export async function wind(
  unit: Unit,
  event: EventRecord,
  signups: readonly Signup[],
): Promise<EventRecord> {
  const next = nextTick(event, signups)
  if (next === null || (event.clock_at !== null && event.clock_at <= next)) return event
  await unit.job({
    kind: 'events.clock',
    payload: { event_id: event.id },
    key: `event:${event.id}:clock`,
    group: `event:${event.id}`,
    run_at: next,
  })
  return { ...event, clock_at: next }
}

/** People with a place, without their guests. */
export function confirmedOf(signups: readonly Signup[]): number {
  return signups.filter(hasPlace).length
}

/** Stores a decision: people, event, facts, timer and what follows from it, in one transaction. */
export async function apply(
  scene: Scene,
  decision: Extract<Decision, { ok: true }>,
  extra: Extra = {},
): Promise<{ event: EventRecord; signups: readonly Signup[] }> {
  const { unit, event: before, signups, guilds, now } = scene
  if (extra.idle) return { event: before, signups }
  const changed = await store.saveSignups(unit, signups, decision.signups)
  const bumped: EventRecord = {
    ...decision.event,
    confirmed_count: confirmedOf(decision.signups),
    version: before.version + 1,
    updated_at: now,
  }
  const event = await wind(unit, bumped, decision.signups)
  const moved = extra.whole === true || before.state !== event.state
  await (moved ? store.updateEvent : store.updateEventState)(unit, event)
  const changes = extra.changes ?? []
  await announce(unit, { event, guilds }, decision.happened, {
    previous_state: before.state,
    state: event.state,
    ...(changes.length > 0 && { fields: changes.map(({ field }) => field), changes }),
  })
  await followUps(scene, {
    event,
    signups: decision.signups,
    changed,
    happened: decision.happened,
    ...(extra.origin !== undefined && { origin: extra.origin }),
  })
  return { event, signups: decision.signups }
}

/** The reader that somebody with these rights is. */
export function viewerWith(rights: EventRights, event: EventRecord): Viewer {
  const { user_id, roles, member } = rights
  return { user_id, inside: true, manager: manages(rights, event), roles, member }
}

/** Who wants to change which event; found out before the unit of work. */
export type Entry = {
  id: string
  rights: EventRights
  guilds: readonly GuildRecord[]
  expected: Expected
}

/** The rights at an event. Whoever a service acts for may no more than by his or her own hand. */
async function rightsAt(
  context: Context,
  event: EventRecord,
  guilds: readonly GuildRecord[],
  named: NamedPerson | undefined,
): Promise<EventRights> {
  const rights = await rightsInOrg(context, guilds, named)
  const { service, user_id } = rights
  if (!service || user_id === null) return rights
  return { ...rights, ...(await standingFor(context, event, guilds, user_id)) }
}

/** Finds the organisation of an event and the rights there. */
export async function enter(
  context: Context,
  id: string,
  request: { named?: NamedPerson; expected?: Expected } = {},
): Promise<Entry> {
  const view = await store.loadEvent(context.database, id)
  if (!view) throw coreError('not_found')
  const guilds = guildsOfOrg(await loadGuilds(context.database), view.event.org_id)
  const rights = await rightsAt(context, view.event, guilds, request.named)
  const expected = request.expected ?? {}
  if (expected.guild_id !== undefined) {
    if (!guilds.some(({ guild_id }) => guild_id === expected.guild_id)) throw coreError('not_found')
  }
  const isMember = rights.service || rights.manager || (rights.roles?.length ?? 0) > 0
  const known = isMember || (await isMemberOfOne(context, guilds, rights))
  if (!known && view.event.visibility === 'guild') throw coreError('not_found')
  if (!known) throw coreError('permission_denied')
  return { id, rights, guilds, expected }
}

async function isMemberOfOne(
  context: Context,
  guilds: readonly GuildRecord[],
  rights: EventRights,
): Promise<boolean> {
  const { user_id } = rights
  if (user_id === null) return false
  const { member } = context.actor
  if (guilds.some(({ guild_id }) => guild_id === member?.guild_id)) return true
  const ids = await context.members.guildsOf(user_id)
  return guilds.some(({ guild_id }) => ids.includes(guild_id))
}

/** Locks the event and checks that it is the one that was meant. */
export async function lockScene(context: Context, unit: Unit, entry: Entry): Promise<Scene> {
  const view = await store.lockEvent(unit, entry.id)
  if (!view) throw coreError('not_found')
  const { ifMatch } = entry.expected
  if (ifMatch && ifMatch !== '*' && ifMatch !== `"${view.event.version}"`) {
    throw coreError('version_mismatch')
  }
  const { rights, guilds } = entry
  return { unit, context, ...view, rights, guilds, now: context.clock.now() }
}

/** Throws `permission_denied` unless the actor organises the event or manages the organisation's. */
export function requireManager({ rights, event }: Pick<Scene, 'rights' | 'event'>): void {
  if (!manages(rights, event)) throw coreError('permission_denied')
}

/** The person in whose name something happens; a service key must have named one. */
export function requirePerson(rights: EventRights): string {
  if (rights.user_id !== null) return rights.user_id
  const fields = { discord_user_id: ['This field is required.'] }
  throw coreError('validation_error', { fields })
}

/** Makes sure that the person is known, so that names can be shown. */
export async function meet(scene: Scene, userId: string): Promise<void> {
  const { context, unit, rights } = scene
  await personOf(context, unit, userId, rights.user_id === userId ? rights.username : null)
}

/** The one way an event changes: rights, lock, checks, a decision, and its storing. */
export async function change(
  context: Context,
  id: string,
  request: { named?: NamedPerson; expected?: Expected },
  decide: (
    scene: Scene,
  ) => Promise<{ decision: Decision; extra?: Extra }> | { decision: Decision; extra?: Extra },
): Promise<Changed> {
  const entry = await enter(context, id, request)
  return context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    const { decision, extra } = await decide(scene)
    if (!decision.ok) throw refusal(decision.refusal, scene.event, decision.signup)
    const { rights, guilds, now } = scene
    const after = await apply(scene, decision, extra)
    const viewer = viewerWith(rights, after.event)
    const seen = await seenOne(unit, after, { viewer, guilds, now })
    return { ...seen, userId: extra?.userId ?? null }
  })
}

/** A change by the program itself; null when there is no such event or nothing is to be done. */
export async function changeBySystem(
  context: Context,
  id: string,
  decide: (
    scene: Scene,
  ) =>
    | Promise<{ decision: Decision | null; extra?: Extra }>
    | { decision: Decision | null; extra?: Extra },
): Promise<View | null> {
  return context.write(async (unit) => {
    const view = await store.lockEvent(unit, id)
    if (!view) return null
    const guilds = guildsOfOrg(await loadGuilds(unit), view.event.org_id)
    const rights = await rightsInOrg(context, guilds)
    const scene: Scene = { unit, context, ...view, rights, guilds, now: context.clock.now() }
    const { decision, extra } = await decide(scene)
    return decision?.ok ? apply(scene, decision, extra) : null
  })
}

/** A new id. */
export function newId(context: Context): string {
  return newUuid(context.random)
}

/** Happenings of one action. */
export function happening(action: EventAction): Happening[] {
  return [{ action }]
}
