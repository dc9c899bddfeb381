import { Link, useParams } from '@tanstack/react-router'
import { CircleCheck, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Failure, NotFound } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { DiscordLink } from './discord-link.tsx'
import { Byline } from './discord-recruitment-card.tsx'
import { Moments } from './moment.tsx'
import { History } from './history.tsx'
import { EditForm } from './manage/edit-form.tsx'
import { ManageBar } from './manage/manage-bar.tsx'
import { OfferBanner } from './offer-banner.tsx'
import { Roster } from './roster.tsx'
import { SeatButton } from './seat-button.tsx'
import { Slots } from './slots.tsx'
import { StateBadge } from './state-badge.tsx'
import { useTexts } from './texts.ts'
import { useDiscordRecruitment } from './use-discord-recruitments.ts'

const params = z.object({ id: z.coerce.number().int().positive().catch(0) })

/** Whether the message in Discord is there. */
function MessageState({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const posted = party.discord_message_id !== null
  const Icon = posted ? CircleCheck : LoaderCircle
  return (
    <p className="inline-flex items-center gap-1.5 text-sm text-muted">
      <Icon size={14} aria-hidden />
      {text(posted ? 'web.recruitment.message.posted' : 'web.recruitment.message.waiting')}
    </p>
  )
}

function Whole(props: {
  party: RecruitmentJson
  join: (id: number, role?: string) => void
  leave: (id: number) => void
}) {
  const { party } = props
  const [editing, setEditing] = useState(false)
  const { me } = useSession()
  const { text } = useTexts()
  const inside = me.guilds.some(({ id }) => id === party.discord_guild_id)
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
        {party.owner.discord_id !== null && party.owner.display_name !== null && (
          <Link
            to="/discord-recruitments"
            search={(before: Record<string, unknown>) => ({
              ...keepGuild(before),
              status: 'all',
              owner: party.owner.discord_id,
            })}
            className="self-start text-sm text-accent hover:underline"
          >
            {text('web.recruitment.by_owner', { name: party.owner.display_name })}
          </Link>
        )}
        {party.tags.length > 0 && (
          <p className="text-sm text-muted">{party.tags.map((tag) => `#${tag}`).join(' ')}</p>
        )}
        {party.description && (
          <p className="whitespace-pre-line wrap-anywhere">{party.description}</p>
        )}
        <Slots party={party} />
        <Moments party={party} />
        <MessageState party={party} />
        <OfferBanner party={party} />
        <div className="flex flex-wrap items-center gap-2">
          <SeatButton party={party} join={props.join} leave={props.leave} />
          <DiscordLink party={party} />
        </div>
      </Card>
      {party.my?.can_manage && !editing && (
        <ManageBar party={party} onEdit={() => setEditing(true)} />
      )}
      {editing && <EditForm party={party} onClose={() => setEditing(false)} />}
      <Roster party={party} />
      {inside && <History party={party} />}
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
      <BackLink to="/discord-recruitments" label={text('web.recruitment.back')} />
      {id === 0 ? <NotFound /> : <One id={id} />}
    </>
  )
}
