import { RefreshCw, WifiOff, Zap, ZapOff, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'
import { useLiveSummary, type LiveState } from '../live/registry.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { useLasting } from './use-lasting.ts'

const looks: Record<LiveState, { tone: Tone; icon: LucideIcon }> = {
  live: { tone: 'good', icon: Zap },
  connecting: { tone: 'neutral', icon: RefreshCw },
  reconnecting: { tone: 'warn', icon: RefreshCw },
  refused: { tone: 'bad', icon: ZapOff },
  offline: { tone: 'bad', icon: WifiOff },
}

/** A gap between two connections that is shorter is not worth a word, in milliseconds. */
const patience = 400

/** Says whether the page follows what happens right now. */
export function LiveBadge() {
  const { text } = useShellTexts()
  const summary = useLiveSummary()
  const state = summary?.state ?? null
  const passing = state === null || state === 'connecting'
  const slow = useLasting(passing, patience)
  const [shown, setShown] = useState<LiveState | null>(null)
  if (state !== shown && (!passing || slow)) setShown(state)
  if (shown === null) return null
  const look = looks[shown]
  return (
    <span data-testid="live-state" data-state={shown} className="shrink-0">
      <Badge tone={look.tone} icon={look.icon}>
        {text(`web.live.${shown}`)}
      </Badge>
    </span>
  )
}
