import { questionsOf, type Item, type Question } from '../forms/items.ts'
import { entryOf } from '../ids.ts'
import type { Answers } from './sections.ts'

/** The value of the "other" option in forms and prefilled links; its text is in a field of its own. */
export const otherValue = '__other_option__'

/** What is wrong with an answer, as the page words it. */
export type Fault = 'required' | 'choice' | 'number' | 'date' | 'time'

/** The name of a question's field. */
export function fieldOf({ questionId = '' }: Question): string {
  return `entry.${entryOf(questionId)}`
}

/** The choices of a question; rows of a grid have those of its columns. */
export function choiceOf(item: Item, question: Question) {
  return question.choiceQuestion ?? item.questionGroupItem?.grid?.columns
}

function padded(value: string | null, length: number): string {
  return (value ?? '').padStart(length, '0')
}

/** Dates come as one field, or in parts as Google's own page sends them. */
function dateParts(fields: URLSearchParams, name: string): string {
  if (!fields.has(`${name}_month`) && !fields.has(`${name}_year`)) return ''
  const year = fields.get(`${name}_year`)
  const day = `${padded(fields.get(`${name}_month`), 2)}-${padded(fields.get(`${name}_day`), 2)}`
  const time = fields.has(`${name}_hour`) ? ` ${timeParts(fields, name)}` : ''
  return `${year === null ? '' : `${padded(year, 4)}-`}${day}${time}`
}

function timeParts(fields: URLSearchParams, name: string): string {
  if (!fields.has(`${name}_hour`)) return ''
  return `${padded(fields.get(`${name}_hour`), 2)}:${padded(fields.get(`${name}_minute`), 2)}`
}

/** What was entered for one question, in the formats in which the API shows it. Prefilled links are read the same way. */
function readAnswer(item: Item, question: Question, fields: URLSearchParams): string[] {
  const name = fieldOf(question)
  const raw = fields.getAll(name).filter((value) => value.trim() !== '')
  if (question.dateQuestion) {
    const value = (raw[0] ?? dateParts(fields, name)).replace('T', ' ')
    return value === '' ? [] : [value]
  }
  if (question.timeQuestion) {
    const value = raw[0] ?? timeParts(fields, name)
    return value === '' ? [] : [value]
  }
  const choice = choiceOf(item, question)
  if (!choice) return raw.slice(0, 1)
  const other = fields.get(`${name}.other_option_response`)?.trim() ?? ''
  const chosen = raw.flatMap((value) => {
    if (value !== otherValue) return [value]
    return other === '' ? [] : [other]
  })
  return choice.type === 'CHECKBOX' ? [...new Set(chosen)] : chosen.slice(0, 1)
}

/** All that was entered for these items. */
export function readAnswers(items: readonly Item[], fields: URLSearchParams): Answers {
  const answers: Answers = {}
  for (const item of items)
    for (const question of questionsOf(item)) {
      const values = readAnswer(item, question, fields)
      if (values.length > 0) answers[question.questionId ?? ''] = values
    }
  return answers
}

function isDate({ includeYear = false, includeTime = false }, text: string): boolean {
  const [, year, day = '', time] = /^(?:(\d{4})-)?(\d\d-\d\d)(?: (\d\d:\d\d))?$/.exec(text) ?? []
  if ((year !== undefined) !== includeYear || (time !== undefined) !== includeTime) return false
  // A leap year, so that 29 February without a year is a date.
  const at = new Date(`${year ?? '2024'}-${day}T${time ?? '00:00'}:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === day
}

function isNumberIn(text: string | undefined, low: number, high: number): boolean {
  return /^\d+$/.test(text ?? '') && Number(text) >= low && Number(text) <= high
}

/** What is wrong with the answer to one question; undefined when nothing is. */
export function faultOf(
  item: Item,
  question: Question,
  values: readonly string[],
): Fault | undefined {
  const [first] = values
  if (first === undefined) return question.required === true ? 'required' : undefined
  const choice = choiceOf(item, question)
  if (choice) {
    const hasOther = choice.options.some(({ isOther }) => isOther)
    const known = new Set(choice.options.map(({ value }) => value))
    return hasOther || values.every((value) => known.has(value)) ? undefined : 'choice'
  }
  const { scaleQuestion: scale, ratingQuestion: rating } = question
  if (scale) return isNumberIn(first, scale.low ?? 0, scale.high) ? undefined : 'number'
  if (rating) return isNumberIn(first, 1, rating.ratingScaleLevel) ? undefined : 'number'
  if (question.dateQuestion) return isDate(question.dateQuestion, first) ? undefined : 'date'
  if (question.timeQuestion) return /^\d{1,3}:[0-5]\d(:[0-5]\d)?$/.test(first) ? undefined : 'time'
  return undefined
}

/** Faults by question id. */
export function faultsOf(items: readonly Item[], answers: Answers): Record<string, Fault> {
  const faults: Record<string, Fault> = {}
  for (const item of items)
    for (const question of questionsOf(item)) {
      const id = question.questionId ?? ''
      const fault = faultOf(item, question, answers[id] ?? [])
      if (fault !== undefined) faults[id] = fault
    }
  return faults
}
