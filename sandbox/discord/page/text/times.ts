type Unit = { unit: Intl.RelativeTimeFormatUnit; seconds: number }

const units: readonly Unit[] = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
]

const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
}

/** "in 3 hours", "2 days ago". Times are epoch milliseconds. */
export function relativeTime(at: number, now: number, locale: string): string {
  const seconds = Math.round((at - now) / 1000)
  const { unit, seconds: size } = units.find((one) => Math.abs(seconds) >= one.seconds) ?? {
    unit: 'second',
    seconds: 1,
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return format.format(Math.round(seconds / size), unit)
}

/** A moment in one of Discord's timestamp styles; `R` is relative to `now`. Times are epoch milliseconds. */
export function formatTime(
  at: number,
  style: string,
  { now, locale }: { now: number; locale: string },
): string {
  if (style === 'R') return relativeTime(at, now, locale)
  return new Intl.DateTimeFormat(locale, styles[style] ?? styles['f']).format(at)
}

/** When a message was written: the time alone for today, otherwise with the date. */
export function formatSent(at: number, { now, locale }: { now: number; locale: string }): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString()
  return formatTime(at, today ? 't' : 's', { now, locale })
}

/** The value of a `datetime-local` field for a moment, in the browser's zone. */
export function toLocalInput(at: number): string {
  const shifted = at - new Date(at).getTimezoneOffset() * 60_000
  return new Date(shifted).toISOString().slice(0, 16)
}
