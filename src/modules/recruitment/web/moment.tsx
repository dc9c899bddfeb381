import { Clock } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { isLive } from './seats.ts'
import { useTexts, type TextKey } from './texts.ts'

/** A time of a party; what is to come has an hour, what is over is only so long ago. */
type PartyMoment = { key: TextKey; at: number; isAhead: boolean }

function momentsOf(party: RecruitmentJson, now: number): PartyMoment[] {
  const over = (key: TextKey, at: string) => ({ key, at: Date.parse(at), isAhead: false })
  if (!isLive(party))
    return [over('web.recruitment.closed_at', party.closed_at ?? party.updated_at)]
  const { starts_at, expires_at } = party
  const ahead = (key: TextKey, at: string | null) =>
    at === null ? [] : [{ key, at: Date.parse(at), isAhead: true }]
  const coming = [
    ...ahead('web.recruitment.starts', starts_at).filter(({ at }) => at > now),
    // A party that is full, or has started, looks for nobody any more.
    ...(party.state === 'open' ? ahead('web.recruitment.ends', expires_at) : []),
  ]
  return coming.length > 0 ? coming : [over('web.recruitment.created', party.created_at)]
}

function One({ moment: { key, at, isAhead }, now }: { moment: PartyMoment; now: number }) {
  const { text, relative, instant, time } = useTexts()
  // The clocks of page and server may differ by a moment; what happened is never in the future.
  const when = relative(isAhead ? at : Math.min(at, now), now)
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      <Clock size={14} className="shrink-0" aria-hidden />
      <time dateTime={new Date(at).toISOString()} title={instant(at)}>
        {text(key, { when })}
        {isAhead && ` · ${time(at, now)}`}
      </time>
    </span>
  )
}

/** The time that matters about a party now: until the start, until the end, or since when. */
export function Moment({ party }: { party: RecruitmentJson }) {
  const now = useNow()
  const [first] = momentsOf(party, now)
  return first && <One moment={first} now={now} />
}

/** All times of a party that matter now. */
export function Moments({ party }: { party: RecruitmentJson }) {
  const now = useNow()
  return momentsOf(party, now).map((moment) => <One key={moment.key} moment={moment} now={now} />)
}
