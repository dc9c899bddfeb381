import { rightsIn, type NamedPerson, type Rights } from '#core/access/rights.ts'
import type { Scope } from '#core/access/actor.ts'
import type { Context } from '#core/context.ts'
import { findUser } from '#core/access/users.ts'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import { partyFields, type PartyFields } from '../rules/fields.ts'
import { guildSettings, type GuildSettings } from '../rules/settings.ts'
import * as alerts from '../store/alerts.ts'
import * as store from '../store/preferences.ts'
import { managesIn, requirePerson } from './change.ts'
import { replanReminders } from './reminders.ts'

/** A named starting point for parties. */
export type NamedTemplate = { name: string; fields: PartyFields }

/** How much one person or guild may keep; a list stays a list that one can read. */
const limits = { templates: 50, blocks: 500, alerts: 25 }

function tooMany(field: string): Error {
  return coreError('validation_error', { fields: { [field]: ['There are too many already.'] } })
}

/** Rights of somebody who may decide for the guild; throws `permission_denied` for others. */
async function requireGuildManager(
  context: Context,
  guildId: string,
  scope: Scope,
): Promise<GuildSettings> {
  const rights = await rightsIn(context, guildId, scope)
  const settings = await store.loadSettings(context.database, guildId)
  if (!managesIn(rights, settings)) throw coreError('permission_denied')
  return settings
}

/** Rights of a member or a service key, and whom they belong to. */
async function personIn(
  context: Context,
  guildId: string,
  scope: Scope,
  named: NamedPerson,
): Promise<string> {
  const rights: Rights = await rightsIn(context, guildId, scope, named)
  return requirePerson(rights)
}

/** What a guild has decided about its parties; for its managers. */
export async function getSettings(context: Context, guildId: string): Promise<GuildSettings> {
  return requireGuildManager(context, guildId, 'recruitments:read')
}

/** Changes some of a guild's settings; for its managers. */
export async function changeSettings(
  context: Context,
  guildId: string,
  patch: Partial<GuildSettings>,
): Promise<GuildSettings> {
  await requireGuildManager(context, guildId, 'recruitments:write')
  for (const channel of Object.keys(patch.channels ?? {})) {
    const owner = context.members.guildOfChannel(channel)
    if (owner !== null && owner !== guildId) {
      const message = 'This is no channel of the server that takes messages.'
      throw coreError('validation_error', { fields: { channels: [message] } })
    }
  }
  return context.write(async (unit) => {
    const before = await store.loadSettings(unit, guildId)
    const given = Object.entries(patch).filter(([, value]) => value !== undefined)
    const after = guildSettings.parse({ ...before, ...Object.fromEntries(given) })
    if ((after.quiet_from === null) !== (after.quiet_to === null)) {
      const missing = after.quiet_from === null ? 'quiet_from' : 'quiet_to'
      throw coreError('validation_error', { fields: { [missing]: ['This field is required.'] } })
    }
    const now = context.clock.now()
    await store.saveSettings(unit, guildId, after, now)
    const offsets = { wanted: after.reminder_minutes, earlier: before.reminder_minutes }
    if (patch.reminder_minutes) await replanReminders(unit, guildId, offsets, now)
    return after
  })
}

/** A guild's templates by name; for its members. */
export async function listTemplates(context: Context, guildId: string): Promise<NamedTemplate[]> {
  await rightsIn(context, guildId, 'recruitments:read')
  const templates = await store.loadTemplates(context.database, guildId)
  return templates.map(({ name, fields }) => ({
    name,
    fields: partyFields.parse(JSON.parse(fields)),
  }))
}

/** Stores a template, over an older one of the same name; for managers. */
export async function saveTemplate(
  context: Context,
  guildId: string,
  template: NamedTemplate,
): Promise<NamedTemplate> {
  await requireGuildManager(context, guildId, 'recruitments:write')
  const fields = partyFields.omit({ starts_at: true, template: true }).parse(template.fields)
  return context.write(async (unit) => {
    const present = await store.loadTemplates(unit, guildId)
    const isNew = present.every(({ name }) => name !== template.name)
    if (isNew && present.length >= limits.templates) throw tooMany('name')
    const row = { name: template.name, fields: JSON.stringify(fields) }
    await store.saveTemplate(unit, guildId, row, context.clock.now())
    return { name: template.name, fields }
  })
}

/** Removes a template; for managers. Throws `not_found` when there is none. */
export async function deleteTemplate(
  context: Context,
  guildId: string,
  name: string,
): Promise<void> {
  await requireGuildManager(context, guildId, 'recruitments:write')
  await context.write(async (unit) => {
    if (!(await store.deleteTemplate(unit, guildId, name))) throw coreError('not_found')
  })
}

/** Somebody who is kept out; the name is null for people whom Muster has not met. */
export type Blocked = { discord_user_id: string; display_name: string | null }

async function nameOf(context: Context, userId: string): Promise<string | null> {
  return (await findUser(context.database, userId))?.display_name ?? null
}

/** Whom a person keeps out of his or her parties. */
export async function listBlocks(
  context: Context,
  guildId: string,
  named: NamedPerson = {},
): Promise<Blocked[]> {
  const userId = await personIn(context, guildId, 'recruitments:read', named)
  const ids = await store.loadBlocks(context.database, guildId, userId)
  return Promise.all(
    ids.map(async (id) => ({ discord_user_id: id, display_name: await nameOf(context, id) })),
  )
}

/** Keeps somebody out of one's parties, and oneself out of theirs when they add people. */
export async function block(
  context: Context,
  guildId: string,
  blocked: string,
  named: NamedPerson = {},
): Promise<void> {
  const blocker = await personIn(context, guildId, 'recruitments:write', named)
  if (blocked === blocker) {
    const message = 'This is yourself.'
    throw coreError('validation_error', { fields: { discord_user_id: [message] } })
  }
  await context.write(async (unit) => {
    const present = await store.loadBlocks(unit, guildId, blocker)
    const isNew = !present.includes(blocked)
    if (isNew && present.length >= limits.blocks) throw tooMany('discord_user_id')
    const row = { guild_id: guildId, blocker, blocked, on: true }
    await store.saveBlock(unit, row, context.clock.now())
  })
}

/** Lets somebody in again; nothing changes for one who was not kept out. */
export async function unblock(
  context: Context,
  guildId: string,
  blocked: string,
  named: NamedPerson = {},
): Promise<void> {
  const blocker = await personIn(context, guildId, 'recruitments:write', named)
  await context.write((unit) => {
    const row = { guild_id: guildId, blocker, blocked, on: false }
    return store.saveBlock(unit, row, context.clock.now())
  })
}

/** What somebody wants to hear of, with the name of the person it is about. */
export type ListedAlert = alerts.Alert & { display_name: string | null }

/** What a person wants to hear of in a guild. */
export async function listAlerts(
  context: Context,
  guildId: string,
  named: NamedPerson = {},
): Promise<ListedAlert[]> {
  const userId = await personIn(context, guildId, 'recruitments:read', named)
  const all = await alerts.loadAlerts(context.database, guildId, userId)
  return Promise.all(
    all.map(async (one) => ({
      ...one,
      display_name: one.kind === 'owner' ? await nameOf(context, one.value) : null,
    })),
  )
}

function normal({ kind, value }: alerts.Alert): alerts.Alert {
  return { kind, value: kind === 'game' ? fold(value) : value }
}

/** Tells somebody from now on when a person, or anybody for a game, looks for members. */
export async function addAlert(
  context: Context,
  guildId: string,
  alert: alerts.Alert,
  named: NamedPerson = {},
): Promise<alerts.Alert> {
  const user_id = await personIn(context, guildId, 'recruitments:write', named)
  const wish = normal(alert)
  return context.write(async (unit) => {
    const present = await alerts.loadAlerts(unit, guildId, user_id)
    const isNew = present.every((one) => one.kind !== wish.kind || one.value !== wish.value)
    if (isNew && present.length >= limits.alerts) throw tooMany('value')
    await alerts.saveAlert(unit, { guild_id: guildId, user_id }, wish, context.clock.now())
    return wish
  })
}

/** Forgets such a wish; throws `not_found` when there was none. */
export async function removeAlert(
  context: Context,
  guildId: string,
  alert: alerts.Alert,
  named: NamedPerson = {},
): Promise<alerts.Alert> {
  const user_id = await personIn(context, guildId, 'recruitments:write', named)
  const wish = normal(alert)
  return context.write(async (unit) => {
    const gone = await alerts.deleteAlert(unit, { guild_id: guildId, user_id }, wish)
    if (!gone) throw coreError('not_found')
    return wish
  })
}
