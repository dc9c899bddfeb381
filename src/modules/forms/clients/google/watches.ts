import { z } from 'zod'
import type { GoogleAccess } from '#core/google/account.ts'

/** A notice: something about a form has changed; what it is has to be asked for. */
export type Notice = { ack: string; form_id: string; event: string }

/** Watches of forms and the notices that they send through Pub/Sub. */
export type Watches = {
  /** Has Google tell a topic of events; returns the watch's id. */
  create(formId: string, event: string, topic: string): Promise<string>
  /** Prolongs a watch by a week. Throws `not_found` when it has ended. */
  renew(formId: string, watchId: string): Promise<void>
  /** Notices that wait in a subscription. */
  pull(subscription: string): Promise<Notice[]>
  acknowledge(subscription: string, acks: readonly string[]): Promise<void>
}

const watch = z.looseObject({ id: z.string() })
const pulled = z.looseObject({
  receivedMessages: z
    .array(
      z.looseObject({
        ackId: z.string(),
        message: z.looseObject({
          attributes: z.looseObject({ formId: z.string(), eventType: z.string() }),
        }),
      }),
    )
    .default([]),
})
const noticesAtOnce = 100

/** Makes the client of an account. */
export function openWatches({ call, apiRoot }: Pick<GoogleAccess, 'call' | 'apiRoot'>): Watches {
  const forms = `${apiRoot ?? 'https://forms.googleapis.com'}/v1/forms`
  const pubsub = `${apiRoot ?? 'https://pubsub.googleapis.com'}/v1`
  const at = (formId: string) => `${forms}/${encodeURIComponent(formId)}/watches`
  const write = { method: 'POST', quota: 'forms.write' } as const
  const read = { method: 'POST', quota: 'pubsub', repeatable: true } as const
  return {
    async create(formId, eventType, topicName) {
      const body = { watch: { target: { topic: { topicName } }, eventType } }
      const name = 'forms.watches.create'
      return (await call({ ...write, url: at(formId), name, body, repeatable: false }, watch)).id
    },
    async renew(formId, watchId) {
      const url = `${at(formId)}/${encodeURIComponent(watchId)}:renew`
      const name = 'forms.watches.renew'
      await call({ ...write, url, name, body: {}, repeatable: true }, watch)
    },
    async pull(subscription) {
      const url = `${pubsub}/${subscription}:pull`
      const body = { maxMessages: noticesAtOnce, returnImmediately: true }
      const answer = await call({ ...read, url, name: 'pubsub.pull', body }, pulled)
      return answer.receivedMessages.map(({ ackId: ack, message: { attributes } }) => {
        const { formId: form_id, eventType: event } = attributes
        return { ack, form_id, event }
      })
    },
    async acknowledge(subscription, ackIds) {
      const url = `${pubsub}/${subscription}:acknowledge`
      await call({ ...read, url, name: 'pubsub.acknowledge', body: { ackIds } }, z.unknown())
    },
  }
}
