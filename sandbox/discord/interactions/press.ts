import { ComponentType } from 'discord-api-types/v10'
import { findComponent } from '../components.ts'
import type { Component } from '../components.ts'
import type { StoredMessage } from '../entities.ts'
import { DiscordError, invalidForm, missingAccess } from '../errors.ts'
import { canView } from '../permissions.ts'
import { renderMessage } from '../render.ts'
import type { World } from '../world.ts'
import type { Place, Prepared } from './invoke.ts'
import { botId } from './payload.ts'
import type { ComponentData } from './person-body.ts'
import { resolve, resolvedField } from './resolved.ts'
import type { Reference, ReferenceKind } from './resolved.ts'

const referenceKinds: Readonly<Record<number, ReferenceKind>> = {
  [ComponentType.UserSelect]: 'user',
  [ComponentType.RoleSelect]: 'role',
  [ComponentType.MentionableSelect]: 'mentionable',
  [ComponentType.ChannelSelect]: 'channel',
}

/** 50035 as Discord answers when a component was not used as it may be. */
function componentRefused(message: string, key = 'custom_id'): DiscordError {
  return invalidForm([{ path: ['data', key], code: 'COMPONENT_VALIDATION_FAILED', message }])
}

/** The message with the component, if this person sees it and the application wrote it. */
function visibleMessage(world: World, place: Place, messageId: string): StoredMessage {
  if (!canView(world, place.channel, place.user_id)) throw missingAccess()
  const stored = world.message(place.channel.id, messageId)
  if (stored.visible_to !== null && stored.visible_to !== place.user_id)
    throw new DiscordError(404, 10008, 'Unknown Message')
  if (stored.message.author.id !== botId(world))
    throw componentRefused('The message is not from this application')
  return stored
}

/** What chosen values of an automatic select name; for modals too. */
export function selectReferences(
  component: { type: number; channel_types?: number[] | undefined },
  values: readonly string[],
): Reference[] {
  const kind = referenceKinds[component.type]
  if (kind === undefined) return []
  return values.map((id) => ({ id, kind, channel_types: component.channel_types }))
}

function checkValues(component: Component, values: readonly string[]): void {
  const { min_values: min = 1, max_values: max = 1, options } = component
  if (values.length < min || values.length > max)
    throw componentRefused(`Must be between ${min} and ${max} in length.`, 'values')
  const known = options?.map((option) => option.value)
  const allowed = known === undefined || values.every((value) => known.includes(value))
  if (!allowed || new Set(values).size !== values.length)
    throw componentRefused('The specified value is not an option', 'values')
}

/**
 * Prepares a button press or a selection. Throws what Discord answers when message or component are not there, the
 * component is disabled, or the selection is out of its bounds.
 */
export function pressComponent(
  world: World,
  place: Place,
  used: { message_id: string; data: ComponentData },
): Prepared {
  const { data } = used
  const stored = visibleMessage(world, place, used.message_id)
  const component = findComponent(stored.message.components, data.custom_id)
  if (component === undefined || component.type !== data.component_type)
    throw componentRefused('The message has no such component')
  if (component.disabled === true) throw componentRefused('The component is disabled')
  const isSelect = component.type !== ComponentType.Button
  if (isSelect) checkValues(component, data.values)
  const { resolved, unknown } = resolve(world, place, selectReferences(component, data.values))
  if (unknown.length > 0) throw componentRefused(`No such choice: ${unknown.join(', ')}`, 'values')
  return {
    data: {
      custom_id: data.custom_id,
      component_type: component.type,
      id: component.id,
      ...(isSelect ? { values: data.values } : {}),
      ...resolvedField(resolved),
    },
    source_message_id: stored.message.id,
    message: renderMessage(world, stored, place.user_id),
  }
}
