import { Link } from '@tanstack/react-router'
import { Server } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { discordGuild } from '../../contract/guild.ts'
import { useWrite } from '../data/use-write.ts'
import { EventsNav } from '../events-nav.tsx'
import { useTexts } from '../texts.ts'
import { guildsPath, useServers } from './use-server.ts'

/** Joins a server of the reader with an organisation of its own name. */
function LinkServer({ id, name }: { id: string; name: string }) {
  const { text } = useTexts()
  const { send, running } = useWrite({ schema: discordGuild, refresh: [['event-guilds']] })
  return (
    <Card className="flex flex-wrap items-center gap-3 px-4 py-3">
      <h2 className="min-w-0 flex-1 font-medium wrap-anywhere">{name}</h2>
      <Button
        busy={running !== null}
        onClick={() =>
          send({
            method: 'POST',
            path: guildsPath,
            body: { guild_id: id, guild_name: name, org_id: id, org_name: name },
          })
        }
      >
        {text('web.events.servers.link')}
      </Button>
    </Card>
  )
}

/** `/events/servers`: the servers that events are shown in. */
export function ServersPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const { data, error, isPending, refetch } = useServers()
  const title = text('web.events.nav.servers')
  usePageTitle(title)
  const others = me.guilds.filter(({ id }) => !data?.some(({ guild_id }) => guild_id === id))
  return (
    <>
      <PageHeader title={title} note={text('web.events.servers.note')} />
      <EventsNav />
      {isPending && <Skeleton className="h-32 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data && data.length + others.length === 0 && (
        <EmptyState icon={Server} title={text('web.events.form.no_guild')} />
      )}
      {data && (
        <ul className="flex flex-col gap-2">
          {data.map((guild) => (
            <li key={guild.guild_id}>
              <Card className="flex flex-wrap items-center gap-3 px-4 py-3">
                <div className="min-w-0 flex-1">
                  <h2 className="font-medium wrap-anywhere">
                    <Link
                      to="/events/servers/$id"
                      params={{ id: guild.guild_id }}
                      search={keepGuild}
                      className="hover:underline"
                    >
                      {guild.guild_name}
                    </Link>
                  </h2>
                  <p className="text-sm text-muted">{guild.org_name}</p>
                </div>
                <Badge
                  tone={
                    guild.permissions_missing.length > 0
                      ? 'bad'
                      : guild.status === 'active'
                        ? 'good'
                        : 'warn'
                  }
                  icon={Server}
                >
                  {guild.permissions_missing.length > 0
                    ? text('web.events.servers.missing', {
                        count: guild.permissions_missing.length,
                      })
                    : text(`web.events.servers.status.${guild.status}`)}
                </Badge>
              </Card>
            </li>
          ))}
          {others.map(({ id, name }) => (
            <li key={id}>
              <LinkServer id={id} name={name} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
