import { z } from 'zod'
import { presenceStatuses, type Activity, type Presence } from '#core/presence.ts'

/** Activities of one person that are kept; Discord itself shows fewer. */
const mostActivities = 12
const text = (most: number) =>
  z
    .string()
    .transform((value) => value.slice(0, most))
    .nullish()
    .catch(null)
    .transform((value) => value ?? null)
const moment = z
  .number()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

const emoji = z
  .object({
    name: z.string().max(100),
    id: text(20),
    animated: z.boolean().nullish().catch(false),
  })
  .transform(({ animated, ...rest }) => ({ ...rest, animated: animated ?? false }))

const activity = z
  .object({
    name: z.string().transform((name) => name.slice(0, 200)),
    type: z.int(),
    state: text(200),
    details: text(200),
    url: text(512),
    emoji: emoji
      .nullish()
      .catch(null)
      .transform((value) => value ?? null),
    created_at: moment,
    timestamps: z.object({ start: moment }).nullish().catch(null),
  })
  .transform(({ timestamps, ...rest }): Activity => ({
    ...rest,
    started_at: timestamps?.start ?? null,
  }))

/**
 * What a presence says of itself. Discord checks none of its fields, so each is read by itself and a
 * bad one left out; null only where not even the status can be used.
 */
const body = z.object({
  status: z.enum(presenceStatuses).or(z.literal('invisible').transform(() => 'offline' as const)),
  activities: z.array(z.unknown()).catch([]),
  client_status: z.record(z.string().max(32), z.unknown()).catch({}),
})

/** Who an event is about. */
const about = z.object({ guild_id: z.string().optional(), user: z.object({ id: z.string() }) })

/** A presence as an event or a list carries it; null when nothing of it can be used. */
export function presenceOf(data: unknown): Presence | null {
  const parsed = body.safeParse(data).data
  if (!parsed) return null
  const { status, activities, client_status } = parsed
  return {
    status,
    activities: activities
      .flatMap((one) => activity.safeParse(one).data ?? [])
      .slice(0, mostActivities),
    platforms: Object.fromEntries(
      Object.entries(client_status).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value.slice(0, 32)]] : [],
      ),
    ),
  }
}

/** Whom a presence belongs to; null when it does not say so. */
export function subjectOf(data: unknown): { guild_id: string | null; user_id: string } | null {
  const parsed = about.safeParse(data).data
  return parsed ? { guild_id: parsed.guild_id ?? null, user_id: parsed.user.id } : null
}
