import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { barChart } from '#core/charts/bars.ts'
import { useApi } from '#web/session.tsx'
import { coverage } from '../contract/roster.ts'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { useTexts } from './texts.ts'

function Chart({ guild }: { guild: string | undefined }) {
  const { text, locale } = useTexts()
  const api = useApi()
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const { data } = useQuery({
    queryKey: ['staff', 'coverage', guild ?? '', timezone],
    queryFn: async () => {
      const query = { discord_guild_id: guild, timezone }
      return (await api.get('/api/staff/coverage/', coverage, query)).body
    },
  })
  if (!data) return null
  const draw = (width: number) =>
    barChart({
      width,
      title: text('web.staff.coverage.chart', { zone: data.timezone, days: data.days }),
      locale,
      height: 200,
      categoryName: text('web.staff.coverage.hour'),
      categories: data.hours.map(({ hour }) => String(hour)),
      series: [
        {
          name: text('web.staff.coverage.people'),
          values: data.hours.map(({ average }) => average),
        },
      ],
    })
  return <ChartFigure draw={draw} />
}

/** Who is usually on duty at which hour; asked for when it is opened. */
export function Coverage({ guild }: { guild: string | undefined }) {
  const { text } = useTexts()
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="font-medium">{text('web.staff.coverage.title')}</summary>
      <div className="mt-3">{open && <Chart guild={guild} />}</div>
    </details>
  )
}
