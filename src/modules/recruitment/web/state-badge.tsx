import { CircleDot, CircleSlash, Hourglass, Play, UsersRound, type LucideIcon } from 'lucide-react'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import type { RecruitmentState } from '../contract/party.ts'
import { useTexts } from './texts.ts'

const looks: Record<RecruitmentState, { tone: Tone; icon: LucideIcon }> = {
  open: { tone: 'accent', icon: CircleDot },
  full: { tone: 'good', icon: UsersRound },
  started: { tone: 'good', icon: Play },
  closed: { tone: 'neutral', icon: CircleSlash },
  expired: { tone: 'neutral', icon: Hourglass },
  cancelled: { tone: 'bad', icon: CircleSlash },
}

/** The state of a party as a word with its icon. */
export function StateBadge(props: { state: RecruitmentState }) {
  const { text } = useTexts()
  const look = looks[props.state]
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {text(`web.recruitment.state.${props.state}`)}
    </Badge>
  )
}
