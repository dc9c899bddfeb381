import type { CommandOption } from '../wire/command.ts'
import type { SentOption } from './interactions.ts'

/** Option types (https://docs.discord.com/developers/interactions/application-commands). */
export const optionTypes = {
  subCommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const

/** Why a value does not fit its option; `limit` is the bound that it misses. */
export type OptionProblem = {
  kind: 'required' | 'number' | 'whole' | 'min' | 'max' | 'short' | 'long'
  limit?: number
}

function boundsProblem(
  option: CommandOption,
  size: number,
  isText: boolean,
): OptionProblem | undefined {
  const least = isText ? option.min_length : option.min_value
  const most = isText ? option.max_length : option.max_value
  if (typeof least === 'number' && size < least)
    return { kind: isText ? 'short' : 'min', limit: least }
  if (typeof most === 'number' && size > most) return { kind: isText ? 'long' : 'max', limit: most }
  return undefined
}

type Read = { value: string | number | boolean } | { problem: OptionProblem }

/** Turns what was entered into the value that is sent, or says why it does not fit. */
export function readOption(option: CommandOption, entered: string): Read {
  switch (option.type) {
    case optionTypes.integer:
    case optionTypes.number: {
      const value = Number(entered.replace(',', '.'))
      if (entered.trim() === '' || !Number.isFinite(value)) return { problem: { kind: 'number' } }
      if (option.type === optionTypes.integer && !Number.isSafeInteger(value))
        return { problem: { kind: 'whole' } }
      const problem = boundsProblem(option, value, false)
      return problem ? { problem } : { value }
    }
    case optionTypes.boolean:
      return { value: entered === 'true' }
    case optionTypes.string: {
      const problem = boundsProblem(option, entered.length, true)
      return problem ? { problem } : { value: entered }
    }
    default:
      return { value: entered }
  }
}

/** What was entered per option name; absent or empty means not given. */
export type EnteredOptions = ReadonlyMap<string, string>

/** Reads all options of a command: what is sent, and what is wrong by option name. */
export function readOptions(
  options: readonly CommandOption[],
  entered: EnteredOptions,
): { sent: SentOption[]; problems: ReadonlyMap<string, OptionProblem> } {
  const sent: SentOption[] = []
  const problems = new Map<string, OptionProblem>()
  for (const option of options) {
    const { name, type } = option
    const text = entered.get(name) ?? ''
    if (text === '') {
      if (option.required) problems.set(name, { kind: 'required' })
      continue
    }
    const read = readOption(option, text)
    if ('problem' in read) problems.set(name, read.problem)
    else sent.push({ name, type, value: read.value })
  }
  return { sent, problems }
}

/** The options as sent while `focused` is being typed: partial values go as text, incomplete ones are left out. */
export function draftOptions(
  options: readonly CommandOption[],
  entered: EnteredOptions,
  focused: string,
): SentOption[] {
  return options.flatMap((option): SentOption[] => {
    const { name, type } = option
    const text = entered.get(name) ?? ''
    if (name === focused) return [{ name, type, value: text, focused: true }]
    if (text === '') return []
    const read = readOption(option, text)
    return 'value' in read ? [{ name, type, value: read.value }] : []
  })
}
