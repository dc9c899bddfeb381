import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { signInHref, useSession } from '#web/session.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { useEvent } from '../data/use-events.ts'
import { useTexts } from '../texts.ts'
import { CheckInButton } from './attendance.tsx'
import { useIdParam } from './event-params.ts'
import { Facts } from './facts.tsx'

const search = z.object({ code: z.coerce.string().catch('') })

/** `/events/:id/checkin`: where the QR code at the door leads. */
export function CheckInPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const id = useIdParam()
  const [{ code }] = useUrlSearch(search)
  const { event, error, refresh } = useEvent(id)
  usePageTitle(text('web.events.check_in'))
  if (error) return <Failure error={error} heading="h1" onRetry={refresh} />
  if (!event) return <Skeleton className="h-44 w-full" />
  const isIn = event.my?.signup?.status === 'checked_in'
  return (
    <>
      <BackLink to="/events" label={text('web.events.back')} />
      <PageHeader title={<bdi>{event.title}</bdi>} note={text('web.events.checkin_note')} />
      <Card className="flex max-w-xl flex-col gap-4 p-4" data-testid="checkin">
        <Facts event={event} />
        {!me.user && (
          <a
            href={signInHref(`/events/${id}/checkin?code=${encodeURIComponent(code)}`)}
            className={buttonClass('primary', 'self-start')}
          >
            {text('web.events.signup.sign_in')}
          </a>
        )}
        {me.user && isIn && <p className="text-good">{text('web.events.is_checked_in')}</p>}
        {me.user && !isIn && (
          <div>
            <CheckInButton event={event} {...(code && { code })} />
          </div>
        )}
      </Card>
    </>
  )
}
