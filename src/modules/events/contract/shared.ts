import { z } from 'zod'
import { line } from '#core/contract.ts'

/** Where an event stands; see README for the drawing. */
export const eventState = z.enum([
  'draft',
  'scheduled',
  'active',
  'completed',
  'cancelled',
  'archived',
])
/** Where an event stands. */
export type EventState = z.infer<typeof eventState>

/** Who may see an event besides the members of its organisation's servers. */
export const eventVisibility = z.enum(['public', 'guild', 'unlisted'])

/** What becomes of a place that is freed: given, offered for a while, kept for a manager, no queue. */
export const waitlistMode = z.enum(['auto', 'offer', 'manual', 'off'])

/** Where somebody stands in an event. */
export const signupStatus = z.enum([
  'pending',
  'confirmed',
  'waitlist',
  'tentative',
  'declined',
  'interested',
  'checked_in',
  'no_show',
  'withdrawn',
  'removed',
])
/** Where somebody stands in an event. */
export type SignupStatus = z.infer<typeof signupStatus>

/** The door that a sign-up came through. */
export const signupSource = z.enum(['discord_button', 'discord_event', 'web', 'api', 'import'])

/** An instant with offset, or a local time that goes with `timezone`. */
export const when = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true })])

/** An IANA time zone by name. */
export const zoneName = line(1, 64)

/** An `id` in the path; one that cannot exist is not found. */
export const idParams = z.object({ id: z.string().max(80) })

/** An event's id in the path of the first contract. */
export const eventIdParams = z.object({ event_id: z.string().max(80) })

/** A guild's id in the path. */
export const guildIdParams = z.object({ guild_id: z.string().max(40) })

/** `1`, `true`, `0`, `false` in a query. */
export const flag = z
  .enum(['1', 'true', '0', 'false'])
  .transform((text) => text === '1' || text === 'true')
