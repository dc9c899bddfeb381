import { useQuery } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { z } from 'zod'
import { barChart } from '#core/charts/bars.ts'
import { rowChart } from '#core/charts/rows.ts'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { FigurePanel, Figures } from '#web/ui/figures.tsx'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { statsAnswer } from '../../contract/insight.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { GuildPage } from './guild-page.tsx'

type Stats = z.infer<typeof statsAnswer>

const spans = ['30', '90', '365'] as const
const search = z.object({ days: z.coerce.string().pipe(z.enum(spans)).catch('30') })
/** Games in the picture; the rest is in the table of the API. */
const gamesShown = 10

function Tiles({ data }: { data: Stats }) {
  const { text, locale } = useTexts()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const share = (value: number | null) => (value === null ? '–' : percent.format(value))
  const { median_time_to_full_s: seconds } = data
  const tiles: [TextKey, string][] = [
    ['web.recruitment.stats.created', number.format(data.created)],
    ['web.recruitment.stats.fill_rate', share(data.fill_rate)],
    [
      'web.recruitment.stats.time_to_full',
      seconds === null
        ? '–'
        : text('web.recruitment.stats.minutes', { count: Math.max(1, Math.round(seconds / 60)) }),
    ],
    ['web.recruitment.stats.no_show', share(data.no_show_rate)],
    ['web.recruitment.stats.joins', number.format(data.joins)],
    ['web.recruitment.stats.leaves', number.format(data.leaves)],
  ]
  return <Figures items={tiles.map(([label, value]) => ({ name: text(label), value }))} />
}

function Plots({ data }: { data: Stats }) {
  const { text, locale, day: dayText } = useTexts()
  const created = text('web.recruitment.stats.created')
  const filled = text('web.recruitment.stats.filled')
  const byDay = text('web.recruitment.stats.by_day')
  const byHour = text('web.recruitment.stats.by_hour')
  const byGame = text('web.recruitment.stats.by_game')
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <FigurePanel title={byDay}>
        <ChartFigure
          draw={(width) =>
            barChart({
              locale,
              width,
              title: byDay,
              categoryName: text('web.recruitment.stats.day'),
              categories: data.by_day.map(({ day }) => dayText(day)),
              // The two are parts of one bar: those that became full, and the rest.
              series: [
                { name: filled, values: data.by_day.map((one) => one.filled) },
                {
                  name: text('web.recruitment.stats.not_filled'),
                  values: data.by_day.map((one) => one.created - one.filled),
                },
              ],
            })
          }
        />
      </FigurePanel>
      <FigurePanel title={byHour}>
        <ChartFigure
          draw={(width) =>
            barChart({
              locale,
              width,
              title: byHour,
              categoryName: text('web.recruitment.stats.hour'),
              categories: data.by_hour.map((_, hour) => String(hour)),
              series: [{ name: created, values: data.by_hour }],
            })
          }
        />
      </FigurePanel>
      <FigurePanel title={byGame}>
        <ChartFigure
          draw={(width) =>
            rowChart({
              locale,
              width,
              title: byGame,
              names: [text('web.recruitment.form.game'), created],
              rows: data.by_game.slice(0, gamesShown).map(({ game, created: value }) => ({
                name: game ?? text('web.recruitment.stats.no_game'),
                value,
              })),
            })
          }
        />
      </FigurePanel>
    </div>
  )
}

function GuildFigures({ guildId }: { guildId: string }) {
  const { text } = useTexts()
  const api = useApi()
  const [{ days }, onChange] = useUrlSearch(search)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['recruitment-stats', guildId, days],
    queryFn: async () => {
      const query = { discord_guild_id: guildId, days }
      return (await api.get('/api/discord/recruitments/stats/', statsAnswer, query)).body
    },
  })
  return (
    <>
      <div className="self-start">
        <Segmented
          label={text('web.recruitment.stats.span')}
          name="days"
          value={days}
          options={spans.map((value) => ({
            value,
            label: text('web.recruitment.stats.days', { count: Number(value) }),
          }))}
          onChange={(value) => onChange({ days: value === '30' ? undefined : value })}
        />
      </div>
      {isPending && <Skeleton className="h-96 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data?.created === 0 && (
        <EmptyState icon={ChartColumn} title={text('web.recruitment.stats.none')} />
      )}
      {data && data.created > 0 && (
        <>
          <Tiles data={data} />
          <Plots data={data} />
        </>
      )}
    </>
  )
}

/** `/discord-recruitments/statistics`: how a server's parties have fared; for its managers. */
export function StatisticsPage() {
  return (
    <GuildPage title="web.recruitment.nav.statistics" note="web.recruitment.stats.note">
      {(guildId) => <GuildFigures guildId={guildId} />}
    </GuildPage>
  )
}
