import { z } from 'zod'
import { line, paragraph, snowflake } from '#core/contract.ts'
import { recruitment, visibility } from './party.ts'

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
    /** A message that is there already; for service keys only. */
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
  /** Another message of the party; for service keys only. */
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

/** Parsed body of a creation. */
export type CreateBody = z.infer<typeof createBody>

/** Parsed body of a change. */
export type PatchBody = z.infer<typeof patchBody>
