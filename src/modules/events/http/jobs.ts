import type { z } from 'zod'
import { coreError } from '#core/errors.ts'
import type { AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/jobs.ts'
import { idParams, noFilters } from '../contract/shared.ts'
import { hasPolicy } from '../rules/jobs.ts'
import { usualRetries, usualWaits } from '../service/job-policies.ts'
import * as service from '../service/jobs.ts'
import { jobJson } from '../views/jobs.ts'
import { discordBase, eventRoute } from './shared.ts'

const base = `${discordBase}/jobs`
const readAccess = { kind: 'caller', scope: 'jobs:read' } as const
const writeAccess = { kind: 'caller', scope: 'jobs:write' } as const

type Listed = Awaited<ReturnType<typeof service.listJobs>>
type ListQuery = z.infer<typeof contract.jobListQuery>

const list = eventRoute<unknown, ListQuery, unknown, Listed>({
  method: 'GET',
  path: base,
  summary: 'List background work, newest first',
  access: readAccess,
  query: contract.jobListQuery,
  responses: { 200: contract.jobList },
  perform: (context, { query }) => service.listJobs(context, query),
  respond({ jobs, total, retries }, { locale }, { query }) {
    const last = jobs.at(-1)
    const more = jobs.length === query.limit && last !== undefined
    return {
      status: 200,
      headers: { 'x-total-count': String(total), ...(more && { 'x-next-cursor': last.id }) },
      body: jobs.map((job) => jobJson(job, retries(job), locale)),
    }
  },
})

type Params = z.infer<typeof idParams>

const detail = eventRoute<Params, unknown, unknown, service.JobSeen>({
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One job',
  access: readAccess,
  params: idParams,
  responses: { 200: contract.discordJob },
  perform: (context, { params }) => service.getJob(context, params.id),
  respond: ({ job, retries }, { locale }) => ({
    status: 200,
    body: jobJson(job, retries, locale),
  }),
})

const verbs = (['retry', 'cancel', 'run'] as const).map((verb) =>
  eventRoute<Params, unknown, unknown, service.JobSeen>({
    method: 'POST',
    path: `${base}/:id/${verb}`,
    summary: {
      retry: 'Try a failed or cancelled job again',
      cancel: 'Call a waiting or failed job off',
      run: 'Run a waiting job now',
    }[verb],
    inSteps: true,
    access: writeAccess,
    params: idParams,
    responses: { 200: contract.discordJob },
    perform: (context, { params }) => service.steerJob(context, params.id, verb),
    respond: ({ job, retries }, { locale }) => ({
      status: 200,
      body: jobJson(job, retries, locale),
    }),
  }),
)

type ProcessBody = z.infer<typeof contract.processBody>

const process = eventRoute<unknown, unknown, ProcessBody, service.Processed>({
  method: 'POST',
  path: `${base}/process`,
  summary: 'Run due and repeated jobs now',
  inSteps: true,
  access: writeAccess,
  body: contract.processBody,
  responses: { 200: contract.processAnswer },
  perform: (context, { body }) => service.processJobs(context, body),
  respond: (done) => ({ status: 200, body: { message: 'Jobs processed', ...done } }),
})

type Policies = Awaited<ReturnType<typeof service.policies>>

function policiesJson(decided: Policies) {
  return contract.jobType.options.filter(hasPolicy).map((job_type) => {
    const one = decided.get(job_type)
    return {
      job_type,
      max_retries: one?.max_retries ?? usualRetries,
      backoff_seconds: one?.backoff_seconds ?? usualWaits,
      is_default: one === undefined,
    }
  })
}

const policies = eventRoute<unknown, unknown, unknown, Policies>({
  method: 'GET',
  path: `${base}/policies`,
  summary: 'How often and when work of each type is tried again',
  access: readAccess,
  query: noFilters,
  responses: { 200: contract.jobPolicyList },
  perform: (context) => service.policies(context),
  respond: (decided) => ({ status: 200, body: policiesJson(decided) }),
})

type TypeParams = z.infer<typeof contract.jobTypeParams>
type PolicyBody = z.infer<typeof contract.jobPolicyBody>

const setPolicy = eventRoute<TypeParams, unknown, PolicyBody, Policies>({
  method: 'PATCH',
  path: `${base}/policies/:job_type`,
  summary: 'Decide how often and when work of a type is tried again',
  inSteps: true,
  access: writeAccess,
  params: contract.jobTypeParams,
  body: contract.jobPolicyBody,
  responses: { 200: contract.jobPolicyList },
  async perform(context, { params, body }) {
    const type = contract.jobType.safeParse(params.job_type)
    if (!type.success || !hasPolicy(type.data)) throw coreError('not_found')
    const { max_retries = null, backoff_seconds = null } = body
    await service.setPolicy(context, type.data, { max_retries, backoff_seconds })
    return service.policies(context)
  },
  respond: (decided) => ({ status: 200, body: policiesJson(decided) }),
})

/** The job console. */
export const jobRoutes: readonly AnyRoute[] = [list, process, policies, setPolicy, detail, ...verbs]
