import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Repeat } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { withQuery } from '#web/api/client.ts'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { series, seriesPage, type SeriesJson } from '../../contract/series.ts'
import { useWrite } from '../data/use-write.ts'
import { useIdParam } from '../detail/event-params.ts'
import { EventsNav } from '../events-nav.tsx'
import { useTexts } from '../texts.ts'
import { RepeatFields } from './repeat-fields.tsx'
import { readRule, ruleText, type RuleValues } from './rule.ts'

const seriesPath = '/api/v1/series'

/** `/events/series`: everything that repeats. */
export function SeriesListPage() {
  const { text, instant } = useTexts()
  const api = useApi()
  const [{ guild }] = useUrlSearch(guildSearch)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['series', 'list', guild ?? null],
    queryFn: async () => {
      const query = { guild_id: guild, page_size: 100 }
      return (await api.get(`${seriesPath}/`, seriesPage, query)).body.results
    },
  })
  const title = text('web.events.nav.series')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} note={text('web.events.series.note')} />
      <EventsNav />
      {isPending && <Skeleton className="h-40 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <EmptyState icon={Repeat} title={text('web.events.series.none')}>
          {text('web.events.series.none_text')}
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className="flex flex-col gap-2">
          {data.map((one) => {
            const [next] = one.upcoming.filter(({ skipped }) => !skipped)
            return (
              <li key={one.id}>
                <Card className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
                  <div className="min-w-0 flex-1 basis-56">
                    <h2 className="font-medium wrap-anywhere">
                      <Link
                        to="/events/series/$id"
                        params={{ id: one.id }}
                        search={keepGuild}
                        className="hover:underline"
                      >
                        {one.fields.title ?? one.rule_text}
                      </Link>
                    </h2>
                    <p className="text-sm text-muted">{one.rule_text}</p>
                  </div>
                  <p className="text-sm text-muted">
                    {one.ended
                      ? text('web.events.series.ended')
                      : next && instant(Date.parse(next.start_at_utc))}
                  </p>
                </Card>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}

type Upcoming = SeriesJson['upcoming'][number]

function Occurrence(props: { series: SeriesJson; one: Upcoming; refresh: () => void }) {
  const { series: of, one, refresh } = props
  const { text, locale } = useTexts()
  const { send, running } = useWrite({ schema: z.unknown(), done: refresh })
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: of.timezone,
  })
  const verb = one.skipped ? 'unskip' : 'skip'
  const name = format.format(Date.parse(one.start_at_utc))
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2">
      <span className={one.skipped ? 'text-muted line-through' : ''}>
        {one.event_id === null ? (
          name
        ) : (
          <Link
            to="/events/$id"
            params={{ id: one.event_id }}
            search={keepGuild}
            className="text-accent underline"
          >
            {name}
          </Link>
        )}
      </span>
      {one.clock !== 'once' && (
        <Badge tone="warn" icon={Repeat}>
          {text(`web.events.clock.${one.clock}`)}
        </Badge>
      )}
      <Button
        kind="quiet"
        className="ml-auto min-h-8"
        busy={running !== null}
        aria-label={text(`web.events.series.${verb}_name`, { day: name })}
        onClick={() =>
          send({
            method: 'POST',
            path: `${seriesPath}/${of.id}/${verb}`,
            body: { occurrence_key: one.occurrence_key },
          })
        }
      >
        {text(`web.events.series.${verb}`)}
      </Button>
    </li>
  )
}

const scopes = ['following', 'all'] as const

function TimeFields(props: {
  zone: string
  start: string
  duration: string
  onStart: (start: string) => void
  onDuration: (minutes: string) => void
}) {
  const { zone, start, duration, onStart, onDuration } = props
  const { text } = useTexts()
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <FormField
        label={text('web.events.form.start')}
        help={text('web.events.form.zone_help', { zone })}
      >
        {(described) => (
          <TextInput
            {...described}
            type="datetime-local"
            value={start}
            onChange={({ target }) => onStart(target.value)}
          />
        )}
      </FormField>
      <FormField label={text('web.events.form.duration')}>
        {(described) => (
          <TextInput
            {...described}
            type="number"
            min={5}
            value={duration}
            onChange={({ target }) => onDuration(target.value)}
          />
        )}
      </FormField>
    </div>
  )
}

function SeriesForm({ series: of, refresh }: { series: SeriesJson; refresh: () => void }) {
  const { text } = useTexts()
  const notify = useNotify()
  const [rule, setRule] = useState<RuleValues | null>(readRule(of.rule))
  const [start, setStart] = useState(of.local_start.slice(0, 16))
  const [duration, setDuration] = useState(String(of.duration_minutes))
  const [keep, setKeep] = useState(of.keep_signups)
  const [native, setNative] = useState(of.native_recurrence)
  const [scope, setScope] = useState<(typeof scopes)[number]>('following')
  const { send, running } = useWrite({
    schema: series,
    refresh: [['events'], ['series']],
    done() {
      notify('good', text('web.events.saved'))
      refresh()
    },
  })
  const save = () => {
    const text_ = rule && ruleText(rule, start)
    send({
      method: 'PATCH',
      path: withQuery(`${seriesPath}/${of.id}`, {
        scope,
        from: scope === 'following' ? of.upcoming[0]?.occurrence_key : undefined,
      }),
      body: {
        ...(text_ && text_ !== of.rule && { rule: text_ }),
        ...(start !== of.local_start.slice(0, 16) && { local_start: `${start}:00` }),
        ...(rule?.until && { until: `${rule.until}T23:59:00` }),
        timezone: of.timezone,
        duration_minutes: Number(duration),
        keep_signups: keep,
        native_recurrence: native,
      },
    })
  }
  return (
    <Card className="flex flex-col gap-3 p-4">
      <h2 className="text-lg font-semibold">{text('web.events.series.edit')}</h2>
      {rule ? (
        <RepeatFields rule={rule} change={setRule} withNever={false} />
      ) : (
        <p className="text-muted">{text('web.events.series.own_rule', { rule: of.rule })}</p>
      )}
      <TimeFields
        zone={of.timezone}
        start={start}
        duration={duration}
        onStart={setStart}
        onDuration={setDuration}
      />
      <div className="flex flex-wrap gap-x-6">
        <Switch label={text('web.events.series.keep')} checked={keep} onChange={setKeep} />
        <Switch label={text('web.events.series.native')} checked={native} onChange={setNative} />
      </div>
      <Segmented
        label={text('web.events.scope')}
        name="scope"
        value={scope}
        options={scopes.map((value) => ({ value, label: text(`web.events.scope.${value}`) }))}
        onChange={setScope}
      />
      <Button kind="primary" className="self-start" busy={running !== null} onClick={save}>
        {text('web.events.form.save')}
      </Button>
    </Card>
  )
}

function Whole({ series: of, refresh }: { series: SeriesJson; refresh: () => void }) {
  const { text } = useTexts()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const { send } = useWrite({
    schema: z.unknown(),
    refresh: [['events'], ['series']],
    done: () => void navigate({ to: '/events/series', search: keepGuild }),
  })
  const title = of.fields.title ?? of.rule_text
  usePageTitle(title)
  return (
    <>
      <PageHeader title={<bdi>{title}</bdi>} note={of.rule_text} />
      <div className="grid items-start gap-4 lg:grid-cols-2" data-testid="series">
        <Card className="p-4">
          <h2 className="text-lg font-semibold">{text('web.events.series.upcoming')}</h2>
          {of.moves_hidden && (
            <p className="text-muted">{text('web.events.series.moves_hidden')}</p>
          )}
          {of.upcoming.length === 0 ? (
            <p className="text-muted">{text('web.events.series.ended')}</p>
          ) : (
            <ol>
              {of.upcoming.map((one) => (
                <Occurrence key={one.occurrence_key} series={of} one={one} refresh={refresh} />
              ))}
            </ol>
          )}
        </Card>
        <div className="flex flex-col gap-4">
          <SeriesForm key={of.version} series={of} refresh={refresh} />
          <Button kind="danger" className="self-start" onClick={() => setAsking(true)}>
            {text('web.events.series.delete')}
          </Button>
        </div>
      </div>
      <ConfirmDialog
        open={asking}
        title={text('web.events.ask.series', { title })}
        text={text('web.events.ask.series_text')}
        confirm={text('web.events.series.delete')}
        cancel={text('web.events.back_out')}
        onAnswer={(confirmed) => {
          if (confirmed) send({ method: 'DELETE', path: `${seriesPath}/${of.id}` })
          setAsking(false)
        }}
      />
    </>
  )
}

/** `/events/series/:id`: the next occurrences, each of which may be skipped, and the rule. */
export function SeriesPage() {
  const api = useApi()
  const id = useIdParam()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['series', 'one', id],
    queryFn: async () => (await api.get(`${seriesPath}/${encodeURIComponent(id)}`, series)).body,
  })
  const refresh = () => void refetch()
  return (
    <>
      <EventsNav />
      {isPending && <Skeleton className="h-40 w-full" />}
      {error && <Failure error={error} heading="h1" onRetry={refresh} />}
      {data && <Whole series={data} refresh={refresh} />}
    </>
  )
}
