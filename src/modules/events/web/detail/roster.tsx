import {
  Download,
  MonitorSmartphone,
  MousePointerClick,
  Star,
  StickyNote,
  Terminal,
  UserCheck,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { writeCsv } from '#core/csv.ts'
import { downloadText } from '#web/download.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { SlotBar } from '#web/ui/slot-bar.tsx'
import type { EventJson } from '../../contract/event.ts'
import type { SignupJson } from '../../contract/signup.ts'
import { placed, placesTaken } from '../data/mine.ts'
import { useTexts } from '../texts.ts'
import { PersonMenu } from './person-menu.tsx'

const sources: Record<SignupJson['source'], LucideIcon> = {
  discord_button: MousePointerClick,
  discord_event: Star,
  web: MonitorSmartphone,
  api: Terminal,
  import: Terminal,
}

/** A person's name, or how it is hidden. */
export function useNameOf(): (one: SignupJson) => string {
  const { text } = useTexts()
  return (one) => one.display_name ?? one.discord_username ?? text('web.events.somebody')
}

function Person({ event, signup }: { event: EventJson; signup: SignupJson }) {
  const { text } = useTexts()
  const nameOf = useNameOf()
  const name = nameOf(signup)
  const Source = sources[signup.source]
  const option = event.options.find(({ key }) => key === signup.option)
  const isUsual = event.options[0]?.key === signup.option
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1">
      {signup.position_in_waitlist !== null && (
        <span className="w-5 text-right text-sm text-muted">{signup.position_in_waitlist}.</span>
      )}
      <Avatar
        id={signup.discord_user_id ?? ''}
        name={signup.display_name ?? signup.discord_username}
      />
      <bdi className="min-w-0 truncate">{name}</bdi>
      {signup.guests > 0 && (
        <span className="text-sm text-muted">
          {text('web.events.guests', { count: signup.guests })}
        </span>
      )}
      {option && !isUsual && <span className="text-sm text-muted">{option.label}</span>}
      {(signup.status === 'checked_in' || signup.status === 'no_show') && (
        <Badge tone={signup.status === 'checked_in' ? 'good' : 'bad'} icon={UserCheck}>
          {text(`web.events.status.${signup.status}`)}
        </Badge>
      )}
      <span className="ml-auto inline-flex items-center gap-1 text-muted">
        <Source size={14} aria-hidden />
        <span className="sr-only">{text(`web.events.source.${signup.source}`)}</span>
        {event.my?.can_manage && signup.discord_user_id !== null && (
          <PersonMenu event={event} signup={signup} name={name} userId={signup.discord_user_id} />
        )}
      </span>
      {signup.notes && (
        <p className="flex w-full items-start gap-1 pl-8 text-sm text-muted">
          <StickyNote size={14} aria-hidden className="mt-0.5 shrink-0" />
          <span className="wrap-anywhere">{signup.notes}</span>
        </p>
      )}
    </li>
  )
}

function Group(props: {
  event: EventJson
  title: ReactNode
  signups: readonly SignupJson[]
  bar?: ReactNode
  note?: string
}) {
  const { event, title, signups, bar, note } = props
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium">{title}</h3>
      {bar}
      {signups.length > 0 ? (
        <ul className="flex flex-col">
          {signups.map((signup) => (
            <Person key={signup.id} event={event} signup={signup} />
          ))}
        </ul>
      ) : (
        note && <p className="text-sm text-muted">{note}</p>
      )}
    </section>
  )
}

function Roles({ event, signups }: { event: EventJson; signups: readonly SignupJson[] }) {
  const { text } = useTexts()
  const bar = (name: string, value: number, max: number | null) =>
    max !== null && (
      <SlotBar
        value={value}
        max={max}
        label={name}
        valueText={text('web.events.count_of', { count: value, max })}
      />
    )
  const noRole = signups.filter(({ role_id: id }) => !event.roles.some((role) => role.id === id))
  const everybody = text('web.events.roster.going')
  const note = text('web.events.roster.nobody')
  return (
    <>
      {event.roles.length > 0 && event.max_participants !== null && (
        <div>{bar(everybody, placesTaken(event), event.max_participants)}</div>
      )}
      {event.roles.map((role) => (
        <Group
          key={role.id}
          event={event}
          title={
            <>
              {role.emoji && <span aria-hidden>{role.emoji} </span>}
              {role.name}
            </>
          }
          bar={bar(role.name, role.current_signups, role.capacity)}
          signups={signups.filter(({ role_id: id }) => id === role.id)}
          note={note}
        />
      ))}
      {(event.roles.length === 0 || noRole.length > 0) && (
        <Group
          event={event}
          title={event.roles.length === 0 ? everybody : text('web.events.roster.no_role')}
          bar={
            event.roles.length === 0 && bar(everybody, placesTaken(event), event.max_participants)
          }
          signups={noRole}
          note={note}
        />
      )}
    </>
  )
}

/** Everybody as a table for a spreadsheet. */
function ExportButton({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const nameOf = useNameOf()
  const save = () => {
    const head = ['user_id', 'name', 'role', 'option', 'status', 'guests', 'notes', 'source', 'at']
    const rows = event.signups.map((one) => [
      one.discord_user_id ?? '',
      nameOf(one),
      event.roles.find(({ id }) => id === one.role_id)?.name ?? '',
      one.option,
      one.status,
      one.guests,
      one.notes,
      one.source,
      one.created_at,
    ])
    downloadText({ name: `${event.slug}.csv`, type: 'text/csv', text: writeCsv([head, ...rows]) })
  }
  return (
    <Button kind="quiet" icon={<Download size={16} aria-hidden />} onClick={save}>
      {text('web.events.analytics.csv')}
    </Button>
  )
}

const others = ['pending', 'waitlist', 'tentative', 'declined', 'interested'] as const

/** Everybody in an event: by role, then who waits and who answered otherwise. */
export function Roster({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const inPlace = event.signups.filter(({ status }) => placed.has(status))
  return (
    <Card className="flex flex-col gap-4 p-4" data-testid="roster">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{text('web.events.roster.title')}</h2>
        {event.my?.can_manage && event.signups.length > 0 && <ExportButton event={event} />}
      </div>
      <Roles event={event} signups={inPlace} />
      {others.map((status) => {
        const signups = event.signups
          .filter((one) => one.status === status)
          .toSorted((a, b) => (a.position_in_waitlist ?? 0) - (b.position_in_waitlist ?? 0))
        if (signups.length === 0) return null
        return (
          <Group
            key={status}
            event={event}
            title={`${text(`web.events.status.${status}`)} (${String(signups.length)})`}
            signups={signups}
          />
        )
      })}
    </Card>
  )
}
