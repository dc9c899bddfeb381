import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import type { eventHistory } from '../contract/insight.ts'
import { eventAction } from '../contract/live.ts'
import type { Person } from '../store/people.ts'
import { t } from './texts.ts'

const action = z.enum([...eventAction.options, 'created', 'deleted'])
const change = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
const details = z.looseObject({
  user: z.looseObject({ discord_user_id: z.string() }).optional(),
  changes: z.array(change).default([]),
})

type Step = z.infer<typeof eventHistory>['results'][number]

/** One step of an event's history in the reader's language. */
export function historyStep(
  fact: PublishedFact,
  people: ReadonlyMap<string, Person>,
  locale: Locale,
): Step {
  const known = action.safeParse(fact.type).data ?? 'edited'
  const { changes } = details.parse(fact.data)
  const { actor_id } = fact
  return {
    position: fact.position,
    at: toInstant(fact.created_at),
    action: fact.type,
    text: t(locale, `history.${known}`),
    source: fact.source,
    actor:
      actor_id === null
        ? null
        : {
            discord_user_id: actor_id,
            display_name: people.get(actor_id)?.display_name ?? null,
          },
    changes,
  }
}
