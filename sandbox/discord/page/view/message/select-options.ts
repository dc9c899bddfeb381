import { displayName, type Guild } from '../../state/model.ts'
import type { PickerOption } from '../../ui/Picker.tsx'
import type { Component } from '../../wire/message.ts'
import { emojiText } from './emoji.ts'

/** Component types (https://docs.discord.com/developers/components/reference#component-object-component-types). */
export const componentTypes = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const

/** The members of a guild as choices. */
export function memberOptions(guild: Guild | undefined): PickerOption[] {
  return [...(guild?.members.values() ?? [])].map(({ user }) => ({
    value: user.id,
    label: displayName(user, guild),
    description: user.username,
  }))
}

/** The roles of a guild as choices, highest first. */
export function roleOptions(guild: Guild | undefined): PickerOption[] {
  return [...(guild?.roles.values() ?? [])]
    .toSorted((a, b) => b.position - a.position)
    .map((role) => ({ value: role.id, label: `@${role.name.replace(/^@/, '')}` }))
}

/** The channels of a guild as choices, of certain types if given. */
export function channelOptions(
  guild: Guild | undefined,
  types?: readonly number[] | null,
): PickerOption[] {
  return [...(guild?.channels.values() ?? [])]
    .filter(({ type }) => !types || types.length === 0 || types.includes(type))
    .map((channel) => ({ value: channel.id, label: `#${channel.name ?? ''}` }))
}

/** What a select of a message or modal offers. */
export function selectOptions(component: Component, guild: Guild | undefined): PickerOption[] {
  switch (component.type) {
    case componentTypes.userSelect:
      return memberOptions(guild)
    case componentTypes.roleSelect:
      return roleOptions(guild)
    case componentTypes.mentionableSelect:
      return [...memberOptions(guild), ...roleOptions(guild)]
    case componentTypes.channelSelect:
      return channelOptions(guild, component.channel_types)
    default:
      return (component.options ?? []).map(({ value, label, description, emoji }) => ({
        value,
        label,
        description: description ?? undefined,
        emoji: emojiText(emoji),
      }))
  }
}

/** What is chosen in a select before anybody touches it. */
export function presetValues(component: Component): string[] {
  const options = component.options ?? []
  const chosen = options.filter((option) => option.default).map(({ value }) => value)
  return [...chosen, ...(component.default_values ?? []).map(({ id }) => id)]
}

/** Whether this component is one of the five selects. */
export function isSelect({ type }: Component): boolean {
  const { stringSelect, userSelect, channelSelect } = componentTypes
  return type === stringSelect || (type >= userSelect && type <= channelSelect)
}
