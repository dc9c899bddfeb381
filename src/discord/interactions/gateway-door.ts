import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Log } from '#core/log.ts'
import { isRefusal } from '../rest/errors.ts'
import { postedMessage, type PostedMessage } from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { interactionPayload, type PersonInteraction } from './payload.ts'
import type { FirstAnswer } from './first-answer.ts'
import type { Router } from './router.ts'

/** Serves an interaction that came as a dispatch; resolves when all is done. */
export type GatewayDoor = (data: unknown, receivedAt: number) => Promise<void>

const withMessage = z.object({
  resource: z.object({ message: postedMessage.optional() }).optional(),
})
/** The answer must arrive within three seconds of the interaction. */
const callbackDeadlineMs = 2_500
/** After this long Discord has told the person that it failed. */
const tokenLifeMs = 3_000
const discordEpoch = 1_420_070_400_000n

/** When an interaction was made, in epoch milliseconds: its id says so. */
function madeAt(id: string): number {
  return Number((BigInt(id) >> 22n) + discordEpoch)
}

/** Makes the door that answers by the callback endpoint. */
export function createGatewayDoor(needs: {
  rest: DiscordRest
  router: Router
  log: Log
  /** Whether what comes was missed while the connection was away. */
  replaying: () => boolean
}): GatewayDoor {
  const { rest, router, log, replaying } = needs

  async function callBack(
    interaction: PersonInteraction,
    first: FirstAnswer,
  ): Promise<PostedMessage | null> {
    const call = {
      method: 'POST',
      path: Routes.interactionCallback(interaction.id, interaction.token),
      lane: 'answers',
      auth: false,
      repeatable: true,
      deadlineMs: callbackDeadlineMs,
      body: first.callback,
    } as const
    if (!first.wantsMessage) {
      await rest.send(call)
      return null
    }
    const query = new URLSearchParams({ with_response: 'true' })
    const { resource } = await rest.call({ ...call, query }, withMessage)
    return resource?.message ?? null
  }

  return async (data, receivedAt) => {
    const payload = interactionPayload.safeParse(data).data
    if (!payload || payload.type === 1) return
    // A click that failed for the person long ago must not take effect behind his or her back.
    if (replaying() && receivedAt - madeAt(payload.id) > tokenLifeMs) {
      log.info({ interaction: payload.id }, 'a missed interaction is too old to be served')
      return
    }
    const first = await router.handle(payload, receivedAt)
    let message: PostedMessage | null
    try {
      message = await callBack(payload, first)
    } catch (error) {
      if (!isRefusal(error, 40060)) {
        log.warn({ err: error, interaction: payload.id }, 'an interaction was not answered')
      }
      await first.failed(error)
      return
    }
    await first.delivered(message)
  }
}
