/** Reminders that are sent by themselves. */
export const stages = ['3d', '1d', '3h'] as const
/** A reminder that is sent by itself. */
export type Stage = (typeof stages)[number]

const hourMs = 3_600_000
/** How long before the deadline each is due, in milliseconds. */
const before: Record<Stage, number> = { '3d': 72 * hourMs, '1d': 24 * hourMs, '3h': 3 * hourMs }
/** A deadline that moves later by more than this is one of which people are reminded anew. */
const newDeadlineMs = 24 * hourMs

/** A planned reminder as it is stored. */
export type Step = {
  type: string
  due_at: number
  state: 'planned' | 'sending' | 'sent' | 'skipped'
}

/** The last one of an anonymous form: to nobody by name, for those who took a link and have not sent. */
export const general = 'general'

/**
 * The plan for a form that is published, or whose deadline has moved. What is past already is skipped,
 * and everything where there is no deadline any more; what was sent stays sent, unless the deadline
 * moved more than a day later.
 */
export function planSteps(
  { deadline, isAnonymous }: { deadline: number | null; isAnonymous: boolean },
  now: number,
  known: readonly Step[],
  previous: number | null = null,
): Step[] {
  if (deadline === null) {
    return known
      .filter(({ state }) => state === 'planned')
      .map((step) => ({ ...step, state: 'skipped' as const }))
  }
  const isAnew = previous !== null && deadline - previous > newDeadlineMs
  const wanted = isAnonymous ? ([...stages, general] as const) : stages
  return wanted.map((type) => {
    const due_at = deadline - before[type === general ? '3h' : type]
    const old = known.find((step) => step.type === type)
    const isDone = old?.state === 'sent' || old?.state === 'sending'
    if (old && isDone && !isAnew) return old
    return { type, due_at, state: due_at <= now ? 'skipped' : 'planned' }
  })
}

/**
 * What is due now. After a time in which nothing ran only the latest is sent; those before it are
 * skipped. Nothing is sent once the deadline is over.
 */
export function dueSteps(
  steps: readonly Step[],
  deadline: number | null,
  now: number,
): { send: string | null; skip: string[] } {
  const open = steps
    .filter(({ state, due_at }) => state === 'planned' && due_at <= now)
    .filter(({ type }) => stages.some((stage) => stage === type) || type === general)
    .toSorted((a, b) => a.due_at - b.due_at)
  // The general one comes after the others and replaces none of them.
  const latest = open.findLast(({ type }) => type !== general)?.type ?? open.at(-1)?.type ?? null
  const isLate = deadline !== null && now > deadline
  const send = isLate ? null : latest
  const skip = open.map(({ type }) => type).filter((type) => type !== send)
  return { send, skip: isLate ? skip : skip.filter((type) => type !== general) }
}

/** When the next reminder is due; null when none is planned. */
export function nextDue(steps: readonly Step[]): number | null {
  const planned = steps.filter(({ state }) => state === 'planned').map(({ due_at }) => due_at)
  return planned.length > 0 ? Math.min(...planned) : null
}
