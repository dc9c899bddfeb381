import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import type { WebhookSource } from '#core/webhooks/source.ts'
import { get } from '../service/reading.ts'
import { recruitmentJson } from '../views/json.ts'

/** What facts are called outside; all others are `recruitment.updated`. */
const types: Record<string, string> = {
  created: 'created',
  deleted: 'deleted',
  full: 'full',
  closed: 'closed',
  cancelled: 'closed',
  expired: 'expired',
  participant_joined: 'participant.joined',
  participant_left: 'participant.left',
  participant_kicked: 'participant.left',
  participant_promoted: 'participant.promoted',
}

async function objectOf(context: Context, id: number): Promise<Record<string, unknown> | null> {
  try {
    return recruitmentJson(await get(context, id), context)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}

/** What other software is told of parties. */
export const recruitmentWebhooks: WebhookSource = {
  topic: 'recruitment',
  async render(context, fact) {
    const type = `recruitment.${types[fact.type] ?? 'updated'}`
    const id = Number(fact.object_id)
    if (fact.type === 'deleted') return { type, data: { recruitment_id: id } }
    const recruitment = await objectOf(context, id)
    return recruitment && { type, data: { recruitment, change: fact.data } }
  },
}
