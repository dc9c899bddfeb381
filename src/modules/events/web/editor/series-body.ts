import { ruleText } from './rule.ts'
import { matterOf, signupTimesOf, type EventValues, type OptionLabels } from './values.ts'

function numberIn(text: string): number | undefined {
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined
}

/** The body of a new series: when it repeats, and what each occurrence is. */
export function seriesBodyOf(values: EventValues, labels: OptionLabels): Record<string, unknown> {
  const { repeat, start, timezone, guild } = values
  return {
    guild_id: guild || undefined,
    rule: ruleText(repeat, start),
    timezone,
    local_start: `${start}:00`,
    duration_minutes: numberIn(values.duration),
    until: repeat.until === '' ? null : `${repeat.until}T23:59:00`,
    fields: { ...matterOf(values, labels), ...signupTimesOf(values) },
  }
}
