import { CalendarPlus, CircleAlert } from 'lucide-react'
import { useEffect } from 'react'
import { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { DiscordText } from '#web/discord/discord-text.tsx'
import { Failure, NotFound } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi, useSession } from '#web/session.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { EventJson } from '../../contract/event.ts'
import { eventsPath } from '../data/cache.ts'
import { useEvent } from '../data/use-events.ts'
import { CountText } from '../event-card.tsx'
import { StateBadge } from '../state-badge.tsx'
import { useTexts, useTypeName } from '../texts.ts'
import { Attendance, OwnCheckIn } from './attendance.tsx'
import { useIdParam } from './event-params.ts'
import { DiscordLinks, Facts } from './facts.tsx'
import { History } from './history.tsx'
import { ManageBar } from './manage.tsx'
import { Roster } from './roster.tsx'
import { SignupCard } from './signup-card.tsx'
import { Stepper } from './stepper.tsx'
import { SyncPanel } from './sync-panel.tsx'

function Cover({ event }: { event: EventJson }) {
  const { text } = useTexts()
  return (
    <Card className="flex flex-col gap-3 p-4">
      <Stepper event={event} />
      {event.cancel_reason && (
        <Banner tone="bad" icon={CircleAlert}>
          {text('web.events.cancel_reason', { reason: event.cancel_reason })}
        </Banner>
      )}
      {event.missed && (
        <Banner tone="warn" icon={CircleAlert}>
          {text('web.events.missed')}
        </Banner>
      )}
      <Facts event={event} />
      {event.description && (
        <p className="wrap-anywhere">
          <DiscordText text={event.description} />
        </p>
      )}
      <CountText event={event} />
      <div className="flex flex-wrap gap-2">
        <OwnCheckIn event={event} />
        <a href={`/ical/event/${event.id}.ics`} className={buttonClass('secondary')} download>
          <CalendarPlus size={16} aria-hidden />
          {text('web.events.ical')}
        </a>
      </div>
      <DiscordLinks event={event} />
    </Card>
  )
}

function Whole({ event }: { event: EventJson }) {
  const { me } = useSession()
  const manages = event.my?.can_manage ?? false
  const typeName = useTypeName()
  usePageTitle(event.title)
  return (
    <article
      className="flex flex-col gap-4"
      data-testid="event-detail"
      data-id={event.id}
      data-state={event.state}
    >
      <PageHeader
        title={<bdi>{event.title}</bdi>}
        note={typeName(event.type)}
        action={<StateBadge state={event.state} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] lg:grid-rows-[auto_1fr]">
        <Cover event={event} />
        <div className="flex min-w-0 flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <SignupCard event={event} />
          {manages && event.attendance_enabled && <Attendance event={event} />}
          {me.user && <History event={event} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {manages && <ManageBar event={event} />}
          <Roster event={event} />
        </div>
      </div>
      {manages && <SyncPanel event={event} />}
    </article>
  )
}

/** Says once that the page was looked at; nothing is kept of who did. */
function useCounted(id: string, isThere: boolean): void {
  const api = useApi()
  useEffect(() => {
    if (!isThere) return
    const path = `${eventsPath}/${id}/views`
    const idempotencyKey = newIdempotencyKey()
    const request = { method: 'POST', path, schema: z.unknown(), idempotencyKey } as const
    api.write(request).catch(() => null)
  }, [api, id, isThere])
}

function One({ id }: { id: string }) {
  const { event, gone, status, error, refresh } = useEvent(id)
  useCounted(id, event !== null)
  if (gone) return <NotFound />
  if (status === 'error') return <Failure error={error} heading="h1" onRetry={refresh} />
  if (event) return <Whole event={event} />
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <Skeleton className="h-7 w-1/2" />
      <Skeleton className="h-44 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  )
}

/** `/events/:id`: one event with everybody in it. */
export function DetailPage() {
  const { text } = useTexts()
  const id = useIdParam()
  return (
    <>
      <BackLink to="/events" label={text('web.events.back')} />
      {id === '' ? <NotFound /> : <One id={id} />}
    </>
  )
}
