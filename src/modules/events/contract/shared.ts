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

/** From this instant on the year has five digits somewhere, and no calendar writes it. */
export const lastMs = Date.UTC(9999, 11, 31)
const years = 'Must be between the years 1970 and 9999.'

function isWritable(text: string): boolean {
  // A local time is less than a day from what it were in UTC.
  const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  // What is no time at all is told otherwise.
  return Number.isNaN(at) || (at > 0 && at < lastMs)
}

/** An instant with offset. */
export const moment = z.iso.datetime({ offset: true }).refine(isWritable, years)

/** An instant with offset, or a local time that goes with `timezone`. */
export const when = z.iso.datetime({ offset: true, local: true }).refine(isWritable, years)

/** An IANA time zone by name. */
export const zoneName = line(1, 64)

/** An `id` in the path; one that cannot exist is not found. */
export const idParams = z.object({ id: z.string().max(80) })

/** An event's id in the path of the first contract. */
export const eventIdParams = z.object({ event_id: z.string().max(80) })

/** A guild's id in the path. */
export const guildIdParams = z.object({ guild_id: z.string().max(40) })

/** An id of Discord's in a filter; those of the first contract's examples are short. */
export const discordId = z.string().regex(/^\d{1,20}$/, 'Must be a Discord id.')

/** Something of ours in a filter. */
export const idFilter = z.uuid()

/** A list that cannot be filtered. */
export const noFilters = z.strictObject({})

/** `1`, `true`, `0`, `false` in a query. */
export const flag = z
  .enum(['1', 'true', '0', 'false'])
  .transform((text) => text === '1' || text === 'true')
