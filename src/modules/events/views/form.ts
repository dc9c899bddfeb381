import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { wire } from '#discord/message.ts'
import { textField, type TextField } from '#discord/modal.ts'
import { t } from './texts.ts'

/** What a form starts with, as people would type it. */
export type EventFormValues = {
  title: string
  start: string
  duration: string
  location: string
  description: string
}

type Field = keyof EventFormValues

const inputs: Record<Field, Pick<TextField, 'style' | 'max_length' | 'required'>> = {
  title: { style: wire.short, max_length: 200, required: true },
  start: { style: wire.short, max_length: 60, required: true },
  duration: { style: wire.short, max_length: 30, required: false },
  location: { style: wire.short, max_length: 200, required: false },
  description: { style: wire.paragraph, max_length: 4000, required: false },
}
const hinted = ['start', 'duration'] as const

/** The form for a new event (`id` null) or for changing one. */
export function eventForm(
  locale: Locale,
  id: string | null,
  values: EventFormValues,
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
    custom_id: id === null ? 'ev:1:create:new' : `ev:1:change:${id}`,
    title: t(locale, id === null ? 'modal.create' : 'modal.edit'),
    components: [
      field('title'),
      field('start'),
      field('duration'),
      field('location'),
      field('description'),
    ],
  }
}
