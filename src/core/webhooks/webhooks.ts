import { systemClock, type Clock } from '../clock.ts'
import type { Services } from '../context.ts'
import type { AnyRoute } from '../http/route.ts'
import type { JobKind, JobSchedule } from '../jobs/jobs.ts'
import { deliveryJobs, forgetSchedule } from './deliver.ts'
import { createFeed, type Feed } from './feed.ts'
import { webhookRoutes } from './routes.ts'
import { systemResolve, type Resolve } from './send.ts'
import type { WebhookSource } from './source.ts'
import type { AllowList } from './target.ts'

/** What webhooks are made of. */
export type WebhooksOptions = {
  services: Services
  /** Those of all modules; one per topic. */
  sources: readonly WebhookSource[]
  /** `WEBHOOK_ALLOW`: targets that are allowed although they are not public. */
  allow: AllowList
  /** Name resolution; default the machine's. */
  resolve?: Resolve
  /** Counts how long a receiver may take; default real time, wherever the program's clock is. */
  deadline?: Clock
}

/** Telling other software what happened: signed, at least once, in order for each object. */
export type Webhooks = Feed & {
  routes: readonly AnyRoute[]
  /** The kinds of job that send and forget; the program's jobs run them. */
  jobs(): readonly JobKind[]
}

/** The repeated work of webhooks. */
export const webhookSchedules: readonly JobSchedule[] = [forgetSchedule]

/** Makes the webhooks of one process. Nothing is read or sent before `start`. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { services, sources, allow, resolve = systemResolve, deadline = systemClock } = options
  return {
    ...createFeed(services, sources),
    routes: webhookRoutes(allow),
    jobs: () => deliveryJobs(services, { allow, resolve, deadline }),
  }
}
