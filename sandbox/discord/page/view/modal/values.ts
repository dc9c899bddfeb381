import type { FieldValue } from '../../state/interactions.ts'
import type { Component } from '../../wire/message.ts'
import { componentTypes, isSelect, presetValues } from '../message/select-options.ts'

/** Why a field of a modal does not fit; `limit` is the bound that it misses. */
export type FieldProblem = { kind: 'required' | 'short' | 'few' | 'many'; limit: number }

/** The fields of a modal, out of their labels and rows. */
export function fieldsOf(components: readonly Component[]): Component[] {
  return components.flatMap((entry) => entry.component ?? entry.components ?? [])
}

/** What a field holds before anybody touches it. */
export function presetOf(field: Component): FieldValue {
  switch (field.type) {
    case componentTypes.textInput:
      return field.value ?? ''
    case componentTypes.checkbox:
      return field.default ?? false
    case componentTypes.radioGroup:
      return presetValues(field)[0] ?? null
    default:
      return presetValues(field)
  }
}

function choiceProblem(field: Component, count: number): FieldProblem | undefined {
  const required = field.required ?? true
  const least = field.min_values ?? 1
  const most = field.max_values ?? (isSelect(field) ? 1 : (field.options?.length ?? 1))
  if (count === 0 && !required) return undefined
  if (count === 0 && least > 0) return { kind: 'required', limit: least }
  if (count < least) return { kind: 'few', limit: least }
  return count > most ? { kind: 'many', limit: most } : undefined
}

function textProblem(field: Component, text: string): FieldProblem | undefined {
  const required = field.required ?? true
  if (text === '') return required ? { kind: 'required', limit: 1 } : undefined
  const least = field.min_length ?? 0
  return text.length < least ? { kind: 'short', limit: least } : undefined
}

/** Checks a field as Discord's client does before it sends the modal. */
export function checkField(field: Component, value: FieldValue): FieldProblem | undefined {
  switch (field.type) {
    case componentTypes.textInput:
      return textProblem(field, typeof value === 'string' ? value : '')
    case componentTypes.radioGroup:
      return (field.required ?? true) && value === null ? { kind: 'required', limit: 1 } : undefined
    case componentTypes.checkbox:
      return undefined
    default:
      return choiceProblem(field, Array.isArray(value) ? value.length : 0)
  }
}
