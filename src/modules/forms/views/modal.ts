import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { wire } from '#discord/message.ts'
import { textField } from '#discord/modal.ts'
import { t } from './texts.ts'

/** What the form of a form starts with. */
export type ModalValues = {
  googleFormUrl: string
  deadline: string
  targetRoles: readonly string[]
  isAnonymous: boolean
  allowEdit: boolean
}

type Text = { required: boolean; max_length: number }

function text(locale: Locale, name: 'googleFormUrl' | 'deadline', value: string, how: Text) {
  const [label, hint] = [t(locale, `field.${name}`), t(locale, `field.${name}.hint`)]
  return textField({ name, label, hint, value, style: wire.short, ...how })
}

function checkbox(locale: Locale, name: 'isAnonymous' | 'allowEdit', on: boolean) {
  return {
    type: wire.label,
    label: t(locale, `field.${name}`),
    description: t(locale, `field.${name}.hint`),
    component: { type: wire.checkbox, custom_id: name, default: on },
  } as const
}

/** The form for a new form (`id` null) or for changing one: five fields, as Discord allows. */
export function formModal(
  locale: Locale,
  id: string | null,
  values: ModalValues,
): APIModalInteractionResponseCallbackData {
  const roles = values.targetRoles.slice(0, 25)
  return {
    custom_id: id === null ? 'form_create' : `form_edit_${id}`,
    title: t(locale, id === null ? 'modal.create' : 'modal.edit'),
    components: [
      text(locale, 'googleFormUrl', values.googleFormUrl, { required: true, max_length: 512 }),
      text(locale, 'deadline', values.deadline, { required: false, max_length: 40 }),
      {
        type: wire.label,
        label: t(locale, 'field.targetRoles'),
        description: t(locale, 'field.targetRoles.hint'),
        component: {
          type: wire.roleSelect,
          custom_id: 'targetRoles',
          min_values: 0,
          max_values: 25,
          required: false,
          ...(roles.length > 0 && {
            default_values: roles.map((role) => ({ id: role, type: 'role' as const })),
          }),
        },
      },
      checkbox(locale, 'isAnonymous', values.isAnonymous),
      checkbox(locale, 'allowEdit', values.allowEdit),
    ],
  } as APIModalInteractionResponseCallbackData
}
