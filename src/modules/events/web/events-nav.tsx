import { useSession } from '#web/session.tsx'
import { ModuleNav } from '#web/shell/module-nav.tsx'
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
    <ModuleNav
      label={text('web.events.nav.label')}
      places={places.map(({ to, label }) => ({ to, label: text(label) }))}
    />
  )
}
