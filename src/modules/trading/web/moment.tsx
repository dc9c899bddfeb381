import { useNow } from '#web/clock.tsx'
import { useTexts } from './texts.ts'

/**
 * A moment: the time of day, with the date when it is not today; the whole of it as a title. Where steps follow one
 * another within a minute it is exact to the second.
 */
export function Moment({ at, exact = false }: { at: string; exact?: boolean }) {
  const { time, instant, locale } = useTexts()
  const now = useNow(60_000)
  const ms = Date.parse(at)
  const isToday = new Date(ms).toDateString() === new Date(now).toDateString()
  const seconds = () =>
    new Intl.DateTimeFormat(locale, {
      ...(!isToday && { dateStyle: 'medium' }),
      timeStyle: 'medium',
    }).format(ms)
  return (
    <time dateTime={at} title={instant(ms)} className="whitespace-nowrap">
      {exact ? seconds() : time(ms, now)}
    </time>
  )
}
