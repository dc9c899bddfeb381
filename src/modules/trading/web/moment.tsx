import { useNow } from '#web/clock.tsx'
import { useTexts } from './texts.ts'

/** A moment: the time of day, with the date when it is not today; the whole of it as a title. */
export function Moment({ at }: { at: string }) {
  const { time, instant } = useTexts()
  const now = useNow(60_000)
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={instant(ms)} className="whitespace-nowrap">
      {time(ms, now)}
    </time>
  )
}
