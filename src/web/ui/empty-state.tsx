import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What stands where content would: nothing yet, nothing found, not allowed, failed. */
export function EmptyState(props: {
  icon: LucideIcon
  title: string
  /** The page's own heading when nothing else is on it. */
  heading?: 'h1' | 'p' | undefined
  children?: ReactNode
  action?: ReactNode
}) {
  const { icon: Icon, heading: Heading = 'p' } = props
  return (
    <div className="flex flex-col items-center gap-2 rounded-card border border-dashed border-line px-6 py-12 text-center">
      <Icon size={28} aria-hidden className="text-muted" />
      <Heading className="text-lg font-semibold">{props.title}</Heading>
      <div className="max-w-[48ch] text-muted">{props.children}</div>
      {props.action && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">{props.action}</div>
      )}
    </div>
  )
}
