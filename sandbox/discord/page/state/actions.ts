import * as z from 'zod/mini'
import { message, type Emoji, type Message } from '../wire/message.ts'
import { channel, type Channel } from '../wire/objects.ts'
import { receive, send } from '../wire/http.ts'
import type { Client } from './client.ts'
import { withEntry } from './maps.ts'
import { putHistory } from './message-dispatches.ts'

const api = '/api/v10'
const historyLength = 50

/** Loads the newest messages of a channel into the state. */
export async function loadHistory(client: Client, channelId: string): Promise<void> {
  const path = `${api}/channels/${channelId}/messages?limit=${historyLength}`
  const newest = await receive(z.array(message), path, { token: client.token })
  client.update((state) => putHistory(state, channelId, newest.toReversed()))
}

/** Sends a plain message, as an answer to another one if `replyTo` is given. */
export async function sendMessage(
  client: Client,
  channelId: string,
  content: string,
  replyTo?: Message,
): Promise<void> {
  const reference = replyTo && { message_reference: { message_id: replyTo.id } }
  await send(`${api}/channels/${channelId}/messages`, {
    method: 'POST',
    token: client.token,
    body: { content, nonce: client.nonce(), ...reference },
  })
}

function messagePath({ channel_id: channelId, id }: Message): string {
  return `${api}/channels/${channelId}/messages/${id}`
}

/** Changes the text of one's own message. */
export async function editMessage(client: Client, target: Message, content: string): Promise<void> {
  await send(messagePath(target), { method: 'PATCH', token: client.token, body: { content } })
}

/** Deletes a message. */
export async function deleteMessage(client: Client, target: Message): Promise<void> {
  await send(messagePath(target), { method: 'DELETE', token: client.token })
}

/** Hides an ephemeral message; it exists for this person only, so nothing is sent. */
export function dismissMessage(client: Client, target: Message): void {
  client.update((state) => ({
    ...state,
    messages: withEntry(
      state.messages,
      target.channel_id,
      (state.messages.get(target.channel_id) ?? []).filter(({ id }) => id !== target.id),
    ),
  }))
}

/** Adds or takes back one's own reaction. */
export async function react(
  client: Client,
  target: Message,
  { emoji, on }: { emoji: Emoji; on: boolean },
): Promise<void> {
  const name = emoji.id ? `${emoji.name ?? '_'}:${emoji.id}` : (emoji.name ?? '')
  const path = `${messagePath(target)}/reactions/${encodeURIComponent(name)}/@me`
  await send(path, { method: on ? 'PUT' : 'DELETE', token: client.token })
}

/** Pins a message or takes it from the pins. */
export async function setPinned(client: Client, target: Message, pinned: boolean): Promise<void> {
  await send(`${api}/channels/${target.channel_id}/messages/pins/${target.id}`, {
    method: pinned ? 'PUT' : 'DELETE',
    token: client.token,
  })
}

const pinPage = z.object({ items: z.array(z.object({ message })) })

/** The pinned messages of a channel, newest first. */
export async function listPins(client: Client, channelId: string): Promise<Message[]> {
  const path = `${api}/channels/${channelId}/messages/pins`
  const page = await receive(pinPage, path, { token: client.token })
  return page.items.map((item) => item.message)
}

/** Starts a public thread from a message. */
export async function startThread(client: Client, target: Message, name: string): Promise<Channel> {
  return receive(channel, `${messagePath(target)}/threads`, {
    method: 'POST',
    token: client.token,
    body: { name },
  })
}

/** The direct message channel with somebody, opened if need be. */
export async function openDm(client: Client, userId: string): Promise<Channel> {
  const opened = await receive(channel, `${api}/users/@me/channels`, {
    method: 'POST',
    token: client.token,
    body: { recipient_id: userId },
  })
  client.update((state) => ({ ...state, dms: withEntry(state.dms, opened.id, opened) }))
  return opened
}

/** Kinds of activities that one can show, as Discord numbers them. */
export const activityKinds = [0, 1, 2, 3, 5] as const

/** Kinds of devices that one can be seen on. */
export const devices = ['desktop', 'mobile', 'web', 'vr'] as const

/** How one shows oneself: a status of Discord and, if wanted, a text and an activity. */
export type OwnPresence = {
  status: 'online' | 'idle' | 'dnd' | 'invisible'
  text: string
  activity: { type: (typeof activityKinds)[number]; name: string }
  device: (typeof devices)[number]
}

/** Shows oneself as online, as a client does when it starts. */
export function comeOnline(client: Client): void {
  client.frame(3, { since: null, afk: false, status: 'online', activities: [] })
}

/** Sets one's own presence. A client tells its device by what it is, so the page asks for it by name. */
export async function setPresence(client: Client, wanted: OwnPresence): Promise<void> {
  const { status, text, activity, device } = wanted
  const shown = { do: 'presence', status, custom_status: text || null, platform: device }
  const activities = activity.name === '' ? [] : [activity]
  const as = client.getState().me?.id
  await send('/_control/act', { method: 'POST', body: { as, ...shown, activities } })
}

/** Joins a voice channel, or leaves voice when `channelId` is null. */
export function setVoice(client: Client, guildId: string, channelId: string | null): void {
  client.frame(4, { guild_id: guildId, channel_id: channelId, self_mute: false, self_deaf: false })
}
