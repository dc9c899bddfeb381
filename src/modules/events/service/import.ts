import type { Context } from '#core/context.ts'
import { parseLocale } from '#core/i18n/locale.ts'
import { personOf } from '#core/access/rights.ts'
import type { EventRecord } from '../rules/event.ts'
import { blankShape, localOf } from '../rules/fields.ts'
import { guildsOfEvent, type GuildRecord } from '../rules/guild.ts'
import { timesOf, withoutChangedDate } from '../rules/exceptions.ts'
import { theirSide, withoutFooter, type RemoteEvent } from '../rules/remote.ts'
import { rruleOf } from '../rules/native.ts'
import { minutesBetween } from '../rules/recurrence.ts'
import { movedRule } from '../rules/series.ts'
import { insertEvent as storeEvent } from '../store/events.ts'
import { loadGuild, loadGuilds } from '../store/guilds.ts'
import { linkOfRemote, saveLink } from '../store/links.ts'
import { saveSeries } from '../store/series.ts'
import { announce, newId, wind } from './change.ts'
import { usualOptions } from '../views/options.ts'
import { recordOf } from './create.ts'
import { guildsOfOrg } from './rights.ts'
import { planPlaces, syncJob } from './follow-ups.ts'
import { planTimes } from './notices.ts'
import { newLink } from './publish.ts'
import { discordKey } from './roll-over.ts'
import { writeLog } from './links.ts'

const defaultMs = 2 * 3_600_000

function recordFrom(context: Context, guild: GuildRecord, remote: RemoteEvent): EventRecord {
  const { options } = guild
  const locale = parseLocale(options.locale) ?? 'en'
  const isExternal = remote.entity_type === 3
  const { start, end } = timesOf(remote, defaultMs)
  const shape = {
    ...blankShape(options.timezone, usualOptions(locale)),
    title: remote.name.slice(0, 200),
    description: withoutFooter(remote.description),
    start_at: start,
    end_at: end,
    location: isExternal ? remote.location : null,
    voice_channel_id: isExternal ? null : remote.channel_id,
    visibility: 'guild' as const,
  }
  return recordOf(context, shape, {
    org_id: guild.org_id,
    created_by: remote.creator_is_bot ? null : remote.creator_id,
    guild_ids: [guild.guild_id],
    locale: options.locale,
    state: remote.status === 2 ? 'active' : 'scheduled',
    ...(remote.status === 2 && { started_at: context.clock.now() }),
  })
}

/** Discord counts days in UTC: the rule of a series as the clocks on the wall of a zone show it, where that can be said. */
function localRule(rule: Record<string, unknown>, zone: string, start: number): string {
  const there = rruleOf(rule)
  const dayOf = (local: string) => `${local.slice(0, 10)}T00:00:00`
  const minutes = minutesBetween(dayOf(localOf('UTC', start)), dayOf(localOf(zone, start)))
  return movedRule(there, minutes / 1_440) ?? there
}

async function importSeries(
  context: Context,
  unit: Parameters<typeof saveSeries>[0],
  event: EventRecord,
  remote: RemoteEvent,
): Promise<Partial<EventRecord>> {
  if (remote.recurrence_rule === null) return {}
  const now = context.clock.now()
  const id = newId(context)
  await saveSeries(unit, {
    id,
    org_id: event.org_id,
    created_by: event.created_by,
    rule: localRule(remote.recurrence_rule, event.timezone, remote.start),
    timezone: event.timezone,
    local_start: localOf(event.timezone, remote.start),
    duration_minutes: Math.round((event.end_at - event.start_at) / 60_000),
    options: {
      window: 1,
      keep_signups: false,
      post_minutes_before: null,
      native_recurrence: true,
      guild_id: remote.guild_id,
      channel_id: null,
    },
    fields: {},
    skipped: [],
    origin: 'discord',
    until: null,
    ended: false,
    version: 1,
    created_at: now,
    updated_at: now,
  })
  return { series_id: id, occurrence_key: discordKey(event.timezone, remote.start) }
}

/**
 * Takes over an event that somebody made in Discord, once; other bots' events are only read. Null when it is
 * known already, over, or not wanted.
 */
export async function importRemote(
  context: Context,
  remote: RemoteEvent,
  trigger: string,
): Promise<string | null> {
  if (remote.status === 3 || remote.status === 4) return null
  const guild = await loadGuild(context.database, remote.guild_id)
  if (guild?.status !== 'active' || !guild.options.sync_enabled) return null
  if (!guild.options.import_discord_events) return null
  return context.write(async (unit) => {
    if (await linkOfRemote(unit, remote.id)) return null
    const { creator_id } = remote
    if (creator_id !== null && !remote.creator_is_bot) {
      await personOf(context, unit, creator_id, null)
    }
    const plain = recordFrom(context, guild, remote)
    const event = { ...plain, ...(await importSeries(context, unit, plain, remote)) }
    const wound = await wind(unit, event, [])
    await storeEvent(unit, wound)
    const guilds = guildsOfEvent(wound, guildsOfOrg(await loadGuilds(unit), wound.org_id))
    await announce(unit, { event: wound, guilds }, [{ action: 'created' }], { state: wound.state })
    await planTimes(unit, wound, context.clock.now())
    await planPlaces(unit, wound, guilds)
    const ids = { event_id: wound.id, guild_id: guild.guild_id }
    const side = theirSide(remote, {
      title: '',
      description: '',
      place: '',
      start: String(wound.start_at),
      end: String(wound.end_at),
    })
    const link = {
      ...newLink(context, ids, 'discord'),
      discord_event_id: remote.id,
      link_state: 'active' as const,
      read_only: remote.creator_is_bot && !guild.options.import_bot_events,
      base: { ours: side, theirs: side, status: remote.status },
      remote: { ...withoutChangedDate(remote), user_count: null },
      last_pulled_at: context.clock.now(),
    }
    await saveLink(unit, link)
    const log = { direction: 'link' as const, cause: trigger, fields: [], detail: 'import' }
    await writeLog(context, unit, link, { ...log, actor: creator_id })
    await unit.job(attendeesJob(ids))
    if (remote.recurrence_rule !== null) await unit.job(syncJob('update', ids))
    return wound.id
  })
}

/** A look at who is interested in Discord. */
export function attendeesJob(ids: { event_id: string; guild_id: string }) {
  return {
    kind: 'events.sync_attendees',
    payload: ids,
    key: `event:${ids.event_id}:${ids.guild_id}:attendees`,
    group: `event:${ids.event_id}:${ids.guild_id}`,
    guild_id: ids.guild_id,
  }
}
