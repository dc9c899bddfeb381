import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { useApi } from '#web/session.tsx'
import { discordStats, health, jobList, jobPolicyList, type JobJson } from '../../contract/jobs.ts'

/** Where the API of jobs begins. */
export const jobsPath = '/api/v1/discord/jobs'
/** Cache key of everything about jobs. */
export const jobsKey = ['event-jobs'] as const
/** The console looks again this often while it is open, in milliseconds. */
const everyMs = 5000

/** Which jobs are on show. */
export type JobFilter = {
  status?: string | undefined
  job_type?: string | undefined
  guild_id?: string | undefined
  event_id?: string | undefined
}

/** A page of jobs, newest first. */
export type JobPage = { jobs: JobJson[]; total: number; next: string | null }

/** Jobs by filter; `cursor` leads on from an earlier page. */
export function useJobs(filter: JobFilter, cursor: string | undefined) {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'list', filter, cursor ?? null],
    refetchInterval: everyMs,
    placeholderData: (previous) => previous,
    retry: false,
    async queryFn(): Promise<JobPage> {
      const { body, headers } = await api.get(jobsPath, jobList, { ...filter, cursor, limit: 50 })
      return {
        jobs: body,
        total: Number(headers.get('x-total-count') ?? body.length),
        next: headers.get('x-next-cursor'),
      }
    },
  })
}

/** How the connection with Discord and the work are doing. */
export function useHealth() {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'health'],
    refetchInterval: everyMs,
    retry: false,
    queryFn: async () => (await api.get('/api/v1/discord/events/health', health)).body,
  })
}

/** What was done so far; for administrators. */
export function useStats() {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'stats'],
    refetchInterval: 6 * everyMs,
    retry: false,
    queryFn: async () => (await api.get('/api/v1/discord/stats', discordStats)).body,
  })
}

/** How often work of each kind is tried again. */
export function usePolicies() {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'policies'],
    retry: false,
    queryFn: async () => (await api.get(`${jobsPath}/policies`, jobPolicyList)).body,
  })
}

const endpoint = z.looseObject({
  id: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
})
const delivery = z.looseObject({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  created_at: z.string(),
  attempts: z.array(
    z.looseObject({ at: z.string(), status: z.number().nullish(), error: z.string().nullish() }),
  ),
})
const endpoints = z.object({ results: z.array(endpoint) })
const deliveries = z.object({ results: z.array(delivery) })

/** Where other software is told of events. */
export function useEndpoints() {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'webhooks'],
    retry: false,
    queryFn: async () => (await api.get('/api/webhooks', endpoints)).body.results,
  })
}

/** What one of them was told. */
export function useDeliveries(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...jobsKey, 'deliveries', id],
    retry: false,
    queryFn: async () => (await api.get(`/api/webhooks/${id}/deliveries`, deliveries)).body.results,
  })
}
