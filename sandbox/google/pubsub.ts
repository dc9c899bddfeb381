import { z } from 'zod'
import { scopes, type Method } from './call.ts'
import { GoogleError, invalid, notFound, parseBody } from './errors.ts'
import { roleOf, timestamp, type Google } from './google.ts'
import { makeId } from './ids.ts'
import { quotas } from './quotas.ts'
import type { StoredForm, Watch } from './state.ts'

/** One notice per watch in this time; what happens meanwhile is told with the next. */
const throttleMs = 30_000
/** How long a pulled message is held back from others. */
const ackMs = 10_000

const subscriptionBody = z.looseObject({ topic: z.string() })
const pullBody = z.looseObject({ maxMessages: z.number().int().min(1) })
const ackBody = z.strictObject({ ackIds: z.array(z.string()) })
const params = z.object({ project: z.string(), name: z.string() })

/** Puts the notices of watches that are due into the subscriptions of their topics. They hold no data. */
function sendNotices(google: Google): void {
  const now = google.clock.now()
  for (const form of google.state.forms.values())
    for (const watch of form.watches.values()) {
      const due = dueAt(watch)
      if (due === undefined || due > now || watch.expires < due) continue
      watch.pending = null
      watch.last_notice = due
      const file = google.state.files.get(form.id)
      // Who lost the form hears nothing more of it.
      if (file && roleOf(file, watch.by) !== undefined) publish(google, form, watch, due)
    }
}

function dueAt({ pending, last_notice }: Watch): number | undefined {
  if (pending === null) return undefined
  return last_notice === null ? pending : Math.max(pending, last_notice + throttleMs)
}

function publish(google: Google, form: StoredForm, watch: Watch, at: number): void {
  for (const { topic, messages } of google.state.subscriptions.values())
    if (topic === watch.topic)
      messages.push({
        id: makeId.message(google.random),
        published: at,
        leased: 0,
        attributes: { eventType: watch.event, formId: form.id, watchId: watch.id },
      })
}

function pull(google: Google, name: string, most: number): object {
  sendNotices(google)
  const now = google.clock.now()
  const subscription = google.state.subscriptions.get(name)
  if (!subscription) throw notFound()
  const taken = subscription.messages.filter(({ leased }) => leased <= now).slice(0, most)
  for (const message of taken) message.leased = now + ackMs
  if (taken.length === 0) return {}
  return {
    receivedMessages: taken.map(({ id, published, attributes }) => ({
      ackId: id,
      message: { attributes, messageId: id, publishTime: timestamp(published) },
    })),
  }
}

/** The part of Pub/Sub that watches need: topics, pull subscriptions, pull and acknowledge. */
export function pubsubMethods(google: Google): Method[] {
  const common = { scopes: scopes.pubsub, quota: quotas.pubsub }
  const nameOf = (value: unknown, kind: string): string => {
    const { project, name } = params.parse(value)
    return `projects/${project}/${kind}/${name}`
  }
  const verbPath = (verb: string): string =>
    `/v1/projects/:project/subscriptions/:name(^[\\w.~%+-]+)::${verb}`
  return [
    {
      verb: 'PUT',
      path: '/v1/projects/:project/topics/:name',
      ...common,
      run(_caller, request) {
        const name = nameOf(request.params, 'topics')
        if (google.state.topics.has(name))
          throw new GoogleError('ALREADY_EXISTS', 'Resource already exists in the project.')
        google.state.topics.set(name, { created: google.clock.now() })
        return { name }
      },
    },
    {
      verb: 'PUT',
      path: '/v1/projects/:project/subscriptions/:name',
      ...common,
      run(_caller, request) {
        const name = nameOf(request.params, 'subscriptions')
        const { topic } = parseBody(subscriptionBody, request.body)
        if (!google.state.topics.has(topic)) throw notFound()
        if (google.state.subscriptions.has(name))
          throw new GoogleError('ALREADY_EXISTS', 'Resource already exists in the project.')
        google.state.subscriptions.set(name, { topic, messages: [] })
        return { name, topic, ackDeadlineSeconds: ackMs / 1000 }
      },
    },
    {
      verb: 'POST',
      path: verbPath('pull'),
      ...common,
      run(_caller, request) {
        const { maxMessages } = parseBody(pullBody, request.body)
        return pull(google, nameOf(request.params, 'subscriptions'), maxMessages)
      },
    },
    {
      verb: 'POST',
      path: verbPath('acknowledge'),
      ...common,
      run(_caller, request) {
        const { ackIds } = parseBody(ackBody, request.body)
        const name = nameOf(request.params, 'subscriptions')
        const subscription = google.state.subscriptions.get(name)
        if (!subscription) throw notFound()
        if (ackIds.length === 0) throw invalid('You have passed no ack IDs.')
        subscription.messages = subscription.messages.filter(({ id }) => !ackIds.includes(id))
        return {}
      },
    },
  ]
}
