/** One person's place at a board, or in the queue for one. */
export type Seat = {
  user_id: string
  /** The role or option taken, or null for none. */
  option: string | null
  /** An offered place is held for somebody from the queue until `offer_expires_at`. */
  status: 'confirmed' | 'waiting' | 'offered'
  /** Order of arrival within the board; smaller came first. */
  seq: number
  /** Epoch milliseconds; set while the place is offered. */
  offer_expires_at: number | null
  /** Places that the person takes, with those for guests; default 1. */
  size?: number
}

/** How many places there are; null is unlimited. */
export type SeatLimits = {
  total: number | null
  /** Limits by option; the key `''` limits those who took none. Missing keys are unlimited. */
  options: Readonly<Record<string, number>>
}

/**
 * A full picture of one board; `seats` are in order of `seq`. With `offerUntil` (epoch milliseconds)
 * a free place is offered to who waits, to be accepted until then, instead of being given. At a board
 * that is `over` people only leave: nobody who waits gets a place.
 */
export type Board<S extends Seat = Seat> = {
  seats: readonly S[]
  limits: SeatLimits
  offerUntil?: number | null
  over?: boolean
}

/**
 * The part of a long queue that is not at hand: decisions do not need it, because no board has as
 * many places as the part that is.
 */
export type Tail = {
  /** How many wait there. */
  count: number
  /** The highest `seq` of the whole queue. */
  last_seq: number
}

/** Everybody is at hand. */
export const noTail: Tail = { count: 0, last_seq: 0 }

/** What happened to one seat. */
export type SeatChange<S extends Seat = Seat> = {
  kind:
    | 'claimed'
    | 'queued'
    | 'offered'
    | 'promoted'
    | 'released'
    | 'lapsed'
    | 'demoted'
    | 'moved'
    | 'switched'
  seat: S
}

/** A new board and the way there; or why nothing changed. */
export type SeatOutcome<S extends Seat = Seat> =
  | { ok: true; seats: S[]; changes: SeatChange<S>[] }
  | { ok: false; refusal: 'already_in' | 'not_in' | 'full' | 'option_full' | 'no_offer' }

function taken(seats: readonly Seat[], option?: string | null): number {
  const counts = (seat: Seat) =>
    seat.status !== 'waiting' && (option === undefined || seat.option === option)
  return seats.reduce((sum, seat) => sum + (counts(seat) ? (seat.size ?? 1) : 0), 0)
}

/** What somebody wants to sit down with. */
type Wish = Pick<Seat, 'option' | 'size'>

function optionHasRoom(seats: readonly Seat[], limits: SeatLimits, wish: Wish): boolean {
  const limit = limits.options[wish.option ?? '']
  return limit === undefined || taken(seats, wish.option) + (wish.size ?? 1) <= limit
}

function totalHasRoom(seats: readonly Seat[], limits: SeatLimits, wish: Wish): boolean {
  return limits.total === null || taken(seats) + (wish.size ?? 1) <= limits.total
}

/** Whether somebody with this option, and so many places, could sit down at once. */
export function hasRoom(board: Board, option: string | null, size = 1): boolean {
  const { seats, limits } = board
  const wish = { option, size }
  return totalHasRoom(seats, limits, wish) && optionHasRoom(seats, limits, wish)
}

/** People with a place of their own; offered ones do not count. */
export function confirmedCount(seats: readonly Seat[]): number {
  return seats.filter((seat) => seat.status === 'confirmed').length
}

/** People without a place of their own, those who are offered one among them. */
export function queueLength(seats: readonly Seat[], tail: Tail): number {
  return seats.length - confirmedCount(seats) + tail.count
}

/** Places that nobody else can have: confirmed and offered ones. */
export function takenCount(seats: readonly Seat[]): number {
  return taken(seats)
}

/** Counts down free places, so that a long queue is walked once. */
function freePlaces({ seats, limits }: Board) {
  let left = limits.total === null ? Infinity : limits.total - taken(seats)
  const byOption = new Map<string, number>()
  for (const { option, status, size = 1 } of seats) {
    const key = option ?? ''
    if (status !== 'waiting') byOption.set(key, (byOption.get(key) ?? 0) + size)
  }
  return {
    areGone: () => left <= 0,
    /** Takes the places of a wish; false when there are not that many. */
    take({ option, size = 1 }: Wish): boolean {
      const key = option ?? ''
      const inUse = (byOption.get(key) ?? 0) + size
      if (left < size || inUse > (limits.options[key] ?? Infinity)) return false
      left -= size
      byOption.set(key, inUse)
      return true
    },
  }
}

function canSit(seat: Seat, seats: readonly Seat[], limits: SeatLimits): boolean {
  return hasRoom({ seats, limits }, seat.option, seat.size)
}

/**
 * Gives (or offers) free places to those who wait, first come first served; somebody whose option is full, or
 * who comes with more guests than places are left, lets those behind pass. Afterwards nobody waits beside a place that he or she could have.
 */
export function promote<S extends Seat>(board: Board<S>): { seats: S[]; changes: SeatChange<S>[] } {
  const seats = [...board.seats]
  const changes: SeatChange<S>[] = []
  if (board.over) return { seats, changes }
  const free = freePlaces(board)
  const until = board.offerUntil ?? null
  const kind = until === null ? 'promoted' : 'offered'
  const status = until === null ? 'confirmed' : 'offered'
  for (const [index, seat] of seats.entries()) {
    if (free.areGone()) break
    if (seat.status !== 'waiting' || !free.take(seat)) continue
    const next: S = { ...seat, status, offer_expires_at: until }
    seats[index] = next
    changes.push({ kind, seat: next })
  }
  return { seats, changes }
}

/** The next place in the order of arrival, behind a tail as well. */
export function nextSeq(seats: readonly Seat[], tail: Tail = noTail): number {
  return seats.reduce((highest, seat) => Math.max(highest, seat.seq), tail.last_seq) + 1
}

/**
 * Somebody asks for a place. `seat` carries the wish; its status is decided here. Without a free
 * place the person waits when `mayWait`, and is refused otherwise.
 */
export function claim<S extends Seat>(board: Board<S>, seat: S, mayWait: boolean): SeatOutcome<S> {
  if (board.seats.some((other) => other.user_id === seat.user_id)) {
    return { ok: false, refusal: 'already_in' }
  }
  // Who waits comes first: a place that a waiting person could take is not free for a newcomer.
  const settled = promote(board)
  const free = canSit(seat, settled.seats, board.limits)
  if (!free && !mayWait) {
    const refusal = totalHasRoom(settled.seats, board.limits, seat) ? 'option_full' : 'full'
    return { ok: false, refusal }
  }
  const kind = free ? 'claimed' : 'queued'
  const added: S = { ...seat, status: free ? 'confirmed' : 'waiting' }
  return {
    ok: true,
    seats: [...settled.seats, added],
    changes: [...settled.changes, { kind, seat: added }],
  }
}

/** Somebody gives the place (or the wait) up; the queue moves in the same step. */
export function release<S extends Seat>(board: Board<S>, userId: string): SeatOutcome<S> {
  const seat = board.seats.find((other) => other.user_id === userId)
  if (!seat) return { ok: false, refusal: 'not_in' }
  const rest = board.seats.filter((other) => other !== seat)
  const after = promote({ ...board, seats: rest })
  return {
    ok: true,
    seats: after.seats,
    changes: [{ kind: 'released', seat }, ...after.changes],
  }
}

/**
 * Puts people at the head of the queue, in the order they have among themselves: they and those they
 * pass share out the tickets they had, so that nobody else's changes.
 */
function toHead<S extends Seat>(
  seats: readonly S[],
  heads: ReadonlySet<string>,
): { seats: S[]; moved: S[] } {
  const last = seats.findLastIndex((seat) => heads.has(seat.user_id))
  const line = seats.filter(
    (seat, index) => index <= last && (seat.status === 'waiting' || heads.has(seat.user_id)),
  )
  const [ahead, behind] = [true, false].map((isHead) =>
    line.filter((seat) => heads.has(seat.user_id) === isHead),
  )
  const placed = [...(ahead ?? []), ...(behind ?? [])].map((seat, nth): S => {
    const seq = line[nth]?.seq ?? seat.seq
    return seq === seat.seq ? seat : { ...seat, seq }
  })
  const byPerson = new Map(placed.map((seat) => [seat.user_id, seat]))
  const after = seats.map((seat) => byPerson.get(seat.user_id) ?? seat)
  const moved = placed.filter((seat) => !heads.has(seat.user_id) && !seats.includes(seat))
  return { seats: after.toSorted((a, b) => a.seq - b.seq), moved }
}

/**
 * New limits for the same people: a larger board promotes. A smaller one takes back what is only
 * offered, then the places of those who came last, and sends all of them to the head of the queue;
 * people in `keep` never lose their place.
 */
export function resize<S extends Seat>(
  board: Board<S>,
  keep: readonly string[] = [],
): { seats: S[]; changes: SeatChange<S>[] } {
  const seats = [...board.seats]
  const sent = new Set<string>()
  const over = (seat: S) =>
    (board.limits.total !== null && taken(seats) > board.limits.total) ||
    taken(seats, seat.option) > (board.limits.options[seat.option ?? ''] ?? Infinity)
  for (const status of ['offered', 'confirmed'] as const) {
    for (const [index, seat] of [...seats.entries()].toReversed()) {
      if (seat.status !== status || keep.includes(seat.user_id) || !over(seat)) continue
      seats[index] = { ...seat, status: 'waiting', offer_expires_at: null }
      sent.add(seat.user_id)
    }
  }
  const line = toHead(seats, sent)
  const demoted = line.seats.filter((seat) => sent.has(seat.user_id)).toReversed()
  const after = promote({ ...board, seats: line.seats })
  return {
    seats: after.seats,
    changes: [
      ...demoted.map((seat) => ({ kind: 'demoted' as const, seat })),
      ...line.moved.map((seat) => ({ kind: 'moved' as const, seat })),
      ...after.changes,
    ],
  }
}

/** Somebody takes the place that is offered; throws nothing away when the offer has passed. */
export function accept<S extends Seat>(
  board: Board<S>,
  userId: string,
  now: number,
): SeatOutcome<S> {
  const index = board.seats.findIndex((seat) => seat.user_id === userId)
  const seat = board.seats[index]
  const open = seat?.status === 'offered' && (seat.offer_expires_at ?? 0) > now
  if (!seat || !open) return { ok: false, refusal: 'no_offer' }
  const accepted: S = { ...seat, status: 'confirmed', offer_expires_at: null }
  const seats = board.seats.with(index, accepted)
  return { ok: true, seats, changes: [{ kind: 'promoted', seat: accepted }] }
}

/** Offers that were not taken in time end, their people leave the queue, and the next are asked. */
export function lapse<S extends Seat>(
  board: Board<S>,
  now: number,
): { seats: S[]; changes: SeatChange<S>[] } {
  const over = (seat: S) => seat.status === 'offered' && (seat.offer_expires_at ?? 0) <= now
  const lapsed = board.seats.filter(over)
  const after = promote({ ...board, seats: board.seats.filter((seat) => !over(seat)) })
  return {
    seats: after.seats,
    changes: [...lapsed.map((seat) => ({ kind: 'lapsed' as const, seat })), ...after.changes],
  }
}

/** Somebody takes another option; a confirmed place is only given up for a free one. */
export function switchOption<S extends Seat>(
  board: Board<S>,
  userId: string,
  option: string | null,
): SeatOutcome<S> {
  const index = board.seats.findIndex((seat) => seat.user_id === userId)
  const seat = board.seats[index]
  if (!seat) return { ok: false, refusal: 'not_in' }
  if (seat.option === option) return { ok: false, refusal: 'already_in' }
  const others = board.seats.toSpliced(index, 1)
  if (seat.status !== 'waiting' && !optionHasRoom(others, board.limits, { ...seat, option })) {
    return { ok: false, refusal: 'option_full' }
  }
  const moved: S = { ...seat, option }
  const after = promote({ ...board, seats: board.seats.with(index, moved) })
  return {
    ok: true,
    seats: after.seats,
    changes: [{ kind: 'switched', seat: moved }, ...after.changes],
  }
}
