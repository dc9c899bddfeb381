import type { NewJob } from '#core/jobs/jobs.ts'
import type { SeatChange } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import type { NoticeKind } from '../rules/notices.ts'
import { isLive } from '../rules/party.ts'
import type { Party } from '../store/parties.ts'

/** A free seat is only worth a notice when nobody has taken it for so long, in milliseconds. */
const seatFreeDelayMs = 60_000

const toEverybody: Partial<Record<RecruitmentEvent, NoticeKind>> = {
  full: 'full',
  started: 'started',
  cancelled: 'cancelled',
  expired: 'expired',
}

const toOne: Partial<Record<SeatChange['kind'], NoticeKind>> = {
  promoted: 'promoted',
  offered: 'offered',
}

/** A job that tells people of a party something; null addresses everybody in it. */
export function noticeJob(party: Party, kind: NoticeKind, userIds: string[] | null): NewJob {
  const { id, version, guild_id } = party
  return {
    kind: 'recruitment.tell',
    payload: { id, version, kind, user_ids: userIds },
    key: `recruitment:${id}:tell:${kind}:${userIds?.join(',') ?? version}`,
    guild_id,
  }
}

/** A job that makes voice room and thread what the party's state asks for. */
export function roomsJob(party: Party): NewJob {
  return {
    kind: 'recruitment.rooms',
    payload: { id: party.id },
    key: `recruitment:${party.id}:rooms`,
    group: `recruitment:${party.id}:rooms`,
    guild_id: party.guild_id,
  }
}

type Outcome = { changes: readonly SeatChange[]; events: readonly RecruitmentEvent[] }

function notices(party: Party, { changes, events }: Outcome): NewJob[] {
  const kicked = events.includes('participant_kicked')
  const expired = events.includes('expired')
  return [
    ...events
      .flatMap((event) => toEverybody[event] ?? [])
      .map((kind) => noticeJob(party, kind, null)),
    ...changes.flatMap(({ kind, seat }) => {
      const gone = kicked ? 'kicked' : expired ? 'expired' : undefined
      const notice = kind === 'released' ? gone : toOne[kind]
      return notice ? [noticeJob(party, notice, [seat.user_id])] : []
    }),
  ]
}

function needsRooms(before: Party, after: Party, { changes }: Outcome): boolean {
  const has = after.voice_channel_id !== null || after.thread_id !== null
  const wants = (after.wants_voice || after.wants_thread) && isLive(after.state)
  const moved = before.state !== after.state || changes.length > 0
  const asked =
    before.wants_voice !== after.wants_voice || before.wants_thread !== after.wants_thread
  return (has || wants) && (moved || asked)
}

/** What has to happen outside because of a decision. */
export function followUps(before: Party, after: Party, outcome: Outcome): NewJob[] {
  const seatFree: NewJob = {
    ...noticeJob(after, 'seat_free', null),
    key: `recruitment:${after.id}:tell:seat_free`,
    run_at: after.updated_at + seatFreeDelayMs,
  }
  return [
    ...notices(after, outcome),
    ...(before.state === 'full' && after.state === 'open' ? [seatFree] : []),
    ...(needsRooms(before, after, outcome) ? [roomsJob(after)] : []),
  ]
}

/** What has to happen outside because a party is new: invitations, alerts, a ping, rooms. */
export function createdJobs(party: Party, seats: readonly StoredSeat[]): NewJob[] {
  const { id, guild_id } = party
  const invited = seats.filter((seat) => seat.source === 'invited').map((seat) => seat.user_id)
  const alerts: NewJob = {
    kind: 'recruitment.alert',
    payload: { id },
    key: `recruitment:${id}:alert`,
    guild_id,
  }
  const rooms = party.wants_thread || (party.wants_voice && party.state !== 'open')
  return [
    ...invited.map((user) => noticeJob(party, 'invited', [user])),
    ...(party.visibility === 'unlisted' ? [] : [alerts]),
    ...(party.state === 'full' || party.state === 'started'
      ? [noticeJob(party, party.state, null)]
      : []),
    ...(rooms ? [roomsJob(party)] : []),
  ]
}
