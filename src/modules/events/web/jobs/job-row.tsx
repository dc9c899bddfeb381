import {
  Ban,
  CircleCheck,
  CircleX,
  Clock3,
  LoaderCircle,
  Play,
  RotateCcw,
  type LucideIcon,
} from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { useNow } from '#web/clock.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { discordJob, type JobJson, type JobStatus } from '../../contract/jobs.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { jobsKey, jobsPath } from './use-jobs.ts'

const looks: Record<JobStatus, { tone: Tone; icon: LucideIcon }> = {
  pending: { tone: 'warn', icon: Clock3 },
  processing: { tone: 'accent', icon: LoaderCircle },
  completed: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'bad', icon: CircleX },
  cancelled: { tone: 'neutral', icon: Ban },
}

function Actions({ job }: { job: JobJson }) {
  const { text } = useTexts()
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: discordJob,
    refresh: [jobsKey],
    done: () => notify('good', text('web.events.saved')),
  })
  const post = (verb: 'retry' | 'run' | 'cancel') =>
    send({ method: 'POST', path: `${jobsPath}/${job.id}/${verb}` })
  return (
    <div className="flex flex-wrap gap-2">
      {(job.retryable || job.status === 'failed' || job.status === 'cancelled') && (
        <Button
          icon={<RotateCcw size={16} aria-hidden />}
          busy={running !== null}
          onClick={() => post('retry')}
        >
          {text('web.events.jobs.retry')}
        </Button>
      )}
      {job.status === 'pending' && (
        <Button
          icon={<Play size={16} aria-hidden />}
          busy={running !== null}
          onClick={() => post('run')}
        >
          {text('web.events.jobs.run_one')}
        </Button>
      )}
      {job.status === 'pending' && (
        <Button
          kind="danger"
          icon={<Ban size={16} aria-hidden />}
          busy={running !== null}
          onClick={() => post('cancel')}
        >
          {text('web.events.jobs.cancel')}
        </Button>
      )}
    </div>
  )
}

function Details({ job }: { job: JobJson }) {
  const { text, instant } = useTexts()
  const times = [
    ['created', job.created_at],
    ['scheduled', job.scheduled_at],
    ['started', job.started_at],
    ['completed', job.completed_at],
  ] as const
  return (
    <div className="flex flex-col gap-2 pt-2 pl-2 text-sm">
      {job.error_message && <p className="text-bad wrap-anywhere">{job.error_message}</p>}
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {times.map(
          ([name, at]) =>
            at !== null && (
              <div key={name}>
                <dt className="text-muted">{text(`web.events.jobs.time.${name}`)}</dt>
                <dd>{instant(Date.parse(at))}</dd>
              </div>
            ),
        )}
        <div>
          <dt className="text-muted">{text('web.events.jobs.tries')}</dt>
          <dd>
            {job.retry_count} / {job.max_retries}
          </dd>
        </div>
      </dl>
      {job.event_id !== null && (
        <Link
          to="/events/$id"
          params={{ id: job.event_id }}
          search={keepGuild}
          className="self-start text-accent underline"
        >
          {text('web.events.jobs.event')}
        </Link>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre className="max-h-48 overflow-auto rounded-control bg-sunken p-2 text-xs" tabIndex={0}>
        {JSON.stringify({ payload: job.payload, result: job.result }, null, 2)}
      </pre>
      <Actions job={job} />
    </div>
  )
}

/** One job: what, where, how it stands; its details fold out. */
export function JobRow({ job, guildName }: { job: JobJson; guildName: string | null }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const { tone, icon } = looks[job.status]
  const at = Date.parse(job.completed_at ?? job.scheduled_at)
  return (
    <li className="rounded-card border border-line bg-surface px-4 py-2" data-status={job.status}>
      <details>
        <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tone} icon={icon}>
            {text(`web.events.jobs.status.${job.status}`)}
          </Badge>
          <span className="font-medium">{job.job_type}</span>
          {guildName && <span className="text-sm text-muted">{guildName}</span>}
          {job.error_code && <code className="text-sm text-bad">{job.error_code}</code>}
          {job.retry_count > 0 && job.status === 'pending' && (
            <span className="text-sm text-muted">
              {text('web.events.jobs.retrying', { count: job.retry_count })}
            </span>
          )}
          <time dateTime={new Date(at).toISOString()} className="ml-auto text-sm text-muted">
            {relative(at, now)}
          </time>
        </summary>
        <Details job={job} />
      </details>
    </li>
  )
}
