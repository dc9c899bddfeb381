import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { readCustomId, type Spelling } from '../custom-id.ts'
import type { MessageBody } from '../message.ts'
import { isRefusal } from '../rest/errors.ts'
import { createMessage, editMessage, nonceOf } from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'

/** How far back a lost message is searched. */
const searchedMessages = 50

const channelMessages = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }),
    components: z.array(z.unknown()).default([]),
  }),
)

/** Every custom id in a message's components, however deep. */
function customIds(component: unknown): string[] {
  if (Array.isArray(component)) return component.flatMap(customIds)
  if (typeof component !== 'object' || component === null) return []
  const own = 'custom_id' in component && typeof component.custom_id === 'string'
  return [
    ...(own ? [String(component.custom_id)] : []),
    ...('components' in component ? customIds(component.components) : []),
    ...('accessory' in component ? customIds(component.accessory) : []),
  ]
}

/** Where a message is. */
export type Place = { channelId: string; messageId: string }

/**
 * Looks for a message of the bot whose components carry the object's id: a post whose answer was
 * lost. Null when there is none, or when the bot may not read the channel's history.
 */
export async function findMessage(
  rest: DiscordRest,
  about: {
    channelId: string
    botId: string
    spelling: Spelling
    objectId: string
    /** An earlier message of the object, which another is to follow. */
    newerThan: string | null
  },
): Promise<string | null> {
  const { channelId, botId, spelling, objectId, newerThan } = about
  const query = new URLSearchParams({ limit: String(searchedMessages) })
  const path = Routes.channelMessages(channelId)
  try {
    const messages = await rest.call({ method: 'GET', path, query, lane: 'bulk' }, channelMessages)
    const found = messages.find(({ id: messageId, author, components }) => {
      if (newerThan !== null && BigInt(messageId) <= BigInt(newerThan)) return false
      const ids = author.id === botId ? customIds(components) : []
      return ids.some((id) => readCustomId(id, spelling)?.id === objectId)
    })
    return found?.id ?? null
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

/** Posts the message of an object; `generation` tells a second message from a repeated first one. */
export async function postMessage(
  rest: DiscordRest,
  channelId: string,
  message: { kind: string; objectId: string; generation: string; body: MessageBody },
): Promise<string> {
  const { kind, objectId, generation, body } = message
  const nonce = nonceOf('panel', kind, objectId, generation)
  return (await createMessage(rest, channelId, { body, nonce, lane: 'edits' })).id
}

function setArchived(rest: DiscordRest, channelId: string, archived: boolean): Promise<void> {
  const path = Routes.channel(channelId)
  return rest.send({ method: 'PATCH', path, lane: 'edits', body: { archived } })
}

/** Edits a message, opening an archived thread (50083) for as long as that takes. */
export async function edit(rest: DiscordRest, place: Place, body: MessageBody): Promise<void> {
  try {
    await editMessage(rest, place, body)
  } catch (error) {
    if (!isRefusal(error, 50083)) throw error
    await setArchived(rest, place.channelId, false)
    try {
      await editMessage(rest, place, body)
    } finally {
      await setArchived(rest, place.channelId, true)
    }
  }
}

/** Deletes a message; one that is gone already is fine. */
export async function remove(rest: DiscordRest, place: Place): Promise<void> {
  const path = Routes.channelMessage(place.channelId, place.messageId)
  try {
    await rest.send({ method: 'DELETE', path, lane: 'edits' })
  } catch (error) {
    if (!isRefusal(error, 10008, 10003)) throw error
  }
}
