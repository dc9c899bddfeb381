/**
 * How far telling one person one thing has come. `sending` and `mentioning` are written before the
 * message leaves: after a crash somebody has to look whether it did.
 */
export type Outcome = 'sending' | 'sent' | 'unreached' | 'mentioning' | 'mentioned' | 'dropped'

/** Local times such as `23:00` between which a guild sleeps; null twice when it never does. */
export type QuietHours = { quiet_from: string | null; quiet_to: string | null }

/** Minutes of the day of a time such as `23:30`. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/**
 * How long the guild still sleeps, in milliseconds; 0 while it is awake. The hours may cross
 * midnight; `wall` is what its clocks show.
 */
export function quietForMs(
  hours: QuietHours,
  wall: { hour: number; minute: number; second: number },
): number {
  if (hours.quiet_from === null || hours.quiet_to === null) return 0
  const day = 24 * 60
  const from = minutesOf(hours.quiet_from)
  const length = (minutesOf(hours.quiet_to) - from + day) % day
  const passed = (wall.hour * 60 + wall.minute - from + day) % day
  return passed < length ? (length - passed) * 60_000 - wall.second * 1_000 : 0
}

/** Whether a person needs no further work. */
export function isDone(outcome: Outcome | undefined): boolean {
  return outcome === 'sent' || outcome === 'mentioned' || outcome === 'dropped'
}

/** What is known of a person who is to be told. */
export type Situation = {
  /** Where an earlier attempt ended. */
  outcome: Outcome | undefined
  /** The notice still means something to the person. */
  meaningful: boolean
  /** The guild writes to its people directly, this one accepts it, and the budget is not used up. */
  takesDirect: boolean
  /** Who cannot be reached directly is to be mentioned in a channel. */
  fallsBack: boolean
}

/** How somebody is told now. */
export function wayFor(situation: Situation): 'direct' | 'mention' | 'none' {
  const { outcome, meaningful, takesDirect, fallsBack } = situation
  if (!meaningful) return 'none'
  const settled = outcome === 'unreached' || outcome === 'mentioning'
  if (!settled && takesDirect) return 'direct'
  return fallsBack ? 'mention' : 'none'
}

/** People mentioned in one message: their ids and the text stay below 2,000 characters. */
const mentionsAtOnce = 50

/** People by message. Those of one earlier attempt stay together, so that its message is known again. */
export function groupsOf<P extends { user_id: string; triedAt: number | null }>(
  people: readonly P[],
): P[][] {
  const sorted = people.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1))
  const groups = Map.groupBy(sorted, (one) => one.triedAt)
  return [...groups.values()].flatMap((group) => {
    const count = Math.ceil(group.length / mentionsAtOnce)
    return Array.from({ length: count }, (_, index) =>
      group.slice(index * mentionsAtOnce, (index + 1) * mentionsAtOnce),
    )
  })
}
