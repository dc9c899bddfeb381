import { keyAllows } from '#core/access/actor.ts'
import { isManager, memberOf, rightsIn } from '#core/access/rights.ts'
import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { newUuid } from '#core/ids.ts'
import { parseZone } from '#core/time/zones.ts'
import type { GuildOptions } from '../contract/guild.ts'
import { guildDefaults, organizationName, type GuildRecord } from '../rules/guild.ts'
import { ensureOrganization, lockEvent, organizationNames, updateEvent } from '../store/events.ts'
import { deleteGuild, loadGuild, loadGuilds, saveGuild } from '../store/guilds.ts'
import { linksOfGuild, saveLink } from '../store/links.ts'
import { messagesOfGuild } from '../store/messages.ts'
import { loadSeries, saveSeries } from '../store/series.ts'
import { reconcileJob } from './create.ts'
import { syncJob } from './follow-ups.ts'
import { requireMessageChannels } from './message-channels.ts'
import { channelFor, publishComing, retireMessage } from './publish.ts'

const byLocale: Record<string, string> = { ja: 'Asia/Tokyo', ko: 'Asia/Seoul', fr: 'Europe/Paris' }

/** The zone in which people of a server mean a time: as decided, else as its language suggests. */
export async function zoneOfGuild(context: Context, guildId: string): Promise<string> {
  const guild = await loadGuild(context.database, guildId)
  const zone = guild?.options.timezone ?? guildDefaults.timezone
  if (zone !== guildDefaults.timezone) return zone
  return byLocale[context.members.guildLocale(guildId) ?? ''] ?? zone
}

/** The rights to steer what a server shows: whoever manages it. */
async function requireGuildManager(context: Context, guildId: string): Promise<void> {
  const rights = await rightsIn(context, guildId, 'events:write')
  if (!rights.manager) throw coreError('permission_denied')
}

/** A server with what is known of its organisation. */
export type GuildSeen = {
  guild: GuildRecord
  org_name: string
  bot_present: boolean
  created: boolean
}

async function seenGuild(
  context: Context,
  from: Parameters<typeof organizationNames>[0],
  guild: GuildRecord,
  created = false,
): Promise<GuildSeen> {
  const names = await organizationNames(from)
  const present = context.members.guildLocale(guild.guild_id) !== null
  const org_name = organizationName(guild.org_id, names, [guild])
  return { guild, org_name, bot_present: present, created }
}

/** All servers that the actor manages. */
export async function listGuilds(context: Context): Promise<GuildSeen[]> {
  const all = await loadGuilds(context.database)
  const { actor } = context
  const kept: GuildRecord[] = []
  for (const guild of all) {
    if (actor.key && !actor.user) {
      if (keyAllows(actor, 'events:read', guild.guild_id)) kept.push(guild)
    } else if (isManager(await memberOf(context, guild.guild_id))) kept.push(guild)
  }
  return Promise.all(kept.map((guild) => seenGuild(context, context.database, guild)))
}

/** One server, for those who manage it. */
export async function getGuild(context: Context, guildId: string): Promise<GuildSeen> {
  await requireGuildManager(context, guildId)
  const guild = await loadGuild(context.database, guildId)
  if (!guild) throw coreError('not_found')
  return seenGuild(context, context.database, guild)
}

/** What joins a server with an organisation. */
export type LinkInput = {
  guild_id: string
  guild_name?: string | undefined
  owner_id?: string | undefined
  org_id?: string | undefined
  org_name?: string | undefined
  options: GuildOptions
}

const messageChannels = ({
  announcement_channel_id,
  event_channel_id,
  reminder_channel_id,
}: GuildOptions) => ({ announcement_channel_id, event_channel_id, reminder_channel_id })

/** Decisions with those that were given in place of the old ones. */
function decided(before: GuildRecord['options'], input: GuildOptions): GuildRecord['options'] {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  return { ...before, ...Object.fromEntries(given) }
}

const channelOptions = [
  'announcement_channel_id',
  'event_channel_id',
  'reminder_channel_id',
  'archive_category_id',
  'event_category_id',
  'thread_forum_id',
] as const

/** Refuses channels of another server: the bot would speak there in this one's name. */
function requireOwnChannels(context: Context, guildId: string, options: GuildOptions): void {
  for (const name of channelOptions) {
    const channel = options[name]
    const home = channel ? context.members.guildOfChannel(channel) : null
    if (home !== null && home !== guildId) {
      const fields = { [name]: ['This channel belongs to another server.'] }
      throw coreError('validation_error', { fields })
    }
  }
}

/** Whoever brings a server into an organisation must manage one of its servers already, if it has any. */
async function requireOrg(context: Context, orgId: string, guildId: string): Promise<void> {
  if (context.actor.key && !context.actor.user) return
  const others = (await loadGuilds(context.database)).filter(
    (one) => one.org_id === orgId && one.guild_id !== guildId,
  )
  if (others.length === 0) return
  const members = await Promise.all(others.map((one) => memberOf(context, one.guild_id)))
  if (!members.some(isManager)) throw coreError('permission_denied')
}

/** Joins a server with an organisation; doing it again changes what was decided. */
export async function linkGuild(context: Context, input: LinkInput): Promise<GuildSeen> {
  const { guild_id } = input
  await requireGuildManager(context, guild_id)
  requireOwnChannels(context, guild_id, input.options)
  const known = await loadGuild(context.database, guild_id)
  const org_id = input.org_id ?? known?.org_id ?? guild_id
  await requireMessageChannels(context, guild_id, messageChannels(input.options))
  await requireOrg(context, org_id, guild_id)
  const present = context.members.guildLocale(guild_id) !== null
  return context.write(async (unit) => {
    const guild = joined(context, input, { known, org_id, present })
    const name = input.org_name ?? null
    await ensureOrganization(unit, org_id, { name, now: guild.updated_at })
    await saveGuild(unit, guild)
    if (known && known.org_id !== org_id) await leaveOrganization(unit, guild)
    const wasShown = known?.status === 'active' && known.options.sync_enabled
    const isNew = !wasShown || known.org_id !== org_id
    if (isNew) await publishComing(context, unit, guild)
    if (present) await unit.job(reconcileJob(guild_id))
    return seenGuild(context, unit, guild, known === null)
  })
}

/**
 * Another organisation has the server now: the old one's events disappear there, and what people made in this server
 * comes along.
 */
async function leaveOrganization(
  unit: Unit,
  { guild_id, org_id, updated_at }: GuildRecord,
): Promise<void> {
  const taken = new Set<string | null>()
  for (const link of await linksOfGuild(unit, guild_id)) {
    const view = await lockEvent(unit, link.event_id)
    if (view && link.origin === 'discord') {
      taken.add(link.event_id)
      await takeSeries(unit, view.event.series_id, { org_id, updated_at })
      await updateEvent(unit, {
        ...view.event,
        org_id,
        version: view.event.version + 1,
        updated_at,
      })
      continue
    }
    await saveLink(unit, { ...link, link_state: 'detached', updated_at })
    await unit.job(syncJob('delete', { event_id: link.event_id, guild_id }))
  }
  for (const message of await messagesOfGuild(unit, guild_id)) {
    if (!taken.has(message.event_id)) await retireMessage(unit, message, updated_at)
  }
}

/** A series that Discord keeps goes along with its events. */
async function takeSeries(
  unit: Unit,
  id: string | null,
  to: { org_id: string; updated_at: number },
): Promise<void> {
  const series = id === null ? null : await loadSeries(unit, id)
  if (series) await saveSeries(unit, { ...series, ...to, version: series.version + 1 })
}

type Joining = { known: GuildRecord | null; org_id: string; present: boolean }

/** What a server is before anybody has joined it. */
function unjoined(context: Context, guildId: string, now: number): GuildRecord {
  const locale = context.members.guildLocale(guildId) ?? 'en'
  return {
    id: newUuid(context.random),
    guild_id: guildId,
    guild_name: context.members.guildName(guildId) ?? guildId,
    owner_id: null,
    org_id: guildId,
    status: 'pending',
    options: { ...guildDefaults, locale },
    webhook_verified: false,
    permissions_missing: [],
    last_sync_at: null,
    listed: null,
    created_at: now,
    updated_at: now,
  }
}

function joined(
  context: Context,
  input: LinkInput,
  { known, org_id, present }: Joining,
): GuildRecord {
  const now = context.clock.now()
  const before = known ?? unjoined(context, input.guild_id, now)
  return {
    ...before,
    guild_name: input.guild_name ?? before.guild_name,
    owner_id: input.owner_id ?? before.owner_id,
    org_id,
    status: present || before.status === 'active' ? 'active' : 'pending',
    options: decided(before.options, input.options),
    updated_at: now,
  }
}

/** Changes what was decided for a server. */
export async function patchGuild(
  context: Context,
  guildId: string,
  input: { options: GuildOptions; status?: 'active' | 'suspended' | undefined },
): Promise<GuildSeen> {
  await requireGuildManager(context, guildId)
  requireOwnChannels(context, guildId, input.options)
  await requireMessageChannels(context, guildId, messageChannels(input.options))
  const zone = input.options.timezone
  if (zone !== undefined && parseZone(zone) === null) {
    throw coreError('validation_error', {
      fields: { timezone: ['This time zone does not exist.'] },
    })
  }
  return context.write(async (unit) => {
    const known = await loadGuild(unit, guildId)
    if (!known) throw coreError('not_found')
    const guild: GuildRecord = {
      ...known,
      status: input.status ?? known.status,
      options: decided(known.options, input.options),
      updated_at: context.clock.now(),
    }
    await saveGuild(unit, guild)
    const wasShown = known.status === 'active' && known.options.sync_enabled
    const isShown = guild.status === 'active' && guild.options.sync_enabled
    if (isShown && !wasShown) {
      await publishComing(context, unit, guild)
      // What changed on either side meanwhile is merged.
      await unit.job(reconcileJob(guildId))
    }
    return seenGuild(context, unit, guild)
  })
}

/** Takes a server out: its links are history, its events stay, and nobody signs up there any more. */
export async function unlinkGuild(context: Context, guildId: string): Promise<void> {
  await requireGuildManager(context, guildId)
  await context.write(async (unit) => {
    if (!(await loadGuild(unit, guildId))) throw coreError('not_found')
    const now = context.clock.now()
    for (const link of await linksOfGuild(unit, guildId)) {
      await saveLink(unit, { ...link, link_state: 'detached', updated_at: now })
    }
    for (const message of await messagesOfGuild(unit, guildId)) {
      await retireMessage(unit, message, now)
    }
    await deleteGuild(unit, guildId)
  })
}

/** What the doctor of one server is told. */
export type GuildExamined = GuildSeen & {
  open_events: number
  problems: string[]
  /** The channel that was chosen for sign-ups is there. */
  has_channel: boolean
}

/** Looks at one server for what is missing. */
export async function examineGuild(context: Context, guildId: string): Promise<GuildExamined> {
  const seen = await getGuild(context, guildId)
  const links = await linksOfGuild(context.database, guildId)
  const problems = [...new Set(links.flatMap(({ problem }) => problem ?? []))]
  const open = links.filter(({ discord_event_id }) => discord_event_id !== null).length
  const channel = channelFor(seen.guild)
  const has_channel = channel !== null && context.members.guildOfChannel(channel) === guildId
  return { ...seen, open_events: open, problems, has_channel }
}
