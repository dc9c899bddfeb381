import type {
  APIApplicationCommand,
  APIAuditLogEntry,
  APIGuild,
  APIGuildMember,
  APIGuildScheduledEventRecurrenceRule,
  APIMessage,
  APIOverwrite,
  APIRole,
  APIThreadMetadata,
  APIUser,
  APIVoiceState,
  ChannelType,
  GatewayPresenceUpdate,
  GuildScheduledEventEntityType,
  GuildScheduledEventStatus,
  Locale,
} from 'discord-api-types/v10'
import type { Component } from './components.ts'
import type { Embed } from './embeds.ts'

/** Somebody with an account: a person or the bot. `token` opens REST and the gateway for them. */
export type Person = {
  user: APIUser
  token: string
  locale: Locale
  /** Refuses direct messages (error 50007). */
  dm_closed: boolean
}

/** The one application whose bot lives in this world. Keys are hex, as the developer portal shows them. */
export type Application = {
  id: string
  name: string
  description: string
  owner_id: string
  public_key: string
  private_key: string
  bot_token: string
  client_secret: string
  /** Application flags; the privileged intents are among them. */
  flags: number
  redirect_uris: string[]
  interactions_endpoint_url: string | null
}

/** A thread's membership of one person. */
export type ThreadMember = { id: string; user_id: string; join_timestamp: string; flags: number }

/** Any channel as REST returns it: guild channel, thread or direct message; `type` says which fields are there. */
export type Channel = {
  id: string
  type: ChannelType
  flags: number
  guild_id?: string
  name?: string | null
  position?: number
  parent_id?: string | null
  topic?: string | null
  nsfw?: boolean
  rate_limit_per_user?: number
  bitrate?: number
  user_limit?: number
  rtc_region?: string | null
  permission_overwrites?: APIOverwrite[]
  last_message_id?: string | null
  last_pin_timestamp?: string | null
  default_auto_archive_duration?: number
  recipients?: APIUser[]
  owner_id?: string
  thread_metadata?: APIThreadMetadata
  message_count?: number
  member_count?: number
  total_message_sent?: number
  applied_tags?: string[]
  available_tags?: ForumTag[]
}

/** A tag of a forum channel. */
export type ForumTag = {
  id: string
  name: string
  moderated: boolean
  emoji_id: string | null
  emoji_name: string | null
}

/** A member without the user object, which is joined in when it is shown. */
export type Member = Omit<APIGuildMember, 'user'> & { user_id: string; joined_at: string }

/** A changed or cancelled occurrence of a recurring event. */
export type EventException = {
  event_id: string
  event_exception_id: string
  scheduled_start_time: string | null
  scheduled_end_time: string | null
  is_canceled: boolean
}

/** A scheduled event as REST returns it, without the parts that depend on the reader. */
export type ScheduledEvent = {
  id: string
  guild_id: string
  channel_id: string | null
  creator_id: string
  name: string
  description: string | null
  image: string | null
  scheduled_start_time: string
  scheduled_end_time: string | null
  privacy_level: 2
  status: GuildScheduledEventStatus
  entity_type: GuildScheduledEventEntityType
  entity_id: string | null
  entity_metadata: { location: string } | null
  recurrence_rule: APIGuildScheduledEventRecurrenceRule | null
  guild_scheduled_event_exceptions: EventException[]
}

/** Somebody's answer to an event, or to one occurrence of it. `response` is 1 for interested. */
export type EventSubscription = { user_id: string; response: 0 | 1; exception_id?: string }

/** One field in an audit log entry: what it was and what it is; null values are left out. */
export type AuditChange = {
  key: string
  old_value?: string | number
  new_value?: string | number
}

/** An audit log entry as REST returns it. */
export type AuditEntry = Omit<APIAuditLogEntry, 'changes'> & { changes?: AuditChange[] }

/** A role as REST returns it. */
export type Role = Omit<APIRole, 'color'> & { color: number }

/** The guild object without what `GuildState` keeps apart. */
export type GuildBase = Omit<APIGuild, 'roles' | 'emojis' | 'stickers'>

/** One server with everything in it. Messages are kept per channel in the world. */
export type GuildState = {
  base: GuildBase
  roles: Map<string, Role>
  /** Channels and threads. */
  channels: Map<string, Channel>
  thread_members: Map<string, Map<string, ThreadMember>>
  members: Map<string, Member>
  bans: Map<string, { user_id: string; reason: string | null }>
  events: Map<string, ScheduledEvent>
  /** Event id to subscriptions; the inner key is the user id, with the exception id after a colon if there is one. */
  subscriptions: Map<string, Map<string, EventSubscription>>
  voice_states: Map<string, APIVoiceState>
  presences: Map<string, GatewayPresenceUpdate>
  /** Newest last. */
  audit_log: AuditEntry[]
}

/** A message as REST returns it, without the parts that depend on the reader (reactions, referenced message). */
export type Message = Omit<
  APIMessage,
  'components' | 'embeds' | 'flags' | 'reactions' | 'referenced_message' | 'thread'
> & {
  components: Component[]
  embeds: Embed[]
  flags: number
}

/** One kind of reaction on a message, with who gave it in order. */
export type StoredReaction = { emoji: { id: string | null; name: string }; user_ids: string[] }

/** A message, who may see it (null: everybody in the channel), and its reactions. */
export type StoredMessage = {
  message: Message
  /** The only reader of an ephemeral message. */
  visible_to: string | null
  reactions: StoredReaction[]
  /** When it was pinned; absent unless it is. */
  pinned_at?: string
  /** Content of uploaded files by attachment id, base64. */
  files: Map<string, string>
}

/** An authorization code on its way from the consent page to the token route. Times are epoch milliseconds. */
export type OAuthCode = {
  code: string
  user_id: string
  scopes: string[]
  redirect_uri: string
  code_challenge: string | null
  expires_at: number
}

/** A granted OAuth2 token pair. `expires_at` (epoch milliseconds) is about the access token. */
export type OAuthToken = {
  access_token: string
  refresh_token: string
  user_id: string
  scopes: string[]
  expires_at: number
}

/** A registered command; `guild_id` is absent on global ones. */
export type Command = APIApplicationCommand

/** Everything that a snapshot holds. Plain data and Maps only. */
export type WorldState = {
  application: Application
  users: Map<string, Person>
  guilds: Map<string, GuildState>
  /** Direct message channels by id. */
  dms: Map<string, Channel>
  /** Channel id to messages by id, oldest first. */
  messages: Map<string, Map<string, StoredMessage>>
  commands: Map<string, Command>
  /** Author and nonce, joined by a colon, of messages sent with `enforce_nonce`. `at` is epoch milliseconds. */
  nonces: Map<string, { channel_id: string; message_id: string; at: number }>
  oauth: { codes: Map<string, OAuthCode>; tokens: Map<string, OAuthToken> }
}
