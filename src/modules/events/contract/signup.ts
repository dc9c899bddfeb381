import { z } from 'zod'
import { instant, line, snowflake } from '#core/contract.ts'
import { signupSource, signupStatus } from './shared.ts'

/** What is known of somebody's presence. */
const attendance = z.object({
  first_seen: instant.nullable(),
  seconds: z.int(),
  result: z.enum(['present', 'late', 'partial', 'absent']).nullable(),
})

/**
 * Somebody's answer to an event. Ids of the person and names are null for readers who may not know
 * who it is.
 */
export const eventSignup = z.object({
  id: z.string(),
  event_id: z.string(),
  user_id: z.string().nullable(),
  discord_user_id: z.string().nullable(),
  discord_username: z.string().nullable(),
  display_name: z.string().nullable(),
  avatar: z.string().nullable(),
  role_id: z.string().nullable(),
  option: z.string(),
  status: signupStatus,
  position_in_waitlist: z.int().nullable(),
  offer_expires_at: instant.nullable(),
  notes: z.string(),
  guests: z.int(),
  source: signupSource,
  created_at: instant,
  updated_at: instant,
  checked_in_at: instant.nullable(),
  attendance: attendance.nullable(),
})
/** Somebody's answer to an event. */
export type SignupJson = z.infer<typeof eventSignup>

const wish = {
  role_id: z.string().max(40).nullish(),
  option: z.string().max(20).optional(),
  notes: line(0, 200).optional(),
  guests: z.int().min(0).max(5).optional(),
  /** No free place: wait (`auto`) or not; `accept` also gives up a place for the wait of a new role. */
  waitlist: z.enum(['auto', 'no', 'accept']).default('auto'),
}

/** `POST /api/v1/events/{id}/signups`. */
export const signupBody = z.object({
  ...wish,
  discord_user_id: snowflake.optional(),
  discord_username: line(1, 100).optional(),
})
/** `PATCH …/signups/me` and `PATCH …/signups/{user_id}`; managers may set a status. */
export const patchSignupBody = z.object({
  ...wish,
  status: z.enum(['confirmed', 'waitlist', 'no_show', 'checked_in']).optional(),
  /** Accept the place that is offered. */
  accept: z.boolean().optional(),
  discord_user_id: snowflake.optional(),
})

/** Path of somebody's sign-up. */
export const signupParams = z.object({ id: z.string().max(80), user_id: z.string().max(40) })

/** In whose name a service withdraws, or checks in. */
export const actingBody = z.object({
  discord_user_id: snowflake.optional(),
  discord_username: line(1, 100).optional(),
  /** From the link or QR code of the check-in page. */
  code: z.string().max(100).optional(),
})

/** `GET /api/v1/events/{id}/attendance`. */
export const attendanceReport = z.object({
  event_id: z.string(),
  enabled: z.boolean(),
  required_minutes: z.int(),
  late_after_minutes: z.int(),
  checkin_url: z.string().nullable(),
  checkin_opens_at: instant,
  checkin_closes_at: instant,
  present: z.int(),
  late: z.int(),
  partial: z.int(),
  absent: z.int(),
  entries: z.array(eventSignup),
})
