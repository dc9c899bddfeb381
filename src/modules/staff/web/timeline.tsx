import { heatStrip } from '#core/charts/heat-strip.ts'
import { Card } from '#web/ui/card.tsx'
import type { Timeline } from '../contract/person.ts'
import type { StaffRow } from '../contract/row.ts'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { useTexts } from './texts.ts'

const fills = {
  online: 'fill-good',
  idle: 'fill-warn',
  dnd: 'fill-bad',
  offline: 'fill-sunken',
} as const

const width = 960
const height = 28

/** The last 24 hours as a strip, and in words. */
function LastDay({ kept }: { kept: Timeline }) {
  const { text, instant, time } = useTexts()
  const from = Date.parse(kept.from)
  const to = Date.parse(kept.to)
  const x = (at: string) => ((Date.parse(at) - from) / Math.max(1, to - from)) * width
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">{text('web.staff.timeline.day')}</p>
      <svg viewBox={`0 0 ${width} ${height}`} className="h-7 w-full" preserveAspectRatio="none">
        <title>{text('web.staff.timeline.day')}</title>
        <rect width={width} height={height} rx={6} className="fill-sunken" />
        {kept.spans.map((span) => (
          <rect
            key={span.from}
            x={x(span.from)}
            width={Math.max(1, x(span.to) - x(span.from))}
            height={height}
            className={fills[span.status]}
          >
            <title>
              {`${text(`web.staff.status.${span.status}`)} ${instant(Date.parse(span.from))}`}
            </title>
          </rect>
        ))}
      </svg>
      <details>
        <summary className="text-sm">{text('web.staff.as_table')}</summary>
        <ul className="text-sm">
          {kept.spans.map((span) => (
            <li key={span.from}>
              {`${time(Date.parse(span.from), to)} – ${time(Date.parse(span.to), to)}: ${text(`web.staff.status.${span.status}`)}`}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

function Week({ kept }: { kept: Timeline }) {
  const { text, locale } = useTexts()
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
  const draw = (wide: number) =>
    heatStrip({
      title: text('web.staff.timeline.week', { zone: kept.timezone }),
      locale,
      width: wide,
      most: 60,
      rowName: text('web.staff.timeline.weekday'),
      columns: Array.from({ length: 24 }, (_, hour) => String(hour)),
      rows: kept.days.map(({ date, minutes }) => ({
        name: day.format(Date.parse(date)),
        values: minutes,
      })),
      format: { style: 'unit', unit: 'minute', maximumFractionDigits: 0 },
    })
  return <ChartFigure draw={draw} />
}

function Sessions({ kept }: { kept: Timeline }) {
  const { text, instant, locale } = useTexts()
  const hours = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'hour',
    maximumFractionDigits: 1,
  })
  if (kept.sessions.length === 0) {
    return <p className="text-muted">{text('web.staff.sessions.none')}</p>
  }
  return (
    <ul className="flex flex-col gap-1">
      {kept.sessions.map((session) => {
        const from = Date.parse(session.started_at)
        const to = Date.parse(session.ended_at ?? kept.to)
        const worked = Math.max(0, to - from - session.break_ms) / 3_600_000
        return (
          <li key={session.id}>
            {instant(from)} · {hours.format(worked)}
            {session.ended_at === null && ` · ${text('web.staff.duty.on')}`}
          </li>
        )
      })}
    </ul>
  )
}

/** What is kept of somebody: presence where it may be, and duty. */
export function Kept({ kept, row }: { kept: Timeline; row: StaffRow }) {
  const { text } = useTexts()
  const hidden = row.privacy === 'all'
  return (
    <>
      <section className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold">{text('web.staff.timeline.title')}</h2>
        {hidden && <p className="text-muted">{text('web.staff.timeline.hidden')}</p>}
        {!hidden && kept.history_days === 0 && (
          <p className="text-muted">{text('web.staff.timeline.off')}</p>
        )}
        {!hidden && kept.history_days > 0 && (
          <Card className="flex flex-col gap-4 p-4">
            <LastDay kept={kept} />
            <Week kept={kept} />
          </Card>
        )}
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="text-lg font-semibold">{text('web.staff.sessions.title')}</h2>
        <Sessions kept={kept} />
      </section>
    </>
  )
}
