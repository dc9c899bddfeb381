import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { Badge } from '#web/ui/badge.tsx'
import { Card } from '#web/ui/card.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { useHealth, useStats } from './use-jobs.ts'

const looks = {
  healthy: { tone: 'good', icon: CircleCheck },
  degraded: { tone: 'warn', icon: CircleAlert },
  unhealthy: { tone: 'bad', icon: CircleX },
} as const

function Tile({ label, value }: { label: TextKey; value: string | number }) {
  const { text, locale } = useTexts()
  const shown = typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
  return (
    <Card className="px-4 py-3">
      <dt className="text-sm text-muted">{text(label)}</dt>
      <dd className="text-lg font-semibold tabular-nums">{shown}</dd>
    </Card>
  )
}

/** How the work is doing, in numbers. */
export function Tiles() {
  const { text } = useTexts()
  const { data } = useHealth()
  const { data: stats } = useStats()
  if (!data) return null
  const { tone, icon } = looks[data.status]
  return (
    <section aria-label={text('web.events.jobs.health')} className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2" data-testid="health">
        <Badge tone={tone} icon={icon}>
          {text(`web.events.jobs.health.${data.status}`)}
        </Badge>
        <span className="text-muted">{data.message}</span>
      </p>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Tile label="web.events.jobs.pending" value={data.pending_jobs} />
        <Tile
          label="web.events.jobs.oldest"
          value={text('web.events.jobs.seconds', { count: data.oldest_pending_seconds })}
        />
        <Tile label="web.events.jobs.failed_1h" value={data.failed_jobs_1h} />
        <Tile label="web.events.jobs.discord_events" value={data.discord_events_count} />
        <Tile
          label="web.events.jobs.gateway"
          value={text(`web.events.jobs.gateway.${data.gateway}`)}
        />
        <Tile
          label="web.events.jobs.database"
          value={text(`web.events.jobs.database.${data.database}`)}
        />
        {stats && (
          <>
            <Tile label="web.events.jobs.messages" value={stats.interactive_messages_sent} />
            <Tile label="web.events.jobs.webhooks_sent" value={stats.total_webhooks_sent} />
          </>
        )}
      </dl>
    </section>
  )
}
