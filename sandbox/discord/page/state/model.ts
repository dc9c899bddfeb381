import type { LinkState } from '../wire/gateway.ts'
import type { Choice } from '../wire/command.ts'
import type { Component, Message } from '../wire/message.ts'
import type {
  Channel,
  Member,
  Presence,
  Role,
  ScheduledEvent,
  User,
  VoiceState,
} from '../wire/objects.ts'

/** One server as a person sees it; every map is keyed by id. */
export type Guild = {
  id: string
  name: string
  owner_id: string
  roles: ReadonlyMap<string, Role>
  /** Channels and threads that this person may see. */
  channels: ReadonlyMap<string, Channel>
  members: ReadonlyMap<string, Member>
  presences: ReadonlyMap<string, Presence>
  voice: ReadonlyMap<string, VoiceState>
  events: ReadonlyMap<string, ScheduledEvent>
  /** Event id to the users who are interested. */
  interested: ReadonlyMap<string, ReadonlySet<string>>
}

/** An interaction that this person began: what it was, and why it failed if it did. */
export type Pending = {
  kind: 'command' | 'component' | 'modal'
  channelId: string
  /** Command name or custom id. */
  name: string
  messageId?: string
  failure?: string
}

/** A modal that the application shows to this person. */
export type Modal = {
  id: string
  nonce: string | null
  channelId: string
  title: string
  customId: string
  components: readonly Component[]
}

/** Everything that one person's client knows. */
export type ClientState = {
  link: LinkState
  me: User | null
  sessionId: string | null
  guilds: ReadonlyMap<string, Guild>
  users: ReadonlyMap<string, User>
  dms: ReadonlyMap<string, Channel>
  /** Channel id to messages, oldest first; absent until its history is loaded. */
  messages: ReadonlyMap<string, readonly Message[]>
  unread: ReadonlyMap<string, number>
  /** The channel on show; messages there count as read. */
  viewing: string | null
  /** Interactions by nonce until they are answered; failed ones until they are dismissed. */
  pending: ReadonlyMap<string, Pending>
  modal: Modal | null
  suggestions: { nonce: string; choices: readonly Choice[] } | null
}

/** A client that has heard nothing yet. */
export function emptyState(): ClientState {
  return {
    link: 'connecting',
    me: null,
    sessionId: null,
    guilds: new Map(),
    users: new Map(),
    dms: new Map(),
    messages: new Map(),
    unread: new Map(),
    viewing: null,
    pending: new Map(),
    modal: null,
    suggestions: null,
  }
}

/** The guild channel, thread or direct message with this id. */
export function findChannel(state: ClientState, channelId: string): Channel | undefined {
  for (const guild of state.guilds.values()) {
    const channel = guild.channels.get(channelId)
    if (channel) return channel
  }
  return state.dms.get(channelId)
}

/** The guild that holds the channel; undefined for direct messages. */
export function guildOfChannel(state: ClientState, channelId: string): Guild | undefined {
  return [...state.guilds.values()].find((guild) => guild.channels.has(channelId))
}

/** The name to show for a user, as the guild knows them. */
export function displayName(user: User, guild?: Guild): string {
  return guild?.members.get(user.id)?.nick ?? user.global_name ?? user.username
}

/** The other person of a direct message. */
export function dmPartner(state: ClientState, channel: Channel): User | undefined {
  return channel.recipients?.find((user) => user.id !== state.me?.id) ?? channel.recipients?.[0]
}
