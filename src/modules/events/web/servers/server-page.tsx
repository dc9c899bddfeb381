import { CalendarSync } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useIdParam } from '../detail/event-params.ts'
import { EventsNav } from '../events-nav.tsx'
import { useTexts } from '../texts.ts'
import { Doctor } from './doctor.tsx'
import { ChannelMappings, RoleMappings } from './mappings.tsx'
import { RoleMenus } from './role-menus.tsx'
import { SettingsForm } from './settings-form.tsx'
import { useServer } from './use-server.ts'

/** `/events/servers/:id`: what a server has decided about events, what is missing, and its role menus. */
export function ServerPage() {
  const { text } = useTexts()
  const id = useIdParam()
  const { data, error, isPending, refetch } = useServer(id)
  usePageTitle(data?.guild_name ?? text('web.events.nav.servers'))
  if (error) return <Failure error={error} heading="h1" onRetry={() => void refetch()} />
  if (isPending) return <Skeleton className="h-96 w-full" />
  return (
    <>
      <PageHeader
        title={<bdi>{data.guild_name}</bdi>}
        note={data.org_name === data.guild_name ? undefined : data.org_name}
        action={
          <a href={`/ical/guild/${id}.ics`} className={buttonClass('secondary')} download>
            <CalendarSync size={16} aria-hidden />
            {text('web.events.servers.ical')}
          </a>
        }
      />
      <EventsNav />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <SettingsForm key={data.updated_at} guild={data} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Doctor id={id} />
          <RoleMenus id={id} />
          <RoleMappings id={id} />
          <ChannelMappings id={id} />
        </div>
      </div>
    </>
  )
}
