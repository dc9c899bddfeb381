import { DiscordError, invalidForm } from '../errors.ts'
import { renderMessage } from '../render.ts'
import type { World } from '../world.ts'
import type { Place, Prepared } from './invoke.ts'
import { fieldOf } from './modal-schema.ts'
import type { Modal } from './modal-schema.ts'
import { submitModal } from './modal-values.ts'
import type { FieldValue, SubmittedComponent } from './modal-values.ts'
import type { ModalData } from './person-body.ts'
import { selectReferences } from './press.ts'
import type { InteractionRecord } from './record.ts'
import { resolve, resolvedField } from './resolved.ts'

/** What was entered, by custom id, from the nested form in which clients send it. */
function enteredValues(data: ModalData): Map<string, FieldValue> {
  const fields = data.components.flatMap((entry) => [
    ...(entry.component === undefined ? [] : [entry.component]),
    ...(entry.components ?? []),
  ])
  return new Map(
    fields.map((field): [string, FieldValue] => [
      field.custom_id,
      field.values ?? field.value ?? null,
    ]),
  )
}

function resolveSelects(
  world: World,
  place: Place,
  modal: Modal,
  components: readonly SubmittedComponent[],
): ReturnType<typeof resolve> {
  const references = components.flatMap((entry, index) => {
    const asked = modal.components[index]
    const field = asked === undefined ? undefined : fieldOf(asked)
    if (!('component' in entry) || field === undefined) return []
    const types = 'channel_types' in field ? field.channel_types : undefined
    return selectReferences(
      { type: field.type, channel_types: types },
      entry.component.values ?? [],
    )
  })
  return resolve(world, place, references)
}

/**
 * Prepares a filled-in modal that `opener` had shown to this person. Throws what Discord answers when the modal is
 * not open any more or a field does not accept what was entered.
 */
export function fillModal(
  world: World,
  place: Place,
  data: ModalData,
  opener: InteractionRecord | undefined,
): Prepared {
  const modal = opener?.modal
  if (
    opener === undefined ||
    modal?.open !== true ||
    opener.user_id !== place.user_id ||
    modal.modal.custom_id !== data.custom_id
  )
    throw new DiscordError(404, 10062, 'Unknown interaction')
  const { components, problems } = submitModal(modal.modal, enteredValues(data))
  const { resolved, unknown } = resolveSelects(world, place, modal.modal, components)
  if (unknown.length > 0)
    problems.push({
      custom_id: '',
      code: 'COMPONENT_VALIDATION_FAILED',
      message: `No such choice: ${unknown.join(', ')}`,
    })
  if (problems.length > 0)
    throw invalidForm(
      problems.map(({ custom_id: customId, code, message }) => ({
        path: ['data', 'components', customId],
        code,
        message,
      })),
    )
  const source = opener.source_message_id
  const stored =
    source === undefined ? undefined : world.state.messages.get(opener.channel_id)?.get(source)
  return {
    data: { custom_id: modal.modal.custom_id, components, ...resolvedField(resolved) },
    command_name: opener.command_name,
    source_message_id: stored?.message.id,
    message: stored === undefined ? undefined : renderMessage(world, stored, place.user_id),
  }
}
