import type { Overview } from '../../contract/rest.ts'
import { Card } from '#web/ui/card.tsx'
import { classes } from '#web/ui/classes.ts'
import { useNumbers } from '../data/numbers.ts'
import { useTexts, type TextKey } from '../texts.ts'

type Gauge = { name: TextKey; used: string | null; limit: string | null; asCount?: boolean }

/** From this share of a limit on the bar warns. */
const warnFrom = 0.8
const loss = (result: string | null): string | null =>
  result === null ? null : result.startsWith('-') ? result.slice(1) : '0'

function gaugesOf({ limits, used }: Overview['limits']): Gauge[] {
  return [
    {
      name: 'web.trading.risk.loss',
      used: loss(used.result_today_krw),
      limit: limits.daily_loss_krw,
    },
    { name: 'web.trading.risk.exposure', used: used.exposure_krw, limit: limits.max_exposure_krw },
    {
      name: 'web.trading.risk.ordered',
      used: used.ordered_today_krw,
      limit: limits.daily_order_krw,
    },
    {
      name: 'web.trading.risk.open',
      used: String(used.open_orders),
      limit: limits.max_open_orders === null ? null : String(limits.max_open_orders),
      asCount: true,
    },
  ]
}

function Bar({ name, used, limit, asCount = false }: Gauge) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const write = (value: string | null): string =>
    asCount ? numbers.coins(value) : numbers.krw(value)
  const label = text(name)
  const value =
    limit === null
      ? text('web.trading.risk.unlimited', { used: write(used) })
      : text('web.trading.risk.of', { used: write(used), limit: write(limit) })
  const share =
    limit === null || Number(limit) === 0 || used === null
      ? 0
      : Math.min(Number(used) / Number(limit), 1)
  return (
    <li className="flex flex-col gap-1">
      <span className="flex flex-wrap justify-between gap-x-3">
        <span>{label}</span>
        <span className="text-muted">{value}</span>
      </span>
      <progress
        aria-label={label}
        aria-valuetext={value}
        max={1}
        value={share}
        className={classes(
          'h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-webkit-progress-bar]:bg-sunken',
          share >= warnFrom
            ? '[&::-moz-progress-bar]:bg-bad [&::-webkit-progress-value]:bg-bad'
            : '[&::-moz-progress-bar]:bg-accent [&::-webkit-progress-value]:bg-accent',
        )}
      />
    </li>
  )
}

/** How much of each limit is used up today. */
export function RiskMeter({ limits }: { limits: Overview['limits'] }) {
  return (
    <Card className="p-4">
      <ul className="grid gap-4 sm:grid-cols-2">
        {gaugesOf(limits).map((gauge) => (
          <Bar key={gauge.name} {...gauge} />
        ))}
      </ul>
    </Card>
  )
}
