import {
  Archive,
  Ban,
  CalendarClock,
  CircleCheck,
  PencilLine,
  Play,
  type LucideIcon,
} from 'lucide-react'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import type { EventState } from '../contract/shared.ts'
import { useTexts } from './texts.ts'

const looks: Record<EventState, { tone: Tone; icon: LucideIcon }> = {
  draft: { tone: 'neutral', icon: PencilLine },
  scheduled: { tone: 'accent', icon: CalendarClock },
  active: { tone: 'good', icon: Play },
  completed: { tone: 'neutral', icon: CircleCheck },
  cancelled: { tone: 'bad', icon: Ban },
  archived: { tone: 'neutral', icon: Archive },
}

/** Where an event stands, as word, icon and colour. */
export function StateBadge({ state }: { state: EventState }) {
  const { text } = useTexts()
  const { tone, icon } = looks[state]
  return (
    <Badge tone={tone} icon={icon}>
      {text(`web.events.state.${state}`)}
    </Badge>
  )
}
