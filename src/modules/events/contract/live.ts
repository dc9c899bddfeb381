import { z } from 'zod'
import { event } from './event.ts'

/** What happened to an event, as live pages, history and other software name it. */
export const eventAction = z.enum([
  'published',
  'edited',
  'rescheduled',
  'started',
  'completed',
  'cancelled',
  'reinstated',
  'archived',
  'signup_created',
  'signup_updated',
  'signup_withdrawn',
  'signup_promoted',
  'signup_removed',
  'signup_approved',
  'signups_opened',
  'signups_closed',
  'checkin_opened',
  'checked_in',
  'full',
  'not_full',
  'message_posted',
  'sync_changed',
  'sync_conflict',
  'attendance_updated',
])
/** What happened to an event. */
export type EventAction = z.infer<typeof eventAction>

/** The details of a change: who and what; the id is null for readers who may not see names. */
export const eventChange = z.looseObject({
  user: z.looseObject({ discord_user_id: z.string().nullable() }).optional(),
  previous_state: z.string().optional(),
  fields: z.array(z.string()).optional(),
})

/** Frames of `/ws/events/` and `/ws/events/{id}/` besides those of the dialect. */
export const eventFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), events: z.array(event), cursor: z.string().optional() }),
  z.object({ type: z.literal('event_created'), event, cursor: z.string().optional() }),
  z.object({
    type: z.literal('event_update'),
    action: eventAction,
    change: eventChange,
    event,
    cursor: z.string().optional(),
  }),
  z.object({
    type: z.literal('event_deleted'),
    event_id: z.string(),
    cursor: z.string().optional(),
  }),
])
