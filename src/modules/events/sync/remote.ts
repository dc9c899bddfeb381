import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { DiscordRest } from '#discord/rest/rest.ts'
import { withChangedDate, type RemoteException } from '../rules/exceptions.ts'
import type { MergeField } from '../rules/merge.ts'
import type { RemoteEvent } from '../rules/remote.ts'

const entityType = z.union([z.literal(1), z.literal(2), z.literal(3)])
const status = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])

const time = z
  .string()
  .nullish()
  .transform((text) => (text ? Date.parse(text) : null))

/** One changed date of a series, as Discord sends it; its id is the moment of the date that it changes. */
export const remoteException = z
  .object({
    event_exception_id: z.string(),
    scheduled_start_time: time,
    scheduled_end_time: time,
    is_canceled: z.boolean().default(false),
  })
  .transform((one): RemoteException => ({
    id: one.event_exception_id,
    original: timeOf(one.event_exception_id),
    start: one.scheduled_start_time,
    end: one.scheduled_end_time,
    cancelled: one.is_canceled,
  }))

/** An event as Discord sends it, in frames and answers. */
export const remoteEvent = z
  .object({
    id: z.string(),
    guild_id: z.string(),
    name: z.string(),
    description: z.string().nullish(),
    scheduled_start_time: z.string(),
    scheduled_end_time: time,
    entity_type: entityType,
    entity_metadata: z.object({ location: z.string().nullish() }).nullish(),
    channel_id: z.string().nullish(),
    status,
    creator_id: z.string().nullish(),
    creator: z.object({ id: z.string(), bot: z.boolean().optional() }).nullish(),
    user_count: z.int().optional(),
    recurrence_rule: z.record(z.string(), z.unknown()).nullish(),
    guild_scheduled_event_exceptions: z.array(remoteException).nullish(),
  })
  .transform((event): RemoteEvent => ({
    id: event.id,
    guild_id: event.guild_id,
    name: event.name,
    description: event.description ?? '',
    start: Date.parse(event.scheduled_start_time),
    end: event.scheduled_end_time,
    entity_type: event.entity_type,
    location: event.entity_metadata?.location ?? null,
    channel_id: event.channel_id ?? null,
    status: event.status,
    creator_id: event.creator_id ?? event.creator?.id ?? null,
    creator_is_bot: event.creator?.bot ?? false,
    user_count: event.user_count ?? null,
    recurrence_rule: event.recurrence_rule ?? null,
    exceptions: event.guild_scheduled_event_exceptions ?? null,
  }))

/** What an event is to be in Discord, as its interface takes it. */
export type RemoteBody = Record<string, unknown>

const subscriber = z.object({
  user_id: z.string(),
  user: z
    .object({
      id: z.string(),
      username: z.string(),
      global_name: z.string().nullish(),
      avatar: z.string().nullish(),
      bot: z.boolean().optional(),
    })
    .optional(),
})
/** Somebody who is interested. */
export type Subscriber = z.infer<typeof subscriber>

const auditLog = z.object({
  audit_log_entries: z.array(
    z.object({
      id: z.string(),
      target_id: z.string().nullish(),
      user_id: z.string().nullish(),
      changes: z.array(z.object({ key: z.string(), new_value: z.unknown().optional() })).nullish(),
    }),
  ),
})

/** How the audit log calls what is kept equal. */
const loggedAs: Record<MergeField, readonly string[]> = {
  title: ['name'],
  description: ['description'],
  start: ['scheduled_start_time'],
  end: ['scheduled_end_time'],
  place: ['location', 'channel_id', 'entity_type'],
}

/** What somebody looks for in the audit log: an edit of one of these fields, a step to a status, or the deletion. */
export type Sought = { fields: readonly MergeField[] } | { status: number } | 'deletion'

type Change = { key: string; new_value?: unknown }

function isSought({ key, new_value }: Change, sought: Exclude<Sought, 'deletion'>): boolean {
  if ('status' in sought) return key === 'status' && Number(new_value) === sought.status
  return sought.fields.some((field) => loggedAs[field].includes(key))
}

/** Discord's first millisecond (snowflakes count from there). */
const discordEpoch = 1_420_070_400_000n

/** Epoch milliseconds at which a Discord id was made. */
export function timeOf(snowflake: string): number {
  return Number((BigInt(snowflake) >> 22n) + discordEpoch)
}

const subscribersAtOnce = 100

/** Discord's scheduled events, as far as they are used. */
export type RemoteEvents = ReturnType<typeof createRemote>

/** Makes the calls. */
export function createRemote(rest: Pick<DiscordRest, 'call' | 'send'>) {
  const one = (guildId: string, id: string) => Routes.guildScheduledEvent(guildId, id)
  return {
    list: (guildId: string): Promise<RemoteEvent[]> => {
      const query = new URLSearchParams({ with_user_count: 'true' })
      const path = Routes.guildScheduledEvents(guildId)
      return rest.call({ method: 'GET', path, query, lane: 'bulk' }, z.array(remoteEvent))
    },
    get: (guildId: string, id: string): Promise<RemoteEvent> => {
      const query = new URLSearchParams({ with_user_count: 'true' })
      return rest.call({ method: 'GET', path: one(guildId, id), query, lane: 'edits' }, remoteEvent)
    },
    create: (guildId: string, body: RemoteBody): Promise<RemoteEvent> => {
      const path = Routes.guildScheduledEvents(guildId)
      return rest.call({ method: 'POST', path, lane: 'edits', body }, remoteEvent)
    },
    patch: (guildId: string, id: string, body: RemoteBody): Promise<RemoteEvent> =>
      rest.call({ method: 'PATCH', path: one(guildId, id), lane: 'edits', body }, remoteEvent),
    /** Changes one date of a series that was changed before; the event as it is shown then. */
    async changeDate(remote: RemoteEvent, changed: RemoteException): Promise<RemoteEvent> {
      const path = `${one(remote.guild_id, remote.id)}/exceptions/${changed.id}` as const
      const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
      const body = {
        scheduled_start_time: instant(changed.start),
        scheduled_end_time: instant(changed.end),
        is_canceled: changed.cancelled,
      }
      const answer = await rest.call(
        { method: 'PATCH', path, lane: 'edits', body },
        remoteException,
      )
      return withChangedDate(remote, answer)
    },
    remove: (guildId: string, id: string): Promise<void> =>
      rest.send({ method: 'DELETE', path: one(guildId, id), lane: 'edits' }),
    /** Everybody who is interested, page by page, and how many pages there were. */
    async subscribers(guildId: string, id: string) {
      const all: Subscriber[] = []
      let pages = 0
      for (;;) {
        const after = all.at(-1)?.user_id
        const query = new URLSearchParams({ limit: String(subscribersAtOnce) })
        if (after !== undefined) query.set('after', after)
        const path = Routes.guildScheduledEventUsers(guildId, id)
        const page = await rest.call(
          { method: 'GET', path, query, lane: 'bulk' },
          z.array(subscriber),
        )
        pages += 1
        all.push(...page)
        if (page.length < subscribersAtOnce) return { all, pages }
      }
    },
    /**
     * Who did something to an event last, and when; null when the log says nothing, or may not be read. What Discord
     * does by itself is in nobody's name there, whoever edited the event before.
     */
    async lastEdit(guildId: string, id: string, sought: Sought) {
      const action = sought === 'deletion' ? 102 : 101
      const query = new URLSearchParams({ action_type: String(action), limit: '25' })
      const path = Routes.guildAuditLog(guildId)
      try {
        const log = await rest.call({ method: 'GET', path, query, lane: 'bulk' }, auditLog)
        const entry = log.audit_log_entries.find(
          ({ target_id, changes }) =>
            target_id === id &&
            (sought === 'deletion' || (changes ?? []).some((change) => isSought(change, sought))),
        )
        return entry ? { at: timeOf(entry.id), by: entry.user_id ?? null } : null
      } catch {
        return null
      }
    },
  }
}
