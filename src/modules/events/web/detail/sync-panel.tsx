import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  CircleHelp,
  RefreshCw,
  Scissors,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { z } from 'zod'
import { useNow } from '#web/clock.tsx'
import { Failure } from '#web/pages/error.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Scroller } from '#web/ui/scroller.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import type { EventJson } from '../../contract/event.ts'
import type { SyncInspector } from '../../contract/insight.ts'
import { eventsPath } from '../data/cache.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { partsKey, useInspector } from './parts.ts'

type Link = SyncInspector['links'][number]
type Field = Link['fields'][number]

const looks: Record<Field['state'], { tone: Tone; icon: LucideIcon }> = {
  same: { tone: 'good', icon: CircleCheck },
  push: { tone: 'accent', icon: ArrowUp },
  pull: { tone: 'accent', icon: ArrowDown },
  conflict: { tone: 'bad', icon: TriangleAlert },
  truncated: { tone: 'neutral', icon: Scissors },
  unknown: { tone: 'neutral', icon: CircleHelp },
}

const cell = 'border-t border-line py-1.5 pr-3 align-top wrap-anywhere'

/** A value of one side; times as the reader's clocks show them. */
function Value({ field, value }: { field: Field['field']; value: string | null }) {
  const { instant } = useTexts()
  const isTime = field === 'start' || field === 'end'
  if (isTime && value) return <time dateTime={value}>{instant(Date.parse(value))}</time>
  return value || '–'
}

function FieldRow({ field }: { field: Field }) {
  const { text } = useTexts()
  const { tone, icon } = looks[field.state]
  return (
    <tr>
      <th scope="row" className={`${cell} text-left font-medium whitespace-nowrap`}>
        {text(`web.events.sync.field.${field.field}`)}
      </th>
      <td className={cell}>
        <Value field={field.field} value={field.ours} />
      </td>
      <td className={cell}>
        <Value field={field.field} value={field.theirs} />
      </td>
      <td className={`${cell} text-muted`}>
        <Value field={field.field} value={field.base} />
      </td>
      <td className={cell}>
        <Badge tone={tone} icon={icon}>
          {text(`web.events.sync.state.${field.state}`)}
        </Badge>
        <p className="text-sm text-muted">{field.why}</p>
      </td>
    </tr>
  )
}

function LinkTable({ link, name }: { link: Link; name: string }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const ago = (at: string | null) =>
    at === null ? '–' : relative(Math.min(Date.parse(at), now), now)
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex flex-wrap items-center gap-2 font-medium">
        {name}
        <Badge
          tone={
            link.link_state === 'active'
              ? 'good'
              : link.link_state === 'conflict'
                ? 'bad'
                : 'neutral'
          }
          icon={RefreshCw}
        >
          {text(`web.events.sync.link.${link.link_state}`)}
        </Badge>
      </h3>
      {link.problem && <p className="text-sm text-bad">{link.problem}</p>}
      {link.date_changed && (
        <p className="text-sm">{text(`web.events.sync.date.${link.date_changed}`)}</p>
      )}
      {link.moves_hidden && (
        <p className="text-sm text-muted">{text('web.events.series.moves_hidden')}</p>
      )}
      <p className="text-sm text-muted">
        {text('web.events.sync.times', {
          pushed: ago(link.last_pushed_at),
          pulled: ago(link.last_pulled_at),
          count: link.user_count,
        })}
      </p>
      <Scroller label={name}>
        <table className="w-full min-w-xl text-sm">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col">{text('web.events.sync.what')}</th>
              <th scope="col">{text('web.events.sync.ours')}</th>
              <th scope="col">{text('web.events.sync.theirs')}</th>
              <th scope="col">{text('web.events.sync.base')}</th>
              <th scope="col">{text('web.events.sync.why')}</th>
            </tr>
          </thead>
          <tbody>
            {link.fields.map((field) => (
              <FieldRow key={field.field} field={field} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  )
}

function Conflicts({ event, inspector }: { event: EventJson; inspector: SyncInspector }) {
  const { text, instant } = useTexts()
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: z.unknown(),
    refresh: [partsKey(event.id), ['events', 'one', event.id]],
    done: () => notify('good', text('web.events.saved')),
  })
  if (inspector.conflicts.length === 0) return null
  const resolve = (conflict_id: string, take: 'ours' | 'theirs') =>
    send({
      method: 'POST',
      path: `${eventsPath}/${event.id}/sync/resolve`,
      body: { conflict_id, take },
    })
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium">{text('web.events.sync.conflicts')}</h3>
      <ul className="flex flex-col gap-2">
        {inspector.conflicts.map((conflict) => (
          <li
            key={conflict.id}
            className="flex flex-col gap-2 rounded-control border border-line p-3"
          >
            <p className="font-medium">
              {text(`web.events.sync.field.${conflict.field}`)}
              <span className="font-normal text-muted">
                {' · '}
                {text(`web.events.sync.winner.${conflict.winner}`)}
                {' · '}
                <time dateTime={conflict.created_at}>
                  {instant(Date.parse(conflict.created_at))}
                </time>
              </span>
            </p>
            <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
              <div>
                <dt className="text-muted">{text('web.events.sync.ours')}</dt>
                <dd className="wrap-anywhere">
                  <Value field={conflict.field} value={conflict.ours} />
                </dd>
              </div>
              <div>
                <dt className="text-muted">
                  {text('web.events.sync.theirs')}
                  {conflict.theirs_by && ` (${conflict.theirs_by})`}
                </dt>
                <dd className="wrap-anywhere">
                  <Value field={conflict.field} value={conflict.theirs} />
                </dd>
              </div>
            </dl>
            <div className="flex flex-wrap gap-2">
              {conflict.winner !== 'muster' && (
                <Button busy={running !== null} onClick={() => resolve(conflict.id, 'ours')}>
                  {text('web.events.sync.take_ours')}
                </Button>
              )}
              {conflict.winner !== 'discord' && (
                <Button busy={running !== null} onClick={() => resolve(conflict.id, 'theirs')}>
                  {text('web.events.sync.take_theirs')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SyncLog({ inspector }: { inspector: SyncInspector }) {
  const { text, instant } = useTexts()
  if (inspector.log.length === 0) return null
  return (
    <details>
      <summary className="min-h-8 py-1 font-medium">
        {text('web.events.sync.log', { count: inspector.log.length })}
      </summary>
      <ul className="flex flex-col gap-1 text-sm">
        {inspector.log.map((entry) => (
          <li key={entry.id} className="wrap-anywhere">
            <time dateTime={entry.at} className="text-muted">
              {instant(Date.parse(entry.at))}
            </time>{' '}
            {text(`web.events.sync.direction.${entry.direction}`)}
            {entry.fields.length > 0 && ` (${entry.fields.join(', ')})`}
            {entry.detail && ` · ${entry.detail}`}
            {entry.actor && ` · ${entry.actor}`}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Both sides of an event, per server, and what was decided between them. */
export function SyncPanel({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useInspector(event.id, true)
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: z.looseObject({ jobs_queued: z.number() }),
    refresh: [partsKey(event.id)],
    done: ({ jobs_queued: count }) => notify('good', text('web.events.sync.queued', { count })),
  })
  const nameOf = (guildId: string) =>
    event.guilds.find(({ guild_id }) => guild_id === guildId)?.guild_name ?? guildId
  const repair = () =>
    send({ method: 'POST', path: `/api/v1/discord/events/events/create/${event.id}`, body: {} })
  return (
    <Card className="flex flex-col gap-4 p-4" data-testid="sync">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{text('web.events.sync.title')}</h2>
        <Button icon={<RefreshCw size={16} aria-hidden />} busy={running !== null} onClick={repair}>
          {text('web.events.sync.now')}
        </Button>
      </div>
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          {data.links.length === 0 && (
            <p className="text-muted">{text('web.events.sync.nowhere')}</p>
          )}
          <Conflicts event={event} inspector={data} />
          {data.links.map((link) => (
            <LinkTable key={link.id} link={link} name={nameOf(link.guild_id)} />
          ))}
          <SyncLog inspector={data} />
        </>
      )}
    </Card>
  )
}
