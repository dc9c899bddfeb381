import type { RecurrenceRule } from '../../state/event-actions.ts'

/** The ways in which the form lets an event repeat; Discord knows more, which are shown as `other`. */
export const repetitions = ['never', 'daily', 'weekly', 'biweekly'] as const

/** How an event repeats. */
export type Repetition = (typeof repetitions)[number] | 'other'

const daily = 3
const weekly = 2

/** How the rule of an event is called. */
export function repetitionOf(
  rule: Pick<RecurrenceRule, 'frequency' | 'interval'> | null | undefined,
): Repetition {
  if (!rule) return 'never'
  if (rule.frequency === daily) return 'daily'
  if (rule.frequency !== weekly) return 'other'
  return rule.interval === 2 ? 'biweekly' : 'weekly'
}

/** The rule for an event that begins at `start` (ISO 8601); undefined for what the form does not change. */
export function ruleOf(repetition: Repetition, start: string): RecurrenceRule | null | undefined {
  if (repetition === 'other') return undefined
  if (repetition === 'never') return null
  if (repetition === 'daily') return { start, frequency: daily, interval: 1 }
  // Monday is 0, as Discord counts.
  const day = (new Date(start).getUTCDay() + 6) % 7
  return {
    start,
    frequency: weekly,
    interval: repetition === 'biweekly' ? 2 : 1,
    by_weekday: [day],
  }
}
