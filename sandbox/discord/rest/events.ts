import {
  AuditLogEvent,
  GatewayIntentBits,
  GuildScheduledEventEntityType as EntityType,
  GuildScheduledEventStatus as Status,
  PermissionFlagsBits as Bits,
} from 'discord-api-types/v10'
import { z } from 'zod'
import type { EventException, GuildState, ScheduledEvent } from '../entities.ts'
import { DiscordError, missingPermissions, parseForm } from '../errors.ts'
import { auditEvent, type EventActor } from '../events/audit.ts'
import {
  changedEvent,
  checkEvent,
  checkTransition,
  createEventBody,
  editEventBody,
  exceptionBody,
} from '../events/form.ts'
import {
  announceEvent,
  deleteEvent,
  isFinished,
  setInterest,
  setStatus,
  subscriptionsOf,
} from '../events/state.ts'
import { intBetween, queryFlag, snowflake } from '../forms.ts'
import { canView, computePermissions, requireInChannel } from '../permissions.ts'
import { renderMember } from '../render.ts'
import { snowflakeAt } from '../world.ts'
import type { Call, Route } from './call.ts'
import { guildOf } from './guilds.ts'

const mostOpen = 100
const countQuery = z.object({ with_user_count: queryFlag.default(false) })
const usersQuery = z.object({
  limit: intBetween(1, 100).default(100),
  with_member: queryFlag.default(false),
  before: snowflake.optional(),
  after: snowflake.optional(),
})
const countsQuery = z.object({
  guild_scheduled_event_exception_ids: z
    .union([z.array(snowflake), snowflake.transform((id) => [id])])
    .optional(),
})
const hostPermissions: Record<EntityType, bigint> = {
  [EntityType.StageInstance]: Bits.ManageChannels | Bits.MuteMembers | Bits.MoveMembers,
  [EntityType.Voice]: Bits.ViewChannel | Bits.Connect,
  [EntityType.External]: 0n,
}

/** An event as this caller sees it. */
function render(call: Call, event: ScheduledEvent, withCount: boolean): unknown {
  const { world, actor } = call
  const subscriptions = subscriptionsOf(world.guild(event.guild_id), event)
  const own = subscriptions.get(actor.user_id)
  return {
    ...event,
    creator: world.state.users.get(event.creator_id)?.user,
    ...(withCount ? { user_count: subscriptions.size } : {}),
    ...(own
      ? {
          user_rsvp: {
            guild_scheduled_event_id: event.id,
            user_id: own.user_id,
            response: own.response,
          },
        }
      : {}),
  }
}

function isVisible(call: Call, event: ScheduledEvent): boolean {
  if (event.channel_id === null) return true
  const channel = call.world.guild(event.guild_id).channels.get(event.channel_id)
  return channel !== undefined && canView(call.world, channel, call.actor.user_id)
}

function find(call: Call): { guild: GuildState; event: ScheduledEvent } {
  const guild = guildOf(call)
  const event = guild.events.get(call.param('guild_scheduled_event_id'))
  if (!event || !isVisible(call, event))
    throw new DiscordError(404, 10070, 'Unknown Guild Scheduled Event')
  return { guild, event }
}

function requireHost(call: Call, event: ScheduledEvent): void {
  if (event.channel_id === null) return
  const channel = call.world.channel(event.channel_id)
  requireInChannel(call.world, channel, call.actor.user_id, hostPermissions[event.entity_type])
}

/** One's own events take CREATE_EVENTS or MANAGE_EVENTS, others' take MANAGE_EVENTS. */
function requireManaging(call: Call, event: ScheduledEvent): void {
  const { world, actor } = call
  const held = computePermissions(world, event.guild_id, actor.user_id)
  const isOwn = event.creator_id === actor.user_id
  const wanted = isOwn ? Bits.CreateEvents | Bits.ManageEvents : Bits.ManageEvents
  if (!(held & wanted)) throw missingPermissions()
  requireHost(call, event)
}

function by(call: Call, action: AuditLogEvent): EventActor {
  return { user_id: call.actor.user_id, reason: call.reason, action }
}

function isBot({ world, actor }: Call): boolean {
  return world.person(actor.user_id).user.bot === true
}

function create(call: Call): unknown {
  const { world, actor } = call
  const guild = guildOf(call, Bits.CreateEvents)
  const input = parseForm(createEventBody, call.body)
  const open = [...guild.events.values()].filter((event) => !isFinished(event))
  if (open.length >= mostOpen)
    throw new DiscordError(
      400,
      30038,
      `Maximum number of uncompleted guild scheduled events has been reached (${mostOpen})`,
    )
  const id = world.nextId()
  const blank: ScheduledEvent = {
    id,
    guild_id: guild.base.id,
    channel_id: null,
    creator_id: actor.user_id,
    name: input.name,
    description: null,
    image: null,
    scheduled_start_time: input.scheduled_start_time,
    scheduled_end_time: null,
    privacy_level: 2,
    status: Status.Scheduled,
    entity_type: input.entity_type,
    entity_id: null,
    entity_metadata: null,
    recurrence_rule: null,
    guild_scheduled_event_exceptions: [],
  }
  const event = changedEvent(blank, input, id)
  checkEvent(guild, event, { isMoved: true, now: world.clock.now() })
  requireHost(call, event)
  guild.events.set(id, event)
  auditEvent(world, by(call, AuditLogEvent.GuildScheduledEventCreate), { after: event })
  announceEvent(world, 'CREATE', event)
  if (!isBot(call)) setInterest(world, event, { user_id: actor.user_id }, true)
  return render(call, event, false)
}

function edit(call: Call): unknown {
  const { world } = call
  const { guild, event } = find(call)
  requireManaging(call, event)
  const { status, ...input } = parseForm(editEventBody, call.body)
  checkTransition(event, status)
  const next = changedEvent(event, input, world.nextId())
  const isMoved =
    input.scheduled_start_time !== undefined &&
    input.scheduled_start_time !== event.scheduled_start_time
  if (Object.keys(input).length > 0) checkEvent(guild, next, { isMoved, now: world.clock.now() })
  requireHost(call, next)
  guild.events.set(event.id, next)
  auditEvent(world, by(call, AuditLogEvent.GuildScheduledEventUpdate), {
    before: event,
    after: { ...next, status: status ?? event.status },
  })
  if (status !== undefined && status !== event.status)
    return render(call, setStatus(world, next, status), false)
  announceEvent(world, 'UPDATE', next)
  return render(call, next, false)
}

function listUsers(call: Call, exceptionId?: string): unknown {
  const { guild, event } = find(call)
  const { limit, with_member, before, after } = parseForm(usersQuery, call.query)
  const all = [...subscriptionsOf(guild, event).values()]
    .filter((one) => exceptionId === undefined || one.exception_id === exceptionId)
    .sort((a, b) => (BigInt(a.user_id) < BigInt(b.user_id) ? -1 : 1))
  const page =
    before === undefined
      ? all
          .filter((one) => after === undefined || BigInt(one.user_id) > BigInt(after))
          .slice(0, limit)
      : all.filter((one) => BigInt(one.user_id) < BigInt(before)).slice(-limit)
  return page.map((one) => {
    const member = with_member ? guild.members.get(one.user_id) : undefined
    return {
      guild_scheduled_event_id: event.id,
      user_id: one.user_id,
      response: one.response,
      user: call.world.person(one.user_id).user,
      ...(one.exception_id === undefined
        ? {}
        : { guild_scheduled_event_exception_id: one.exception_id }),
      ...(member ? { member: renderMember(call.world, member) } : {}),
    }
  })
}

function countUsers(call: Call): unknown {
  const { guild, event } = find(call)
  const { guild_scheduled_event_exception_ids: wanted = [] } = parseForm(countsQuery, call.query)
  const all = [...subscriptionsOf(guild, event).values()]
  return {
    guild_scheduled_event_count: all.filter((one) => one.exception_id === undefined).length,
    guild_scheduled_event_exception_counts: Object.fromEntries(
      wanted.map((id) => [id, all.filter((one) => one.exception_id === id).length]),
    ),
  }
}

/** A person answers, as Discord's own clients let them; bots cannot. */
function answer(call: Call, isInterested: boolean, exceptionId?: string): unknown {
  if (call.actor.kind !== 'person' || isBot(call))
    throw new DiscordError(403, 20001, 'Bots cannot use this endpoint')
  const { event } = find(call)
  if (isFinished(event)) throw new DiscordError(400, 180_000, 'Cannot update a finished event')
  const { user_id } = call.actor
  const who = exceptionId === undefined ? { user_id } : { user_id, exception_id: exceptionId }
  setInterest(call.world, event, who, isInterested)
  return isInterested ? { guild_scheduled_event_id: event.id, user_id, response: 1 } : undefined
}

/** Keeps a changed list of exceptions and tells everybody about the one that changed. */
function saveException(
  call: Call,
  what: 'CREATE' | 'UPDATE' | 'DELETE',
  exception: EventException,
): EventException {
  const { guild, event } = find(call)
  const others = event.guild_scheduled_event_exceptions.filter(
    (one) => one.event_exception_id !== exception.event_exception_id,
  )
  const exceptions = what === 'DELETE' ? others : [...others, exception]
  guild.events.set(event.id, { ...event, guild_scheduled_event_exceptions: exceptions })
  call.world.dispatch({
    t: `GUILD_SCHEDULED_EVENT_EXCEPTION_${what}`,
    d: { ...exception, guild_id: guild.base.id },
    guild_id: guild.base.id,
    intent: GatewayIntentBits.GuildScheduledEvents,
  })
  return exception
}

function createException(call: Call): EventException {
  const { event } = find(call)
  requireManaging(call, event)
  const body = parseForm(exceptionBody, call.body)
  if (!event.recurrence_rule)
    throw new DiscordError(400, 50035, 'Only recurring events have exceptions')
  return saveException(call, 'CREATE', {
    event_id: event.id,
    event_exception_id: snowflakeAt(Date.parse(body.original_scheduled_start_time)),
    scheduled_start_time: body.scheduled_start_time ?? null,
    scheduled_end_time: body.scheduled_end_time ?? null,
    is_canceled: body.is_canceled ?? false,
  })
}

function findException(call: Call): EventException {
  const { event } = find(call)
  requireManaging(call, event)
  const id = call.param('exception_id')
  const found = event.guild_scheduled_event_exceptions.find((one) => one.event_exception_id === id)
  if (!found) throw new DiscordError(404, 10000, 'Unknown Guild Scheduled Event Exception')
  return found
}

function editException(call: Call): EventException {
  const known = findException(call)
  const body = parseForm(exceptionBody.partial(), call.body)
  return saveException(call, 'UPDATE', {
    ...known,
    scheduled_start_time:
      body.scheduled_start_time === undefined
        ? known.scheduled_start_time
        : body.scheduled_start_time,
    scheduled_end_time:
      body.scheduled_end_time === undefined ? known.scheduled_end_time : body.scheduled_end_time,
    is_canceled: body.is_canceled ?? known.is_canceled,
  })
}

/** Scheduled events of a server, who is interested, and changed occurrences. */
export function addEventRoutes(route: Route): void {
  const base = '/guilds/:guild_id/scheduled-events'
  const one = `${base}/:guild_scheduled_event_id`
  route('GET', base, (call) => {
    const { with_user_count } = parseForm(countQuery, call.query)
    return [...guildOf(call).events.values()]
      .filter((event) => !isFinished(event) && isVisible(call, event))
      .map((event) => render(call, event, with_user_count))
  })
  route('POST', base, create)
  route('GET', one, (call) => {
    const { with_user_count } = parseForm(countQuery, call.query)
    return render(call, find(call).event, with_user_count)
  })
  route('PATCH', one, edit)
  route('DELETE', one, (call) => {
    const { event } = find(call)
    requireManaging(call, event)
    auditEvent(call.world, by(call, AuditLogEvent.GuildScheduledEventDelete), { before: event })
    deleteEvent(call.world, event)
  })
  route('GET', `${one}/users`, (call) => listUsers(call))
  route('GET', `${one}/users/counts`, countUsers)
  route('PUT', `${one}/users/@me`, (call) => answer(call, true))
  route('DELETE', `${one}/users/@me`, (call) => answer(call, false))
  route('POST', `${one}/exceptions`, createException)
  route('PATCH', `${one}/exceptions/:exception_id`, editException)
  route('DELETE', `${one}/exceptions/:exception_id`, (call) => {
    saveException(call, 'DELETE', findException(call))
  })
  const occurrence = `${one}/:guild_scheduled_event_exception_id/users`
  const exceptionOf = (call: Call): string => call.param('guild_scheduled_event_exception_id')
  route('GET', occurrence, (call) => listUsers(call, exceptionOf(call)))
  route('PUT', `${occurrence}/@me`, (call) => answer(call, true, exceptionOf(call)))
  route('DELETE', `${occurrence}/@me`, (call) => answer(call, false, exceptionOf(call)))
}
