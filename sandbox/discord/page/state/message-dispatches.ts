import * as z from 'zod/mini'
import { choice } from '../wire/command.ts'
import { component, emoji, message, messageFlags, messageUpdate } from '../wire/message.ts'
import type { Emoji, Message, Reaction } from '../wire/message.ts'
import { channel, user } from '../wire/objects.ts'
import { on, type Handlers } from './handlers.ts'
import { byId, withEntry, withoutEntry } from './maps.ts'
import { emptyState, findChannel, type ClientState } from './model.ts'

const place = { channel_id: z.string(), message_id: z.string() }
const reactionChange = z.object({ ...place, user_id: z.string(), emoji })

function changeMessages(
  state: ClientState,
  channelId: string,
  change: (messages: readonly Message[]) => readonly Message[],
): ClientState {
  const known = state.messages.get(channelId)
  if (known === undefined) return state
  return { ...state, messages: withEntry(state.messages, channelId, change(known)) }
}

function addMessage(state: ClientState, added: Message): ClientState {
  const { channel_id: channelId, author } = added
  const ephemeral = (added.flags & messageFlags.ephemeral) !== 0
  // An ephemeral answer is not in the history, so it has to be kept even when nothing is loaded yet.
  const known =
    state.messages.get(channelId) ?? (ephemeral && state.viewing === channelId ? [] : undefined)
  const messages = known
    ? withEntry(state.messages, channelId, [...known.filter(({ id }) => id !== added.id), added])
    : state.messages
  const isNews = state.viewing !== channelId && author.id !== state.me?.id
  return {
    ...state,
    messages,
    users: state.users.has(author.id) ? state.users : withEntry(state.users, author.id, author),
    unread: isNews
      ? withEntry(state.unread, channelId, (state.unread.get(channelId) ?? 0) + 1)
      : state.unread,
  }
}

// Only fields that came along are changed; absent ones parse to defaults.
function mergeUpdate(old: Message, data: unknown): Message {
  const parsed = messageUpdate.safeParse(data)
  if (!parsed.success || typeof data !== 'object' || data === null) return old
  const given = Object.fromEntries(Object.entries(parsed.data).filter(([key]) => key in data))
  return { ...old, ...given }
}

function sameEmoji(one: Emoji, other: Emoji): boolean {
  return one.id ? one.id === other.id : one.name === other.name
}

function changeReaction(
  reactions: readonly Reaction[],
  changed: Emoji,
  step: { by: 1 | -1; mine: boolean },
): Reaction[] {
  const old = reactions.find((one) => sameEmoji(one.emoji, changed))
  if (!old)
    return step.by > 0
      ? [...reactions, { emoji: changed, count: 1, me: step.mine }]
      : [...reactions]
  const next = {
    ...old,
    count: old.count + step.by,
    me: step.mine ? step.by > 0 : (old.me ?? false),
  }
  return reactions.flatMap((one) => (one !== old ? [one] : next.count > 0 ? [next] : []))
}

function onReaction(by: 1 | -1) {
  return on(reactionChange, (state, data) =>
    changeMessages(state, data.channel_id, (messages) =>
      messages.map((one) =>
        one.id === data.message_id
          ? {
              ...one,
              reactions: changeReaction(one.reactions, data.emoji, {
                by,
                mine: data.user_id === state.me?.id,
              }),
            }
          : one,
      ),
    ),
  )
}

const ready = z.object({
  user,
  session_id: z.string(),
  private_channels: z._default(z.array(channel), []),
})
const progress = z.object({
  nonce: z.nullish(z.string()),
  reason: z.nullish(z.union([z.string(), z.number()])),
})
const modalCreate = z.object({
  id: z.string(),
  nonce: z.nullish(z.string()),
  channel_id: z.nullish(z.string()),
  title: z.string(),
  custom_id: z.string(),
  components: z.array(component),
})

/** What READY, messages, reactions and the progress of interactions change. */
export const messageHandlers: Handlers = {
  READY: on(ready, (state, data) => ({
    ...emptyState(),
    link: 'open',
    viewing: state.viewing,
    me: data.user,
    sessionId: data.session_id,
    users: byId([data.user, ...data.private_channels.flatMap((dm) => dm.recipients ?? [])]),
    dms: byId(data.private_channels),
  })),
  MESSAGE_CREATE: on(message, addMessage),
  MESSAGE_UPDATE: (state, data) => {
    const target = z.object({ id: z.string(), channel_id: z.string() }).safeParse(data)
    if (!target.success) return state
    const { id, channel_id: channelId } = target.data
    return changeMessages(state, channelId, (messages) =>
      messages.map((one) => (one.id === id ? mergeUpdate(one, data) : one)),
    )
  },
  MESSAGE_DELETE: on(z.object({ id: z.string(), channel_id: z.string() }), (state, data) =>
    changeMessages(state, data.channel_id, (messages) =>
      messages.filter(({ id }) => id !== data.id),
    ),
  ),
  MESSAGE_DELETE_BULK: on(
    z.object({ ids: z.array(z.string()), channel_id: z.string() }),
    (state, { ids, channel_id: channelId }) =>
      changeMessages(state, channelId, (messages) =>
        messages.filter(({ id }) => !ids.includes(id)),
      ),
  ),
  MESSAGE_REACTION_ADD: onReaction(1),
  MESSAGE_REACTION_REMOVE: onReaction(-1),
  MESSAGE_REACTION_REMOVE_ALL: on(z.object(place), (state, data) =>
    changeMessages(state, data.channel_id, (messages) =>
      messages.map((one) => (one.id === data.message_id ? { ...one, reactions: [] } : one)),
    ),
  ),
  MESSAGE_REACTION_REMOVE_EMOJI: on(z.object({ ...place, emoji }), (state, data) =>
    changeMessages(state, data.channel_id, (messages) =>
      messages.map((one) =>
        one.id === data.message_id
          ? {
              ...one,
              reactions: one.reactions.filter((each) => !sameEmoji(each.emoji, data.emoji)),
            }
          : one,
      ),
    ),
  ),
  INTERACTION_SUCCESS: on(progress, (state, { nonce }) => {
    const done = state.pending.get(nonce ?? '')
    // The application took the form: it closes.
    const closes = done?.kind === 'modal' && done.name === state.modal?.customId
    return {
      ...state,
      pending: withoutEntry(state.pending, nonce ?? ''),
      modal: closes ? null : state.modal,
    }
  }),
  INTERACTION_FAILURE: on(progress, (state, { nonce, reason }) => {
    const known = state.pending.get(nonce ?? '')
    if (!known || !nonce) return state
    const failed = { ...known, failure: String(reason ?? '') }
    return { ...state, pending: withEntry(state.pending, nonce, failed) }
  }),
  INTERACTION_MODAL_CREATE: on(modalCreate, (state, data) => {
    const begun = state.pending.get(data.nonce ?? '')
    return {
      ...state,
      pending: withoutEntry(state.pending, data.nonce ?? ''),
      modal: {
        id: data.id,
        nonce: data.nonce ?? null,
        channelId: data.channel_id ?? begun?.channelId ?? state.viewing ?? '',
        title: data.title,
        customId: data.custom_id,
        components: data.components,
      },
    }
  }),
  APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE: on(
    z.object({ nonce: z.nullish(z.string()), choices: z._default(z.array(choice), []) }),
    (state, { nonce, choices }) => ({ ...state, suggestions: { nonce: nonce ?? '', choices } }),
  ),
}

/** Puts a loaded history in place; ephemeral answers that came meanwhile stay. Forgets it when the channel is gone. */
export function putHistory(
  state: ClientState,
  channelId: string,
  history: readonly Message[],
): ClientState {
  if (!findChannel(state, channelId)) return state
  const loaded = new Set(history.map(({ id }) => id))
  const kept = (state.messages.get(channelId) ?? []).filter(({ id }) => !loaded.has(id))
  const all = [...history, ...kept].toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
  return { ...state, messages: withEntry(state.messages, channelId, all) }
}
