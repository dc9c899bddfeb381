import { rightsIn } from '#core/access/rights.ts'
import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { loadChannels, saveChannel, type ChannelRecord } from '../store/channels.ts'
import { grantChanges } from '../rules/grants.ts'
import { loadEvent, loadEvents, runningEventIds } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import {
  deleteMapping,
  loadMappings,
  saveMapping,
  type RoleMappingRecord,
} from '../store/mappings.ts'
import { loadPeople, type Person } from '../store/people.ts'
import { newId } from './change.ts'
import { channelsJob } from './channels.ts'
import { rolesJob } from './follow-ups.ts'
import { offerInMenu } from './menus.ts'

async function requireManager(context: Context, guildId: string): Promise<void> {
  const rights = await rightsIn(context, guildId, 'events:write')
  if (!rights.manager) throw coreError('permission_denied')
  if (!(await loadGuild(context.database, guildId))) throw coreError('not_found')
}

/** Whoever has a place already gets, or loses, what a role stands for. */
async function lookAtRoles(unit: Unit, guildId: string): Promise<void> {
  const guild = await loadGuild(unit, guildId)
  for (const event_id of guild ? await runningEventIds(unit, guild.org_id) : []) {
    await unit.job(rolesJob({ event_id, guild_id: guildId }))
  }
}

/** What the roles of a server stand for; for those who manage it. */
export async function roleMappings(context: Context, guildId: string) {
  await requireManager(context, guildId)
  const mappings = await loadMappings(context.database, guildId)
  return { mappings, roles: context.members.roles(guildId) }
}

/** Who would get or lose a role. */
export type MappingPreview = { managed: boolean; gain: Person[]; lose: Person[] }

/** Who would get, or lose, a role now if it stood for something more, or for something less. Nothing is changed. */
export async function previewMapping(
  context: Context,
  guildId: string,
  change:
    | { add: readonly Pick<RoleMappingRecord, 'discord_role_id' | 'role_type' | 'entity_id'>[] }
    | { remove: string },
): Promise<MappingPreview> {
  await requireManager(context, guildId)
  const { database } = context
  const [guild, before] = await Promise.all([
    loadGuild(database, guildId),
    loadMappings(database, guildId),
  ])
  if (guild?.status !== 'active' || !guild.options.auto_manage_roles) {
    return { managed: false, gain: [], lose: [] }
  }
  const after =
    'add' in change
      ? [...before, ...change.add.map((one) => ({ ...one, auto_assign: true, auto_remove: true }))]
      : before.filter(({ id }) => id !== change.remove)
  const running = await loadEvents(database, await runningEventIds(database, guild.org_id))
  const { gain, lose } = grantChanges(running, before, after)
  const people = await loadPeople(database, [...gain, ...lose])
  const named = (ids: readonly string[]) =>
    ids.map(
      (id) => people.get(id) ?? { discord_id: id, username: '', display_name: id, avatar: null },
    )
  return { managed: true, gain: named(gain), lose: named(lose) }
}

/** Says what a role stands for. */
export async function mapRole(
  context: Context,
  guildId: string,
  input: Pick<
    RoleMappingRecord,
    'discord_role_id' | 'role_type' | 'entity_id' | 'auto_assign' | 'auto_remove' | 'temporary'
  >,
) {
  await requireManager(context, guildId)
  const mapping: RoleMappingRecord = {
    ...input,
    id: newId(context),
    guild_id: guildId,
    created_by_muster: false,
    given_name: null,
    created_at: context.clock.now(),
  }
  const mapped = { mappings: [mapping], roles: context.members.roles(guildId) }
  return context.write(async (unit) => {
    if (mapping.role_type === 'menu_option') await offerInMenu(context, unit, mapping, true)
    await saveMapping(unit, mapping)
    await lookAtRoles(unit, guildId)
    return mapped
  })
}

/** Forgets what a role stands for; the role itself stays. */
export async function unmapRole(context: Context, guildId: string, id: string): Promise<void> {
  await requireManager(context, guildId)
  const all = await loadMappings(context.database, guildId)
  const mapping = all.find((one) => one.id === id)
  if (!mapping) throw coreError('not_found')
  await context.write(async (unit) => {
    if (mapping.role_type === 'menu_option') await offerInMenu(context, unit, mapping, false)
    await deleteMapping(unit, id)
    await lookAtRoles(unit, guildId)
  })
}

/** The channels of a server's events; for those who manage it. */
export async function channelMappings(context: Context, guildId: string): Promise<ChannelRecord[]> {
  await requireManager(context, guildId)
  return loadChannels(context.database, { guild_id: guildId })
}

/** Gives an event a channel that exists, or asks for new ones. */
export async function mapChannel(
  context: Context,
  guildId: string,
  input: {
    event_id: string
    channel_type: ChannelRecord['channel_type']
    discord_channel_id?: string | undefined
    auto_archive: boolean
  },
): Promise<ChannelRecord> {
  await requireManager(context, guildId)
  const [view, guild] = await Promise.all([
    loadEvent(context.database, input.event_id),
    loadGuild(context.database, guildId),
  ])
  if (!view || view.event.org_id !== guild?.org_id) throw coreError('not_found')
  const { discord_channel_id } = input
  if (discord_channel_id && context.members.guildOfChannel(discord_channel_id) !== guildId) {
    throw coreError('not_found')
  }
  return context.write(async (unit) => {
    const channel: ChannelRecord = {
      id: newId(context),
      guild_id: guildId,
      discord_channel_id: discord_channel_id ?? null,
      discord_channel_name: '',
      channel_type: input.channel_type,
      event_id: input.event_id,
      auto_created: discord_channel_id === undefined,
      auto_archive: input.auto_archive,
      permissions: null,
      state: discord_channel_id === undefined ? 'planned' : 'live',
      delete_at: null,
      renamed_at: null,
      created_at: context.clock.now(),
    }
    await saveChannel(unit, channel)
    if (channel.state === 'planned') {
      await unit.job(channelsJob('create', { event_id: input.event_id, guild_id: guildId }))
    }
    return channel
  })
}

/** Forgets that a channel belongs to an event; the channel itself stays. */
export async function unmapChannel(context: Context, guildId: string, id: string): Promise<void> {
  const all = await channelMappings(context, guildId)
  const channel = all.find((one) => one.id === id)
  if (!channel) throw coreError('not_found')
  await context.write((unit) => saveChannel(unit, { ...channel, state: 'deleted' }))
}
