import { ListChecks, LockKeyhole, Play, RotateCcw } from 'lucide-react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { discordJob, jobStatus, jobType, processAnswer, type JobJson } from '../../contract/jobs.ts'
import { useWrite } from '../data/use-write.ts'
import { ChoiceField } from '../editor/fields.tsx'
import { EventsNav } from '../events-nav.tsx'
import { useServers } from '../servers/use-server.ts'
import { useTexts } from '../texts.ts'
import { Deliveries } from './deliveries.tsx'
import { JobRow } from './job-row.tsx'
import { Policies } from './policies.tsx'
import { Tiles } from './tiles.tsx'
import { jobsKey, jobsPath, useJobs } from './use-jobs.ts'

const search = z.object({
  status: jobStatus.optional().catch(undefined),
  job_type: jobType.optional().catch(undefined),
  guild: z.string().optional().catch(undefined),
  event: z.string().optional().catch(undefined),
  cursor: z.string().optional().catch(undefined),
})
type Search = z.output<typeof search>
type Change = (patch: Partial<Record<keyof Search, string | undefined>>) => void

const statuses = ['all', ...jobStatus.options] as const

function Filters({ chosen, onChange }: { chosen: Search; onChange: Change }) {
  const { text } = useTexts()
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="min-w-44">
        <ChoiceField
          label={text('web.events.jobs.status')}
          value={chosen.status ?? 'all'}
          options={statuses.map((value) => ({
            value,
            label: text(`web.events.jobs.status.${value}`),
          }))}
          onChange={(status) =>
            onChange({ status: status === 'all' ? undefined : status, cursor: undefined })
          }
        />
      </div>
      <div className="min-w-44">
        <ChoiceField
          label={text('web.events.jobs.type')}
          value={chosen.job_type ?? ''}
          options={[
            { value: '', label: text('web.events.jobs.status.all') },
            ...jobType.options.map((value) => ({ value, label: value })),
          ]}
          onChange={(type) => onChange({ job_type: type || undefined, cursor: undefined })}
        />
      </div>
    </search>
  )
}

/** Runs due work now, and retries everything on show that has failed. */
function Bulk({ chosen, failed }: { chosen: Search; failed: readonly JobJson[] }) {
  const { text } = useTexts()
  const notify = useNotify()
  const run = useWrite({
    schema: processAnswer,
    refresh: [jobsKey],
    done: ({ processed, failed: wrong }) =>
      notify(wrong > 0 ? 'bad' : 'good', text('web.events.jobs.ran', { processed, failed: wrong })),
  })
  const retry = useWrite({ schema: discordJob, refresh: [jobsKey] })
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        icon={<Play size={16} aria-hidden />}
        busy={run.running !== null}
        onClick={() =>
          run.send({
            method: 'POST',
            path: `${jobsPath}/process`,
            body: { job_type: chosen.job_type, guild_id: chosen.guild },
          })
        }
      >
        {text('web.events.jobs.run')}
      </Button>
      {failed.length > 0 && (
        <Button
          icon={<RotateCcw size={16} aria-hidden />}
          busy={retry.running !== null}
          onClick={() => {
            for (const { id } of failed)
              retry.send({ method: 'POST', path: `${jobsPath}/${id}/retry` })
          }}
        >
          {text('web.events.jobs.retry_all', { count: failed.length })}
        </Button>
      )}
    </div>
  )
}

function List({ chosen, onChange }: { chosen: Search; onChange: Change }) {
  const { text } = useTexts()
  const { me } = useSession()
  const { status, job_type, guild: guild_id, event: event_id, cursor } = chosen
  const { data, error, isPending, refetch } = useJobs(
    { status, job_type, guild_id, event_id },
    cursor,
  )
  if (isPending) return <Skeleton className="h-64 w-full" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  const nameOf = (id: string | null) => me.guilds.find((one) => one.id === id)?.name ?? id
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">{text('web.events.jobs.count', { count: data.total })}</p>
        <Bulk chosen={chosen} failed={data.jobs.filter((job) => job.status === 'failed')} />
      </div>
      {data.jobs.length === 0 && (
        <EmptyState icon={ListChecks} title={text('web.events.jobs.none')}>
          {text('web.events.jobs.none_text')}
        </EmptyState>
      )}
      <ul className="flex flex-col gap-2" data-testid="jobs">
        {data.jobs.map((job) => (
          <JobRow key={job.id} job={job} guildName={nameOf(job.guild_id)} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {cursor !== undefined && (
          <Button onClick={() => onChange({ cursor: undefined })}>
            {text('web.events.jobs.newest')}
          </Button>
        )}
        {data.next !== null && (
          <Button onClick={() => onChange({ cursor: data.next ?? undefined })}>
            {text('web.events.jobs.older')}
          </Button>
        )}
      </div>
    </>
  )
}

function Console() {
  const [chosen, onChange] = useUrlSearch(search)
  return (
    <>
      <Tiles />
      <Filters chosen={chosen} onChange={onChange} />
      <List chosen={chosen} onChange={onChange} />
      <Policies />
      <Deliveries />
    </>
  )
}

/** `/admin/jobs`: the work behind events, what has failed and why, and how to set it right. */
export function JobsPage() {
  const { text } = useTexts()
  const { data: servers, error, isPending, refetch } = useServers()
  const title = text('web.events.nav.jobs')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} note={text('web.events.jobs.note')} />
      <EventsNav />
      {isPending && <Skeleton className="h-64 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {servers?.length === 0 && (
        <EmptyState icon={LockKeyhole} title={text('web.events.jobs.no_right')} />
      )}
      {servers && servers.length > 0 && <Console />}
    </>
  )
}
