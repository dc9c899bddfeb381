import { z } from 'zod'
import { instant } from '#core/contract.ts'

/** Where a party stands; see README for the drawing. */
export const recruitmentState = z.enum([
  'open',
  'full',
  'started',
  'closed',
  'expired',
  'cancelled',
])

/** Why a party is not open. */
export const closedReason = z.enum(['full', 'manual', 'expired', 'cancelled', 'started'])

/** Who may see a party besides the members of its guild. */
export const visibility = z.enum(['public', 'guild', 'unlisted'])

const person = z.object({
  /** Order of arrival: who waits with a smaller one stands before. Nobody else in the party has it. */
  ticket: z.int(),
  /** This and the names are null when the reader may not know who it is. */
  discord_user_id: z.string().nullable(),
  discord_username: z.string().nullable(),
  display_name: z.string().nullable(),
  avatar: z.string().nullable(),
  role: z.string().nullable(),
  note: z.string(),
  source: z.string(),
  joined_at: instant,
})

/** Somebody who has a place. */
export const participant = person.extend({ is_owner: z.boolean() })

/** Somebody who waits for one; `position` counts from 1. */
export const waiting = person.extend({
  position: z.int(),
  offer_expires_at: instant.nullable(),
})

/** Where the reader stands in a party and what the reader may do. */
export const myPart = z.object({
  state: z.enum(['none', 'owner', 'joined', 'waitlisted']),
  role: z.string().nullable(),
  position: z.int().nullable(),
  /** The reader's own order of arrival; with it live changes tell what becomes of the place. */
  ticket: z.int().nullable(),
  can_join: z.boolean(),
  can_manage: z.boolean(),
  /** Error code that says why joining is impossible, or null. */
  reason: z.string().nullable(),
})

/** How many of a queue come with a party; all of them are at `…/waitlist/`. */
export const shownWaiting = 50

/** A party as every door shows it. */
export const recruitment = z.object({
  id: z.int(),
  discord_message_id: z.string().nullable(),
  discord_channel_id: z.string(),
  discord_guild_id: z.string(),
  /** All of it is null when the reader may not know who it is. */
  owner: z.object({
    id: z.int().nullable(),
    discord_id: z.string().nullable(),
    discord_username: z.string().nullable(),
    display_name: z.string().nullable(),
    avatar: z.string().nullable(),
  }),
  title: z.string(),
  description: z.string(),
  max_slots: z.int(),
  current_slots: z.int(),
  available_slots: z.int(),
  is_full: z.boolean(),
  participants: z.array(participant),
  waitlist: z.array(waiting).describe('The first 50 of the queue; `…/waitlist/` has all.'),
  waitlist_count: z.int(),
  waitlist_enabled: z.boolean(),
  roles: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      emoji: z.string().nullable(),
      max: z.int(),
      current: z.int(),
    }),
  ),
  min_slots: z.int().nullable(),
  status: z.enum(['open', 'closed']),
  status_display: z.string(),
  state: recruitmentState,
  closed_reason: closedReason.nullable(),
  starts_at: instant.nullable(),
  expires_at: instant.nullable(),
  closed_at: instant.nullable(),
  timezone: z.string().nullable(),
  game: z.string().nullable(),
  tags: z.array(z.string()),
  template: z.string().nullable(),
  visibility,
  locale: z.string(),
  voice_channel_id: z.string().nullable(),
  thread_id: z.string().nullable(),
  jump_url: z.string().nullable(),
  web_url: z.string(),
  version: z.int(),
  created_at: instant,
  updated_at: instant,
  my: myPart.nullable(),
})

/** Path parameter of one party. An id that cannot exist is simply not found. */
export const recruitmentParams = z.object({ id: z.string() })

/** A party in the shape of every door. */
export type RecruitmentJson = z.infer<typeof recruitment>

/** Where a party stands. */
export type RecruitmentState = z.infer<typeof recruitmentState>
