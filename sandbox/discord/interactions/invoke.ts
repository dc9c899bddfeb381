import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10'
import type { APIApplicationCommandOption } from 'discord-api-types/v10'
import type { Channel, Command } from '../entities.ts'
import { DiscordError, invalidForm, missingPermissions } from '../errors.ts'
import { computePermissions, requireInChannel } from '../permissions.ts'
import type { World } from '../world.ts'
import { checkOptions, leafOptions, subcommandsOf } from './command-options.ts'
import type { GivenOption } from './command-options.ts'
import type { CommandData } from './person-body.ts'
import { resolve, resolvedField } from './resolved.ts'
import type { Reference, ReferenceKind } from './resolved.ts'

/** A person in a channel. */
export type Place = { channel: Channel; user_id: string }

/** The data of an interaction, ready to be delivered. */
export type Prepared = {
  data: object
  /** With its subcommands, as in `form create`. */
  command_name?: string | undefined
  source_message_id?: string | undefined
  message?: object | undefined
}

const referenceKinds: Readonly<Record<number, ReferenceKind>> = {
  [ApplicationCommandOptionType.User]: 'user',
  [ApplicationCommandOptionType.Channel]: 'channel',
  [ApplicationCommandOptionType.Role]: 'role',
  [ApplicationCommandOptionType.Mentionable]: 'mentionable',
}

/**
 * Whether a command is offered to somebody in a place: registered there, meant for this kind of place, and not kept
 * from them by its default permissions.
 */
export function mayUseCommand(
  world: World,
  command: Command,
  { channel, user_id: userId }: Place,
): boolean {
  const guildId = channel.guild_id
  if (command.guild_id !== undefined && command.guild_id !== guildId) return false
  const context =
    guildId === undefined ? InteractionContextType.BotDM : InteractionContextType.Guild
  const { contexts } = command
  if (contexts !== undefined && contexts !== null && !contexts.includes(context)) return false
  if (guildId === undefined) return true
  const held = computePermissions(world, guildId, userId, channel.id)
  if (held & PermissionFlagsBits.Administrator) return true
  const { default_member_permissions: needed } = command
  if (needed === null || needed === undefined) return true
  return needed !== '0' && (held & BigInt(needed)) === BigInt(needed)
}

function findCommand(world: World, data: CommandData, place: Place): Command {
  const command = world.state.commands.get(data.id)
  if (command === undefined || command.name !== data.name || command.type !== data.type)
    throw new DiscordError(404, 10063, 'Unknown application command')
  if (typeof data.version === 'string' && data.version !== command.version)
    throw invalidForm([
      {
        path: ['data'],
        code: 'INTERACTION_APPLICATION_COMMAND_INVALID_VERSION',
        message: 'This command is outdated, please try again in a few minutes',
      },
    ])
  if (place.channel.guild_id !== undefined)
    requireInChannel(
      world,
      place.channel,
      place.user_id,
      PermissionFlagsBits.UseApplicationCommands,
    )
  if (!mayUseCommand(world, command, place)) throw missingPermissions()
  return command
}

/** The definitions of the options beneath the chosen subcommands. */
function leafDefinitions(
  command: Command,
  given: readonly GivenOption[],
): readonly APIApplicationCommandOption[] {
  let definitions: readonly APIApplicationCommandOption[] = command.options ?? []
  for (const name of subcommandsOf(given)) {
    const nested = definitions.find((definition) => definition.name === name)
    definitions = nested !== undefined && 'options' in nested ? (nested.options ?? []) : []
  }
  return definitions
}

function referencesOf(command: Command, data: CommandData): Reference[] {
  const definitions = leafDefinitions(command, data.options)
  const references = leafOptions(data.options).flatMap((option): Reference[] => {
    const kind = referenceKinds[option.type]
    if (kind === undefined || typeof option.value !== 'string') return []
    const definition = definitions.find(({ name }) => name === option.name)
    const types =
      definition?.type === ApplicationCommandOptionType.Channel
        ? definition.channel_types
        : undefined
    return [{ id: option.value, kind, channel_types: types }]
  })
  if (data.target_id === undefined) return references
  const kind = command.type === ApplicationCommandType.Message ? 'message' : 'user'
  return [...references, { id: data.target_id, kind }]
}

function checkTarget(command: Command, data: CommandData): void {
  const wanted = command.type !== ApplicationCommandType.ChatInput
  if (wanted === (data.target_id !== undefined)) return
  throw invalidForm([
    { path: ['data', 'target_id'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' },
  ])
}

/**
 * Prepares a command that a person sends, or is still typing (`partial`). Throws what Discord answers to a command
 * that is unknown, outdated, not theirs to use or filled in wrongly.
 */
export function invokeCommand(
  world: World,
  place: Place,
  data: CommandData,
  partial: boolean,
): Prepared {
  const command = findCommand(world, data, place)
  checkTarget(command, data)
  const problems = checkOptions(command.options ?? [], data.options, partial)
  const focused = leafOptions(data.options).filter((option) => option.focused === true)
  if (partial && focused.length !== 1)
    problems.push({
      path: [],
      code: 'INTERACTION_AUTOCOMPLETE_NO_FOCUS',
      message: 'Exactly one option must be focused',
    })
  if (problems.length > 0)
    throw invalidForm(
      problems.map((problem) => ({ ...problem, path: ['data', 'options', ...problem.path] })),
    )
  const { resolved, unknown } = resolve(world, place, referencesOf(command, data))
  if (unknown.length > 0 && !partial)
    throw invalidForm([
      {
        path: ['data', 'options'],
        code: 'APPLICATION_COMMAND_OPTIONS_VALUE_INVALID',
        message: `No such choice: ${unknown.join(', ')}`,
      },
    ])
  return {
    data: {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
      ...(data.options.length > 0 ? { options: data.options } : {}),
      ...(data.target_id === undefined ? {} : { target_id: data.target_id }),
      ...resolvedField(resolved),
    },
    command_name: [command.name, ...subcommandsOf(data.options)].join(' '),
  }
}
