import { GuildScheduledEventRecurrenceRuleFrequency as Frequency } from 'discord-api-types/v10'
import { z } from 'zod'
import { complaint, int, intBetween, moment } from '../forms.ts'
import type { ScheduledEvent } from '../entities.ts'

/** How an event repeats. */
export type RecurrenceRule = NonNullable<ScheduledEvent['recurrence_rule']>

const dayMs = 86_400_000
// The rarest rule is a 29th of February.
const searchDays = 9 * 366
const dailySets = [
  [0, 1, 2, 3, 4],
  [1, 2, 3, 4, 5],
  [0, 1, 2, 3, 6],
  [4, 5],
  [5, 6],
  [0, 6],
]

/** The rule as applications may send it (https://docs.discord.com/developers/resources/guild-scheduled-event). */
export const recurrenceBody = z
  .object({
    start: moment,
    frequency: int.pipe(z.literal([0, 1, 2, 3])),
    interval: intBetween(1, 99),
    by_weekday: z.array(intBetween(0, 6)).nullish(),
    by_n_weekday: z
      .array(z.object({ n: int.pipe(z.literal([1, 2, 3, 4, 5])), day: intBetween(0, 6) }))
      .nullish(),
    by_month: z.array(intBetween(1, 12)).nullish(),
    by_month_day: z.array(intBetween(1, 31)).nullish(),
    end: z.null().optional(),
    count: z.null().optional(),
    by_year_day: z.null().optional(),
  })
  .superRefine((rule, context) => {
    const problem = problemOf(rule)
    if (problem !== undefined)
      context.addIssue(
        complaint([problem], {
          code: 'GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID',
          message: 'This recurrence rule is not supported.',
        }),
      )
  })
  .transform((rule): RecurrenceRule => ({
    start: rule.start,
    end: null,
    frequency: rule.frequency,
    interval: rule.interval,
    by_weekday: rule.by_weekday ?? null,
    by_n_weekday: rule.by_n_weekday ?? null,
    by_month: rule.by_month ?? null,
    by_month_day: rule.by_month_day ?? null,
    by_year_day: null,
    count: null,
  }))

type RuleInput = {
  frequency: number
  interval: number
  by_weekday?: number[] | null | undefined
  by_n_weekday?: object[] | null | undefined
  by_month?: number[] | null | undefined
  by_month_day?: number[] | null | undefined
}

function isDailySet(days: readonly number[]): boolean {
  const sorted = days.toSorted((a, b) => a - b).join()
  return dailySets.some((set) => set.join() === sorted)
}

const keys = ['by_weekday', 'by_n_weekday', 'by_month', 'by_month_day'] as const
type Key = (typeof keys)[number]

// How many entries each list must have; lists that are not named must be empty.
const sizes: Record<number, Partial<Record<Key, number>>> = {
  [Frequency.Weekly]: { by_weekday: 1 },
  [Frequency.Monthly]: { by_n_weekday: 1 },
  [Frequency.Yearly]: { by_month: 1, by_month_day: 1 },
}

function problemOf(rule: RuleInput): Key | 'interval' | undefined {
  const isDaily = rule.frequency === Frequency.Daily
  const wrong = keys.find((key) => {
    if (isDaily && key === 'by_weekday') return rule[key]?.length ? !isDailySet(rule[key]) : false
    return (rule[key]?.length ?? 0) !== (sizes[rule.frequency]?.[key] ?? 0)
  })
  const mostApart = rule.frequency === Frequency.Weekly ? 2 : 1
  return wrong ?? (rule.interval > mostApart ? 'interval' : undefined)
}

/** Days of the week as the rule counts them: Monday is 0. */
function weekdayOf(date: Date): number {
  return (date.getUTCDay() + 6) % 7
}

function weekOf(date: Date): number {
  return Math.floor((date.getTime() / dayMs + 3) / 7)
}

function matches(rule: RecurrenceRule, date: Date, first: Date): boolean {
  const weekday = weekdayOf(date)
  const isOnWeekday = (rule.by_weekday ?? [weekday]).some((day) => day === weekday)
  switch (rule.frequency) {
    case Frequency.Daily:
      return isOnWeekday
    case Frequency.Weekly:
      return isOnWeekday && (weekOf(date) - weekOf(first)) % rule.interval === 0
    case Frequency.Monthly: {
      const n = Math.ceil(date.getUTCDate() / 7)
      return (rule.by_n_weekday ?? []).some((one) => one.day === weekday && one.n === n)
    }
    case Frequency.Yearly: {
      const isInMonth = (rule.by_month ?? []).some((month) => month === date.getUTCMonth() + 1)
      return isInMonth && (rule.by_month_day ?? []).includes(date.getUTCDate())
    }
  }
}

/**
 * The start of the first occurrence after a moment (both epoch milliseconds), counted in UTC from the rule's start;
 * undefined when there is none.
 */
export function nextOccurrence(rule: RecurrenceRule, afterMs: number): number | undefined {
  const first = Date.parse(rule.start)
  const skipped = Math.max(Math.floor((afterMs - first) / dayMs), 0)
  for (let day = skipped; day <= skipped + searchDays; day += 1) {
    const at = first + day * dayMs
    if (at > afterMs && matches(rule, new Date(at), new Date(first))) return at
  }
  return undefined
}
