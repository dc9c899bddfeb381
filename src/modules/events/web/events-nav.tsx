import { useSession } from '#web/session.tsx'
import { ModuleNav } from '#web/shell/module-nav.tsx'
import { useServers } from './servers/use-server.ts'
import { useTexts, type TextKey } from './texts.ts'

const places: readonly { to: string; label: TextKey; manager?: boolean }[] = [
  { to: '/events', label: 'web.events.nav.calendar' },
  { to: '/events/series', label: 'web.events.nav.series' },
  { to: '/events/templates', label: 'web.events.nav.templates' },
  { to: '/events/analytics', label: 'web.events.nav.analytics' },
  { to: '/events/servers', label: 'web.events.nav.servers' },
  { to: '/events/notices', label: 'web.events.nav.notices' },
  { to: '/admin/jobs', label: 'web.events.nav.jobs', manager: true },
]

function Places() {
  const { text } = useTexts()
  const { data: servers = [] } = useServers()
  return (
    <ModuleNav
      label={text('web.events.nav.label')}
      places={places
        .filter(({ manager = false }) => !manager || servers.length > 0)
        .map(({ to, label }) => ({ to, label: text(label) }))}
    />
  )
}

/**
 * The way between the pages around events; visitors see the calendar only, and jobs are for those who
 * manage a server.
 */
export function EventsNav() {
  const { me } = useSession()
  return me.user && <Places />
}
