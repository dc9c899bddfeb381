import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { z } from 'zod'
import { useNow } from '#web/clock.tsx'
import { Failure, NotFound } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { RecruitmentJson } from '../contract.ts'
import { DiscordLink } from './discord-link.tsx'
import { Byline } from './discord-recruitment-card.tsx'
import { Moment } from './moment.tsx'
import { nameOf, People } from './people.tsx'
import { SeatButton } from './seat-button.tsx'
import { Slots } from './slots.tsx'
import { StateBadge } from './state-badge.tsx'
import { useTexts } from './texts.ts'
import { useDiscordRecruitment } from './use-discord-recruitments.ts'

const params = z.object({ id: z.coerce.number().int().positive().catch(0) })

type Person = RecruitmentJson['participants'][number] | RecruitmentJson['waitlist'][number]

function Row({ person }: { person: Person }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const { me } = useSession()
  const marks = [
    'is_owner' in person && person.is_owner && text('web.recruitment.owner_mark'),
    person.discord_user_id === me.user?.discord_id && text('web.recruitment.you'),
  ].filter((mark) => mark !== false)
  const at = Date.parse(person.joined_at)
  return (
    <li className="flex min-h-11 items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      <Avatar id={person.discord_user_id} name={nameOf(person)} />
      <span className="min-w-0 flex-1">
        {nameOf(person)}
        {marks.length > 0 && <span className="text-muted"> ({marks.join(', ')})</span>}
      </span>
      <time dateTime={person.joined_at} className="text-sm text-muted">
        {text('web.recruitment.joined_at', { when: relative(Math.min(at, now), now) })}
      </time>
    </li>
  )
}

function Roster(props: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const { participants, waitlist } = props.party
  const named = participants.some((person) => nameOf(person) !== null)
  return (
    <>
      <Card className="p-4">
        <h2 className="mb-1 text-lg font-semibold">{text('web.recruitment.members')}</h2>
        {named ? (
          <ul>
            {participants.map((person) => (
              <Row key={person.discord_user_id} person={person} />
            ))}
          </ul>
        ) : (
          <People party={props.party} />
        )}
      </Card>
      {named && waitlist.length > 0 && (
        <Card className="p-4">
          <h2 className="mb-1 text-lg font-semibold">{text('web.recruitment.waitlist')}</h2>
          <ol>
            {waitlist.map((person) => (
              <Row key={person.discord_user_id} person={person} />
            ))}
          </ol>
        </Card>
      )}
    </>
  )
}

function Whole(props: {
  party: RecruitmentJson
  join: (id: number) => void
  leave: (id: number) => void
}) {
  const { party } = props
  usePageTitle(party.title)
  return (
    <article
      className="flex max-w-3xl flex-col gap-4"
      data-testid="recruitment-detail"
      data-id={party.id}
      data-state={party.state}
    >
      <PageHeader title={<bdi>{party.title}</bdi>} action={<StateBadge state={party.state} />} />
      <Card className="flex flex-col gap-3 p-4">
        <Byline party={party} />
        {party.description && <p className="whitespace-pre-line">{party.description}</p>}
        <Slots party={party} />
        <Moment party={party} />
        <div className="flex flex-wrap items-center gap-2">
          <SeatButton party={party} join={props.join} leave={props.leave} />
          <DiscordLink party={party} />
        </div>
      </Card>
      <Roster party={party} />
    </article>
  )
}

function One({ id }: { id: number }) {
  const { party, gone, status, error, refresh, join, leave } = useDiscordRecruitment(id)
  if (gone) return <NotFound />
  if (status === 'error') return <Failure error={error} heading="h1" onRetry={refresh} />
  if (party) return <Whole party={party} join={join} leave={leave} />
  return (
    <div aria-busy="true" className="flex max-w-3xl flex-col gap-4">
      <Skeleton className="h-7 w-1/2" />
      <Skeleton className="h-44 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  )
}

/** `/discord-recruitments/:id`: one party with everybody in it. */
export function DetailPage() {
  const { text } = useTexts()
  const raw: unknown = useParams({ strict: false })
  const { id } = params.parse(raw)
  return (
    <>
      <Link
        to="/discord-recruitments"
        search={keepGuild}
        className={buttonClass('quiet', '-ml-3 self-start')}
      >
        <ArrowLeft size={16} aria-hidden />
        {text('web.recruitment.back')}
      </Link>
      {id === 0 ? <NotFound /> : <One id={id} />}
    </>
  )
}
