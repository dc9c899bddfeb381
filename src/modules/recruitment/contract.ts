import { z } from 'zod'
import { instant, line, pageOf, paragraph, snowflake } from '#core/contract.ts'

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
  discord_user_id: z.string(),
  /** Null when the reader may not know names. */
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
  owner: z.object({
    id: z.int(),
    discord_id: z.string(),
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

/** A page of parties. */
export const recruitmentPage = pageOf(recruitment)

/** A page of a party's queue. */
export const waitlistPage = pageOf(waiting)

/** Query of a party's queue. */
export const waitlistQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
})

/** Path parameter of one party. An id that cannot exist is simply not found. */
export const recruitmentParams = z.object({ id: z.string() })

const words = (max: number) => line(1, max)

/** A kind of place: `max` of them, e.g. two tanks. */
export const roleInput = z.object({
  key: z.string().regex(/^[a-z0-9_-]{1,32}$/, 'Must be 1 to 32 of a-z, 0-9, _ and -.'),
  label: words(40),
  emoji: words(64).nullable().default(null),
  max: z.int().min(1).max(99),
})

const roles = z
  .array(roleInput)
  .max(10)
  .refine(
    (list) => new Set(list.map((role) => role.key)).size === list.length,
    'Every role needs a key of its own.',
  )

const zone = words(64)

/** An instant with offset, or a local time that goes with `timezone`. */
const when = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true })])

const slots = z.int().min(1, 'Must be between 1 and 99.').max(99, 'Must be between 1 and 99.')

const partyFields = {
  title: words(100),
  description: paragraph(2000),
  max_slots: slots,
  min_slots: slots.nullable(),
  roles,
  starts_at: when.nullable(),
  timezone: zone.nullable(),
  game: words(100).nullable(),
  tags: z.array(words(32)).max(10),
  visibility,
  waitlist_enabled: z.boolean(),
}

/** Body of `POST /api/discord/recruitments/`; `discord_server_id` is an alias of the guild. */
export const createBody = z
  .object({
    ...z.object(partyFields).partial().shape,
    title: words(100),
    discord_guild_id: snowflake.optional(),
    discord_server_id: snowflake.optional(),
    discord_channel_id: snowflake.optional(),
    discord_message_id: snowflake.optional(),
    expires_in_minutes: z.int().min(1).max(43_200).optional(),
    template: words(50).optional(),
    start_on_full: z.boolean().optional(),
    owner_joins: z.boolean().default(true),
    members: z.array(snowflake).max(98).default([]),
    voice: z.boolean().optional(),
    thread: z.boolean().optional(),
    ping_role_id: snowflake.optional(),
    required_role_id: snowflake.optional(),
    owner: z.union([snowflake, z.int()]).optional(),
    discord_owner_id: snowflake.optional(),
    discord_owner_username: words(100).optional(),
  })
  .refine((body) => body.discord_guild_id ?? body.discord_server_id, {
    path: ['discord_guild_id'],
    message: 'This field is required.',
  })

/** Query of a creation: `wait=1` holds the answer until the message is posted, at most 2.5 s. */
export const createQuery = z.object({ wait: z.stringbool().optional() })

/** Body of join; a service key names the person. */
export const joinBody = z.object({
  discord_user_id: snowflake.optional(),
  discord_username: words(100).optional(),
  role: z.string().max(32).nullish(),
  note: line(0, 100).default(''),
  /** `only` asks for the queue; who could have a place at once gets it all the same. */
  waitlist: z.enum(['auto', 'no', 'only']).default('auto'),
})

/** Body of leave. */
export const leaveBody = z.object({
  discord_user_id: snowflake.optional(),
  transfer_to: snowflake.optional(),
})

/** Body of the actions that name somebody: transfer and kick. */
export const personBody = z.object({ discord_user_id: snowflake })

/** Body of the actions that take nothing; a service key may name the person. */
export const actorBody = z.object({ discord_user_id: snowflake.optional() })

/** Body of reopen: a party whose time is over needs a new end. */
export const reopenBody = z.object({
  expires_in_minutes: z.int().min(1).max(43_200).nullish(),
})

/** Body of PATCH; read-only fields are ignored. */
export const patchBody = z.object({
  ...z.object(partyFields).partial().shape,
  expires_at: when.nullish(),
  status: z.enum(['open', 'closed']).optional(),
  discord_message_id: snowflake.optional(),
  discord_channel_id: snowflake.optional(),
  /** The whole list of people, for service keys only; all or nothing. */
  participants: z
    .array(
      z.union([
        snowflake,
        z.object({
          discord_user_id: snowflake,
          discord_username: words(100).optional(),
          role: z.string().max(32).nullish(),
        }),
      ]),
    )
    .max(198)
    .optional(),
})

/** Query of PATCH: with `overflow=waitlist` a smaller party sends the last ones to the queue. */
export const patchQuery = z.object({ overflow: z.enum(['waitlist']).optional() })

const since = z.iso
  .datetime({ offset: true })
  .transform((given) => Date.parse(given))
  .optional()

/** Query of the list; an unknown value is refused, an unknown name ignored. */
export const listQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
  status: z.enum(['open', 'closed']).optional(),
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(recruitmentState))
    .optional(),
  discord_guild_id: snowflake.optional(),
  discord_channel_id: snowflake.optional(),
  owner: snowflake.optional(),
  participant: z.union([z.literal('me'), snowflake]).optional(),
  game: z.string().max(100).optional(),
  has_space: z.stringbool().optional(),
  search: z.string().max(100).optional(),
  tag: z.string().max(32).optional(),
  starts_after: since,
  starts_before: since,
  updated_since: since,
  ordering: z
    .enum([
      'created_at',
      '-created_at',
      'starts_at',
      '-starts_at',
      'current_slots',
      '-current_slots',
      'updated_at',
      '-updated_at',
    ])
    .default('-created_at'),
})

/** Query of the calendar. */
export const feedQuery = listQuery.pick({ discord_guild_id: true, game: true })

/** Answer of join: the party and what happened. */
export const joinAnswer = recruitment.extend({
  result: z.enum(['joined', 'waitlisted', 'role_changed']),
  changed: z.boolean(),
})

/** Answer of leave. */
export const leaveAnswer = recruitment.extend({
  result: z.literal('left'),
  promoted: z.array(z.string()),
})

/** Answer of a creation: the party, and who could not be added and why. */
export const createAnswer = recruitment.extend({
  skipped: z.array(z.object({ discord_user_id: z.string(), code: z.string() })),
})

/** Answer of a preview: the message as it would be posted, and the names of who is mentioned. */
export const previewAnswer = z.object({
  message: z.looseObject({
    content: z.string().optional(),
    embeds: z.array(z.looseObject({})),
    components: z.array(z.looseObject({})),
  }),
  names: z.record(z.string(), z.string()),
})

/** Where somebody may post a party. */
export const channelsAnswer = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string() })),
})

/** One line of a party's history, newest last. */
export const historyEntry = z.object({
  position: z.int(),
  type: z.string(),
  at: instant,
  version: z.int(),
  actor: z.object({ discord_user_id: z.string(), display_name: z.string().nullable() }).nullable(),
  source: z.string(),
  /** What happened, in the reader's language. */
  text: z.string(),
  change: z.record(z.string(), z.unknown()),
})

/** Answer of a party's history. */
export const historyAnswer = z.object({ results: z.array(historyEntry) })

/** Figures of a guild's parties over a period. */
export const statsAnswer = z.object({
  discord_guild_id: z.string().nullable(),
  from: instant,
  to: instant,
  created: z.int(),
  filled: z.int(),
  expired: z.int(),
  /** Share of parties that became full, 0 to 1; null without parties. */
  fill_rate: z.number().nullable(),
  /** Median time from the post to full, in seconds. */
  median_time_to_full_s: z.number().nullable(),
  joins: z.int(),
  leaves: z.int(),
  /** Share of members marked as not having come to started parties. */
  no_show_rate: z.number().nullable(),
  by_day: z.array(z.object({ day: z.string(), created: z.int(), filled: z.int() })),
  by_game: z.array(z.object({ game: z.string().nullable(), created: z.int(), filled: z.int() })),
  by_hour: z.array(z.int()),
})

/** Query of the figures. */
export const statsQuery = z.object({
  discord_guild_id: snowflake.optional(),
  days: z.coerce.number().int().min(1).max(366).default(30),
})

/** What happened to a party, as live frames name it. */
export const recruitmentEvent = z.enum([
  'participant_joined',
  'participant_left',
  'participant_waitlisted',
  'participant_offered',
  'participant_promoted',
  'participant_kicked',
  'full',
  'reopened',
  'edited',
  'message_posted',
  'started',
  'closed',
  'expired',
  'cancelled',
  'owner_changed',
])

/** Frames that `/ws/discord-recruitments/` sends besides the live dialect's own. */
export const recruitmentFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    recruitments: z.array(recruitment),
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_created'),
    recruitment,
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_update'),
    event: recruitmentEvent,
    recruitment,
    change: z.record(z.string(), z.unknown()),
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_deleted'),
    recruitment_id: z.int(),
    cursor: z.string(),
  }),
])

/** A party in the shape of every door. */
export type RecruitmentJson = z.infer<typeof recruitment>
/** Parsed body of a creation. */
export type CreateBody = z.infer<typeof createBody>
/** Parsed body of a change. */
export type PatchBody = z.infer<typeof patchBody>
/** Parsed query of the list. */
export type ListQuery = z.infer<typeof listQuery>
/** What happened to a party. */
export type RecruitmentEvent = z.infer<typeof recruitmentEvent>
/** Where a party stands. */
export type RecruitmentState = z.infer<typeof recruitmentState>
