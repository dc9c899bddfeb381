import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { parseZone } from '#core/time/zones.ts'
import { personOf } from '#core/access/rights.ts'
import type { EventFields } from '../contract/event.ts'
import { refuse } from '../errors.ts'
import { blankShape, localOf, shaped, skipped, toEpoch } from '../rules/fields.ts'
import type { EventRecord } from '../rules/event.ts'
import { nativeRule } from '../rules/native.ts'
import { minutesBetween, normalRule, occurrences, UnclearRule } from '../rules/recurrence.ts'
import { exactFields, movedFields } from '../rules/series.ts'
import * as events from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import { isLiveLink, loadLinks } from '../store/links.ts'
import { loadSeries, occurrencesOf, saveSeries, type SeriesRecord } from '../store/series.ts'
import { carryOver } from './carry.ts'
import { newId, requirePerson, viewerWith, type Changed } from './change.ts'
import { insertEvent, organizationOf, recordOf, shapeOf, withTemplate } from './create.ts'
import { requireMessageChannels } from './message-channels.ts'
import { guildsOfOrg, rightsInOrg } from './rights.ts'
import { seenOne } from './seen.ts'

/** What a new series is asked to be. */
export type NewSeries = {
  rule: string
  timezone: string
  local_start: string
  fields: EventFields
  org_id?: string | undefined
  guild_id?: string | undefined
  channel_id?: string | undefined
  duration_minutes?: number | undefined
  window?: number | undefined
  keep_signups?: boolean | undefined
  post_minutes_before?: number | null | undefined
  native_recurrence?: boolean | undefined
  until?: string | null | undefined
  discord_user_id?: string | undefined
  /** The name of a template for what was left open. */
  template?: string | null | undefined
  /** The answer to a command becomes the first message. */
  answered?: boolean | undefined
}

/** How many coming occurrences exist as events unless a series says otherwise. */
const usualWindow = 2

/** A rule that can be used; throws `unclear_rule`. */
export function checkedRule(text: string): string {
  try {
    return normalRule(text)
  } catch (error) {
    if (error instanceof UnclearRule) {
      throw refuse('unclear_rule', { fields: { rule: ['Must be a recurrence rule (RFC 5545).'] } })
    }
    throw error
  }
}

/** A zone by its name; throws `validation_error` where there is none. */
export function zoneNamed(name: string): string {
  const zone = parseZone(name)
  if (zone !== null) return zone
  throw coreError('validation_error', { fields: { timezone: ['This time zone does not exist.'] } })
}

/**
 * The clock on the wall of a first start. One that the clocks skip is refused as that of a single event is, instead of
 * moving the whole series; a later occurrence that meets a gap is shifted forward.
 */
export function firstStart(text: string, zone: string): string {
  const mistake = skipped(text, zone)
  if (mistake === null) return localOf(zone, toEpoch(text, zone))
  throw coreError('validation_error', { fields: { local_start: [mistake] } })
}

/** Refuses what was to be shown as one repeating event, where Discord cannot do so exactly. */
export function requireShowable({ options, rule, timezone, local_start }: SeriesRecord): void {
  if (!options.native_recurrence) return
  const native = nativeRule(rule, timezone, toEpoch(local_start, timezone))
  if (native.ok) return
  const loc = ['body', 'native_recurrence']
  throw refuse('not_native', { params: { reason: native.reason }, loc })
}

/** A job that makes the next occurrences of a series. */
export function materializeJob(seriesId: string) {
  return {
    kind: 'events.occurrence_materialize',
    payload: { series_id: seriesId },
    key: `series:${seriesId}:materialize`,
    group: `series:${seriesId}`,
  }
}

function draft(context: Context, input: NewSeries, orgId: string): SeriesRecord {
  const zone = zoneNamed(input.timezone)
  const now = context.clock.now()
  return {
    id: newId(context),
    org_id: orgId,
    created_by: null,
    rule: checkedRule(input.rule),
    timezone: zone,
    local_start: firstStart(input.local_start, zone),
    duration_minutes: input.duration_minutes ?? input.fields.duration_minutes ?? 120,
    options: {
      // What repeats in Discord is one event there.
      window: input.native_recurrence === true ? 1 : (input.window ?? usualWindow),
      keep_signups: input.keep_signups ?? false,
      post_minutes_before: input.post_minutes_before ?? null,
      native_recurrence: input.native_recurrence ?? false,
      guild_id: input.guild_id ?? null,
      channel_id: input.channel_id ?? null,
    },
    fields: withoutTimes(input.fields),
    skipped: [],
    origin: 'muster',
    until: typeof input.until === 'string' ? toEpoch(input.until, zone) : null,
    ended: false,
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** Fields of every occurrence: all but the times, which follow from the rule. */
export function withoutTimes(fields: EventFields): EventFields {
  const {
    start_at_utc: _,
    local_start: __,
    end_at_utc: ___,
    duration_minutes: ____,
    ...rest
  } = fields
  return rest
}

/** Refuses fields that no event could have; their times are said with each event. */
export function requireUsable(fields: EventFields): void {
  const { signup_opens_at: _, signup_closes_at: __, ...rest } = withoutTimes(fields)
  const outcome = shaped(blankShape('UTC', []), rest, () => '')
  if (outcome.ok) return
  throw coreError('validation_error', { fields: outcome.mistakes, loc: ['body', 'fields'] })
}

/** Makes one occurrence of a series. */
async function makeOccurrence(
  context: Context,
  unit: Unit,
  series: SeriesRecord,
  { key, start, isAnswered }: { key: string; start: number; isAnswered: boolean },
): Promise<EventRecord> {
  const guilds = guildsOfOrg(await loadGuilds(unit), series.org_id)
  const guild = guilds.find(({ guild_id }) => guild_id === series.options.guild_id) ?? guilds[0]
  const later = minutesBetween(series.local_start, localOf(series.timezone, start))
  const fields: EventFields = {
    ...exactFields(movedFields(series.fields, later, series.timezone), series.timezone),
    timezone: series.timezone,
    start_at_utc: new Date(start).toISOString(),
    duration_minutes: series.duration_minutes,
  }
  const shape = await shapeOf(context, { fields, template: null, orgId: series.org_id }, guild)
  const event = recordOf(context, shape, {
    org_id: series.org_id,
    created_by: series.created_by,
    guild_ids: null,
    locale: guild?.options.locale ?? 'en',
    state: 'scheduled',
    series_id: series.id,
    occurrence_key: key,
  })
  const { post_minutes_before, channel_id } = series.options
  const postAt = post_minutes_before === null ? 0 : start - post_minutes_before * 60_000
  const message = postAt <= context.clock.now()
  const stored = await insertEvent(context, unit, event, {
    guilds,
    message,
    ...(channel_id !== null && guild && { channels: { [guild.guild_id]: channel_id } }),
    ...(isAnswered && guild && { answeredIn: guild.guild_id }),
  })
  if (!message) {
    const payload = { event_id: event.id }
    await unit.job({
      kind: 'events.post_message',
      payload,
      run_at: postAt,
      key: `event:${event.id}:post`,
    })
  }
  return stored
}

/** Whether Discord itself brings the next occurrence: the one before still lives there. */
async function repeatsInDiscord(
  unit: Unit,
  { options }: SeriesRecord,
  known: readonly { id: string }[],
): Promise<boolean> {
  if (!options.native_recurrence) return false
  for (const { id } of known.toReversed()) {
    if ((await loadLinks(unit, id)).some(isLiveLink)) return true
  }
  return false
}

/** Who had a place in an occurrence that has begun, or was called off, has one in the next. */
async function carryOn(
  context: Context,
  unit: Unit,
  series: SeriesRecord,
  known: Awaited<ReturnType<typeof occurrencesOf>>,
): Promise<void> {
  if (!series.options.keep_signups) return
  const there = known.filter(({ deleted }) => !deleted)
  for (const [index, next] of there.entries()) {
    const last = there[index - 1]
    if (!last || next.state !== 'scheduled' || last.state === 'scheduled') continue
    await carryOver(context, unit, { series, from: last.id, to: next.id })
  }
}

/** Makes the coming occurrences of a series that are missing; any number of times. */
export async function materialize(
  context: Context,
  unit: Unit,
  series: SeriesRecord,
  { answered = false }: { answered?: boolean } = {},
): Promise<EventRecord[]> {
  const known = await occurrencesOf(unit, series.id)
  await carryOn(context, unit, series, known)
  if (series.ended) return []
  if (await repeatsInDiscord(unit, series, known)) return []
  const now = context.clock.now()
  const isKnown = (key: string) => known.some((one) => one.key === key)
  const { window, native_recurrence } = series.options
  // In place of one that was called off there is no other, except where Discord would have gone on.
  const passed = native_recurrence ? known.filter(({ start_at }) => start_at > now).length : 0
  const next = occurrences(series, {
    after: now,
    limit: window + series.skipped.length + passed + 1,
  })
  const coming = next
    .filter(({ key }) => !series.skipped.includes(key) && !(native_recurrence && isKnown(key)))
    .slice(0, window)
  const made: EventRecord[] = []
  let previous = known.findLast(({ deleted }) => !deleted)?.id ?? null
  for (const { key, start } of coming) {
    if (isKnown(key)) continue
    const isAnswered = answered && made.length === 0
    const event = await makeOccurrence(context, unit, series, { key, start, isAnswered })
    if (previous !== null && series.options.keep_signups) {
      await carryOver(context, unit, { series, from: previous, to: event.id })
    }
    previous = event.id
    made.push(event)
  }
  if (next.length === 0) await saveSeries(unit, { ...series, ended: true, updated_at: now })
  return made
}

/** The same by name, as a job does it. */
export async function materializeById(context: Context, id: string): Promise<{ made: number }> {
  return context.write(async (unit) => {
    const series = await loadSeries(unit, id)
    return { made: series ? (await materialize(context, unit, series)).length : 0 }
  })
}

/** Makes a series and its first occurrences; the answer is the first of them. */
export async function createSeries(context: Context, input: NewSeries): Promise<Changed> {
  const where = { org_id: input.org_id ?? null, guild_id: input.guild_id ?? null }
  const { orgId, guilds } = await organizationOf(context, where)
  const rights = await rightsInOrg(context, guilds, { discord_user_id: input.discord_user_id })
  if (!rights.creator) throw coreError('permission_denied')
  const home = guilds.find(({ guild_id }) => guild_id === input.guild_id) ?? guilds[0]
  if (home) {
    await requireMessageChannels(context, home.guild_id, { channel_id: input.channel_id })
  }
  const template = input.template ?? null
  const fields = await withTemplate(context, { fields: input.fields, template, orgId })
  if ((fields.title ?? '') === '') {
    throw coreError('validation_error', { fields: { title: ['This field is required.'] } })
  }
  requireUsable(fields)
  return context.write(async (unit) => {
    const now = context.clock.now()
    const creator = rights.service && rights.user_id === null ? null : requirePerson(rights)
    if (creator !== null) await personOf(context, unit, creator, rights.username)
    await events.ensureOrganization(unit, orgId, { name: null, now })
    const series = { ...draft(context, { ...input, fields }, orgId), created_by: creator }
    requireShowable(series)
    await saveSeries(unit, series)
    const answered = input.answered === true
    const [event] = await materialize(context, unit, series, { answered })
    if (!event) {
      throw refuse('unclear_rule', { fields: { rule: ['It has no occurrence in the future.'] } })
    }
    const viewer = viewerWith(rights, event)
    const seen = await seenOne(unit, { event, signups: [] }, { viewer, guilds, now })
    return { ...seen, userId: null }
  })
}
