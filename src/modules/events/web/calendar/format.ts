import { useMemo } from 'react'
import { useTexts } from '../texts.ts'
import type { Day } from '../time/zone.ts'

/** Writes days and times of the calendar in the reader's language. */
export type CalendarFormat = {
  /** "March 2026" */
  month: (day: Day) => string
  /** "Mon" */
  weekday: (day: Day) => string
  /** "Monday, 9 March 2026" */
  day: (day: Day) => string
  /** "9 Mar" */
  shortDay: (day: Day) => string
  /** "20:00", in the zone on show. */
  time: (instant: string) => string
}

function noon({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day, 12)
}

/** The formats for a zone; made once per language and zone, because making them is slow. */
export function useCalendarFormat(zone: string): CalendarFormat {
  const { locale } = useTexts()
  return useMemo(() => {
    const of = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
      return (day: Day) => format.format(noon(day))
    }
    const clock = new Intl.DateTimeFormat(locale, {
      hour: 'numeric',
      minute: '2-digit',
      timeZone: zone,
    })
    return {
      month: of({ year: 'numeric', month: 'long' }),
      weekday: of({ weekday: 'short' }),
      day: of({ dateStyle: 'full' }),
      shortDay: of({ day: 'numeric', month: 'short' }),
      time: (instant) => clock.format(Date.parse(instant)),
    }
  }, [locale, zone])
}
