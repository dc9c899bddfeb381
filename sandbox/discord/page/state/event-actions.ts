import * as z from 'zod/mini'
import { receive, send } from '../wire/http.ts'
import { scheduledEvent, type ScheduledEvent } from '../wire/objects.ts'
import type { Client } from './client.ts'
import { withEntry } from './maps.ts'

const api = '/api/v10'

/** What a person fills in for a new event. Times are ISO 8601. */
export type EventDraft = Pick<ScheduledEvent, 'name' | 'scheduled_start_time' | 'entity_type'> & {
  description?: string
  channel_id?: string
  scheduled_end_time?: string
  entity_metadata?: { location: string }
  recurrence_rule?: RecurrenceRule | null
}

/** How an event repeats, in Discord's own words: 3 is daily, 2 weekly, Monday is 0. */
export type RecurrenceRule = {
  start: string
  frequency: number
  interval: number
  by_weekday?: number[]
}

function eventsPath(guildId: string, rest = ''): string {
  return `${api}/guilds/${guildId}/scheduled-events${rest}`
}

/** Creates a scheduled event. */
export async function createEvent(
  client: Client,
  guildId: string,
  draft: EventDraft,
): Promise<ScheduledEvent> {
  return receive(scheduledEvent, eventsPath(guildId), {
    method: 'POST',
    token: client.token,
    body: { privacy_level: 2, ...draft },
  })
}

/** Changes a scheduled event. Its place is one of a channel and a location; the other becomes null. */
export async function editEvent(
  client: Client,
  event: ScheduledEvent,
  draft: EventDraft,
): Promise<void> {
  const { channel_id = null, entity_metadata = null, scheduled_end_time = null } = draft
  await send(eventsPath(event.guild_id, `/${event.id}`), {
    method: 'PATCH',
    token: client.token,
    body: { description: null, ...draft, channel_id, entity_metadata, scheduled_end_time },
  })
}

/** Starts (2) or ends (3) an event. */
export async function setEventStatus(
  client: Client,
  event: ScheduledEvent,
  status: 2 | 3,
): Promise<void> {
  await send(eventsPath(event.guild_id, `/${event.id}`), {
    method: 'PATCH',
    token: client.token,
    body: { status },
  })
}

/** Cancels an event the way Discord's client does: it is deleted. */
export async function cancelEvent(client: Client, event: ScheduledEvent): Promise<void> {
  await send(eventsPath(event.guild_id, `/${event.id}`), { method: 'DELETE', token: client.token })
}

/** Says that one is interested in an event, or no longer. */
export async function setInterested(
  client: Client,
  event: ScheduledEvent,
  on: boolean,
): Promise<void> {
  await send(eventsPath(event.guild_id, `/${event.id}/users/@me`), {
    method: on ? 'PUT' : 'DELETE',
    token: client.token,
    ...(on ? { body: {} } : {}),
  })
}

/** Loads who is interested in an event. */
export async function loadInterested(
  client: Client,
  event: Pick<ScheduledEvent, 'id' | 'guild_id'>,
): Promise<void> {
  const path = eventsPath(event.guild_id, `/${event.id}/users?limit=100`)
  const schema = z.array(
    z.object({ user_id: z.nullish(z.string()), user: z.nullish(z.object({ id: z.string() })) }),
  )
  const people = await receive(schema, path, { token: client.token })
  const ids = new Set(people.flatMap((one) => one.user_id ?? one.user?.id ?? []))
  client.update((state) => {
    const guild = state.guilds.get(event.guild_id)
    if (!guild) return state
    const interested = withEntry<ReadonlySet<string>>(guild.interested, event.id, ids)
    return { ...state, guilds: withEntry(state.guilds, guild.id, { ...guild, interested }) }
  })
}
