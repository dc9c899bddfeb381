import * as z from 'zod/mini'
import { command, type Command, type CommandOption } from '../wire/command.ts'
import type { Component, Message } from '../wire/message.ts'
import { receive, send } from '../wire/http.ts'
import { track, type Client } from './client.ts'
import { guildOfChannel, type Modal } from './model.ts'

const api = '/api/v10'
const index = z.object({ application_commands: z.array(command) })

/** The commands that a person can use in a channel. */
export async function loadCommands(client: Client, channelId: string): Promise<Command[]> {
  const path = `${api}/channels/${channelId}/application-command-index`
  return (await receive(index, path, { token: client.token })).application_commands
}

function envelope(client: Client, channelId: string): object {
  const state = client.getState()
  const guild = guildOfChannel(state, channelId)
  return {
    application_id: client.applicationId,
    ...(guild ? { guild_id: guild.id } : {}),
    channel_id: channelId,
    session_id: state.sessionId,
  }
}

async function post(client: Client, body: object): Promise<void> {
  await send(`${api}/interactions`, { method: 'POST', token: client.token, body })
}

/** An option as it is sent; sub-commands hold further ones. */
export type SentOption = {
  name: string
  type: number
  value?: string | number | boolean
  focused?: boolean
  options?: SentOption[]
}

/** A command as a person calls it: `path` names the sub-command (and its group) if there is one. */
export type Invocation = {
  command: Command
  path: readonly CommandOption[]
  options: readonly SentOption[]
}

function commandData({ command: called, path, options }: Invocation): object {
  const nested = path.reduceRight<readonly SentOption[]>(
    (inner, { name, type }) => [{ name, type, options: [...inner] }],
    options,
  )
  return {
    id: called.id,
    name: called.name,
    type: called.type,
    version: called.version ?? called.id,
    ...(called.guild_id ? { guild_id: called.guild_id } : {}),
    options: nested,
    attachments: [],
  }
}

/** The full name of a called command, as "form create". */
export function invocationName({ command: called, path }: Invocation): string {
  return [called, ...path].map(({ name }) => name).join(' ')
}

/** Uses a slash command. */
export function callCommand(
  client: Client,
  channelId: string,
  invocation: Invocation,
): Promise<boolean> {
  const pending = { kind: 'command', channelId, name: invocationName(invocation) } as const
  return track(client, pending, (nonce) =>
    post(client, { type: 2, nonce, ...envelope(client, channelId), data: commandData(invocation) }),
  )
}

/** Uses a command from the menu of a user or message. */
export function callMenuCommand(
  client: Client,
  channelId: string,
  { command: called, targetId }: { command: Command; targetId: string },
): Promise<boolean> {
  const data = { ...commandData({ command: called, path: [], options: [] }), target_id: targetId }
  return track(client, { kind: 'command', channelId, name: called.name }, (nonce) =>
    post(client, { type: 2, nonce, ...envelope(client, channelId), data }),
  )
}

/** Asks for suggestions; they arrive in the state under the returned nonce. */
export async function askSuggestions(
  client: Client,
  channelId: string,
  invocation: Invocation,
): Promise<string> {
  const nonce = client.nonce()
  const data = commandData(invocation)
  await post(client, { type: 4, nonce, ...envelope(client, channelId), data })
  return nonce
}

/** Presses a button or answers a select of a message. */
export function answerComponent(
  client: Client,
  message: Message,
  { component, values }: { component: Component; values?: readonly string[] },
): Promise<boolean> {
  const customId = component.custom_id ?? ''
  const pending = {
    kind: 'component',
    channelId: message.channel_id,
    messageId: message.id,
    name: customId,
  } as const
  return track(client, pending, (nonce) =>
    post(client, {
      type: 3,
      nonce,
      ...envelope(client, message.channel_id),
      message_id: message.id,
      message_flags: message.flags,
      data: {
        component_type: component.type,
        custom_id: customId,
        ...(values ? { type: component.type, values } : {}),
      },
    }),
  )
}

/** What a person entered into a field of a modal. */
export type FieldValue = string | readonly string[] | boolean | null

function sentField(field: Component, entered: ReadonlyMap<string, FieldValue>): object {
  const value = entered.get(field.custom_id ?? '') ?? null
  const base = { type: field.type, custom_id: field.custom_id ?? '' }
  return Array.isArray(value) ? { ...base, values: value } : { ...base, value }
}

/** Sends a filled-in modal. */
export function submitModal(
  client: Client,
  modal: Modal,
  entered: ReadonlyMap<string, FieldValue>,
): Promise<boolean> {
  const components = modal.components.flatMap((entry): object[] => {
    if (entry.type === 18 && entry.component)
      return [{ type: 18, component: sentField(entry.component, entered) }]
    if (entry.type === 1)
      return [
        { type: 1, components: (entry.components ?? []).map((one) => sentField(one, entered)) },
      ]
    return []
  })
  const data = { id: modal.id, custom_id: modal.customId, components }
  const pending = { kind: 'modal', channelId: modal.channelId, name: modal.customId } as const
  return track(client, pending, (nonce) =>
    post(client, { type: 5, nonce, ...envelope(client, modal.channelId), data }),
  )
}

/** Closes a modal without sending it; the application is not told. */
export function dismissModal(client: Client): void {
  client.update((state) => ({ ...state, modal: null }))
}
