import { GatewayIntentBits, InteractionResponseType, MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Dispatch, World } from '../../world.ts'
import { botId } from '../payload.ts'
import type { InteractionRecord, ShownResponse } from '../record.ts'
import type { Interactions } from '../store.ts'

/** Resolves when `done` holds after a change, or after `ms` of the world's clock. */
function until(
  world: World,
  ms: number,
  watch: { done: () => boolean; onChange: (listener: () => void) => () => void },
): Promise<void> {
  if (watch.done()) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = (): void => {
      timer.cancel()
      stop()
      resolve()
    }
    const timer = world.clock.after(ms, finish)
    const stop = watch.onChange(() => {
      if (watch.done()) finish()
    })
  })
}

function isLoading(world: World, record: InteractionRecord): boolean {
  const messages = world.state.messages.get(record.channel_id)
  const flags = messages?.get(record.original_id ?? '')?.message.flags ?? 0
  return (flags & MessageFlags.Loading) !== 0
}

/**
 * Waits for the first answer of an interaction, then `waitMs` for follow-ups; a deferred answer is waited for only
 * until it is there.
 */
export async function waitForAnswer(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  waitMs: number,
): Promise<void> {
  const onChange = (listener: () => void): (() => void) =>
    interactions.onChange((changed) => {
      if (changed.id === record.id) listener()
    })
  const answered = (): boolean => record.state !== 'waiting'
  // It fails by itself when its time is over; in a crowd it may be sent later.
  await until(world, 10 * interactions.answerWithinMs, { done: answered, onChange })
  if (waitMs === 0 || record.state !== 'answered') return
  const deferred = record.answer?.type === InteractionResponseType.DeferredChannelMessageWithSource
  const done = (): boolean => deferred && !isLoading(world, record)
  await until(world, waitMs, { done, onChange })
}

const created = z.looseObject({
  id: z.string(),
  channel_id: z.string(),
  author: z.object({ id: z.string() }),
})

/** Collects what the bot says in a channel, or to this person directly, from now on. */
export function watchReplies(
  world: World,
  place: { channel_id: string; user_id: string },
): { replies: ShownResponse[]; wait(ms: number, first: boolean): Promise<void>; stop(): void } {
  const replies: ShownResponse[] = []
  const listeners = new Set<() => void>()
  const isHere = (channelId: string): boolean =>
    channelId === place.channel_id ||
    (world.state.dms.get(channelId)?.recipients?.some(({ id }) => id === place.user_id) ?? false)
  const stop = world.onDispatch((dispatch: Dispatch) => {
    if (dispatch.t !== 'MESSAGE_CREATE') return
    const parsed = created.safeParse(dispatch.d)
    if (!parsed.success || parsed.data.author.id !== botId(world)) return
    if (!isHere(parsed.data.channel_id)) return
    const data = structuredClone(dispatch.d)
    replies.push({
      type: 0,
      message_id: parsed.data.id,
      ephemeral: dispatch.users !== undefined,
      data,
    })
    for (const listener of listeners) listener()
  })
  return {
    replies,
    stop,
    wait: (ms, first) =>
      until(world, ms, {
        done: () => first && replies.length > 0,
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      }),
  }
}

/** The intents by which a bot hears what people write. */
export const hearingIntents = GatewayIntentBits.GuildMessages | GatewayIntentBits.DirectMessages
