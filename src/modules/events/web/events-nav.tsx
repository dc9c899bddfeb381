import { Link } from '@tanstack/react-router'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { useTexts, type TextKey } from './texts.ts'

const places: readonly { to: string; label: TextKey }[] = [
  { to: '/events', label: 'web.events.nav.calendar' },
  { to: '/events/series', label: 'web.events.nav.series' },
  { to: '/events/templates', label: 'web.events.nav.templates' },
  { to: '/events/analytics', label: 'web.events.nav.analytics' },
  { to: '/events/servers', label: 'web.events.nav.servers' },
  { to: '/events/notices', label: 'web.events.nav.notices' },
  { to: '/admin/jobs', label: 'web.events.nav.jobs' },
]

/** The way between the pages around events; visitors see the calendar only. */
export function EventsNav() {
  const { text } = useTexts()
  const { me } = useSession()
  if (!me.user) return null
  return (
    <nav aria-label={text('web.events.nav.label')}>
      <ul className="flex flex-wrap gap-x-1 gap-y-1 border-b border-line pb-1">
        {places.map(({ to, label }) => (
          <li key={to}>
            <Link
              to={to}
              search={keepGuild}
              activeOptions={{ exact: true, includeSearch: false }}
              className="inline-flex min-h-8 items-center rounded-control px-2.5 text-sm text-muted hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              {text(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
