import { ComponentType } from 'discord-api-types/v10'
import { fieldOf } from './modal-schema.ts'
import type { Modal, ModalComponent, ModalField } from './modal-schema.ts'

/** What a person may leave in one field: text, a choice, several choices, a tick, or nothing. */
export type FieldValue = string | readonly string[] | boolean | null

/** A field that does not accept what the person entered; `code` and `message` are Discord's. */
export type FieldProblem = { custom_id: string; code: string; message: string }

/** One field of a submitted modal as it travels in `data.components`. */
type SubmittedField = {
  type: number
  id: number
  custom_id: string
  value?: string | boolean | null
  values?: string[]
}

/** One top-level component of a submitted modal; a text display comes back without its content. */
export type SubmittedComponent =
  | { type: ComponentType.Label; id: number; component: SubmittedField }
  | { type: ComponentType.TextDisplay; id: number }
  | { type: ComponentType.ActionRow; id: number; components: SubmittedField[] }

type FieldResult = { value: string | boolean | null } | { values: string[] } | FieldProblem

const required = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
const invalid = { code: 'COMPONENT_VALIDATION_FAILED', message: 'Component validation failed' }

/**
 * Checks what a person entered into a modal as Discord's client and server do, and builds `data.components`.
 * Fields that the person did not touch hold their preset value.
 */
export function submitModal(
  modal: Modal,
  entered: ReadonlyMap<string, FieldValue>,
): { components: SubmittedComponent[]; problems: FieldProblem[] } {
  const problems: FieldProblem[] = []
  const known = new Set(modal.components.map((entry) => fieldOf(entry)?.custom_id))
  for (const customId of entered.keys())
    if (!known.has(customId)) problems.push({ custom_id: customId, ...invalid })
  let nextId = 1
  const submit = (field: ModalField): SubmittedField => {
    const value = entered.get(field.custom_id)
    const result = readField(field, value === undefined ? presetOf(field) : value)
    const base = { type: field.type, id: field.id ?? nextId++, custom_id: field.custom_id }
    if (!('code' in result)) return { ...base, ...result }
    problems.push(result)
    return base
  }
  const components = modal.components.map((entry): SubmittedComponent => {
    const id = entry.id ?? nextId++
    return wrap(entry, id, submit)
  })
  return { components, problems }
}

function wrap(
  entry: ModalComponent,
  id: number,
  submit: (field: ModalField) => SubmittedField,
): SubmittedComponent {
  switch (entry.type) {
    case ComponentType.Label:
      return { type: entry.type, id, component: submit(entry.component) }
    case ComponentType.TextDisplay:
      return { type: entry.type, id }
    case ComponentType.ActionRow:
      return { type: entry.type, id, components: entry.components.map(submit) }
  }
}

function presetOf(field: ModalField): FieldValue {
  if (field.type === ComponentType.TextInput) return field.value ?? ''
  if (field.type === ComponentType.Checkbox) return field.default ?? false
  if (field.type === ComponentType.FileUpload) return []
  if (!('options' in field)) return field.default_values?.map((preset) => preset.id) ?? []
  const chosen = field.options.filter((option) => option.default === true).map(({ value }) => value)
  return field.type === ComponentType.RadioGroup ? (chosen[0] ?? null) : chosen
}

function readField(field: ModalField, value: FieldValue): FieldResult {
  const problem = (found: { code: string; message: string }): FieldProblem => ({
    custom_id: field.custom_id,
    ...found,
  })
  if (field.type === ComponentType.TextInput) {
    if (typeof value !== 'string') return problem(invalid)
    const length = textProblem(field, value)
    return length === undefined ? { value } : problem(length)
  }
  if (field.type === ComponentType.Checkbox)
    return typeof value === 'boolean' ? { value } : problem(invalid)
  if (field.type === ComponentType.RadioGroup) {
    const chosen = Array.isArray(value) ? (value[0] ?? null) : value
    if (chosen === null) return field.required ? problem(required) : { value: null }
    const known = field.options.some((option) => option.value === chosen)
    return known ? { value: chosen } : problem(invalid)
  }
  const values = typeof value === 'string' ? [value] : value
  if (!Array.isArray(values)) return problem(invalid)
  const found = choicesProblem(field, values)
  return found === undefined ? { values: [...values] } : problem(found)
}

function textProblem(
  field: Extract<ModalField, { type: ComponentType.TextInput }>,
  value: string,
): { code: string; message: string } | undefined {
  const { length } = Array.from(value)
  if (length === 0) return field.required ? required : undefined
  const min = field.min_length ?? 0
  const max = field.max_length ?? 4000
  if (length >= min && length <= max) return undefined
  return { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between ${min} and ${max} in length.` }
}

type ChoiceField = Exclude<
  ModalField,
  { type: ComponentType.TextInput | ComponentType.Checkbox | ComponentType.RadioGroup }
>

function choicesProblem(
  field: ChoiceField,
  values: readonly string[],
): { code: string; message: string } | undefined {
  if (values.length === 0) return field.required ? required : undefined
  const options = 'options' in field ? field.options.map((option) => option.value) : undefined
  const max = field.max_values ?? options?.length ?? 1
  if (values.length < field.min_values || values.length > max)
    return {
      code: 'BASE_TYPE_BAD_LENGTH',
      message: `Must be between ${field.min_values} and ${max} in length.`,
    }
  if (new Set(values).size !== values.length) return invalid
  return options === undefined || values.every((value) => options.includes(value))
    ? undefined
    : invalid
}
