import { Clock } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { isLive } from './seats.ts'
import { useTexts, type TextKey } from './texts.ts'

function momentOf(party: RecruitmentJson, now: number): { key: TextKey; at: number } {
  if (!isLive(party)) {
    return { key: 'web.recruitment.closed_at', at: Date.parse(party.closed_at ?? party.updated_at) }
  }
  const starts = party.starts_at === null ? 0 : Date.parse(party.starts_at)
  if (starts > now) return { key: 'web.recruitment.starts', at: starts }
  if (party.expires_at !== null) {
    return { key: 'web.recruitment.ends', at: Date.parse(party.expires_at) }
  }
  return { key: 'web.recruitment.created', at: Date.parse(party.created_at) }
}

/** The time that matters about a party now: until the start, until the end, or since when. */
export function Moment(props: { party: RecruitmentJson }) {
  const { text, relative, instant } = useTexts()
  const now = useNow()
  const { key, at } = momentOf(props.party, now)
  const past = key === 'web.recruitment.created' || key === 'web.recruitment.closed_at'
  // The clocks of page and server may differ by a moment; what happened is never in the future.
  const shown = past ? Math.min(at, now) : at
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      <Clock size={14} aria-hidden />
      <time dateTime={new Date(at).toISOString()} title={instant(at)}>
        {text(key, { when: relative(shown, now) })}
      </time>
    </span>
  )
}
