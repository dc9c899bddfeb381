import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10'
import { z } from 'zod'
import { commandBody, wireOptions, type CommandInput } from '../command-schema.ts'
import type { Command } from '../entities.ts'
import { DiscordError, parseForm } from '../errors.ts'
import { jsonObject, queryFlag } from '../forms.ts'
import type { World } from '../world.ts'
import { requireApplication } from './applications.ts'
import type { Call, Route } from './call.ts'
import { RateLimited, type Bucket } from './limits.ts'

const mostPerType: Partial<Record<number, number>> = {
  [ApplicationCommandType.ChatInput]: 100,
  [ApplicationCommandType.User]: 15,
  [ApplicationCommandType.Message]: 15,
  [ApplicationCommandType.PrimaryEntryPoint]: 1,
}
const dailyCreates: Bucket = { name: 'command-create', limit: 200, windowMs: 86_400_000 }
const bulkBody = z.array(commandBody).max(131)
const listQuery = z.object({ with_localizations: queryFlag.default(false) })

/** Where commands are registered: for all, or for one guild. */
type Scope = { guild_id: string | undefined }

function scopeOf(call: Call, isGuild: boolean): Scope {
  requireApplication(call.world, call.param('application_id'))
  if (!isGuild) return { guild_id: undefined }
  const guild = call.world.guild(call.param('guild_id'))
  if (!guild.members.has(call.actor.user_id)) throw new DiscordError(403, 50001, 'Missing Access')
  return { guild_id: guild.base.id }
}

function requireBot(call: Call): void {
  if (call.actor.kind !== 'bot')
    throw new DiscordError(403, 20002, 'Only bots can use this endpoint')
}

/** The commands of one scope, in the order of registration. */
function inScope(world: World, { guild_id }: Scope): Command[] {
  return [...world.state.commands.values()].filter((command) => command.guild_id === guild_id)
}

function build(world: World, { guild_id }: Scope, input: CommandInput, id: string): Command {
  const isGlobal = guild_id === undefined
  const { options, contexts, integration_types, dm_permission: inDms, ...rest } = input
  return {
    id,
    application_id: world.state.application.id,
    version: world.nextId(),
    ...rest,
    name_localizations: input.name_localizations ?? null,
    description_localizations: input.description_localizations ?? null,
    default_member_permissions: input.default_member_permissions ?? null,
    nsfw: input.nsfw ?? false,
    ...(options?.length ? { options: wireOptions.parse(options) } : {}),
    ...(isGlobal
      ? {
          contexts: contexts ?? (inDms === false ? [InteractionContextType.Guild] : null),
          integration_types: integration_types ?? [0],
        }
      : { guild_id }),
  }
}

function countCreate(call: Call, { guild_id }: Scope): void {
  try {
    call.limits.countHidden(dailyCreates, guild_id ?? 'global')
  } catch (error) {
    if (error instanceof RateLimited)
      throw new DiscordError(
        400,
        30034,
        'Max number of daily application command creates has been reached (200)',
      )
    throw error
  }
}

/** Registers a command; one of the same name and type is replaced and keeps its id. Says whether it is new. */
function upsert(
  call: Call,
  scope: Scope,
  input: CommandInput,
): { command: Command; isNew: boolean } {
  const { world } = call
  const others = inScope(world, scope)
  const same = others.find(({ name, type }) => name === input.name && type === input.type)
  if (!same) {
    const ofType = others.filter(({ type }) => type === input.type)
    const most = mostPerType[input.type] ?? 0
    if (ofType.length >= most)
      throw new DiscordError(400, 30032, `Maximum number of application commands reached (${most})`)
    countCreate(call, scope)
  }
  const command = build(world, scope, input, same?.id ?? world.nextId())
  world.state.commands.set(command.id, command)
  return { command, isNew: !same }
}

function overwrite(call: Call, scope: Scope): Command[] {
  const inputs = parseForm(bulkBody, call.body)
  const before = inScope(call.world, scope)
  const names = inputs.map(({ name, type }) => `${type}:${name}`)
  if (new Set(names).size !== names.length)
    throw new DiscordError(400, 50035, 'Invalid Form Body', {
      errors: {
        _errors: [
          {
            code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
            message: 'Application command names must be unique',
          },
        ],
      },
    })
  for (const { id, name, type } of before)
    if (!names.includes(`${type}:${name}`)) call.world.state.commands.delete(id)
  return inputs.map((input) => upsert(call, scope, input).command)
}

function find(call: Call, scope: Scope): Command {
  const command = call.world.state.commands.get(call.param('command_id'))
  if (!command || command.guild_id !== scope.guild_id)
    throw new DiscordError(404, 10063, 'Unknown application command')
  return command
}

function edit(call: Call, scope: Scope): Command {
  const command = find(call, scope)
  const changes = parseForm(jsonObject, call.body)
  const input = parseForm(commandBody, { ...command, ...changes, type: command.type })
  const next = build(call.world, scope, input, command.id)
  call.world.state.commands.set(command.id, next)
  return next
}

function shown(command: Command, withLocalizations: boolean): Partial<Command> {
  if (withLocalizations) return command
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = command
  return rest
}

/** The commands that somebody can use in a guild, as Discord's own clients ask for them. */
function index(call: Call): unknown {
  const guild = call.world.guild(call.param('guild_id'))
  if (!guild.members.has(call.actor.user_id)) throw new DiscordError(403, 50001, 'Missing Access')
  const { id, name, description } = call.world.state.application
  const bot = call.world.person(id).user
  const known = [...call.world.state.commands.values()]
  return {
    applications: [{ id, name, description, icon: null, bot }],
    application_commands: known.filter(
      ({ guild_id }) => guild_id === undefined || guild_id === guild.base.id,
    ),
    version: known.at(-1)?.version ?? id,
  }
}

/** Adds the same routes for global commands and for those of one guild. */
function addScope(route: Route, base: string, isGuild: boolean): void {
  route('GET', base, (call) => {
    const { with_localizations } = parseForm(listQuery, call.query)
    const commands = inScope(call.world, scopeOf(call, isGuild))
    return commands.map((command) => shown(command, with_localizations))
  })
  route('POST', base, (call) => {
    requireBot(call)
    const scope = scopeOf(call, isGuild)
    const { command, isNew } = upsert(call, scope, parseForm(commandBody, call.body))
    call.status(isNew ? 201 : 200)
    return command
  })
  route('PUT', base, (call) => {
    requireBot(call)
    return overwrite(call, scopeOf(call, isGuild))
  })
  route('GET', `${base}/:command_id`, (call) => find(call, scopeOf(call, isGuild)))
  route('PATCH', `${base}/:command_id`, (call) => {
    requireBot(call)
    return edit(call, scopeOf(call, isGuild))
  })
  route('DELETE', `${base}/:command_id`, (call) => {
    requireBot(call)
    call.world.state.commands.delete(find(call, scopeOf(call, isGuild)).id)
  })
}

/** Registration of commands, and reading of their permissions. */
export function addCommandRoutes(route: Route): void {
  const guildBase = '/applications/:application_id/guilds/:guild_id/commands'
  addScope(route, '/applications/:application_id/commands', false)
  addScope(route, guildBase, true)
  route('GET', `${guildBase}/permissions`, (call) => {
    scopeOf(call, true)
    return []
  })
  route('GET', `${guildBase}/:command_id/permissions`, (call) => {
    scopeOf(call, true)
    if (!call.world.state.commands.has(call.param('command_id')))
      throw new DiscordError(404, 10063, 'Unknown application command')
    throw new DiscordError(404, 10066, 'Unknown application command permissions')
  })
  route('GET', '/guilds/:guild_id/application-command-index', index)
}
