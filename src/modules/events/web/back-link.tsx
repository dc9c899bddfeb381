import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { useTexts } from './texts.ts'

/** A way back to the calendar. */
export function BackLink() {
  const { text } = useTexts()
  return (
    <Link to="/events" search={keepGuild} className={buttonClass('quiet', '-ml-3 self-start')}>
      <ArrowLeft size={16} aria-hidden />
      {text('web.events.back')}
    </Link>
  )
}
