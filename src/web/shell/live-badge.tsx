import { RefreshCw, WifiOff, Zap, ZapOff, type LucideIcon } from 'lucide-react'
import { useShellTexts } from '../i18n/texts.tsx'
import { useLiveSummary, type LiveState } from '../live/registry.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'

const looks: Record<LiveState, { tone: Tone; icon: LucideIcon }> = {
  live: { tone: 'good', icon: Zap },
  connecting: { tone: 'neutral', icon: RefreshCw },
  reconnecting: { tone: 'warn', icon: RefreshCw },
  refused: { tone: 'bad', icon: ZapOff },
  offline: { tone: 'bad', icon: WifiOff },
}

/** Says whether the page follows what happens right now. */
export function LiveBadge() {
  const { text } = useShellTexts()
  const summary = useLiveSummary()
  if (!summary) return null
  const look = looks[summary.state]
  return (
    <span data-testid="live-state" data-state={summary.state} className="shrink-0">
      <Badge tone={look.tone} icon={look.icon}>
        {text(`web.live.${summary.state}`)}
      </Badge>
    </span>
  )
}
