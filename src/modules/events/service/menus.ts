import { z } from 'zod'
import { rightsIn } from '#core/access/rights.ts'
import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import { chosen, menuGate, toggled, type MenuChoice } from '../rules/menus.ts'
import { loadGuild } from '../store/guilds.ts'
import { listMenus, loadMenu, saveMenu, type MenuRecord } from '../store/menus.ts'
import { newId } from './change.ts'
import { requireMessageChannels } from './message-channels.ts'

/** A menu with the names of the roles it gives, and which of them cannot be given. */
export type MenuSeen = { menu: MenuRecord; roles: readonly { id: string; name: string }[] }

async function requireManager(context: Context, guildId: string): Promise<void> {
  const rights = await rightsIn(context, guildId, 'events:write')
  if (!rights.manager) throw coreError('permission_denied')
  // A server may have menus without having joined an organisation.
  const isHere = context.members.isIn(guildId)
  if (!isHere && !(await loadGuild(context.database, guildId))) throw coreError('not_found')
}

/** A channel of another server is none here. */
function requireChannel(context: Context, guildId: string, channelId: string): void {
  const home = context.members.guildOfChannel(channelId)
  if (home !== null && home !== guildId) throw coreError('not_found')
}

/** The menus of a server with what an editor offers; for those who manage it. */
export async function menusOf(context: Context, guildId: string) {
  await requireManager(context, guildId)
  const [menus, channels] = await Promise.all([
    listMenus(context.database, guildId),
    context.members.postableChannels(guildId, null),
  ])
  return { menus, channels, roles: context.members.roles(guildId) }
}

/** What a menu is asked to be. */
export type MenuInput = {
  channel_id: string
  title: string
  description: string
  style: MenuRecord['fields']['style']
  mode: MenuRecord['fields']['mode']
  required_role_id: string | null
  expires_at: string | null
  options: MenuRecord['fields']['options']
}

async function store(context: Context, unit: Unit, menu: MenuRecord): Promise<MenuSeen> {
  await saveMenu(unit, menu)
  await unit.fact({
    topic: 'event_menu',
    type: 'changed',
    object_id: menu.id,
    guild_id: menu.guild_id,
    version: menu.version,
    data: {},
  })
  return { menu, roles: context.members.roles(menu.guild_id) }
}

function fieldsOf(input: Omit<MenuInput, 'channel_id'>): MenuRecord['fields'] {
  const { expires_at, ...rest } = input
  return { ...rest, expires_at: expires_at === null ? null : Date.parse(expires_at) }
}

/** Makes a menu; its message is posted. */
export async function createMenu(
  context: Context,
  guildId: string,
  { channel_id, ...input }: MenuInput,
): Promise<MenuSeen> {
  await requireManager(context, guildId)
  requireChannel(context, guildId, channel_id)
  await requireMessageChannels(context, guildId, { channel_id })
  const now = context.clock.now()
  return context.write((unit) =>
    store(context, unit, {
      id: newId(context),
      guild_id: guildId,
      channel_id,
      discord_message_id: null,
      fields: fieldsOf(input),
      active: true,
      version: 1,
      created_at: now,
      updated_at: now,
    }),
  )
}

/** Changes a menu, or takes it away with `active: false`. */
export async function patchMenu(
  context: Context,
  { guild_id, id }: { guild_id: string; id: string },
  input: { [Name in keyof MenuInput]?: MenuInput[Name] | undefined } & {
    active?: boolean | undefined
  },
): Promise<MenuSeen> {
  await requireManager(context, guild_id)
  if (input.channel_id !== undefined) requireChannel(context, guild_id, input.channel_id)
  await requireMessageChannels(context, guild_id, { channel_id: input.channel_id })
  return context.write(async (unit) => {
    const menu = await loadMenu(unit, id)
    if (menu?.guild_id !== guild_id) throw coreError('not_found')
    const { active, channel_id, expires_at, ...fields } = input
    const given = Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    )
    const moved = channel_id !== undefined && channel_id !== menu.channel_id
    return store(context, unit, {
      ...menu,
      channel_id: channel_id ?? menu.channel_id,
      discord_message_id: moved ? null : menu.discord_message_id,
      fields: {
        ...menu.fields,
        ...given,
        ...(expires_at !== undefined && {
          expires_at: expires_at === null ? null : Date.parse(expires_at),
        }),
      },
      active: active ?? menu.active,
      version: menu.version + 1,
      updated_at: context.clock.now(),
    })
  })
}

function choiceOf({ fields }: MenuRecord): MenuChoice {
  const { mode, required_role_id, expires_at, options } = fields
  const ids = options.map(({ discord_role_id }) => discord_role_id)
  return { mode, required_role_id, expires_at, options: ids }
}

/** Most choices that a menu has. */
const mostOptions = 100

/** A role becomes, or is no longer, a choice of a menu; for the mapping that says so. */
export async function offerInMenu(
  context: Context,
  unit: Unit,
  role: { guild_id: string; discord_role_id: string; entity_id: string | null },
  offered: boolean,
): Promise<void> {
  const { guild_id, discord_role_id, entity_id } = role
  const menu = entity_id === null ? null : await loadMenu(unit, entity_id)
  if (menu?.guild_id !== guild_id) {
    if (!offered) return
    throw coreError('validation_error', {
      fields: { entity_id: ['Must be a role menu of this server.'] },
    })
  }
  const others = menu.fields.options.filter((one) => one.discord_role_id !== discord_role_id)
  const isThere = others.length < menu.fields.options.length
  // A menu without any choice is no message.
  if (isThere === offered || (!offered && others.length === 0)) return
  if (others.length >= mostOptions) {
    throw coreError('validation_error', { fields: { entity_id: ['This role menu is full.'] } })
  }
  const name = context.members.roles(guild_id).find(({ id }) => id === discord_role_id)?.name
  const label = (name ?? discord_role_id).slice(0, 80)
  const own = { discord_role_id, label, emoji: null, description: '' }
  await store(context, unit, {
    ...menu,
    fields: { ...menu.fields, options: offered ? [...others, own] : others },
    version: menu.version + 1,
    updated_at: context.clock.now(),
  })
}

const workOnRoles = z.object({ wanted: z.array(z.string()), of: z.array(z.string()) })

/** The roles that somebody has once the choices are carried out that wait: people press faster than Discord gives. */
async function heldSoon(
  { jobs }: Context,
  key: string,
  held: readonly string[],
): Promise<readonly string[]> {
  const filter = { kind: 'events.choose_roles', key: `${key}:`, limit: mostOptions }
  const newest = [
    ...(await jobs.list({ ...filter, state: 'ready' })),
    ...(await jobs.list({ ...filter, state: 'running' })),
  ]
  return newest.toReversed().reduce<readonly string[]>((roles, { payload }) => {
    const { wanted, of } = workOnRoles.parse(payload)
    return [...roles.filter((id) => !of.includes(id)), ...wanted]
  }, held)
}

/** Somebody chose in a menu: the newest choice is carried out, older ones that wait are replaced. */
export async function chooseRoles(
  context: Context,
  id: string,
  wish: { guild_id: string; values: readonly string[] } | { guild_id: string; toggle: string },
): Promise<{ menu: MenuRecord; wanted: string[] }> {
  const { user, member } = context.actor
  if (!user || !member) throw coreError('not_authenticated')
  const key = `menu:${id}:${user.discord_id}`
  const held = 'toggle' in wish ? await heldSoon(context, key, member.roles) : member.roles
  return context.write(async (unit) => {
    const menu = await loadMenu(unit, id)
    if (!menu?.active || menu.guild_id !== wish.guild_id) throw coreError('not_found')
    const choice = choiceOf(menu)
    const gate = menuGate(choice, member.roles, context.clock.now())
    if (gate) throw refuse(gate)
    const roles = context.members.roles(menu.guild_id)
    const forbidden = roles.filter(({ assignable }) => assignable === false).map((one) => one.id)
    const asked =
      'values' in wish ? chosen(choice, wish.values) : toggled(choice, held, wish.toggle)
    // What the bot must not give is neither given nor taken, whoever put it into the menu.
    const wanted = asked.filter((one) => !forbidden.includes(one))
    // A press where each role is by itself is about that one: of the others nothing may be known yet.
    const pressed = 'toggle' in wish && choice.mode === 'multi' ? [wish.toggle] : choice.options
    const of = pressed.filter((one) => !forbidden.includes(one))
    await unit.job({
      kind: 'events.choose_roles',
      payload: {
        guild_id: menu.guild_id,
        user_id: user.discord_id,
        wanted: wanted.filter((one) => of.includes(one)),
        of,
      },
      key: `${key}:${pressed === choice.options ? '' : pressed.join()}`,
      group: key,
      guild_id: menu.guild_id,
    })
    return { menu, wanted }
  })
}

/** The message of a menu exists now. */
export async function menuPosted(context: Context, id: string, messageId: string): Promise<void> {
  await context.write(async (unit) => {
    const menu = await loadMenu(unit, id)
    if (menu && menu.discord_message_id !== messageId) {
      await saveMenu(unit, { ...menu, discord_message_id: messageId })
    }
  })
}

/** Somebody deleted the message of a menu: it is out of use. */
export async function menuDeleted(context: Context, id: string): Promise<boolean> {
  await context.write(async (unit) => {
    const menu = await loadMenu(unit, id)
    if (menu) await saveMenu(unit, { ...menu, active: false, version: menu.version + 1 })
  })
  return false
}
