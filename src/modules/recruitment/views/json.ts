import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { queueLength, takenCount, type SeatChange } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import { hiddenPerson, withoutIds } from '#core/strangers.ts'
import type { RecruitmentChange } from '../contract/live.ts'
import { shownWaiting, type RecruitmentJson } from '../contract/party.ts'
import { isLive, statusOf } from '../rules/party.ts'
import type { PartyView } from '../store/parties.ts'
import { t } from './texts.ts'

/** Who reads, as far as a party's view depends on it. */
export type Viewer = {
  user_id: string | null
  /** Guilds of the reader: who their people are is shown. */
  guildIds: readonly string[] | 'all'
  manager: boolean
}

/**
 * A party together with the one who reads it, who stands at `position` in the queue, counted from 1;
 * null when he or she does not wait.
 */
export type Seen = PartyView & {
  viewer: Viewer
  position: number | null
  /** Error code that says why the reader is kept out; null or nothing when he or she is not. */
  unwelcome?: string | null
}

/** What a view needs of its surroundings. */
export type ViewSettings = { locale: Locale; publicUrl: string; discordWebUrl: string }

/** Whether a reader may know who a party's people are. */
function seesNames({ viewer, party, names_public }: Seen): boolean {
  const { guildIds } = viewer
  return names_public || guildIds === 'all' || guildIds.includes(party.guild_id)
}

/** Whether a reader may know who this is; everybody knows himself or herself. */
function knows(seen: Seen, userId: string): boolean {
  return userId === seen.viewer.user_id || seesNames(seen)
}

function personJson(seat: StoredSeat, seen: Seen) {
  const known = knows(seen, seat.user_id)
  const { user_id: discord_user_id, username: discord_username, display_name, avatar } = seat
  return {
    ticket: seat.seq,
    ...(known ? { discord_user_id, discord_username, display_name, avatar } : hiddenPerson),
    role: seat.option,
    note: known ? seat.note : '',
    source: seat.source,
    joined_at: toInstant(seat.joined_at),
  }
}

/** Somebody who waits, at a position counted from 1; strangers are not told who. */
export function waitingJson(
  seat: StoredSeat,
  seen: Seen,
  position: number,
): RecruitmentJson['waitlist'][number] {
  const offer_expires_at = toInstant(seat.offer_expires_at)
  return { ...personJson(seat, seen), position, offer_expires_at }
}

/** The details of a change of a party; strangers are not told whom it is about. */
export function changeJson(details: Record<string, unknown>, seen: Seen): Record<string, unknown> {
  return seesNames(seen) ? details : withoutIds(details)
}

function ownerJson(seen: Seen): RecruitmentJson['owner'] {
  const { id, discord_id, username: discord_username, display_name, avatar } = seen.owner
  if (knows(seen, discord_id)) return { id, discord_id, discord_username, display_name, avatar }
  return { id: null, discord_id: null, discord_username: null, display_name: null, avatar: null }
}

function reasonNotToJoin(
  view: Pick<Seen, 'party' | 'seats' | 'unwelcome'>,
  mine: StoredSeat | undefined,
): string | null {
  const { party, seats, unwelcome = null } = view
  if (mine) return 'already_joined'
  if (party.state === 'expired') return 'recruitment_expired'
  if (!isLive(party.state)) return 'recruitment_closed'
  if (unwelcome !== null) return unwelcome
  const full = takenCount(seats) >= party.max_slots
  return full && !party.waitlist_enabled ? 'recruitment_full' : null
}

/** Where a reader stands in a party; null for visitors. */
export function myPart({ viewer, position, ...view }: Seen): RecruitmentJson['my'] {
  if (!viewer.user_id) return null
  const mine = view.seats.find((seat) => seat.user_id === viewer.user_id)
  const isOwner = view.party.owner_id === viewer.user_id
  const reason = reasonNotToJoin(view, mine)
  const joined = mine?.status === 'confirmed' ? 'joined' : 'waitlisted'
  return {
    state: isOwner ? 'owner' : mine ? joined : 'none',
    role: mine?.option ?? null,
    position,
    ticket: mine?.seq ?? null,
    can_join: reason === null,
    can_manage: isOwner || viewer.manager,
    reason,
  }
}

/** Address of a party's page. */
export function webUrl(id: number, settings: ViewSettings): string {
  return `${settings.publicUrl}/discord-recruitments/${id}`
}

/** Address of a party's message in Discord, once it is posted. */
export function jumpUrl(party: PartyView['party'], settings: ViewSettings): string | null {
  if (!party.message_id) return null
  return `${settings.discordWebUrl}/channels/${party.guild_id}/${party.channel_id}/${party.message_id}`
}

/** Whose seats changed, and where each of them stood in the order of arrival. */
export function seatChanges(
  changes: readonly SeatChange<StoredSeat>[],
): NonNullable<RecruitmentChange['users']> {
  return changes.map(({ kind, seat: { user_id, status, seq } }) => ({
    kind,
    discord_user_id: user_id,
    status,
    ticket: seq,
  }))
}

/** A party as REST, WebSocket and page show it; strangers are not told who is in it. */
export function recruitmentJson(seen: Seen, settings: ViewSettings): RecruitmentJson {
  const { party, seats, tail } = seen
  const confirmed = seats.filter((seat) => seat.status === 'confirmed')
  const waiting = seats.filter((seat) => seat.status !== 'confirmed')
  const free = Math.max(0, party.max_slots - takenCount(seats))
  const status = statusOf(party.state, free)
  return {
    id: party.id,
    discord_message_id: party.message_id,
    discord_channel_id: party.channel_id,
    discord_guild_id: party.guild_id,
    owner: ownerJson(seen),
    title: party.title,
    description: party.description,
    max_slots: party.max_slots,
    current_slots: confirmed.length,
    available_slots: free,
    is_full: free === 0,
    participants: confirmed.map((seat) => ({
      ...personJson(seat, seen),
      is_owner: seat.user_id === party.owner_id,
    })),
    waitlist: waiting
      .slice(0, shownWaiting)
      .map((seat, index) => waitingJson(seat, seen, index + 1)),
    waitlist_count: queueLength(seats, tail),
    waitlist_enabled: party.waitlist_enabled,
    roles: party.roles.map((role) => ({
      ...role,
      current: seats.filter((one) => one.option === role.key && one.status !== 'waiting').length,
    })),
    min_slots: party.min_slots,
    status,
    status_display: t(settings.locale, `status.${status}`),
    state: party.state,
    closed_reason: party.closed_reason,
    starts_at: toInstant(party.starts_at),
    expires_at: toInstant(party.expires_at),
    closed_at: toInstant(party.closed_at),
    timezone: party.timezone,
    game: party.game,
    tags: [...party.tags],
    template: party.template,
    visibility: party.visibility,
    locale: party.locale,
    voice_channel_id: party.voice_channel_id,
    thread_id: party.thread_id,
    jump_url: jumpUrl(party, settings),
    web_url: webUrl(party.id, settings),
    version: party.version,
    created_at: toInstant(party.created_at),
    updated_at: toInstant(party.updated_at),
    my: myPart(seen),
  }
}
