import type { Context, Unit } from '#core/context.ts'
import { rightsIn, type NamedPerson, type Rights } from '#core/access/rights.ts'
import { coreError } from '#core/errors.ts'
import { confirmedCount } from '#core/seats/seats.ts'
import { saveSeatChanges, type StoredSeat } from '#core/seats/store.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import { refuse } from '../errors.ts'
import { transitions, type Decision, type Refusal } from '../rules/party.ts'
import { timeRulesOf, type GuildSettings } from '../rules/settings.ts'
import { fellShort, keepLastCall, neededToStart, nextTick } from '../rules/time.ts'
import * as store from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import { recruitmentJson, seatChanges, type Seen, type Viewer } from '../views/json.ts'
import { followUps } from './follow-ups.ts'
import { followStart } from './reminders.ts'
import { seenBy } from './seen.ts'

/** What a request expects of the party it speaks of. */
export type Expected = {
  guild_id?: string
  /** The message that was clicked. */
  message_id?: string | null
  /** `If-Match`: the version the caller has seen, as an entity tag. */
  ifMatch?: string | undefined
}

/** A party in the middle of a change, under its lock. */
export type Scene = {
  unit: Unit
  view: store.PartyView
  rights: Rights
  settings: GuildSettings
  now: number
}

/** An accepted decision, as it is to be stored. */
export type Accepted = Extract<Decision<store.Party, StoredSeat>, { ok: true }> & {
  /** Nothing is to be changed: there is no new version and nobody is told. */
  idle?: boolean
  /** More than coming, going and time changed. */
  whole?: boolean
  /** Names of the fields that were edited. */
  fields?: readonly string[]
  /** Whom the events are about, when it is nobody whose seat changed. */
  about?: string
}

/** The outcome of a change. */
export type Changed = Seen & { changes: Accepted['changes'] }

/** A decision about a party, accepted or refused. */
export type Step = Decision<store.Party, StoredSeat>

type Fault = Extract<Step, { ok: false }>

/** A step of a change; null leaves everything as it is. */
export type Next = (now: Accepted) => Promise<Step | null> | Step | null

/** Takes steps one after another; what they change adds up, and one that is refused refuses all. */
export async function inTurn(start: Accepted, steps: readonly Next[]): Promise<Step> {
  let done = start
  for (const step of steps) {
    const next = await step(done)
    if (next === null) continue
    if (!next.ok) return next
    const changes = [...done.changes, ...next.changes]
    done = { ...next, changes, events: [...done.events, ...next.events] }
  }
  return done
}

/** The guild of a party: of the click where there was one, else looked up. */
async function guildOf(context: Context, id: number, expected: Expected): Promise<string> {
  const known = expected.guild_id ?? context.actor.member?.guild_id
  if (known) return known
  const view = await store.loadParty(store.reader(context), id)
  if (!view) throw coreError('not_found')
  return view.party.guild_id
}

function checkExpected(party: store.Party, expected: Expected): void {
  const { message_id, ifMatch } = expected
  if (message_id !== undefined && party.message_id !== null && message_id !== party.message_id) {
    throw refuse('message_outdated')
  }
  if (ifMatch && ifMatch !== '*' && ifMatch !== `"${party.version}"`) {
    throw coreError('version_mismatch')
  }
}

/** Whether these rights make somebody a manager of parties in the guild. */
export function managesIn(rights: Rights, settings: GuildSettings): boolean {
  if (rights.manager) return true
  return rights.roles?.some((role) => settings.manager_role_ids.includes(role)) ?? false
}

/** The reader that somebody with these rights is. */
export function viewerIn(guildId: string, rights: Rights, settings: GuildSettings): Viewer {
  return {
    user_id: rights.user_id,
    guildIds: [guildId],
    manager: managesIn(rights, settings),
  }
}

/** Throws `permission_denied` unless the actor owns the party or manages the guild's. */
export function requireManager({ view, rights, settings }: Scene): void {
  if (rights.user_id === view.party.owner_id || managesIn(rights, settings)) return
  throw coreError('permission_denied')
}

/**
 * Throws `permission_denied` for everybody but service keys: whoever names a message has the bot change
 * and remove it, which may be anybody's.
 */
export function requireOwnMessage(
  rights: Rights,
  named: string | null,
  known: string | null,
): void {
  if (named !== null && named !== known && !rights.service) throw coreError('permission_denied')
}

/** The person in whose name something happens; a service key must have named one. */
export function requirePerson(rights: Rights, field = 'discord_user_id'): string {
  if (rights.user_id) return rights.user_id
  throw coreError('validation_error', { fields: { [field]: ['This field is required.'] } })
}

/** The refusal of a decision, with the party as it is. */
export function refusal(context: Context, code: Refusal, current: Seen): Error {
  const tight = { max_slots_below_current: 'max_slots', roles_below_current: 'roles' } as const
  const field = code in tight ? tight[code as keyof typeof tight] : null
  const fields = field === null ? {} : { [field]: ['There are more members than that.'] }
  const data = {
    recruitment: recruitmentJson(current, context),
    ...(code === 'invalid_transition' && { allowed: transitions[current.party.state] }),
  }
  return refuse(code, { fields, data })
}

/** Records what happened to a party, one fact an event. */
export async function announce(
  unit: Unit,
  party: store.Party,
  events: readonly (RecruitmentEvent | 'created' | 'deleted')[],
  data: Record<string, unknown>,
): Promise<void> {
  for (const type of events) {
    await unit.fact({
      topic: 'recruitment',
      type,
      object_id: String(party.id),
      guild_id: party.guild_id,
      version: party.version,
      data,
    })
  }
}

/**
 * Keeps one job waiting for the next instant at which time changes something. It may come early:
 * then it looks, finds nothing to do and waits again; so most clicks need not touch it.
 */
export async function wind(
  unit: Unit,
  party: store.Party,
  seats: readonly StoredSeat[],
  settings: GuildSettings,
): Promise<store.Party> {
  const next = nextTick(party, seats, timeRulesOf(settings))
  if (next === null || (party.clock_at !== null && party.clock_at <= next)) return party
  await unit.job({
    kind: 'recruitment.clock',
    payload: { id: party.id },
    key: `recruitment:${party.id}:clock`,
    group: `recruitment:${party.id}`,
    guild_id: party.guild_id,
    run_at: next,
  })
  return { ...party, clock_at: next }
}

/** Who owns the party now, and why it ended, where that is not said by the event alone. */
function circumstances(before: store.Party, after: store.Party): Record<string, unknown> {
  const { owner_id, current_slots: members } = after
  return {
    ...(owner_id !== before.owner_id && { owner: { discord_user_id: owner_id } }),
    ...(fellShort(after, members) && { short: { members, needed: neededToStart(after) } }),
  }
}

/** Stores a decision: seats, party, facts, timer and what follows from it, in one transaction. */
export async function apply(
  scene: Pick<Scene, 'unit' | 'view' | 'settings' | 'now'>,
  decision: Accepted,
): Promise<store.PartyView> {
  const { unit, view: before, settings, now } = scene
  const { seats, changes, events, whole, fields, about } = decision
  const { id } = before.party
  const { last_call_at: calledAt } = before.party
  const bumped: store.Party = {
    ...keepLastCall(decision.party, calledAt, timeRulesOf(settings)),
    current_slots: confirmedCount(seats),
    version: before.party.version + 1,
    updated_at: now,
  }
  await saveSeatChanges(unit, store.boardOf(id), changes)
  const party = await wind(unit, bumped, seats, settings)
  await followStart(unit, before.party, party, { wanted: settings.reminder_minutes, now })
  await (whole ? store.updateParty : store.updatePartyState)(unit, party)
  const users = seatChanges(changes)
  const first = users[0]?.discord_user_id ?? about
  const role = changes[0]?.seat.option
  await announce(unit, party, events, {
    previous_state: before.party.state,
    state: party.state,
    ...(fields && { fields }),
    ...(first && { user: { discord_user_id: first } }),
    ...(role && { role }),
    ...(users.length > 0 && { users }),
    ...circumstances(before.party, party),
  })
  for (const job of followUps(before.party, party, decision)) await unit.job(job)
  const owner =
    party.owner_id === before.owner.discord_id
      ? before.owner
      : ((await store.loadParty(unit, id))?.owner ?? before.owner)
  return { ...before, party, seats, owner }
}

/** Who wants to change which guild's party; found out before the unit of work. */
export type Entry = {
  id: number
  guildId: string
  rights: Rights
  expected: Expected
  wanted: store.WantedPeople
}

/** What a change is asked for with. `about` are the people that the decision will ask for. */
export type ChangeRequest = {
  named?: NamedPerson
  expected?: Expected
  about?: readonly string[]
  /** The decision looks at the whole queue, however long. */
  wholeQueue?: boolean
}

/** Finds the guild of a party and the rights there. */
export async function enter(context: Context, id: number, request: ChangeRequest): Promise<Entry> {
  const { named = {}, expected = {}, about = [], wholeQueue: whole = false } = request
  const guildId = await guildOf(context, id, expected)
  const rights = await rightsIn(context, guildId, 'recruitments:write', named)
  const people = [...about, ...(rights.user_id ? [rights.user_id] : [])]
  return { id, guildId, rights, expected, wanted: { people, whole } }
}

/** Locks the party and checks that it is the one that was meant. */
export async function lockScene(context: Context, unit: Unit, entry: Entry): Promise<Scene> {
  const { id, guildId, rights, expected, wanted } = entry
  const view = await store.lockParty(unit, id, wanted)
  if (!view || view.party.guild_id !== guildId) throw coreError('not_found')
  checkExpected(view.party, expected)
  const settings = await loadSettings(unit, guildId)
  return { unit, view, rights, settings, now: context.clock.now() }
}

type Decide = (scene: Scene) => Promise<Accepted | Fault> | Accepted | Fault

/**
 * The one way a party changes: rights, lock, checks, a decision, and its storing, in one unit of
 * work. A refusal carries the party as it is. `conclude` says what came of it: it belongs to the
 * unit, because a repetition is answered with what the unit returned.
 */
export async function changeTo<T>(
  context: Context,
  id: number,
  request: ChangeRequest,
  { decide, conclude }: { decide: Decide; conclude: (changed: Changed) => T },
): Promise<T> {
  const entry = await enter(context, id, request)
  return context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    const viewer = viewerIn(entry.guildId, entry.rights, scene.settings)
    const decision = await decide(scene)
    const seen = (view: store.PartyView) => seenBy(unit, view, viewer)
    if (!decision.ok) throw refusal(context, decision.refusal, await seen(scene.view))
    if (decision.idle) return conclude({ ...(await seen(scene.view)), changes: [] })
    const after = await seen(await apply(scene, decision))
    return conclude({ ...after, changes: decision.changes })
  })
}

/** A change of which nothing is to be said besides the party as it is then. */
export async function change(
  context: Context,
  id: number,
  request: ChangeRequest,
  decide: Decide,
): Promise<Changed> {
  return changeTo(context, id, request, { decide, conclude: (changed) => changed })
}
