import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { Badge } from '#web/ui/badge.tsx'
import { Figures } from '#web/ui/figures.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { useHealth, useStats } from './use-jobs.ts'

const looks = {
  healthy: { tone: 'good', icon: CircleCheck },
  degraded: { tone: 'warn', icon: CircleAlert },
  unhealthy: { tone: 'bad', icon: CircleX },
} as const

/** How the work is doing, in numbers. */
export function Tiles() {
  const { text, locale } = useTexts()
  const { data } = useHealth()
  const { data: stats } = useStats()
  if (!data) return null
  const { tone, icon } = looks[data.status]
  const numbers = new Intl.NumberFormat(locale)
  const tiles: [TextKey, string][] = [
    ['web.events.jobs.pending', numbers.format(data.pending_jobs)],
    [
      'web.events.jobs.oldest',
      text('web.events.jobs.seconds', { count: data.oldest_pending_seconds }),
    ],
    ['web.events.jobs.failed_1h', numbers.format(data.failed_jobs_1h)],
    ['web.events.jobs.discord_events', numbers.format(data.discord_events_count)],
    ['web.events.jobs.gateway', text(`web.events.jobs.gateway.${data.gateway}`)],
    ['web.events.jobs.database', text(`web.events.jobs.database.${data.database}`)],
  ]
  if (stats) {
    tiles.push(
      ['web.events.jobs.messages', numbers.format(stats.interactive_messages_sent)],
      ['web.events.jobs.webhooks_sent', numbers.format(stats.total_webhooks_sent)],
    )
  }
  return (
    <section aria-label={text('web.events.jobs.health')} className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2" data-testid="health">
        <Badge tone={tone} icon={icon}>
          {text(`web.events.jobs.health.${data.status}`)}
        </Badge>
        <span className="text-muted">{data.message}</span>
      </p>
      <Figures items={tiles.map(([label, value]) => ({ name: text(label), value }))} />
    </section>
  )
}
