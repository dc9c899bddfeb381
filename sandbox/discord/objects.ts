import {
  ChannelType,
  GuildDefaultMessageNotifications,
  GuildExplicitContentFilter,
  GuildMFALevel,
  GuildNSFWLevel,
  GuildPremiumTier,
  GuildVerificationLevel,
  MessageType,
  type APIUser,
  type Locale,
} from 'discord-api-types/v10'
import type { Channel, GuildBase, Member, Message, Role } from './entities.ts'

// As a plain number, because the flag enumerations have no member for "none".
const noFlags: number = 0

/** A user object with every field that Discord always sends. */
export function makeUser(id: string, username: string, name: string | null): APIUser {
  return {
    id,
    username,
    discriminator: '0',
    global_name: name,
    avatar: null,
    public_flags: noFlags,
    flags: noFlags,
    primary_guild: null,
  }
}

/** A role object; `permissions` is the whole set. */
export function makeRole(id: string, name: string, position: number, permissions: bigint): Role {
  return {
    id,
    name,
    position,
    permissions: permissions.toString(),
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: noFlags,
  }
}

/** A guild channel with the fields that its type always has. */
export function makeChannel(id: string, guildId: string, type: ChannelType, name: string): Channel {
  const base: Channel = {
    id,
    type,
    flags: 0,
    guild_id: guildId,
    name,
    position: 0,
    parent_id: null,
    permission_overwrites: [],
    nsfw: false,
  }
  if (type === ChannelType.GuildCategory) return base
  const withMessages = { ...base, last_message_id: null, rate_limit_per_user: 0 }
  if (type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice)
    return { ...withMessages, bitrate: 64_000, user_limit: 0, rtc_region: null }
  if (type === ChannelType.GuildForum || type === ChannelType.GuildMedia)
    return { ...withMessages, topic: null, available_tags: [] }
  return { ...withMessages, topic: null }
}

/** What a new guild is told apart by. */
export type GuildSeed = {
  id: string
  owner_id: string
  name: string
  description: string | null
  preferred_locale: Locale
}

/** A guild object with every field that Discord always sends. */
export function makeGuild(seed: GuildSeed): GuildBase {
  return {
    ...seed,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: GuildVerificationLevel.Low,
    default_message_notifications: GuildDefaultMessageNotifications.OnlyMentions,
    explicit_content_filter: GuildExplicitContentFilter.AllMembers,
    features: [],
    mfa_level: GuildMFALevel.None,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: noFlags,
    rules_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    vanity_url_code: null,
    premium_tier: GuildPremiumTier.None,
    premium_subscription_count: 0,
    public_updates_channel_id: null,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    nsfw_level: GuildNSFWLevel.Default,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    incidents_data: null,
    hub_type: null,
  }
}

/** What a new message is told apart by. */
export type MessageSeed = Pick<Message, 'id' | 'channel_id' | 'author' | 'timestamp' | 'content'>

/** A message with every field that Discord always sends. */
export function makeMessage(seed: MessageSeed): Message {
  return {
    type: MessageType.Default,
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    flags: 0,
    ...seed,
  }
}

/** A member without roles who joined at the given moment. */
export function makeMember(user_id: string, joined_at: string): Member {
  return {
    user_id,
    roles: [],
    nick: null,
    avatar: null,
    banner: null,
    joined_at,
    premium_since: null,
    communication_disabled_until: null,
    pending: false,
    deaf: false,
    mute: false,
    flags: noFlags,
  }
}
