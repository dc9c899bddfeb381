import { useQuery } from '@tanstack/react-query'
import { ChartColumn, Download } from 'lucide-react'
import { z } from 'zod'
import { barChart } from '#core/charts/bars.ts'
import { rowChart } from '#core/charts/rows.ts'
import { writeCsv } from '#core/csv.ts'
import { useClock } from '#web/clock.tsx'
import { downloadText } from '#web/download.ts'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { FigurePanel, Figures } from '#web/ui/figures.tsx'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { analytics, type Analytics } from '../contract/insight.ts'
import { eventsPath } from './data/cache.ts'
import { EventsNav } from './events-nav.tsx'
import { useTexts, type TextKey } from './texts.ts'

const spans = ['30', '90', '365'] as const
const search = z.object({
  days: z.coerce.string().pipe(z.enum(spans)).catch('90'),
  guild: z.string().optional().catch(undefined),
})
const dayMs = 86_400_000

function Numbers({ data }: { data: Analytics }) {
  const { text, locale } = useTexts()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const tiles: [Parameters<typeof text>[0], string][] = [
    ['web.events.analytics.events', number.format(data.events)],
    ['web.events.analytics.cancelled', number.format(data.cancelled)],
    ['web.events.analytics.fill', data.fill_rate === null ? '–' : percent.format(data.fill_rate)],
    [
      'web.events.analytics.fill_time',
      data.median_fill_minutes === null ? '–' : number.format(data.median_fill_minutes),
    ],
    [
      'web.events.analytics.no_show',
      data.no_show_rate === null ? '–' : percent.format(data.no_show_rate),
    ],
  ]
  return <Figures items={tiles.map(([label, value]) => ({ name: text(label), value }))} />
}

const sources: Record<string, TextKey> = {
  discord: 'web.events.analytics.source.discord',
  web: 'web.events.analytics.source.web',
  api: 'web.events.analytics.source.api',
}

const funnelSteps = ['views', 'clicks', 'signups', 'present'] as const

function Plots({ data }: { data: Analytics }) {
  const { text, locale, day } = useTexts()
  const step = (name: (typeof funnelSteps)[number]) => text(`web.events.analytics.${name}`)
  const sourceName = (source: string) => {
    const key = sources[source]
    return key ? text(key) : source
  }
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <FigurePanel title={text('web.events.analytics.by_week')}>
        <ChartFigure
          draw={(width) =>
            barChart({
              locale,
              width,
              title: text('web.events.analytics.by_week'),
              categoryName: text('web.events.analytics.week'),
              categories: data.by_week.map(({ week }) => day(week)),
              series: [
                { name: step('signups'), values: data.by_week.map(({ signups }) => signups) },
              ],
            })
          }
        />
      </FigurePanel>
      <FigurePanel title={text('web.events.analytics.funnel')}>
        <ChartFigure
          draw={(width) =>
            rowChart({
              locale,
              width,
              title: text('web.events.analytics.funnel'),
              names: [text('web.events.analytics.step'), text('web.events.analytics.number')],
              rows: funnelSteps.map((name) => ({ name: step(name), value: data.funnel[name] })),
            })
          }
        />
      </FigurePanel>
      <FigurePanel title={text('web.events.analytics.by_source')}>
        <ChartFigure
          draw={(width) =>
            barChart({
              locale,
              width,
              title: text('web.events.analytics.by_source'),
              categoryName: text('web.events.analytics.source'),
              categories: data.by_source.map(({ source }) => sourceName(source)),
              series: [
                { name: step('signups'), values: data.by_source.map(({ signups }) => signups) },
                { name: step('present'), values: data.by_source.map(({ present }) => present) },
              ],
            })
          }
        />
      </FigurePanel>
      <FigurePanel title={text('web.events.analytics.roles')}>
        <ChartFigure
          draw={(width) =>
            rowChart({
              locale,
              width,
              title: text('web.events.analytics.roles'),
              names: [text('web.events.analytics.role'), text('web.events.analytics.wanted')],
              rows: data.role_demand.map(({ name, wanted }) => ({ name, value: wanted })),
            })
          }
        />
      </FigurePanel>
    </div>
  )
}

/** All numbers as one table: what is counted, of what, how much. */
function save(data: Analytics): void {
  const rows = [
    ['figure', 'of', 'value'],
    ...(['events', 'completed', 'cancelled', 'fill_rate', 'median_fill_minutes'] as const).map(
      (name) => [name, '', data[name]],
    ),
    ['no_show_rate', '', data.no_show_rate],
    ...funnelSteps.map((name) => [name, '', data.funnel[name]]),
    ...data.by_source.flatMap((one) => funnelSteps.map((name) => [name, one.source, one[name]])),
    ...data.role_demand.map(({ name, wanted }) => ['wanted', name, wanted]),
    ...data.by_week.flatMap(({ week, events, signups }) => [
      ['events', week, events],
      ['signups', week, signups],
    ]),
  ]
  const name = `events-${data.from.slice(0, 10)}-${data.to.slice(0, 10)}.csv`
  downloadText({ name, type: 'text/csv', text: writeCsv(rows) })
}

/** `/events/analytics`: how events are found, filled and kept; nothing in it is about one person. */
export function AnalyticsPage() {
  const { text } = useTexts()
  const api = useApi()
  const clock = useClock()
  const [{ days, guild }, onChange] = useUrlSearch(search)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['event-analytics', days, guild ?? null],
    retry: false,
    queryFn: async () => {
      const from = new Date(clock.now() - Number(days) * dayMs).toISOString()
      const query = { guild_id: guild, from }
      return (await api.get(`${eventsPath}/analytics`, analytics, query)).body
    },
  })
  const title = text('web.events.nav.analytics')
  usePageTitle(title)
  return (
    <>
      <PageHeader
        title={title}
        note={text('web.events.analytics.note')}
        action={
          data && (
            <Button icon={<Download size={16} aria-hidden />} onClick={() => save(data)}>
              {text('web.events.analytics.csv')}
            </Button>
          )
        }
      />
      <EventsNav />
      <div className="self-start">
        <Segmented
          label={text('web.events.analytics.span')}
          name="days"
          value={days}
          options={spans.map((value) => ({
            value,
            label: text('web.events.lead_days', { count: Number(value) }),
          }))}
          onChange={(value) => onChange({ days: value === '90' ? undefined : value })}
        />
      </div>
      {isPending && <Skeleton className="h-96 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data?.events === 0 && (
        <EmptyState icon={ChartColumn} title={text('web.events.analytics.none')} />
      )}
      {data && data.events > 0 && (
        <>
          <Numbers data={data} />
          <Plots data={data} />
        </>
      )}
    </>
  )
}
