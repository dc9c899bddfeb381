import { z } from 'zod'
import { instant, line, pageOf, snowflake } from '#core/contract.ts'
import { eventFields } from './event.ts'
import { discordId, when, zoneName } from './shared.ts'

/** A recurrence as RFC 5545 writes it, without DTSTART: `FREQ=WEEKLY;BYDAY=FR`. */
const rule = z
  .string()
  .trim()
  .max(300)
  .regex(/^(RRULE:)?FREQ=[A-Z]+(;[A-Z]+=[^;\s]+)*$/i, 'Must be a recurrence rule (RFC 5545).')

/** Events that repeat. Times of its occurrences follow the wall clock of its zone. */
export const series = z.object({
  id: z.string(),
  org_id: z.string(),
  rule: z.string(),
  /** The rule in words. */
  rule_text: z.string(),
  timezone: z.string(),
  local_start: z.string(),
  duration_minutes: z.int(),
  /** How many coming occurrences exist as events at any time. */
  window: z.int(),
  keep_signups: z.boolean(),
  post_minutes_before: z.int().nullable(),
  native_recurrence: z.boolean(),
  until: instant.nullable(),
  ended: z.boolean(),
  origin: z.enum(['muster', 'discord']),
  /** Discord keeps the series and does not tell which dates were moved or called off. */
  moves_hidden: z.boolean(),
  /** The next starts by the rule, changed and skipped ones included as they are. */
  upcoming: z.array(
    z.object({
      occurrence_key: z.string(),
      start_at_utc: instant,
      event_id: z.string().nullable(),
      skipped: z.boolean(),
      /** What clocks do at this hour: it is skipped or happens twice. */
      clock: z.enum(['once', 'skipped', 'doubled']),
    }),
  ),
  fields: eventFields,
  version: z.int(),
  created_at: instant,
  updated_at: instant,
})
/** Events that repeat. */
export type SeriesJson = z.infer<typeof series>

/** A page of series. */
export const seriesPage = pageOf(series)

const seriesFields = {
  rule,
  timezone: zoneName,
  local_start: when,
  duration_minutes: z.int().min(5).max(43_200),
  window: z.int().min(1).max(10),
  keep_signups: z.boolean(),
  post_minutes_before: z.int().min(0).max(43_200).nullable(),
  native_recurrence: z.boolean(),
  until: when.nullable(),
}

/** `POST /api/v1/series`. */
export const createSeriesBody = z.object({
  ...z.object(seriesFields).partial().shape,
  rule,
  timezone: zoneName,
  local_start: when,
  org_id: line(1, 80).optional(),
  guild_id: snowflake.optional(),
  fields: eventFields.extend({ title: line(1, 200) }),
  discord_user_id: snowflake.optional(),
})
/** `PATCH /api/v1/series/{id}?scope=following|all&from=<occurrence>`. */
export const patchSeriesBody = z.object(seriesFields).partial().extend({
  fields: eventFields.optional(),
})
/** Which occurrences a change of a series is meant for. */
export const seriesScopeQuery = z.object({
  scope: z.enum(['following', 'all']).default('all'),
  from: z.string().max(40).optional(),
})
/** `DELETE /api/v1/series/{id}?scope=this|following|all&from=<occurrence>`. */
export const endSeriesQuery = seriesScopeQuery.extend({
  scope: z.enum(['this', 'following', 'all']).default('all'),
})
/** `POST …/series/{id}/skip` and `/unskip`. */
export const skipBody = z.object({ occurrence_key: z.string().max(40) })

/** `GET /api/v1/series`. */
export const seriesListQuery = z.strictObject({
  org_id: line(1, 80).optional(),
  guild_id: discordId.optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
})

/** Something that events begin with. */
export const eventTemplate = z.object({
  id: z.string(),
  org_id: z.string(),
  name: z.string(),
  fields: eventFields,
  created_at: instant,
  updated_at: instant,
})
/** Templates of the organisations that the reader knows. */
export const templateList = z.object({ results: z.array(eventTemplate) })
/** `POST` and `PATCH /api/v1/event-templates`. */
export const templateBody = z.object({
  org_id: line(1, 80).optional(),
  guild_id: snowflake.optional(),
  name: line(1, 80),
  fields: eventFields.default({}),
  /** Take the fields of this event. */
  from_event_id: z.string().max(80).optional(),
})
/** `GET /api/v1/event-templates`. */
export const templateListQuery = z.strictObject({
  org_id: line(1, 80).optional(),
  guild_id: discordId.optional(),
})
