import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale } from '#core/i18n/locale.ts'
import type { MessageValues, Messages } from '#core/i18n/translate.ts'

/** Text, numbers and times of one language, in the viewer's time zone. */
export type Formatter<Keys extends string = string> = {
  locale: Locale
  /** An ICU text; a key that does not exist throws, the catalogue test finds it first. */
  text: (key: Keys, values?: MessageValues) => string
  /** Hour and minute, with the date when it is not today. */
  time: (at: number, now: number) => string
  /** A day of the calendar (2030-05-17), wherever the reader is. */
  day: (day: string) => string
  /** Full date and time with zone, for titles and details. */
  instant: (at: number) => string
  /** "in 5 minutes", "2 hours ago". */
  relative: (at: number, now: number) => string
  /** Names in a row: "A, B and C". */
  list: (items: string[]) => string
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Splits a distance in time into the largest fitting unit; below a minute it counts as seconds. */
export function relativeUnit(distance: number): {
  value: number
  unit: Intl.RelativeTimeFormatUnit
} {
  for (const [unit, size] of steps) {
    if (Math.abs(distance) >= size) return { value: Math.trunc(distance / size), unit }
  }
  return { value: Math.trunc(distance / 1000), unit: 'second' }
}

/** Makes the formatter of a language; compiled messages are kept. */
export function createFormatter(locale: Locale, messages: Messages): Formatter {
  const compiled = new Map<string, IntlMessageFormat>()
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const full = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    locale,
    text(key, values) {
      let message = compiled.get(key)
      if (!message) {
        const source = messages[key]
        if (source === undefined) throw new Error(`No text for ${key} in ${locale}.`)
        message = new IntlMessageFormat(source, locale, undefined, { ignoreTag: true })
        compiled.set(key, message)
      }
      return String(message.format(values))
    },
    time(at, now) {
      const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
      return (sameDay ? clock : date).format(at)
    },
    day: (of) => day.format(Date.parse(of)),
    instant: (at) => full.format(at),
    relative(at, now) {
      const { value, unit } = relativeUnit(at - now)
      return relative.format(value, unit)
    },
    list: (items) => list.format(items),
  }
}
