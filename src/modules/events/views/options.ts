import type { Locale } from '#core/i18n/locale.ts'
import type { EventOption } from '../rules/event.ts'
import { catalogue, t } from './texts.ts'

const usual = ['going', 'tentative', 'late', 'absent'] as const

/** The usual answers, in a language. */
export function usualOptions(locale: Locale): EventOption[] {
  const option = (key: (typeof usual)[number], emoji: string): EventOption => ({
    key,
    label: t(locale, `option.${key}`),
    emoji,
    counts: key === 'going' || key === 'late',
    reminders: key !== 'absent',
  })
  return [
    option('going', '✅'),
    option('tentative', '❔'),
    option('late', '🕐'),
    option('absent', '❌'),
  ]
}

/** The same answers for a reader: what is called as usual, in any language, is so in the reader's; the rest as typed. */
export function optionsIn(options: readonly EventOption[], locale: Locale): EventOption[] {
  return options.map((option) => {
    const known = usual.find((key) => key === option.key)
    const isUsual =
      known && Object.values(catalogue).some((texts) => texts[`option.${known}`] === option.label)
    return isUsual ? { ...option, label: t(locale, `option.${known}`) } : option
  })
}
