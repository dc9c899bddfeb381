import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10'
import type { APIApplicationCommandOption } from 'discord-api-types/v10'
import { ControlError } from '../../../control/errors.ts'
import { findChannel, findGuild, findPerson, findRole } from '../../../control/names.ts'
import { findComponent } from '../../components.ts'
import type { Channel, Command } from '../../entities.ts'
import type { World } from '../../world.ts'
import type { GivenOption } from '../command-options.ts'
import { mayUseCommand } from '../invoke.ts'
import { fieldOf } from '../modal-schema.ts'
import type { Interactions } from '../store.ts'
import type { UseAct } from './act-body.ts'
import { defaultChannel, findMessage } from './names.ts'

type Options = Record<string, string | number | boolean>
type Typed = Extract<UseAct, { do: 'command' | 'autocomplete' }>

// What the automatic selects choose, as options of commands name it.
const optionTypes: Readonly<Record<number, ApplicationCommandOptionType>> = {
  [ComponentType.UserSelect]: ApplicationCommandOptionType.User,
  [ComponentType.RoleSelect]: ApplicationCommandOptionType.Role,
  [ComponentType.ChannelSelect]: ApplicationCommandOptionType.Channel,
}

function placeOf(world: World, userId: string, act: UseAct): Channel {
  const guild = findGuild(world, act.guild)
  return act.channel === undefined
    ? defaultChannel(world, guild, userId)
    : findChannel(world, act.channel, guild)
}

/** Ids for names of people, roles and channels, and numbers for texts, as a client's composer would send them. */
function composed(
  world: World,
  channel: Channel,
  type: ApplicationCommandOptionType,
  value: string | number | boolean,
): string | number | boolean {
  const guild = world.guildOf(channel)
  const text = String(value)
  const isNumber =
    type === ApplicationCommandOptionType.Integer || type === ApplicationCommandOptionType.Number
  if (isNumber && typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
    return Number(value)
  if (type === ApplicationCommandOptionType.String) return text
  if (type === ApplicationCommandOptionType.User && !/^\d{17,}$/.test(text))
    return findPerson(world, text).user.id
  if (type === ApplicationCommandOptionType.Role && guild !== undefined && !/^\d{17,}$/.test(text))
    return findRole(guild, text).id
  if (
    type === ApplicationCommandOptionType.Channel &&
    guild !== undefined &&
    !/^\d{17,}$/.test(text)
  )
    return findChannel(world, text, guild).id
  return value
}

function findCommand(world: World, channel: Channel, userId: string, rootName: string): Command {
  const named = [...world.state.commands.values()].filter((command) => command.name === rootName)
  const usable = named.filter((command) =>
    mayUseCommand(world, command, { channel, user_id: userId }),
  )
  // A command of the guild hides a global one of the same name.
  const command =
    usable.find(({ guild_id: guildId }) => guildId !== undefined) ?? usable[0] ?? named[0]
  if (command === undefined) throw new ControlError(404, `There is no command "${rootName}".`)
  return command
}

type Composer = { world: World; channel: Channel; options: Options; focused: string | undefined }

function leaves(
  composer: Composer,
  definitions: readonly APIApplicationCommandOption[],
): GivenOption[] {
  const { world, channel, options, focused } = composer
  const names = new Set([...Object.keys(options), ...(focused === undefined ? [] : [focused])])
  return [...names].map((name) => {
    const type =
      definitions.find((definition) => definition.name === name)?.type ??
      ApplicationCommandOptionType.String
    const value = options[name] ?? ''
    const given = focused === undefined ? composed(world, channel, type, value) : value
    return { name, type, value: given, ...(name === focused ? { focused: true } : {}) }
  })
}

function nest(
  composer: Composer,
  definitions: readonly APIApplicationCommandOption[],
  path: readonly string[],
): GivenOption[] {
  const [name, ...deeper] = path
  if (name === undefined) return leaves(composer, definitions)
  const found = definitions.find((definition) => definition.name === name)
  if (found === undefined) throw new ControlError(404, `The command has no subcommand "${name}".`)
  const inner = 'options' in found ? (found.options ?? []) : []
  return [{ name, type: found.type, options: nest(composer, inner, deeper) }]
}

function targetOf(world: World, command: Command, act: Typed): { target_id?: string } {
  if (!('target' in act) || act.target === undefined) return {}
  return command.type === ApplicationCommandType.User
    ? { target_id: findPerson(world, act.target).user.id }
    : { target_id: act.target }
}

function commandBody(world: World, userId: string, act: Typed): object {
  const channel = placeOf(world, userId, act)
  const path = act.name.replace(/^\//, '').split(' ')
  const full = [...world.state.commands.values()].find((command) => command.name === path.join(' '))
  const [root = '', ...deeper] = full === undefined ? path : [full.name]
  const command = findCommand(world, channel, userId, root)
  const focused = act.do === 'autocomplete' ? act.focused : undefined
  const composer = { world, channel, options: act.options, focused }
  return {
    type:
      act.do === 'command'
        ? InteractionType.ApplicationCommand
        : InteractionType.ApplicationCommandAutocomplete,
    ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
    channel_id: channel.id,
    data: {
      id: command.id,
      name: command.name,
      type: command.type,
      version: command.version,
      options: nest(composer, command.options ?? [], deeper),
      ...targetOf(world, command, act),
    },
  }
}

/** Ids for names of people, roles and channels that are chosen in a select of these. */
function chosen(world: World, channel: Channel, type: number, values: readonly string[]): string[] {
  const optionType = optionTypes[type]
  if (optionType === undefined) return [...values]
  return values.map((value) => String(composed(world, channel, optionType, value)))
}

function componentBody(world: World, act: Extract<UseAct, { do: 'click' | 'select' }>): object {
  const { message } = findMessage(world, act.message_id)
  const channel = world.channel(message.channel_id)
  const component = findComponent(message.components, act.custom_id)
  const componentType =
    act.do === 'click' ? ComponentType.Button : (component?.type ?? ComponentType.StringSelect)
  return {
    type: InteractionType.MessageComponent,
    ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
    channel_id: channel.id,
    message_id: message.id,
    message_flags: message.flags,
    data: {
      component_type: componentType,
      custom_id: act.custom_id,
      ...(act.do === 'select' ? { values: chosen(world, channel, componentType, act.values) } : {}),
    },
  }
}

type EnteredValue = { value?: string | boolean | null; values?: string[] }

function entered(value: string | number | boolean | string[] | null): EnteredValue {
  if (Array.isArray(value)) return { values: value }
  return { value: typeof value === 'number' ? String(value) : value }
}

function modalBody(
  interactions: Interactions,
  userId: string,
  act: Extract<UseAct, { do: 'submit' }>,
): object {
  const opener = interactions.lastModal(userId)
  const modal = opener?.modal?.modal
  if (opener === undefined || modal === undefined)
    throw new ControlError(400, 'No modal is shown to this person.')
  const fields = new Map(
    modal.components.map((entry) => [fieldOf(entry)?.custom_id, fieldOf(entry)?.type]),
  )
  return {
    type: InteractionType.ModalSubmit,
    ...(opener.guild_id === undefined ? {} : { guild_id: opener.guild_id }),
    channel_id: opener.channel_id,
    data: {
      id: opener.id,
      custom_id: modal.custom_id,
      components: Object.entries(act.fields).map(([customId, value]) => ({
        type: ComponentType.Label,
        component: {
          type: fields.get(customId) ?? ComponentType.TextInput,
          custom_id: customId,
          ...entered(value),
        },
      })),
    },
  }
}

/** The body of POST /interactions that an act stands for, without nonce and application. */
export function useOf(
  world: World,
  interactions: Interactions,
  userId: string,
  act: UseAct,
): object {
  switch (act.do) {
    case 'command':
    case 'autocomplete':
      return commandBody(world, userId, act)
    case 'click':
    case 'select':
      return componentBody(world, act)
    case 'submit':
      return modalBody(interactions, userId, act)
  }
}
