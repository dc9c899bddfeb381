import { memberOf, personOf, rightsIn, type NamedPerson, type Rights } from '#core/access/rights.ts'
import type { User } from '#core/access/actor.ts'
import { coreError } from '#core/errors.ts'
import { wait } from '#core/clock.ts'
import type { Context, Unit } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { confirmedCount, noTail } from '#core/seats/seats.ts'
import { saveSeatChanges, type StoredSeat } from '#core/seats/store.ts'
import { refuse } from '../errors.ts'
import { partyFields, type PartyFields } from '../rules/fields.ts'
import type { GuildSettings } from '../rules/settings.ts'
import { stateEvents } from '../rules/party.ts'
import * as people from '../rules/people.ts'
import * as store from '../store/parties.ts'
import { isBlocked, loadSettings, loadTemplates } from '../store/preferences.ts'
import type { Seen } from '../views/json.ts'
import { announce, requireOwnMessage, requirePerson, viewerIn, wind } from './change.ts'
import { createdJobs } from './follow-ups.ts'
import { requirePresent } from './people.ts'
import { placeFor } from './places.ts'
import { followStart } from './reminders.ts'
import { seenBy } from './seen.ts'

/** What a new party is asked to be; what is left out comes from template, channel and guild. */
export type NewParty = PartyFields & {
  guild_id: string
  /** Null leaves it to the guild. */
  channel_id: string | null
  /** Given when an outside program has posted the message already. */
  message_id: string | null
  /** Set when the answer to a command becomes the message. */
  post_after: number | null
  owner: NamedPerson
  owner_joins: boolean
  /** People who are in from the start, and may decline. */
  members: readonly string[]
  locale: Locale
  /** The door has seen that this person may ping the role. */
  may_ping?: boolean
}

/** A new party whose channel is known. */
export type PlacedParty = NewParty & { channel_id: string }

/** A new party, and who could not be added to it and why. */
export type Created = Seen & { skipped: { discord_user_id: string; code: string }[] }

/** On what a new party is decided. */
type Outline = {
  unit: Parameters<typeof loadTemplates>[0]
  settings: GuildSettings
  ownerId: string
  now: number
}

type Ground = Outline & { unit: Unit }

async function templateOf(ground: Outline, input: PlacedParty): Promise<PartyFields> {
  const byChannel = ground.settings.channels[input.channel_id]
  const name = input.template ?? byChannel?.template
  const { template: _, ...channel } = byChannel ?? {}
  if (!name) return channel
  const all = await loadTemplates(ground.unit, input.guild_id)
  const found = all.find((one) => one.name === name)
  if (!found) throw refuse('unknown_template')
  return { ...channel, ...partyFields.parse(JSON.parse(found.fields)), template: name }
}

function placesOf(settings: GuildSettings, fields: PartyFields) {
  const { min_slots = null, roles = [] } = fields
  const max_slots = fields.max_slots ?? settings.default_slots
  if (min_slots !== null && min_slots > max_slots) throw tooMany('min_slots')
  if (roles.reduce((sum, role) => sum + role.max, 0) > max_slots) throw tooMany('roles')
  return { max_slots, min_slots, roles, current_slots: 0 }
}

function timesOf(settings: GuildSettings, fields: PartyFields, now: number) {
  const { starts_at = null, expires_in_minutes: minutes, timezone = null } = fields
  if (starts_at !== null && starts_at <= now) throw refuse('starts_in_past')
  const expires_at = minutes === undefined ? null : now + minutes * 60_000
  const offer_ms = settings.offer_minutes === null ? null : settings.offer_minutes * 60_000
  return { starts_at, expires_at, timezone, offer_ms, active_at: now }
}

/** What a party is before anything has happened to it. */
const untouched = {
  state: 'open',
  closed_reason: null,
  closed_at: null,
  started_at: null,
  last_call_at: null,
  bumped_at: null,
  clock_at: null,
  voice_channel_id: null,
  thread_id: null,
  version: 1,
} as const

function draft(ground: Outline, input: PlacedParty, fields: PartyFields): Omit<store.Party, 'id'> {
  const { settings, ownerId, now } = ground
  const { guild_id, channel_id, message_id, post_after, locale } = input
  const { title = '', description = '', game = null, tags = [], template = null } = fields
  const { waitlist_enabled = true, visibility = 'public', ping_role_id = null } = fields
  const { start_on_full = settings.start_on_full } = fields
  const { required_role_id = settings.required_role_id } = fields
  const { voice: wants_voice = settings.voice, thread: wants_thread = settings.thread } = fields
  const words = { title, description, game, tags, template, visibility, locale }
  const wishes = { waitlist_enabled, start_on_full, ping_role_id, required_role_id }
  return {
    ...untouched,
    ...placesOf(settings, fields),
    ...timesOf(settings, fields, now),
    ...words,
    ...wishes,
    guild_id,
    channel_id,
    message_id,
    post_after,
    wants_voice,
    wants_thread,
    owner_id: ownerId,
    created_at: now,
    updated_at: now,
  }
}

/** What a wish comes to, with template, channel and guild for what was left open. */
export async function shape(ground: Outline, input: PlacedParty): Promise<Omit<store.Party, 'id'>> {
  return draft(ground, input, { ...(await templateOf(ground, input)), ...given(input) })
}

function tooMany(field: string): Error {
  const message = 'There are not that many places.'
  return coreError('validation_error', { fields: { [field]: [message] } })
}

/** A place for somebody who is in from the start. */
export function seatFor(person: User, source: string, now: number): StoredSeat {
  const { discord_id, username, display_name, avatar } = person
  return {
    user_id: discord_id,
    option: null,
    status: 'waiting',
    seq: 0,
    offer_expires_at: null,
    note: '',
    source,
    joined_at: now,
    username,
    display_name,
    avatar,
  }
}

async function whyNot(
  ground: Ground,
  party: Omit<store.Party, 'id'>,
  userId: string,
): Promise<string | null> {
  const { unit, settings, ownerId } = ground
  if (settings.banned_user_ids.includes(userId)) return 'guild_ban'
  if (await isBlocked(unit, party.guild_id, userId, ownerId)) return 'blocked'
  if (await isBlocked(unit, party.guild_id, ownerId, userId)) return 'blocked'
  const other = settings.one_active_only
  if (other && (await store.hasLiveParty(unit, party.guild_id, userId, 0))) return 'one_active_only'
  return null
}

/** Throws when this person may not have one more running party in the guild. */
export async function checkOwner(
  { unit, settings, ownerId }: Pick<Ground, 'unit' | 'settings' | 'ownerId'>,
  guildId: string,
): Promise<void> {
  if (settings.banned_user_ids.includes(ownerId)) throw refuse('guild_ban')
  const limit = settings.max_open
  if (limit !== null && (await store.countOwnLive(unit, guildId, ownerId)) >= limit) {
    throw refuse('too_many_open')
  }
  if (settings.one_active_only && (await store.hasLiveParty(unit, guildId, ownerId, 0))) {
    throw refuse('one_active_only')
  }
}

/** Who lacks the role that party, template or guild asks for. */
async function lacking(
  context: Context,
  input: PlacedParty,
  ownerId: string,
  ids: readonly string[],
): Promise<string[]> {
  const { guild_id } = input
  const settings = await loadSettings(context.database, guild_id)
  const unit = store.reader(context)
  const outline = await shape({ unit, settings, ownerId, now: context.clock.now() }, input)
  const { required_role_id: role } = outline
  if (role === null) return []
  const members = await Promise.all(ids.map((id) => context.members.member(guild_id, id)))
  return ids.filter((_, index) => !(members[index]?.roles.includes(role) ?? false))
}

/**
 * Who cannot be added, and why: looked up before the unit of work, which waits for nothing but the
 * database.
 */
async function unfitFor(
  context: Context,
  input: PlacedParty,
  ownerId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, 'missing_role' | 'not_a_member'>> {
  if (ids.length === 0) return new Map()
  const { members } = context
  const gone = await Promise.all(ids.map((id) => members.hasLeft(input.guild_id, id)))
  const lack = await lacking(context, input, ownerId, ids)
  return new Map([
    ...lack.map((id) => [id, 'missing_role'] as const),
    ...ids.filter((_, index) => gone[index]).map((id) => [id, 'not_a_member'] as const),
  ])
}

/** Mention @everyone, @here and all roles (Discord permission bit 17). */
const mentionBit = 1n << 17n

/** A role is pinged for those only who could ping it themselves; a template's is the guild's wish. */
async function requirePing(context: Context, input: NewParty, rights: Rights): Promise<void> {
  if (!input.ping_role_id || input.may_ping || rights.service) return
  const member = await memberOf(context, input.guild_id)
  const allowed = ((member?.permissions ?? 0n) & mentionBit) !== 0n
  if (!allowed || input.ping_role_id === input.guild_id) throw refuse('ping_not_allowed')
}

/** Opens a party in the owner's name; its people enter in the same transaction. */
export async function create(context: Context, input: NewParty): Promise<Created> {
  const rights = await rightsIn(context, input.guild_id, 'recruitments:write', input.owner)
  const ownerId = requirePerson(rights, 'discord_owner_id')
  requireOwnMessage(rights, input.message_id, null)
  await requirePing(context, input, rights)
  const channel_id = await placeFor(context, input)
  if (rights.service) await requirePresent(context, input.guild_id, [ownerId])
  const wanted = [...new Set(input.members)].filter((id) => id !== ownerId)
  const unfit = await unfitFor(context, { ...input, channel_id }, ownerId, wanted)
  return context.write(async (unit) => {
    const now = context.clock.now()
    const settings = await loadSettings(unit, input.guild_id)
    const ground: Ground = { unit, settings, ownerId, now }
    await checkOwner(ground, input.guild_id)
    const party = await shape(ground, { ...input, channel_id })
    if (!party.title) {
      throw coreError('validation_error', { fields: { title: ['This field is required.'] } })
    }
    const owner = await personOf(context, unit, ownerId, rights.username)
    const skipped: Created['skipped'] = []
    const seats = input.owner_joins ? [seatFor(owner, context.actor.source, now)] : []
    for (const id of wanted) {
      const code = unfit.get(id) ?? (await whyNot(ground, party, id))
      if (code) skipped.push({ discord_user_id: id, code })
      else seats.push(seatFor(await personOf(context, unit, id, null), 'invited', now))
    }
    const opened = people.open(party, seats, now)
    for (const seat of seats) {
      if (opened.seats.some((one) => one.user_id === seat.user_id)) continue
      skipped.push({ discord_user_id: seat.user_id, code: 'recruitment_full' })
    }
    const row = { ...opened.party, current_slots: confirmedCount(opened.seats) }
    const id = await store.insertParty(unit, row)
    await saveSeatChanges(unit, store.boardOf(id), opened.changes)
    const wound = await wind(unit, { ...row, id }, opened.seats, settings)
    if (wound.clock_at !== null) await store.updatePartyState(unit, wound)
    await followStart(unit, null, wound, { wanted: settings.reminder_minutes, now })
    const filled = stateEvents(party, wound)
    await announce(
      unit,
      wound,
      ['created', ...filled],
      filled.length > 0 ? { previous_state: party.state } : {},
    )
    for (const job of createdJobs(wound, opened.seats)) await unit.job(job)
    const viewer = viewerIn(input.guild_id, rights, settings)
    const { names_public } = settings
    const view = { party: wound, seats: opened.seats, tail: noTail, owner, names_public }
    return { ...(await seenBy(unit, view, viewer)), skipped }
  })
}

/** The fields that were given, without those left open. */
function given(input: NewParty): PartyFields {
  const entries = Object.entries(partyFields.parse(input)).filter(
    ([, value]) => value !== undefined,
  )
  return Object.fromEntries(entries)
}

/** Waits for the message of a new party, at most so many milliseconds. */
const postedWithinMs = 2_500
const lookEveryMs = 25

/** The party with the id of its message, or as it is when the posting takes longer. */
export async function untilPosted(context: Context, created: Created): Promise<Created> {
  const end = context.clock.now() + postedWithinMs
  while (context.clock.now() < end) {
    const view = await store.loadParty(store.reader(context), created.party.id)
    if (!view || view.party.message_id !== null) return view ? { ...created, ...view } : created
    await wait(context.clock, lookEveryMs)
  }
  return created
}
