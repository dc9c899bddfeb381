import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

/** What a colour means; a word and an icon always go with it. */
export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad'

const tones: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

/** The colours of a tone, for larger surfaces such as banners. */
export function toneClass(tone: Tone): string {
  return tones[tone]
}

/** A word on a soft colour with its icon. */
export function Badge(props: { tone: Tone; icon: LucideIcon; children: ReactNode }) {
  const Icon = props.icon
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium',
        tones[props.tone],
      )}
    >
      <Icon size={12} aria-hidden />
      {props.children}
    </span>
  )
}
