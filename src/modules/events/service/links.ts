import { parseLocale } from '#core/i18n/locale.ts'
import type { Context, Unit } from '#core/context.ts'
import type { EventFields } from '../contract/event.ts'
import { placesTaken, type EventRecord, type Signup, type SyncField } from '../rules/event.ts'
import { guildDefaults, type GuildRecord } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import type { MergeField } from '../rules/merge.ts'
import { footerOf, markerOf, type RemoteEvent } from '../rules/remote.ts'
import * as events from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import { isLiveLink, loadLinks, saveLink } from '../store/links.ts'
import { saveConflict, saveLog, type SyncLogRecord } from '../store/sync.ts'
import { t } from '../views/texts.ts'
import { changeBySystem, newId } from './change.ts'
import { editing } from './edit.ts'
import type { View } from './seen.ts'

/** Everything that a look at one event in one server starts from. */
export type LinkGround = {
  /** Null: it was deleted. */
  event: EventRecord | null
  signups: readonly Signup[]
  link: LinkRecord
  guild: GuildRecord
  /** Living links of the event in other servers. */
  otherLinks: number
}

/** The newest link of an event in a server, with all around it; null when there is none. */
export async function linkGround(
  context: Context,
  { event_id, guild_id }: { event_id: string; guild_id: string },
): Promise<LinkGround | null> {
  const [view, links, guild] = await Promise.all([
    events.loadEvent(context.database, event_id),
    loadLinks(context.database, event_id),
    loadGuild(context.database, guild_id),
  ])
  const own = links.filter((one) => one.guild_id === guild_id)
  const link = own.find(isLiveLink) ?? own.at(-1)
  if (!link || !guild) return null
  const otherLinks = links.filter((one) => one.guild_id !== guild_id && isLiveLink(one)).length
  return { event: view?.event ?? null, signups: view?.signups ?? [], link, guild, otherLinks }
}

/**
 * An event as one server shows it: a channel that belongs to another server is a place elsewhere there, named by its
 * address.
 */
export function shownIn(
  { members, discordWebUrl }: Pick<Context, 'members' | 'discordWebUrl'>,
  guildId: string,
  event: EventRecord,
): EventRecord {
  const channelId = event.voice_channel_id
  const home = channelId === null ? null : members.guildOfChannel(channelId)
  if (channelId === null || home === null || home === guildId) return event
  const location = `${discordWebUrl}/channels/${home}/${channelId}`
  return { ...event, voice_channel_id: null, location }
}

/** What stands below a description in Discord. */
export function footerFor(
  context: Pick<Context, 'publicUrl'>,
  guild: GuildRecord,
  { event, signups }: View,
): string {
  const locale = parseLocale(guild.options.locale ?? guildDefaults.locale) ?? 'en'
  const max = event.max_participants
  const counts = t(locale, 'footer.counts', {
    taken: placesTaken(signups),
    max: max ?? 0,
    limited: max === null ? 'no' : 'yes',
    waiting: signups.filter(({ status }) => status === 'waitlist').length,
  })
  return footerOf(counts, markerOf(context.publicUrl, event.id))
}

/** Stores a link in a unit of work of its own, and returns it as it is now. Throws `LinkMoved`. */
export async function storeLink(
  context: Context,
  link: LinkRecord,
  log?: Omit<SyncLogRecord, 'id' | 'at' | 'event_id' | 'guild_id'>,
): Promise<LinkRecord> {
  return context.database.write(async (unit) => {
    const stored = await saveLink(unit, { ...link, updated_at: context.clock.now() })
    if (log) await writeLog(context, unit, link, log)
    return stored
  })
}

/** Notes what happened between the two sides, for the inspector. */
export async function writeLog(
  context: Context,
  unit: Parameters<typeof saveLog>[0],
  link: Pick<LinkRecord, 'event_id' | 'guild_id'>,
  log: Omit<SyncLogRecord, 'id' | 'at' | 'event_id' | 'guild_id'>,
): Promise<void> {
  const { event_id, guild_id } = link
  await saveLog(unit, { id: newId(context), at: context.clock.now(), event_id, guild_id, ...log })
}

/** What Discord's values are as fields of ours. */
export function fieldsFrom(
  remote: RemoteEvent,
  values: Partial<Record<MergeField, string>>,
): EventFields {
  const { title, description, start, end, place } = values
  const fields: EventFields = {}
  if (title !== undefined) fields.title = title
  if (description !== undefined) fields.description = description
  if (start !== undefined) fields.start_at_utc = new Date(Number(start)).toISOString()
  if (end !== undefined) fields.end_at_utc = new Date(Number(end)).toISOString()
  if (place !== undefined) {
    if (remote.entity_type === 3) {
      fields.location = remote.location
      fields.voice_channel_id = null
    } else {
      fields.voice_channel_id = remote.channel_id
      fields.location = null
    }
  }
  return fields
}

/** A difference that both sides made. */
export type FoundConflict = {
  field: MergeField
  ours: string
  theirs: string
  base: string
  winner: 'muster' | 'discord' | 'open'
}

/** What a merge decided about our side. */
export type Pulled = {
  link: LinkRecord
  fields: EventFields
  names: SyncField[]
  conflicts: readonly FoundConflict[]
  policy: string
  oursAt: Partial<Record<SyncField, number>>
  theirsAt: number | null
  by: string | null
  trigger: string
}

async function noteConflicts(context: Context, unit: Unit, pulled: Pulled): Promise<boolean> {
  const { link, conflicts, policy, theirsAt, by } = pulled
  let isNew = false
  for (const conflict of conflicts) {
    const stored = await saveConflict(unit, {
      id: newId(context),
      event_id: link.event_id,
      guild_id: link.guild_id,
      ...conflict,
      policy,
      ours_at: pulled.oursAt[conflict.field] ?? null,
      theirs_at: theirsAt,
      theirs_by: by,
      resolved_at: null,
      resolved_by: null,
      created_at: context.clock.now(),
    })
    isNew ||= stored
  }
  return isNew
}

/** Takes over what Discord changed and stores the link, in one transaction; the event, where it changed, and the link. */
export async function takeOver(
  context: Context,
  pulled: Pulled,
): Promise<{ view: View | null; link: LinkRecord }> {
  const stored = { link: pulled.link }
  const view = await takeOverIn(context, pulled, stored)
  return { view, link: stored.link }
}

async function takeOverIn(
  context: Context,
  pulled: Pulled,
  stored: { link: LinkRecord },
): Promise<View | null> {
  const { link, fields, names, trigger, by } = pulled
  const isEdit = Object.keys(fields).length > 0
  return changeBySystem(context, link.event_id, async (scene) => {
    const { unit } = scene
    const isNew = await noteConflicts(context, unit, pulled)
    const now = context.clock.now()
    stored.link = await saveLink(unit, {
      ...link,
      updated_at: now,
      ...(isEdit && { last_pulled_at: now }),
    })
    if (isEdit) {
      const log = {
        direction: 'pull' as const,
        cause: trigger,
        fields: names,
        detail: '',
        actor: by,
      }
      await writeLog(context, unit, link, log)
    }
    // Who moves the start alone leaves the end where it is.
    const end_at_utc = fields.end_at_utc ?? new Date(scene.event.end_at).toISOString()
    const timed = fields.start_at_utc === undefined ? fields : { ...fields, end_at_utc }
    const edit = isEdit ? editing(scene, timed, { byDiscord: true }) : null
    const told = isNew ? [{ action: 'sync_conflict' as const }] : []
    if (edit?.decision.ok && edit.extra.idle !== true) {
      const happened = [...edit.decision.happened, ...told]
      return {
        decision: { ...edit.decision, happened },
        extra: { ...edit.extra, origin: link.guild_id },
      }
    }
    if (!isNew) return { decision: null }
    const { event, signups } = scene
    return {
      decision: { ok: true, event, signups: [...signups], happened: told },
      extra: { whole: true, origin: link.guild_id },
    }
  })
}
