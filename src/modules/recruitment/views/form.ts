import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { wire } from '#discord/message.ts'
import { textField, type TextField } from '#discord/modal.ts'
import { t } from './texts.ts'

/** What a form starts with, as people would type it. */
export type PartyFormValues = {
  title: string
  slots: string
  start: string
  description: string
  game: string
}

type Field = keyof PartyFormValues

const inputs: Record<Field, Pick<TextField, 'style' | 'max_length' | 'required'>> = {
  title: { style: wire.short, max_length: 100, required: true },
  slots: { style: wire.short, max_length: 2, required: false },
  start: { style: wire.short, max_length: 60, required: false },
  description: { style: wire.paragraph, max_length: 2000, required: false },
  game: { style: wire.short, max_length: 100, required: false },
}

const hinted = ['title', 'slots', 'start'] as const

/** The form for a new party (`id` null) or for changing one. */
export function partyForm(
  locale: Locale,
  id: number | null,
  values: PartyFormValues,
): APIModalInteractionResponseCallbackData {
  const field = (name: Field) => {
    const hint = hinted.find((one) => one === name)
    return textField({
      name,
      label: t(locale, `field.${name}`),
      value: values[name],
      hint: hint && t(locale, `field.${hint}.hint`),
      ...inputs[name],
    })
  }
  return {
    custom_id: id === null ? 'rc:1:create:new' : `rc:1:change:${id}`,
    title: t(locale, id === null ? 'modal.create' : 'modal.edit'),
    components: [
      field('title'),
      field('slots'),
      field('start'),
      field('description'),
      field('game'),
    ],
  }
}

/** The form that asks for a template's name. */
export function templateForm(locale: Locale, id: number): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `rc:1:save-template:${id}`,
    title: t(locale, 'modal.template'),
    components: [
      textField({
        name: 'name',
        label: t(locale, 'field.template'),
        style: wire.short,
        max_length: 50,
        required: true,
      }),
    ],
  }
}
