import {
  GatewayIntentBits,
  GuildScheduledEventEntityType as EntityType,
  GuildScheduledEventStatus as Status,
} from 'discord-api-types/v10'
import type { EventSubscription, GuildState, ScheduledEvent } from '../entities.ts'
import { timestamp } from '../forms.ts'
import { timeOfSnowflake, type World } from '../world.ts'
import { nextOccurrence } from './recurrence.ts'

/** Tells everybody in the guild about an event: CREATE, UPDATE, DELETE. */
export function announceEvent(
  world: World,
  what: 'CREATE' | 'UPDATE' | 'DELETE',
  event: ScheduledEvent,
): void {
  world.dispatch({
    t: `GUILD_SCHEDULED_EVENT_${what}`,
    d: { ...event, creator: world.state.users.get(event.creator_id)?.user },
    guild_id: event.guild_id,
    ...(event.channel_id === null ? {} : { channel_id: event.channel_id }),
    intent: GatewayIntentBits.GuildScheduledEvents,
  })
}

/** Whether an event is over and takes no more changes. */
export function isFinished({ status }: ScheduledEvent): boolean {
  return status === Status.Completed || status === Status.Canceled
}

/** When the date is that an event comes to next, which may have been changed apart from its series (assumed). */
export function dateOf(event: ScheduledEvent): { start: number; end: number | null; off: boolean } {
  const own = Date.parse(event.scheduled_start_time)
  const ownEnd = event.scheduled_end_time === null ? null : Date.parse(event.scheduled_end_time)
  const changed = event.guild_scheduled_event_exceptions.find(
    (one) => timeOfSnowflake(one.event_exception_id) === own,
  )
  const { scheduled_start_time: movedTo, scheduled_end_time: endsAt } = changed ?? {}
  const start = movedTo ? Date.parse(movedTo) : own
  const end = endsAt ? Date.parse(endsAt) : ownEnd && ownEnd + start - own
  return { start, end, off: changed?.is_canceled ?? false }
}

/** The start of the next occurrence that is not cancelled, in epoch milliseconds. */
function nextStart(event: ScheduledEvent, afterMs: number): number | undefined {
  if (!event.recurrence_rule) return undefined
  const cancelled = new Set(
    event.guild_scheduled_event_exceptions
      .filter((one) => one.is_canceled)
      .map((one) => timeOfSnowflake(one.event_exception_id)),
  )
  let next = nextOccurrence(event.recurrence_rule, afterMs)
  while (next !== undefined && cancelled.has(next))
    next = nextOccurrence(event.recurrence_rule, next)
  return next
}

/** The event moved to its next occurrence, waiting again; undefined when it does not repeat. */
function rolledOver(event: ScheduledEvent, now: number): ScheduledEvent | undefined {
  const start = Date.parse(event.scheduled_start_time)
  const next = nextStart(event, Math.max(start, now))
  if (next === undefined) return undefined
  const end = event.scheduled_end_time
  return {
    ...event,
    status: Status.Scheduled,
    scheduled_start_time: timestamp(next),
    scheduled_end_time: end === null ? null : timestamp(next + Date.parse(end) - start),
  }
}

/**
 * Gives an event a new status and tells everybody. One that repeats is not completed or missed: it goes back to
 * SCHEDULED at its next occurrence (observed, discord-api-docs#6885).
 */
export function setStatus(world: World, event: ScheduledEvent, status: Status): ScheduledEvent {
  const next = (status === Status.Completed ? rolledOver(event, world.clock.now()) : undefined) ?? {
    ...event,
    status,
  }
  world.guild(event.guild_id).events.set(event.id, next)
  announceEvent(world, 'UPDATE', next)
  return next
}

/** Removes an event and tells everybody. */
export function deleteEvent(world: World, event: ScheduledEvent): void {
  const guild = world.guild(event.guild_id)
  guild.events.delete(event.id)
  guild.subscriptions.delete(event.id)
  announceEvent(world, 'DELETE', event)
}

/** The events that were to happen in a channel which is gone are gone too (assumed). */
export function deleteEventsIn(world: World, guild: GuildState, channelId: string): void {
  for (const event of guild.events.values())
    if (event.channel_id === channelId) deleteEvent(world, event)
}

/** Whether somebody is in the channel of an event. */
export function isOccupied(guild: GuildState, event: ScheduledEvent): boolean {
  return [...guild.voice_states.values()].some((state) => state.channel_id === event.channel_id)
}

/** Whether an event happens in a channel, so that people start it and it ends with the last of them. */
export function isInChannel({ entity_type }: ScheduledEvent): boolean {
  return entity_type !== EntityType.External
}

function subscriptionKey({ user_id, exception_id }: Omit<EventSubscription, 'response'>): string {
  return exception_id === undefined ? user_id : `${user_id}:${exception_id}`
}

/** Everybody's answers to an event. */
export function subscriptionsOf(
  guild: GuildState,
  event: ScheduledEvent,
): Map<string, EventSubscription> {
  const known = guild.subscriptions.get(event.id) ?? new Map<string, EventSubscription>()
  guild.subscriptions.set(event.id, known)
  return known
}

/** Somebody becomes interested in an event or one occurrence, or is so no more. Nothing happens twice. */
export function setInterest(
  world: World,
  event: ScheduledEvent,
  who: { user_id: string; exception_id?: string },
  isInterested: boolean,
): void {
  const guild = world.guild(event.guild_id)
  const subscriptions = subscriptionsOf(guild, event)
  const key = subscriptionKey(who)
  if (subscriptions.has(key) === isInterested) return
  if (isInterested) subscriptions.set(key, { ...who, response: 1 })
  else subscriptions.delete(key)
  world.dispatch({
    t: `GUILD_SCHEDULED_EVENT_USER_${isInterested ? 'ADD' : 'REMOVE'}`,
    d: {
      guild_scheduled_event_id: event.id,
      user_id: who.user_id,
      guild_id: event.guild_id,
      ...(who.exception_id === undefined
        ? {}
        : { guild_scheduled_event_exception_id: who.exception_id }),
    },
    guild_id: event.guild_id,
    intent: GatewayIntentBits.GuildScheduledEvents,
  })
}
