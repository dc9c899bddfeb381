/** One person's place at a board, or in the queue for one. */
export type Seat = {
  user_id: string
  /** The role or option taken, or null for none. */
  option: string | null
  status: 'confirmed' | 'waiting'
  /** Order of arrival within the board; smaller came first. */
  seq: number
}

/** How many places there are; null is unlimited. */
export type SeatLimits = {
  total: number | null
  /** Limits by option; the key `''` limits those who took none. Missing keys are unlimited. */
  options: Readonly<Record<string, number>>
}

/** A full picture of one board; `seats` are in order of `seq`. */
export type Board<S extends Seat = Seat> = { seats: readonly S[]; limits: SeatLimits }

/** What happened to one seat. */
export type SeatChange<S extends Seat = Seat> = {
  kind: 'claimed' | 'queued' | 'promoted' | 'released' | 'demoted'
  seat: S
}

/** A new board and the way there; or why nothing changed. */
export type SeatOutcome<S extends Seat = Seat> =
  | { ok: true; seats: S[]; changes: SeatChange<S>[] }
  | { ok: false; refusal: 'already_in' | 'not_in' | 'full' | 'option_full' }

function taken(seats: readonly Seat[], option?: string | null): number {
  const counts = (seat: Seat) =>
    seat.status === 'confirmed' && (option === undefined || seat.option === option)
  return seats.reduce((sum, seat) => sum + (counts(seat) ? 1 : 0), 0)
}

function optionHasRoom(seats: readonly Seat[], limits: SeatLimits, option: string | null): boolean {
  const limit = limits.options[option ?? '']
  return limit === undefined || taken(seats, option) < limit
}

function totalHasRoom(seats: readonly Seat[], limits: SeatLimits): boolean {
  return limits.total === null || taken(seats) < limits.total
}

/** Whether somebody with this option could sit down at once. */
export function hasRoom(board: Board, option: string | null): boolean {
  return totalHasRoom(board.seats, board.limits) && optionHasRoom(board.seats, board.limits, option)
}

/** People with a place. */
export function confirmedCount(seats: readonly Seat[]): number {
  return taken(seats)
}

/**
 * Gives free places to those who wait, first come first served; somebody whose option is full lets
 * those behind pass. Afterwards nobody waits beside a place that he or she could have.
 */
export function promote<S extends Seat>(board: Board<S>): { seats: S[]; changes: SeatChange<S>[] } {
  const seats = [...board.seats]
  const changes: SeatChange<S>[] = []
  seats.forEach((seat, index) => {
    if (seat.status !== 'waiting' || !hasRoom({ seats, limits: board.limits }, seat.option)) return
    const promoted: S = { ...seat, status: 'confirmed' }
    seats[index] = promoted
    changes.push({ kind: 'promoted', seat: promoted })
  })
  return { seats, changes }
}

/** The next place in the order of arrival. */
export function nextSeq(seats: readonly Seat[]): number {
  return seats.reduce((highest, seat) => Math.max(highest, seat.seq), 0) + 1
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
  const free = hasRoom({ seats: settled.seats, limits: board.limits }, seat.option)
  if (!free && !mayWait) {
    const refusal = totalHasRoom(settled.seats, board.limits) ? 'option_full' : 'full'
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
  const after = promote({ seats: rest, limits: board.limits })
  return {
    ok: true,
    seats: after.seats,
    changes: [{ kind: 'released', seat }, ...after.changes],
  }
}

/**
 * New limits for the same people: a larger board promotes. A smaller one sends those who came last
 * to the head of the queue; people in `keep` never lose their place.
 */
export function resize<S extends Seat>(
  board: Board<S>,
  keep: readonly string[] = [],
): { seats: S[]; changes: SeatChange<S>[] } {
  const changes: SeatChange<S>[] = []
  const seats = [...board.seats]
  const over = (seat: S) =>
    (board.limits.total !== null && taken(seats) > board.limits.total) ||
    taken(seats, seat.option) > (board.limits.options[seat.option ?? ''] ?? Infinity)
  for (let index = seats.length - 1; index >= 0; index -= 1) {
    const seat = seats[index]
    if (!seat || seat.status !== 'confirmed' || keep.includes(seat.user_id) || !over(seat)) continue
    const demoted: S = { ...seat, status: 'waiting' }
    seats[index] = demoted
    changes.push({ kind: 'demoted', seat: demoted })
  }
  const after = promote({ seats, limits: board.limits })
  return { seats: after.seats, changes: [...changes, ...after.changes] }
}
