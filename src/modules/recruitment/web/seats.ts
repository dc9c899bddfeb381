import type { RecruitmentChange } from '../contract/live.ts'
import type { RecruitmentJson } from '../contract/party.ts'

type My = NonNullable<RecruitmentJson['my']>
type Person = Pick<RecruitmentJson['participants'][number], 'discord_user_id' | 'ticket'>

/** The person who looks at the page. */
export type Reader = { discord_id: string; username: string; display_name: string }

/** What somebody asked for and the server has not answered yet. */
export type SeatRequest = {
  id: number
  action: 'join' | 'leave'
  /** The kind of place that is wanted, where there are kinds. */
  role?: string | undefined
  idempotencyKey: string
}

/** What the button of a party does, or why it does nothing. */
export type SeatAction =
  | { kind: 'join' | 'join_waitlist' | 'leave' | 'leave_waitlist' | 'sign_in' }
  | { kind: 'none'; reason: string | null }

/** Whether places may still be had; to leave is always possible. */
export function isLive(party: RecruitmentJson): boolean {
  return party.state === 'open' || party.state === 'full' || party.state === 'started'
}

/** Whether an entry is the reader's own; where nobody is named, the ticket from before tells. */
function ownEntry({ discord_id }: Reader, before: My | null) {
  return ({ discord_user_id: id, ticket }: Person) =>
    id === null ? ticket === before?.ticket : id === discord_id
}

/** Refusals that no frame can lift, because they are about the reader and not about the party. */
const personal: ReadonlySet<string> = new Set([
  'missing_role',
  'blocked',
  'guild_ban',
  'permission_denied',
])

function reasonNotToJoin(party: RecruitmentJson, inside: boolean, before: My | null) {
  if (inside) return 'already_joined'
  if (party.state === 'expired') return 'recruitment_expired'
  if (!isLive(party)) return 'recruitment_closed'
  if (before?.reason && personal.has(before.reason)) return before.reason
  return party.is_full && !party.waitlist_enabled ? 'recruitment_full' : null
}

/** How many wait behind those that came with the party. */
export function unseenWaiting(party: RecruitmentJson): number {
  return party.waitlist_count - party.waitlist.length
}

/** By how much a change moves whoever holds this ticket forward in the queue, or back. */
function moveBy({ users = [] }: RecruitmentChange, ticket: number): number {
  const before = users.filter((one) => one.ticket !== undefined && one.ticket < ticket)
  return before.reduce((sum, { kind, status }) => {
    if (kind === 'demoted') return sum + 1
    const gone = kind === 'lapsed' || (kind === 'released' && status !== 'confirmed')
    return gone || kind === 'promoted' ? sum - 1 : sum
  }, 0)
}

type Place = Pick<My, 'role' | 'position' | 'ticket'>

/** Where the reader is: `position` counts in the queue. Null outside. */
function placeOf(
  party: RecruitmentJson,
  reader: Reader,
  before: My | null,
  change: RecruitmentChange,
): Place | null {
  const isMine = ownEntry(reader, before)
  const seated = party.participants.find(isMine)
  if (seated) return { role: seated.role, position: null, ticket: seated.ticket }
  const waiting = party.waitlist.find(isMine)
  if (waiting) return waiting
  // A place far back in the queue is not in a frame; it follows from who left before it.
  const unseen = unseenWaiting(party) > 0
  if (!unseen || before === null || before.position === null) return null
  const { role, position } = before
  const mine = change.users?.find((one) => one.discord_user_id === reader.discord_id)
  const ticket = mine?.ticket ?? before.ticket
  const moved = ticket === null ? position : position + moveBy(change, ticket)
  return { role, ticket, position: Math.min(moved, party.waitlist_count) }
}

function ownsParty({ owner }: RecruitmentJson, { discord_id }: Reader, before: My | null): boolean {
  return owner.discord_id === null ? before?.state === 'owner' : owner.discord_id === discord_id
}

/**
 * A party with the reader's own part. Live frames go to many readers and leave it out; it follows
 * from the people in the party and, for what only the server knows, from what was known before.
 */
export function withMyPart(
  party: RecruitmentJson,
  reader: Reader | null,
  before: My | null,
  change: RecruitmentChange = {},
): RecruitmentJson {
  if (party.my || !reader) return party
  const place = placeOf(party, reader, before, change)
  const { role = null, position = null, ticket = null } = place ?? {}
  const owner = ownsParty(party, reader, before)
  const reason = reasonNotToJoin(party, place !== null, before)
  const inside = position === null ? 'joined' : 'waitlisted'
  const my: My = {
    state: owner ? 'owner' : place ? inside : 'none',
    role,
    position,
    ticket,
    can_join: reason === null,
    can_manage: owner || (before?.can_manage ?? false),
    reason,
  }
  return { ...party, my }
}

/** `unseen` wait behind those that are listed. */
function counted(party: RecruitmentJson, unseen: number): RecruitmentJson {
  const current = party.participants.length
  // An offered place is held: nobody else can have it.
  const held = party.waitlist.filter((person) => person.offer_expires_at !== null).length
  const taken = current + held
  return {
    ...party,
    current_slots: current,
    available_slots: Math.max(0, party.max_slots - taken),
    is_full: taken >= party.max_slots,
    waitlist_count: party.waitlist.length + unseen,
    my: null,
  }
}

function joined(
  party: RecruitmentJson,
  reader: Reader,
  { role, now }: { role: string | undefined; now: number },
): RecruitmentJson {
  const everybody = [...party.participants, ...party.waitlist]
  const person = {
    ticket: 1 + everybody.reduce((last, { ticket }) => Math.max(last, ticket), 0),
    discord_user_id: reader.discord_id,
    discord_username: reader.username,
    display_name: reader.display_name,
    avatar: null,
    role: role ?? null,
    note: '',
    source: 'web',
    joined_at: new Date(now).toISOString(),
  }
  if (party.is_full) {
    const position = party.waitlist_count + 1
    const last = { ...person, position, offer_expires_at: null }
    const waitlist = [...party.waitlist, last]
    return { ...party, waitlist }
  }
  const is_owner = party.owner.discord_id === reader.discord_id
  return { ...party, participants: [...party.participants, { ...person, is_owner }] }
}

/**
 * How a party looks as soon as its button is pressed. The cache keeps only what the server said, so
 * a refusal needs no undoing: the request ends and the truth shows again.
 */
export function withRequest(
  party: RecruitmentJson,
  request: SeatRequest,
  reader: Reader,
  now: number,
): RecruitmentJson {
  const isMine = ownEntry(reader, party.my)
  const listed = party.waitlist.some(isMine)
  const waits = listed || (party.my?.position ?? null) !== null
  const inside = waits || party.participants.some(isMine)
  if (inside === (request.action === 'join')) return party
  const others = <One extends Person>(people: One[]) => people.filter((person) => !isMine(person))
  const changed = inside
    ? {
        ...party,
        participants: others(party.participants),
        waitlist: others(party.waitlist).map((person, index) => ({
          ...person,
          position: index + 1,
        })),
      }
    : joined(party, reader, { role: request.role, now })
  const leaves = waits && !listed
  const unseen = unseenWaiting(party) - (leaves ? 1 : 0)
  return withMyPart(counted(changed, unseen), reader, leaves ? null : party.my)
}

/** What the button of a party does for this reader. */
export function seatAction(party: RecruitmentJson, signedIn: boolean): SeatAction {
  if (party.my && party.my.position !== null) return { kind: 'leave_waitlist' }
  if (party.my?.reason === 'already_joined') return { kind: 'leave' }
  if (!isLive(party)) {
    return {
      kind: 'none',
      reason: party.state === 'expired' ? 'recruitment_expired' : 'recruitment_closed',
    }
  }
  if (!signedIn || !party.my) return { kind: 'sign_in' }
  if (!party.my.can_join) return { kind: 'none', reason: party.my.reason }
  return { kind: party.is_full ? 'join_waitlist' : 'join' }
}
