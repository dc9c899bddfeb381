import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { MessageBody } from '../message.ts'
import { isRefusal, passes, type DiscordRefusal } from '../rest/errors.ts'
import { createMessage } from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'

/** The person accepts no direct messages, shares no server with the bot, or cannot be written to at all. */
const closedCodes = [50007, 50278, 50033, 10013, 50001]

/** The bot may write to nobody directly: it was too fast, or is in quarantine. */
const mutedCodes = [20026, 40003, 40004]
/** The account must be verified, or this machine is locked out. */
const lockedCodes = [40002, 40333]

/** Whether a refusal says that somebody accepts no direct messages at all. */
export function isClosedDoor({ code }: DiscordRefusal): boolean {
  return closedCodes.includes(code)
}

/** Whether an error says that the bot may write to nobody directly for now. */
export function isMuted(error: unknown): error is DiscordRefusal {
  return isRefusal(error, ...mutedCodes)
}

/** Whether a refusal is about this person or message, so that others may be written to. */
function concernsOne(refusal: DiscordRefusal): boolean {
  const { status, code } = refusal
  const lasts = ![401, 429].includes(status) && !passes(refusal)
  return lasts && !isMuted(refusal) && !lockedCodes.includes(code)
}

const channelOnly = z.object({ id: z.string() })
const recent = z.array(
  z.object({
    id: z.string(),
    content: z.string(),
    timestamp: z.string(),
    embeds: z
      .array(z.object({ title: z.string().optional(), description: z.string().optional() }))
      .default([]),
  }),
)
type Recent = z.infer<typeof recent>[number]

/** Clocks of Discord and this machine may differ by so much, in milliseconds. */
const clockSkewMs = 5_000

/** A message that is sent once; `isIt` knows its text again. */
export type Once = {
  body: MessageBody
  nonce: string
  /** When an earlier attempt was made that may have arrived; null without one. */
  triedAt: number | null
  isIt: (content: string, embeds: Readonly<Recent['embeds']>) => boolean
}

/**
 * Posts a message once and returns its id. After an attempt that may have arrived the newest messages
 * are searched first, because Discord forgets a nonce after some minutes.
 */
export async function postOnce(
  rest: DiscordRest,
  channelId: string,
  message: Once,
): Promise<string> {
  const { body, nonce, triedAt, isIt } = message
  if (triedAt !== null) {
    const query = new URLSearchParams({ limit: '50' })
    const path = Routes.channelMessages(channelId)
    const found = await rest.call({ method: 'GET', path, query, lane: 'bulk' }, recent)
    const since = triedAt - clockSkewMs
    const isNew = (timestamp: string) => Date.parse(timestamp) >= since
    const there = found.find(
      ({ content, embeds, timestamp }) => isNew(timestamp) && isIt(content, embeds),
    )
    if (there) return there.id
  }
  return (await createMessage(rest, channelId, { body, nonce })).id
}

/**
 * Writes to a person directly, once. Returns what stands against it in the case of this person, or null when it was
 * said; throws what would stand against everybody.
 */
export async function sendDirectOnce(
  rest: DiscordRest,
  userId: string,
  message: Once,
): Promise<DiscordRefusal | null> {
  try {
    const body = { recipient_id: userId }
    const path = Routes.userChannels()
    const call = { method: 'POST', path, lane: 'bulk', repeatable: true, body } as const
    const channel = await rest.call(call, channelOnly)
    await postOnce(rest, channel.id, message)
    return null
  } catch (error) {
    if (isRefusal(error) && concernsOne(error)) return error
    throw error
  }
}
