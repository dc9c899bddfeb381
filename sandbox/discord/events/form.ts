import {
  ChannelType,
  GuildScheduledEventEntityType as EntityType,
  GuildScheduledEventStatus as Status,
} from 'discord-api-types/v10'
import { z } from 'zod'
import type { GuildState, ScheduledEvent } from '../entities.ts'
import { DiscordError, invalidForm, type FieldIssue } from '../errors.ts'
import { int, moment, snowflake } from '../forms.ts'
import { recurrenceBody } from './recurrence.ts'

/** One line without space around it, as Discord keeps names and places. */
const line = z
  .string()
  .transform((text) => text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim())
  .pipe(z.string().min(1).max(100))

/** Text without space around it and with plain line ends; an empty one is none. */
const text = z
  .string()
  .transform((sent) => sent.replaceAll(/\r\n?/g, '\n').trim())
  .pipe(z.string().max(1000))
  .transform((kept) => (kept === '' ? null : kept))

const fields = {
  name: line,
  description: text.nullish(),
  channel_id: snowflake.nullish(),
  scheduled_start_time: moment,
  scheduled_end_time: moment.nullish(),
  privacy_level: int.pipe(z.literal(2)),
  entity_type: int.pipe(z.enum(EntityType)),
  entity_metadata: z.object({ location: line.nullish() }).nullish(),
  image: z
    .string()
    .regex(/^data:image\/(png|jpe?g|gif|webp);base64,/)
    .nullish(),
  recurrence_rule: recurrenceBody.nullish(),
}

/** A new event as it is sent. */
export const createEventBody = z.object(fields)
/** Changes of an event as they are sent. */
export const editEventBody = z
  .object(fields)
  .partial()
  .extend({ status: int.pipe(z.enum(Status)).optional() })
/** A changed or cancelled occurrence as it is sent. */
export const exceptionBody = z.object({
  original_scheduled_start_time: moment,
  scheduled_start_time: moment.nullish(),
  scheduled_end_time: moment.nullish(),
  is_canceled: z.boolean().nullish(),
})

/** A parsed `editEventBody`; a parsed `createEventBody` is one too. */
export type EventInput = z.output<typeof editEventBody>

const hosts: Partial<Record<EntityType, ChannelType>> = {
  [EntityType.Voice]: ChannelType.GuildVoice,
  [EntityType.StageInstance]: ChannelType.GuildStageVoice,
}

function required(path: string): FieldIssue {
  return { path: [path], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
}

function checkPlace(guild: GuildState, event: ScheduledEvent): FieldIssue[] {
  if (event.entity_type === EntityType.External) {
    const issues: FieldIssue[] = []
    if (!event.entity_metadata?.location) issues.push(required('entity_metadata'))
    if (event.scheduled_end_time === null) issues.push(required('scheduled_end_time'))
    if (event.channel_id !== null)
      issues.push({
        path: ['channel_id'],
        code: 'BASE_TYPE_INVALID',
        message: 'Must be null for this type',
      })
    return issues
  }
  if (event.channel_id === null) return [required('channel_id')]
  const channel = guild.channels.get(event.channel_id)
  if (!channel) throw new DiscordError(404, 10003, 'Unknown Channel')
  if (channel.type !== hosts[event.entity_type])
    return [
      {
        path: ['channel_id'],
        code: 'GUILD_SCHEDULED_EVENT_CHANNEL_INVALID',
        message: 'This channel cannot host the event.',
      },
    ]
  return []
}

function checkTimes(event: ScheduledEvent, isMoved: boolean, now: number): FieldIssue[] {
  const start = Date.parse(event.scheduled_start_time)
  const end = event.scheduled_end_time
  if (isMoved && start <= now)
    return [
      {
        path: ['scheduled_start_time'],
        code: 'GUILD_SCHEDULED_EVENT_SCHEDULE_PAST',
        message: 'Cannot schedule event in the past.',
      },
    ]
  if (end !== null && Date.parse(end) <= start)
    return [
      {
        path: ['scheduled_end_time'],
        code: 'GUILD_SCHEDULED_EVENT_END_BEFORE_START',
        message: 'Cannot schedule event to end before start.',
      },
    ]
  return []
}

/** Throws 400 50035 unless the fields of an event fit together. `isMoved` when its start is new. */
export function checkEvent(
  guild: GuildState,
  event: ScheduledEvent,
  { isMoved, now }: { isMoved: boolean; now: number },
): void {
  const issues = [...checkPlace(guild, event), ...checkTimes(event, isMoved, now)]
  if (issues.length > 0) throw invalidForm(issues)
}

const transitions: Partial<Record<Status, readonly Status[]>> = {
  [Status.Scheduled]: [Status.Active, Status.Canceled],
  [Status.Active]: [Status.Completed],
}

/** Throws unless an event may go from its status to this one: 400 180000 for finished ones, else 400 50035. */
export function checkTransition(event: ScheduledEvent, status: Status | undefined): void {
  const allowed = transitions[event.status]
  if (!allowed) throw new DiscordError(400, 180_000, 'Cannot update a finished event')
  if (status === undefined || status === event.status || allowed.includes(status)) return
  throw invalidForm([
    {
      path: ['status'],
      code: 'GUILD_SCHEDULED_EVENT_STATUS_TRANSITION_INVALID',
      message: 'Invalid Guild Scheduled Event Status Transition',
    },
  ])
}

function or<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value
}

/** An event with the sent changes, apart from its status. `imageHash` stands for an uploaded picture. */
export function changedEvent(
  event: ScheduledEvent,
  input: EventInput,
  imageHash: string,
): ScheduledEvent {
  const entity_type = input.entity_type ?? event.entity_type
  const isExternal = entity_type === EntityType.External
  const location = input.entity_metadata?.location
  const image = typeof input.image === 'string' ? imageHash : input.image
  return {
    ...event,
    entity_type,
    name: input.name ?? event.name,
    description: or(input.description, event.description),
    channel_id: or(input.channel_id, event.channel_id),
    scheduled_start_time: input.scheduled_start_time ?? event.scheduled_start_time,
    scheduled_end_time: or(input.scheduled_end_time, event.scheduled_end_time),
    entity_metadata: isExternal ? (location ? { location } : event.entity_metadata) : null,
    image: or(image, event.image),
    recurrence_rule: or(input.recurrence_rule, event.recurrence_rule),
  }
}
