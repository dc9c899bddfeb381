import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Card } from '#web/ui/card.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { DiscordLink } from './discord-link.tsx'
import { Moment } from './moment.tsx'
import { nameOf, People } from './people.tsx'
import { SeatButton } from './seat-button.tsx'
import { Slots } from './slots.tsx'
import { StateBadge } from './state-badge.tsx'
import { useTexts } from './texts.ts'

type CardProps = {
  party: RecruitmentJson
  heading: 'h2' | 'h3'
  join: (id: number, role?: string) => void
  leave: (id: number) => void
}

/** A party's title, which leads to its page. */
export function TitleLink({ party }: { party: RecruitmentJson }) {
  return (
    <Link
      to="/discord-recruitments/$id"
      params={{ id: String(party.id) }}
      search={keepGuild}
      className="hover:text-accent hover:underline"
    >
      <bdi>{party.title}</bdi>
    </Link>
  )
}

/** Who opened a party, and for which game. */
export function Byline({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const { owner } = party
  const name = nameOf(owner)
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      {party.game && <span className="font-medium text-ink">{party.game}</span>}
      <span className="inline-flex min-w-0 items-center gap-1.5">
        <Avatar id={owner.discord_id ?? ''} name={name} />
        {text('web.recruitment.by', { name: name ?? text('web.recruitment.hidden_owner') })}
      </span>
    </p>
  )
}

/** One party in a list, whole. */
export function DiscordRecruitmentCard({ party, heading: Heading, join, leave }: CardProps) {
  return (
    <Card
      className="flex h-full flex-col gap-3 p-4"
      data-testid="recruitment-card"
      data-id={party.id}
      data-state={party.state}
    >
      <div className="flex items-start justify-between gap-2">
        <Heading className="line-clamp-3 min-w-0 text-lg font-semibold wrap-anywhere">
          <TitleLink party={party} />
        </Heading>
        <span className="shrink-0 pt-0.5">
          <StateBadge state={party.state} />
        </span>
      </div>
      <Byline party={party} />
      {party.description && <p className="line-clamp-2 text-muted">{party.description}</p>}
      <Slots party={party} />
      <People party={party} />
      <div className="mt-auto flex flex-col gap-3 pt-1">
        <Moment party={party} />
        <div className="flex flex-wrap items-center gap-2">
          <SeatButton party={party} join={join} leave={leave} />
          <DiscordLink party={party} />
        </div>
      </div>
    </Card>
  )
}

/** One party that ended a while ago: a single line. */
export function FoldedRecruitment({ party, heading: Heading }: Omit<CardProps, 'join' | 'leave'>) {
  return (
    <Card
      className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2"
      data-testid="recruitment-folded"
      data-id={party.id}
    >
      <Heading className="min-w-0 font-medium wrap-anywhere">
        <TitleLink party={party} />
      </Heading>
      <StateBadge state={party.state} />
      <span className="tabular-nums">
        {party.current_slots}/{party.max_slots}
      </span>
      <span className="flex-1" />
      <Moment party={party} />
    </Card>
  )
}
