import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { hiddenPerson, withoutIds } from '#core/strangers.ts'
import type { EventJson } from '../contract/event.ts'
import type { SignupJson } from '../contract/signup.ts'
import {
  closesAt,
  hasPlace,
  isFull,
  isLive,
  placesTaken,
  signupGate,
  transitions,
  type EventRecord,
  type Signup,
} from '../rules/event.ts'
import { localOf } from '../rules/fields.ts'
import { showsNames, type GuildRecord } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import { whyNot, type Standing } from '../rules/signups.ts'
import type { MessageRecord } from '../store/messages.ts'
import type { Person } from '../store/people.ts'
import { optionsIn } from './options.ts'
import { knownReason } from './reason.ts'

/** Who reads, as far as the view of an event depends on it. */
export type Viewer = {
  user_id: string | null
  /** At home in one of its servers: knows its people. */
  inside: boolean
  manager: boolean
} & Standing

/** An event with all that is shown of it, and the one who reads. */
export type Seen = {
  event: EventRecord
  signups: readonly Signup[]
  people: ReadonlyMap<string, Person>
  org_name: string
  links: readonly LinkRecord[]
  messages: readonly MessageRecord[]
  guilds: readonly GuildRecord[]
  viewer: Viewer
  /** Epoch milliseconds. */
  now: number
}

/** What a view needs of its surroundings. */
export type ViewSettings = { locale: Locale; publicUrl: string; discordWebUrl: string }

/** Address of an event's page. */
export function webUrl(id: string, settings: Pick<ViewSettings, 'publicUrl'>): string {
  return `${settings.publicUrl}/events/${id}`
}

/** Address of a message in Discord, once it is posted. */
export function messageUrl(
  message: MessageRecord | undefined,
  settings: Pick<ViewSettings, 'discordWebUrl'>,
): string | null {
  if (!message?.discord_message_id) return null
  const { guild_id, thread_id, channel_id, discord_message_id } = message
  return `${settings.discordWebUrl}/channels/${guild_id}/${thread_id ?? channel_id}/${discord_message_id}`
}

/** Places in the queue, from 1, by sign-up. */
export function positions(signups: readonly Signup[]): Map<string, number> {
  const waiting = signups
    .filter(({ status }) => status === 'waitlist')
    .toSorted((a, b) => Number(a.benched) - Number(b.benched) || a.seq - b.seq)
  return new Map(waiting.map(({ id }, index) => [id, index + 1]))
}

function attendanceOf(one: Signup): SignupJson['attendance'] {
  if (one.first_seen === null && one.result === null) return null
  return { first_seen: toInstant(one.first_seen), seconds: one.seconds, result: one.result }
}

/** Whether a reader may know who an event's people are. */
export function seesNames({ viewer, event, guilds }: Pick<Seen, 'viewer' | 'event' | 'guilds'>) {
  return viewer.inside || showsNames(event, guilds)
}

/** Whether a reader may know who this is; everybody knows himself or herself. */
function knows(seen: Seen, userId: string | null): boolean {
  return userId === seen.viewer.user_id || seesNames(seen)
}

/** The details of a change of an event; strangers are not told whom it is about. */
export function changeJson(details: Record<string, unknown>, seen: Seen): Record<string, unknown> {
  return seesNames(seen) ? details : withoutIds(details)
}

function personJson(userId: string, { people }: Seen) {
  const person = people.get(userId)
  return {
    discord_user_id: userId,
    discord_username: person?.username ?? null,
    display_name: person?.display_name ?? null,
    avatar: person?.avatar ?? null,
  }
}

/** Sign-ups as REST and live pages show them; strangers are not told whose they are. */
export function signupsJson(all: readonly Signup[], seen: Seen): SignupJson[] {
  const places = positions(seen.signups)
  return all.map((one) => oneJson(one, seen, places))
}

/** One of them. */
export function signupJson(one: Signup, seen: Seen): SignupJson {
  return oneJson(one, seen, positions(seen.signups))
}

function oneJson(one: Signup, seen: Seen, places: ReadonlyMap<string, number>): SignupJson {
  const { viewer } = seen
  const own = viewer.user_id === one.user_id
  const known = knows(seen, one.user_id)
  return {
    id: one.id,
    event_id: one.event_id,
    user_id: known ? one.user_id : null,
    ...(known ? personJson(one.user_id, seen) : hiddenPerson),
    role_id: one.role_id,
    option: one.option,
    status: one.status,
    position_in_waitlist: places.get(one.id) ?? null,
    offer_expires_at: toInstant(one.offer_expires_at),
    notes: known ? one.notes : '',
    guests: one.guests,
    source: one.source,
    created_at: toInstant(one.created_at),
    updated_at: toInstant(one.updated_at),
    checked_in_at: toInstant(one.checked_in_at),
    attendance: viewer.manager || own ? attendanceOf(one) : null,
  }
}

const gone: readonly Signup['status'][] = ['withdrawn', 'removed']

/** Sign-ups that are shown: who took the answer back is not. */
export function shownSignups(signups: readonly Signup[]): Signup[] {
  return signups.filter(({ status }) => !gone.includes(status))
}

/** The sign-up of a person, unless it was taken back. */
export function ownSignup(signups: readonly Signup[], userId: string | null): Signup | undefined {
  return shownSignups(signups).find(({ user_id }) => user_id === userId)
}

function reasonNot(seen: Seen): string | null {
  const { event, signups, viewer, now } = seen
  const gate = signupGate(event, now)
  if (gate) return gate
  const mine = signups.find(({ user_id }) => user_id === viewer.user_id)
  if (mine?.status === 'removed') return 'blocked'
  const not = whyNot(event, viewer, null)
  if (not) return not
  return isFull(event, signups) && event.waitlist_mode === 'off' ? 'event_full' : null
}

/** Where a reader stands in an event; null for visitors. */
export function myPart(seen: Seen): EventJson['my'] {
  const { event, signups, viewer, now } = seen
  if (viewer.user_id === null && !viewer.manager) return null
  const mine = ownSignup(signups, viewer.user_id)
  const reason = viewer.user_id === null ? 'not_authenticated' : reasonNot(seen)
  const inTime = now < closesAt(event) || event.late_withdraw
  return {
    signup: mine ? signupJson(mine, seen) : null,
    can_signup: reason === null,
    can_withdraw: mine !== undefined && isLive(event.state) && inTime,
    can_manage: viewer.manager,
    reason,
  }
}

function guildsJson(seen: Seen, settings: ViewSettings): EventJson['guilds'] {
  const { links, messages, guilds, event } = seen
  return guilds
    .filter(({ guild_id }) => event.guild_ids === null || event.guild_ids.includes(guild_id))
    .map(({ guild_id, guild_name }) => {
      const own = links.filter((one) => one.guild_id === guild_id)
      const link =
        own.find(({ link_state }) => !['detached', 'gone'].includes(link_state)) ??
        own.find(({ link_state }) => link_state !== 'gone') ??
        own[0]
      const remote = link?.discord_event_id ?? null
      return {
        guild_id,
        guild_name,
        discord_event_id: remote,
        link_state: link?.link_state ?? 'none',
        discord_event_url:
          remote === null ? null : `${settings.discordWebUrl}/events/${guild_id}/${remote}`,
        message_url: messageUrl(
          messages.find((one) => one.guild_id === guild_id),
          settings,
        ),
      }
    })
}

function rolesJson({ event, signups }: Pick<Seen, 'event' | 'signups'>): EventJson['roles'] {
  return event.roles.map((role, order) => {
    const current = placesTaken(signups, role.id)
    return {
      ...role,
      event_id: event.id,
      order,
      current_signups: current,
      waitlist_count: signups.filter((one) => one.status === 'waitlist' && one.role_id === role.id)
        .length,
      is_full: role.capacity !== null && current >= role.capacity,
    }
  })
}

/** Why it was called off; who did so in Discord is for readers who see names. */
function reasonOf(seen: Seen, locale: Locale): string | null {
  const { event, people } = seen
  const nameOf = (id: string) => (seesNames(seen) ? (people.get(id)?.display_name ?? null) : null)
  return knownReason(event, locale, nameOf) ?? event.cancel_reason
}

/** An event as REST, WebSocket and page show it; strangers are not told who is in it. */
export function eventJson(seen: Seen, settings: ViewSettings): EventJson {
  const { event, signups, people, org_name, now } = seen
  const shown = shownSignups(signups)
  const created_by = knows(seen, event.created_by) ? event.created_by : null
  const organizer = created_by === null ? undefined : people.get(created_by)
  const waiting = signups.filter(({ status }) => status === 'waitlist')
  return {
    id: event.id,
    slug: event.slug,
    org_id: event.org_id,
    org_name,
    created_by,
    organizer:
      event.created_by === null
        ? null
        : {
            discord_user_id: created_by,
            display_name: organizer?.display_name ?? null,
            avatar: organizer?.avatar ?? null,
          },
    title: event.title,
    description: event.description,
    type: event.type,
    start_at_utc: toInstant(event.start_at),
    end_at_utc: toInstant(event.end_at),
    duration_minutes: Math.round((event.end_at - event.start_at) / 60_000),
    timezone: event.timezone,
    local_start: localOf(event.timezone, event.start_at),
    location: event.location,
    voice_channel_id: event.voice_channel_id,
    visibility: event.visibility,
    state: event.state,
    allowed: [...transitions[event.state]],
    max_participants: event.max_participants,
    min_participants: event.min_participants,
    min_deadline_minutes: event.min_deadline_minutes,
    signup_opens_at: toInstant(event.signup_opens_at),
    signup_closes_at: toInstant(event.signup_closes_at),
    signup_open: signupGate(event, now) === null,
    approval_required: event.approval_required,
    waitlist_mode: event.waitlist_mode,
    allowed_role_ids: [...event.allowed_role_ids],
    banned_role_ids: [...event.banned_role_ids],
    guests_allowed: event.guests_allowed,
    late_withdraw: event.late_withdraw,
    roles: rolesJson(seen),
    options: optionsIn(event.options, settings.locale),
    reminders: [...event.reminders],
    series_id: event.series_id,
    occurrence_key: event.occurrence_key,
    template_id: event.template_id,
    banner_url: event.banner_url,
    signup_count: shown.length,
    confirmed_count: signups.filter(hasPlace).length,
    waitlist_count: waiting.length,
    checkin_count: signups.filter(({ status }) => status === 'checked_in').length,
    is_full: isFull(event, signups),
    signups: signupsJson(shown, seen),
    guilds: guildsJson(seen, settings),
    missed: event.missed,
    attendance_enabled: event.attendance_enabled,
    create_channels: event.create_channels,
    create_thread: event.create_thread,
    attendee_role: event.attendee_role,
    ics_sequence: event.ics_sequence,
    version: event.version,
    created_at: toInstant(event.created_at),
    updated_at: toInstant(event.updated_at),
    cancel_reason: reasonOf(seen, settings.locale),
    web_url: webUrl(event.id, settings),
    my: myPart(seen),
  }
}
