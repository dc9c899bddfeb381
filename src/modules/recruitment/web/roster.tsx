import { Globe, Hash, KeyRound, UserPlus, type LucideIcon } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import { useSession } from '#web/session.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Card } from '#web/ui/card.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { PersonMenu } from './manage/person-menu.tsx'
import { nameOf, People } from './people.tsx'
import { unseenWaiting } from './seats.ts'
import { useTexts, type TextKey } from './texts.ts'

type Participant = RecruitmentJson['participants'][number]
type Waiting = RecruitmentJson['waitlist'][number]
/** Somebody of whom the reader may know who it is. */
type Known<One extends Participant | Waiting> = One & { discord_user_id: string }
type Person = Known<Participant> | Known<Waiting>

function isKnown<One extends Participant | Waiting>(person: One): person is Known<One> {
  return person.discord_user_id !== null
}

const sources: Record<string, { icon: LucideIcon; key: TextKey }> = {
  discord: { icon: Hash, key: 'web.recruitment.source.discord' },
  web: { icon: Globe, key: 'web.recruitment.source.web' },
  api: { icon: KeyRound, key: 'web.recruitment.source.api' },
  invited: { icon: UserPlus, key: 'web.recruitment.source.invited' },
}

function Arrival({ person }: { person: Person }) {
  const { text, relative, instant } = useTexts()
  const now = useNow()
  const at = Date.parse(person.joined_at)
  const source = sources[person.source]
  const when = relative(Math.min(at, now), now)
  return (
    <span className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
      <time dateTime={person.joined_at} title={instant(at)}>
        {text('web.recruitment.joined_at', { when })}
      </time>
      {source && (
        <span className="inline-flex items-center gap-1">
          <source.icon size={14} aria-hidden />
          {text(source.key)}
        </span>
      )}
    </span>
  )
}

function Offer({ until }: { until: string }) {
  const { text, relative } = useTexts()
  const now = useNow(1000)
  const when = relative(Date.parse(until), now)
  return <span className="text-sm text-accent">{text('web.recruitment.offered', { when })}</span>
}

function Row({ party, person }: { party: RecruitmentJson; person: Person }) {
  const { text } = useTexts()
  const { me } = useSession()
  const id = person.discord_user_id
  const name = nameOf(person) ?? id
  const isOwner = id === party.owner.discord_id
  const role = party.roles.find(({ key }) => key === person.role)
  const marks = [
    isOwner && text('web.recruitment.owner_mark'),
    id === me.user?.discord_id && text('web.recruitment.you'),
  ].filter((mark) => mark !== false)
  const waits = 'position' in person
  const manageable = party.my?.can_manage && !isOwner
  return (
    <li className="flex min-h-11 items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      {waits && <span className="w-6 text-right font-semibold">{person.position}.</span>}
      <Avatar id={id} name={nameOf(person)} />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <span className="min-w-0 grow wrap-anywhere">
          <bdi>{name}</bdi>
          {marks.length > 0 && <span className="text-muted"> ({marks.join(', ')})</span>}
          {role && (
            <span className="text-muted">
              {' · '}
              {role.emoji} {role.label}
            </span>
          )}
          {person.note && <span className="block text-sm text-muted">{person.note}</span>}
        </span>
        {waits && person.offer_expires_at && <Offer until={person.offer_expires_at} />}
        <Arrival person={person} />
      </span>
      {manageable && <PersonMenu party={party} person={{ id, name, seated: !waits }} />}
    </li>
  )
}

function RoleCounts({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  if (party.roles.length === 0) return null
  return (
    <ul
      aria-label={text('web.recruitment.form.roles')}
      className="flex flex-wrap gap-x-4 gap-y-1 text-sm"
    >
      {party.roles.map(({ key, label, emoji, current, max }) => (
        <li key={key}>
          {emoji} {label}{' '}
          <span className="font-semibold tabular-nums">
            {current}/{max}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Everybody in a party, with when and how each came, and who waits in which order. */
export function Roster({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const { participants, waitlist } = party
  const more = unseenWaiting(party)
  return (
    <>
      <Card className="flex flex-col gap-1 p-4">
        <h2 className="text-lg font-semibold">{text('web.recruitment.members')}</h2>
        <RoleCounts party={party} />
        {participants.every(isKnown) ? (
          <ul>
            {participants.map((person) => (
              <Row key={person.ticket} party={party} person={person} />
            ))}
          </ul>
        ) : (
          <People party={party} />
        )}
      </Card>
      {waitlist.length > 0 && waitlist.every(isKnown) && (
        <Card className="p-4">
          <h2 className="mb-1 text-lg font-semibold">{text('web.recruitment.waitlist')}</h2>
          <ol>
            {waitlist.map((person) => (
              <Row key={person.ticket} party={party} person={person} />
            ))}
          </ol>
          {more > 0 && (
            <p className="border-t border-line pt-2 text-muted">
              {text('web.recruitment.more_waiting', { count: more })}
            </p>
          )}
        </Card>
      )}
    </>
  )
}
