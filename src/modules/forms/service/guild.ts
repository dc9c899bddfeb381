import type { Context } from '#core/context.ts'
import type { FormSettings } from '../contract/results.ts'
import { refuse } from '../errors.ts'
import { isTarget } from '../rules/targets.ts'
import { loadSettings, saveSettings } from '../store/settings.ts'
import { zoneOf } from './fields.ts'
import { describeAccount } from './inspect.ts'
import { readerIn, requireManager } from './rights.ts'

/** What a guild has decided about its forms. */
export async function getSettings(context: Context, guildId: string): Promise<FormSettings> {
  await requireManager(context, guildId, 'forms:read')
  return loadSettings(context.database, guildId)
}

/** Changes what a guild has decided. */
export async function changeSettings(
  context: Context,
  guildId: string,
  patch: { [Name in keyof FormSettings]?: FormSettings[Name] | undefined },
): Promise<FormSettings> {
  await requireManager(context, guildId)
  const { log_channel_id } = patch
  if (log_channel_id) {
    const person = context.actor.user?.discord_id ?? null
    const channels = await context.members.postableChannels(guildId, person)
    if (!channels.some(({ id }) => id === log_channel_id)) throw refuse('UNKNOWN_CHANNEL')
  }
  return context.write(async (unit) => {
    const before = await loadSettings(unit, guildId)
    const after: FormSettings = {
      admin_role_ids: patch.admin_role_ids ?? before.admin_role_ids,
      log_channel_id: log_channel_id === undefined ? before.log_channel_id : log_channel_id,
    }
    await saveSettings(unit, guildId, after)
    return after
  })
}

/** From what the fields of a form are chosen in a guild. */
export async function choicesIn(context: Context, guildId: string) {
  const reader = await readerIn(context, guildId)
  const person = context.actor.user?.discord_id ?? null
  const people = (await context.members.everyone(guildId)).filter(({ bot }) => !bot)
  const count = (id: string) => people.filter(({ roles }) => roles.includes(id)).length
  return {
    guild_id: guildId,
    timezone: zoneOf(context),
    roles: context.members.roles(guildId).map((role) => ({ ...role, members: count(role.id) })),
    everybody: people.length,
    channels: reader.manager ? await context.members.postableChannels(guildId, person) : [],
    account: await describeAccount(context),
    can_manage: reader.manager,
  }
}

/** How many people a choice of roles reaches. */
export async function reachOf(
  context: Context,
  guildId: string,
  roles: readonly string[],
): Promise<{ targets: number }> {
  await readerIn(context, guildId)
  const everyone = await context.members.everyone(guildId)
  return { targets: everyone.filter((member) => isTarget(member, roles)).length }
}
