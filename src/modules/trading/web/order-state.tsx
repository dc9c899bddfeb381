import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  Hourglass,
  LoaderCircle,
  UserCheck,
  type LucideIcon,
} from 'lucide-react'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import type { OrderState } from '../contract/values.ts'
import { useTexts, type TextKey } from './texts.ts'

const looks: Record<OrderState, { tone: Tone; icon: LucideIcon }> = {
  rejected_local: { tone: 'bad', icon: Ban },
  pending_confirm: { tone: 'warn', icon: Hourglass },
  pending_approval: { tone: 'warn', icon: UserCheck },
  expired: { tone: 'neutral', icon: Ban },
  withdrawn: { tone: 'neutral', icon: Ban },
  intent: { tone: 'accent', icon: LoaderCircle },
  sending: { tone: 'accent', icon: LoaderCircle },
  open: { tone: 'accent', icon: CircleDashed },
  partial: { tone: 'accent', icon: CircleDashed },
  cancel_requested: { tone: 'warn', icon: Hourglass },
  filled: { tone: 'good', icon: CircleCheck },
  cancelled: { tone: 'neutral', icon: Ban },
  rejected: { tone: 'bad', icon: Ban },
  unknown: { tone: 'warn', icon: CircleHelp },
  not_placed: { tone: 'neutral', icon: Ban },
}

/** Where an order stands, in a word. */
export function OrderStateBadge({ state }: { state: OrderState }) {
  const { text } = useTexts()
  const { tone, icon } = looks[state]
  return (
    <Badge tone={tone} icon={icon}>
      {text(`web.trading.state.${state}` satisfies TextKey)}
    </Badge>
  )
}
