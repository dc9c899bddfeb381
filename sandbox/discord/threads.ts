import { ChannelType, GatewayIntentBits, ThreadAutoArchiveDuration } from 'discord-api-types/v10'
import type { Channel, GuildState, ThreadMember } from './entities.ts'
import { DiscordError } from './errors.ts'
import { timestamp } from './forms.ts'
import type { World } from './world.ts'

const mostActive = 1000
const mostMembers = 1000

/** What a new thread is told apart by. `id` is the message's id for threads that begin at one. */
export type ThreadSeed = {
  id: string
  name: string
  type: ChannelType
  owner_id: string
  auto_archive_duration?: number | undefined
  rate_limit_per_user?: number | null | undefined
  invitable?: boolean | undefined
  applied_tags?: string[] | undefined
}

function requireRoom(guild: GuildState): void {
  const active = [...guild.channels.values()].filter(
    ({ thread_metadata: about }) => about && !about.archived,
  )
  if (active.length >= mostActive)
    throw new DiscordError(400, 160_006, 'Maximum number of active threads reached')
}

/** Opens a thread in a guild channel, with its creator as the first member, and tells everybody who sees it. */
export function openThread(world: World, parent: Channel, seed: ThreadSeed): Channel {
  const guild = world.guildOf(parent)
  if (!guild) throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  requireRoom(guild)
  const now = timestamp(world.clock.now())
  const { id, name, type, owner_id } = seed
  const thread: Channel = {
    id,
    type,
    flags: 0,
    guild_id: guild.base.id,
    name,
    parent_id: parent.id,
    owner_id,
    last_message_id: null,
    rate_limit_per_user: seed.rate_limit_per_user ?? 0,
    message_count: 0,
    member_count: 0,
    total_message_sent: 0,
    thread_metadata: {
      archived: false,
      archive_timestamp: now,
      auto_archive_duration:
        seed.auto_archive_duration ??
        parent.default_auto_archive_duration ??
        ThreadAutoArchiveDuration.OneDay,
      locked: false,
      create_timestamp: now,
      ...(type === ChannelType.PrivateThread ? { invitable: seed.invitable ?? true } : {}),
    },
    ...(seed.applied_tags ? { applied_tags: seed.applied_tags } : {}),
  }
  guild.channels.set(id, thread)
  const member = { id, user_id: owner_id, join_timestamp: now, flags: 0 }
  guild.thread_members.set(id, new Map([[owner_id, member]]))
  thread.member_count = 1
  world.dispatch({
    t: 'THREAD_CREATE',
    d: { ...thread, newly_created: true },
    guild_id: guild.base.id,
    channel_id: id,
    intent: GatewayIntentBits.Guilds,
  })
  return thread
}

/** Tells everybody who sees a thread that it changed. */
export function announceThread(world: World, thread: Channel): void {
  world.dispatch({
    t: 'THREAD_UPDATE',
    d: thread,
    ...(thread.guild_id === undefined ? {} : { guild_id: thread.guild_id }),
    channel_id: thread.id,
    intent: GatewayIntentBits.Guilds,
  })
}

/** Before something is said in it, an archived thread opens again; a locked one throws 400 50083. */
export function wakeThread(world: World, channel: Channel): void {
  const about = channel.thread_metadata
  if (!about?.archived) return
  if (about.locked) throw new DiscordError(400, 50083, 'Thread is archived')
  channel.thread_metadata = {
    ...about,
    archived: false,
    archive_timestamp: timestamp(world.clock.now()),
  }
  announceThread(world, channel)
}

/** The members of a thread, by user id. */
export function threadMembers(world: World, thread: Channel): Map<string, ThreadMember> {
  return world.guildOf(thread)?.thread_members.get(thread.id) ?? new Map<string, ThreadMember>()
}

/** Adds or removes somebody and tells everybody who sees the thread. Nothing happens when nothing changes. */
export function setThreadMember(
  world: World,
  thread: Channel,
  userId: string,
  isMember: boolean,
): void {
  const members = threadMembers(world, thread)
  if (members.has(userId) === isMember) return
  if (isMember && members.size >= mostMembers)
    throw new DiscordError(
      400,
      30_033,
      `Maximum number of thread participants reached (${mostMembers})`,
    )
  const join_timestamp = timestamp(world.clock.now())
  const member = { id: thread.id, user_id: userId, join_timestamp, flags: 0 }
  if (isMember) members.set(userId, member)
  else members.delete(userId)
  thread.member_count = members.size
  world.dispatch({
    t: 'THREAD_MEMBERS_UPDATE',
    d: {
      id: thread.id,
      guild_id: thread.guild_id,
      member_count: members.size,
      ...(isMember ? { added_members: [member] } : { removed_member_ids: [userId] }),
    },
    ...(thread.guild_id === undefined ? {} : { guild_id: thread.guild_id }),
    channel_id: thread.id,
    intent: GatewayIntentBits.Guilds,
  })
}
