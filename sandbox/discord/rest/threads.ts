import { ChannelFlags, ChannelType, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel } from '../entities.ts'
import { DiscordError, missingPermissions, parseForm } from '../errors.ts'
import { intBetween, int, jsonObject, queryFlag, snowflake, timestamp } from '../forms.ts'
import { canView, computePermissions, isThread, requireInChannel } from '../permissions.ts'
import { renderMember, renderMessage } from '../render.ts'
import {
  announceThread,
  openThread,
  setThreadMember,
  threadMembers,
  wakeThread,
} from '../threads.ts'
import type { Call, Route } from './call.ts'
import { channelOf, sendMessage, visibleMessage } from './messages.ts'

const archiveDuration = z.preprocess(Number, z.literal([60, 1440, 4320, 10_080]))
const threadFields = {
  name: z.string().trim().min(1).max(100),
  auto_archive_duration: archiveDuration.optional(),
  rate_limit_per_user: intBetween(0, 21_600).nullish(),
}
const fromMessageBody = z.object(threadFields)
const createBody = z.object({
  ...threadFields,
  type: z.preprocess(Number, z.literal([10, 11, 12])).default(ChannelType.PrivateThread),
  invitable: z.boolean().optional(),
})
const postBody = z.object({
  ...threadFields,
  message: z.record(z.string(), z.unknown()),
  applied_tags: z.array(snowflake).max(5).optional(),
})
const editBody = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
  invitable: z.boolean().optional(),
  auto_archive_duration: archiveDuration.optional(),
  rate_limit_per_user: intBetween(0, 21_600).nullish(),
  applied_tags: z.array(snowflake).max(5).optional(),
  flags: int.optional(),
})
const archivedQuery = z.object({
  before: z.string().optional(),
  limit: intBetween(1, 100).default(50),
})
const membersQuery = z.object({
  with_member: queryFlag.default(false),
  after: snowflake.default('0'),
  limit: intBetween(1, 100).default(100),
})
const forums: readonly ChannelType[] = [ChannelType.GuildForum, ChannelType.GuildMedia]

function fromMessage(call: Call): Channel {
  const parent = channelOf(call, Bits.CreatePublicThreads)
  const { message } = visibleMessage(call)
  const body = parseForm(fromMessageBody, call.body)
  if (call.world.guildOf(parent)?.channels.has(message.id))
    throw new DiscordError(400, 160_004, 'A thread has already been created for this message')
  const isNews = parent.type === ChannelType.GuildAnnouncement
  call.status(201)
  return openThread(call.world, parent, {
    ...body,
    id: message.id,
    type: isNews ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
    owner_id: call.actor.user_id,
  })
}

function post(call: Call, parent: Channel): unknown {
  requireInChannel(call.world, parent, call.actor.user_id, Bits.SendMessages)
  const form = parseForm(jsonObject, call.body)
  const { message, ...body } = parseForm(postBody, { message: form, ...form })
  if (Boolean(parent.flags & ChannelFlags.RequireTag) && !body.applied_tags?.length)
    throw new DiscordError(400, 40_067, 'A tag is required to create a forum post in this channel')
  const thread = openThread(call.world, parent, {
    ...body,
    id: call.world.nextId(),
    type: ChannelType.PublicThread,
    owner_id: call.actor.user_id,
  })
  const first = sendMessage({ ...call, body: message }, thread)
  return { ...thread, message: renderMessage(call.world, first, call.actor.user_id) }
}

function create(call: Call): unknown {
  const parent = channelOf(call)
  call.status(201)
  if (forums.includes(parent.type)) return post(call, parent)
  const body = parseForm(createBody, call.body)
  const isPrivate = body.type === ChannelType.PrivateThread
  requireInChannel(
    call.world,
    parent,
    call.actor.user_id,
    isPrivate ? Bits.CreatePrivateThreads : Bits.CreatePublicThreads,
  )
  return openThread(call.world, parent, {
    ...body,
    id: call.world.nextId(),
    owner_id: call.actor.user_id,
  })
}

function requireThread(call: Call, bits = 0n): Channel {
  const thread = channelOf(call, bits)
  if (!isThread(thread))
    throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  return thread
}

type ThreadEdit = z.output<typeof editBody>

/** Of an archived thread only its archiving and lock can change. */
function requireOpen(isArchived: boolean, body: ThreadEdit): void {
  const { archived: next, locked: _locked, ...rest } = body
  const touchesMore = Object.values(rest).some((value) => value !== undefined)
  if (isArchived && next !== false && touchesMore)
    throw new DiscordError(400, 50083, 'Thread is archived')
}

/** Changes a thread: its creator may rename and archive, locking needs MANAGE_THREADS. */
export function editThread(call: Call, thread: Channel): Channel {
  const { world, actor } = call
  const body = parseForm(editBody, call.body)
  const held = computePermissions(world, thread.guild_id ?? '', actor.user_id, thread.id)
  const manages = Boolean(held & Bits.ManageThreads)
  if (!manages && (thread.owner_id !== actor.user_id || body.locked !== undefined))
    throw missingPermissions()
  const about = thread.thread_metadata
  if (!about) throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
  requireOpen(about.archived, body)
  const { archived: isArchived = about.archived, locked = about.locked } = body
  const isToggled = isArchived !== about.archived
  thread.thread_metadata = {
    ...about,
    archived: isArchived,
    locked,
    auto_archive_duration: body.auto_archive_duration ?? about.auto_archive_duration,
    ...(body.invitable === undefined ? {} : { invitable: body.invitable }),
    ...(isToggled ? { archive_timestamp: timestamp(world.clock.now()) } : {}),
  }
  if (body.name !== undefined) thread.name = body.name
  if (body.applied_tags !== undefined) thread.applied_tags = body.applied_tags
  thread.rate_limit_per_user = body.rate_limit_per_user ?? thread.rate_limit_per_user ?? 0
  announceThread(world, thread)
  return thread
}

function archived(call: Call, types: readonly ChannelType[]): unknown {
  const parent = channelOf(call, Bits.ReadMessageHistory)
  const { before, limit } = parseForm(archivedQuery, call.query)
  const endOf = (thread: Channel): string => thread.thread_metadata?.archive_timestamp ?? ''
  const threads = [...(call.world.guildOf(parent)?.channels.values() ?? [])]
    .filter((one) => one.parent_id === parent.id && types.includes(one.type))
    .filter((one) => one.thread_metadata?.archived && canView(call.world, one, call.actor.user_id))
    .filter((one) => before === undefined || Date.parse(endOf(one)) < Date.parse(before))
    .sort((a, b) => Date.parse(endOf(b)) - Date.parse(endOf(a)))
  const members = threads
    .map((thread) => threadMembers(call.world, thread).get(call.actor.user_id))
    .filter((member) => member !== undefined)
  return { threads: threads.slice(0, limit), members, has_more: threads.length > limit }
}

function listMembers(call: Call): unknown {
  const thread = requireThread(call)
  const { with_member, after, limit } = parseForm(membersQuery, call.query)
  const guild = call.world.guildOf(thread)
  return [...threadMembers(call.world, thread).values()]
    .filter((one) => BigInt(one.user_id) > BigInt(after))
    .slice(0, limit)
    .map((one) => {
      const member = with_member ? guild?.members.get(one.user_id) : undefined
      return { ...one, ...(member ? { member: renderMember(call.world, member) } : {}) }
    })
}

function oneMember(call: Call): unknown {
  const found = threadMembers(call.world, requireThread(call)).get(call.param('user_id'))
  if (!found) throw new DiscordError(404, 10007, 'Unknown Member')
  return found
}

/** Puts somebody else in a thread, or takes them out. */
function setOther(call: Call, isMember: boolean): void {
  const userId = call.param('user_id')
  const isSelf = userId === call.actor.user_id
  const thread = requireThread(call, isSelf || !isMember ? 0n : Bits.SendMessagesInThreads)
  const isOwnPrivate =
    thread.type === ChannelType.PrivateThread && thread.owner_id === call.actor.user_id
  if (!isSelf && !isMember && !isOwnPrivate) requireThread(call, Bits.ManageThreads)
  if (isMember && !call.world.guildOf(thread)?.members.has(userId))
    throw new DiscordError(404, 10007, 'Unknown Member')
  wakeThread(call.world, thread)
  setThreadMember(call.world, thread, userId, isMember)
}

/** Threads: opening, members, archives. Editing is part of editing channels. */
export function addThreadRoutes(route: Route): void {
  const base = '/channels/:channel_id'
  route('POST', `${base}/messages/:message_id/threads`, fromMessage)
  route('POST', `${base}/threads`, create)
  route('GET', `${base}/threads/archived/public`, (call) =>
    archived(call, [ChannelType.PublicThread, ChannelType.AnnouncementThread]),
  )
  route('GET', `${base}/threads/archived/private`, (call) =>
    archived(call, [ChannelType.PrivateThread]),
  )
  route('GET', `${base}/users/@me/threads/archived/private`, (call) =>
    archived(call, [ChannelType.PrivateThread]),
  )
  route('GET', `${base}/thread-members`, listMembers)
  route('GET', `${base}/thread-members/:user_id`, oneMember)
  route('PUT', `${base}/thread-members/:user_id`, (call) => setOther(call, true))
  route('DELETE', `${base}/thread-members/:user_id`, (call) => setOther(call, false))
}
