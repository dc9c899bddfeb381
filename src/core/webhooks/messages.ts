import { systemActor } from '../access/actor.ts'
import { createContext, type Services } from '../context.ts'
import { AppError } from '../errors.ts'
import type { PublishedFact } from '../outbox/outbox.ts'
import type { NewDelivery } from './deliveries.ts'
import { messageId } from './signature.ts'
import { wantsType, type WebhookEvent, type WebhookSource } from './source.ts'
import type { Endpoint } from './store.ts'

/** How often a fact that cannot be told is tried before it is left out. */
const renderAttempts = 3

/** A message to be stored, and the guild on whose account it is sent. */
export type Draft = NewDelivery & { guild_id: string | null }

/** The text that is sent: type, time of the fact, and the object (Standard Webhooks). */
export function bodyOf({ type, data }: WebhookEvent, at: number): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })
}

function draftOf(endpoint: Endpoint, fact: PublishedFact, event: WebhookEvent): Draft {
  return {
    id: messageId(endpoint.id, fact.position, fact.created_at),
    webhook_id: endpoint.id,
    position: fact.position,
    stream: `${fact.topic}:${fact.object_id}`,
    type: event.type,
    body: bodyOf(event, fact.created_at),
    once: false,
    guild_id: fact.guild_id,
  }
}

const concerns = (fact: PublishedFact) => (endpoint: Endpoint) =>
  fact.position > endpoint.after_position &&
  (endpoint.guild_id === null || endpoint.guild_id === fact.guild_id)

/**
 * Makes the function that turns facts into messages. It throws when a fact cannot be told just now;
 * one that fails again and again is left out and logged, because it would hold all others up.
 */
export function createDrafter(services: Services, sources: readonly WebhookSource[]) {
  const byTopic = new Map(sources.map((source) => [source.topic, source]))
  let failed = { position: 0, times: 0 }

  async function render(fact: PublishedFact): Promise<WebhookEvent | null> {
    const { guild_id, topic, position } = fact
    const locale = guild_id === null ? null : services.members.guildLocale(guild_id)
    const context = createContext(services, { actor: systemActor, locale: locale ?? 'en' })
    try {
      return (await byTopic.get(topic)?.render(context, fact)) ?? null
    } catch (error) {
      failed = { position, times: failed.position === position ? failed.times + 1 : 1 }
      const passes = error instanceof AppError && error.status === 503
      if (passes || failed.times < renderAttempts) throw error
      services.log.error({ err: error, position }, 'a fact could not be told to webhooks')
      return null
    }
  }

  return async (facts: readonly PublishedFact[], endpoints: readonly Endpoint[]) => {
    const drafts: Draft[] = []
    for (const fact of facts) {
      const hearing = endpoints.filter(concerns(fact))
      const event = hearing.length > 0 ? await render(fact) : null
      if (!event) continue
      const listeners = hearing.filter(({ types }) => wantsType(types, event.type))
      drafts.push(...listeners.map((endpoint) => draftOf(endpoint, fact, event)))
    }
    return drafts
  }
}
