import { AppError } from '#core/errors.ts'
import type { WebhookSource } from '#core/webhooks/source.ts'
import { alertOf } from '../service/alerts.ts'
import { failedJob } from '../service/failed-jobs.ts'
import { retriesOf } from '../service/jobs.ts'
import { get } from '../service/reading.ts'
import { alertJson } from '../views/alerts.ts'
import { jobJson } from '../views/jobs.ts'
import { eventJson } from '../views/json.ts'

/** What facts are called to other software; all others are updates of the event. */
const types: Record<string, string> = {
  created: 'event.created',
  started: 'event.started',
  completed: 'event.completed',
  cancelled: 'event.cancelled',
  deleted: 'event.deleted',
  signup_created: 'event.signup.created',
  signup_updated: 'event.signup.updated',
  signup_withdrawn: 'event.signup.withdrawn',
  signup_approved: 'event.signup.updated',
  signup_removed: 'event.signup.withdrawn',
  signup_promoted: 'event.signup.promoted',
  sync_conflict: 'event.sync.conflict',
}

/** What other software is told of events. */
export const eventWebhooks: WebhookSource = {
  topic: 'event',
  async render(context, fact) {
    const type = types[fact.type] ?? 'event.updated'
    if (fact.type === 'deleted') return { type, data: { event_id: fact.object_id } }
    try {
      const seen = await get(context, fact.object_id)
      return { type, data: { event: eventJson(seen, context), change: fact.data } }
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null
      throw error
    }
  },
}

/** What other software is told of problems: that they began, and that they are over. */
export const alertWebhooks: WebhookSource = {
  topic: 'event_alert',
  async render(context, fact) {
    const alert = await alertOf(context, fact.object_id)
    return alert && { type: `alert.${fact.type}`, data: { alert: alertJson(alert) } }
  },
}

/** What other software is told of work that failed for good. */
export const jobWebhooks: WebhookSource = {
  topic: 'event_job',
  async render(context, fact) {
    const job = await failedJob(context, fact.object_id)
    if (!job) return null
    const retries = await retriesOf(context)
    return { type: 'job.failed', data: { job: jobJson(job, retries(job), context.locale) } }
  },
}
