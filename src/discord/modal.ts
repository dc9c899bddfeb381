import { wire } from './message.ts'

/** A text that a modal asks for. `value` is what it starts with, `hint` what an empty one shows. */
export type TextField = {
  name: string
  label: string
  style: typeof wire.short | typeof wire.paragraph
  max_length: number
  required: boolean
  value?: string
  hint?: string | undefined
}

/** A text field of a modal, under its label. */
export function textField({ name, label, value = '', hint, ...how }: TextField) {
  return {
    type: wire.label,
    label,
    component: {
      type: wire.textInput,
      custom_id: name,
      ...how,
      ...(value !== '' && { value: value.slice(0, how.max_length) }),
      ...(hint !== undefined && { placeholder: hint }),
    },
  } as const
}
