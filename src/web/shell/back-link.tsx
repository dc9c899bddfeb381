import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { buttonClass } from '../ui/button.tsx'

/**
 * The way back to the page above this one. It keeps the chosen server; where none is chosen it leads to
 * that of what is on show.
 */
export function BackLink(props: {
  to: string
  params?: Record<string, string>
  guild?: string | undefined
  label: string
}) {
  const { to, params = {}, guild, label } = props
  return (
    <Link
      to={to}
      params={params}
      search={(search: Record<string, unknown>) => ({ guild: search['guild'] ?? guild })}
      className={buttonClass('quiet', '-ml-3 self-start')}
    >
      <ArrowLeft size={16} aria-hidden />
      {label}
    </Link>
  )
}
