import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { toneClass, type Tone } from './badge.tsx'
import { classes } from './classes.ts'

/** A strip above the content: something about the whole page that the reader should know. */
export function Banner(props: {
  tone: Tone
  icon: LucideIcon
  children: ReactNode
  action?: ReactNode
}) {
  const Icon = props.icon
  return (
    <div
      className={classes(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card px-4 py-2',
        toneClass(props.tone),
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <p className="min-w-0 flex-1 basis-48">{props.children}</p>
      {props.action}
    </div>
  )
}
