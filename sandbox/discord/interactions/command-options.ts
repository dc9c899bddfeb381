import { ApplicationCommandOptionType } from 'discord-api-types/v10'
import type { APIApplicationCommandOption } from 'discord-api-types/v10'
import { z } from 'zod'

/** An option as a person's client sends it and as the bot receives it: a value, or deeper options. */
export type GivenOption = {
  name: string
  type: number
  value?: string | number | boolean | undefined
  focused?: boolean | undefined
  options?: GivenOption[] | undefined
}

/** `data.options` as clients send it. */
export const givenOptions: z.ZodType<GivenOption[]> = z.array(
  z.object({
    name: z.string(),
    type: z.number().int(),
    value: z.union([z.string(), z.number(), z.boolean()]).optional(),
    focused: z.boolean().optional(),
    get options() {
      return givenOptions.optional()
    },
  }),
)

/** A refused option: `path` leads to it from `options`; `code` and `message` are Discord's. */
export type OptionProblem = { path: string[]; code: string; message: string }

type Problem = { code: string; message: string }
type Definition = APIApplicationCommandOption

const missing: Problem = {
  code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  message: 'A required option is missing',
}
const wrongType: Problem = {
  code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  message: 'The option has a wrong type',
}
const wrongValue: Problem = {
  code: 'APPLICATION_COMMAND_OPTIONS_VALUE_INVALID',
  message: 'The option has a value that is not allowed',
}
const unknownOption: Problem = {
  code: 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID',
  message: 'The command has no such option',
}

const maxSafe: Readonly<Record<number, number>> = {
  [ApplicationCommandOptionType.Integer]: Number.MAX_SAFE_INTEGER,
  [ApplicationCommandOptionType.Number]: 2 ** 53,
}

/**
 * Checks the options of a command invocation against its definition. While a person is still typing (`partial`),
 * values may be unfinished strings and required options may be absent
 * (https://docs.discord.com/developers/interactions/application-commands#autocomplete).
 */
export function checkOptions(
  definitions: readonly Definition[],
  given: readonly GivenOption[],
  partial: boolean,
): OptionProblem[] {
  const nested = definitions.filter(isNested)
  if (nested.length > 0) return checkNested(nested, given, partial)
  const problems: OptionProblem[] = []
  const names = new Set<string>()
  for (const option of given) {
    const definition = definitions.find((candidate) => candidate.name === option.name)
    const problem = names.has(option.name)
      ? unknownOption
      : checkOption(definition, option, partial)
    names.add(option.name)
    if (problem !== undefined) problems.push({ path: [option.name], ...problem })
  }
  if (!partial)
    for (const definition of definitions)
      if (definition.required === true && !names.has(definition.name))
        problems.push({ path: [definition.name], ...missing })
  return problems
}

function chosenSubcommand(given: readonly GivenOption[]): GivenOption | undefined {
  return given.find(
    ({ type }) =>
      type === ApplicationCommandOptionType.Subcommand ||
      type === ApplicationCommandOptionType.SubcommandGroup,
  )
}

/** The options with values of an invocation, beneath its subcommands. */
export function leafOptions(given: readonly GivenOption[]): GivenOption[] {
  const nested = chosenSubcommand(given)
  return nested === undefined ? [...given] : leafOptions(nested.options ?? [])
}

/** The names of the group and subcommand of an invocation. */
export function subcommandsOf(given: readonly GivenOption[]): string[] {
  const nested = chosenSubcommand(given)
  return nested === undefined ? [] : [nested.name, ...subcommandsOf(nested.options ?? [])]
}

function isNested(definition: Definition): boolean {
  return (
    definition.type === ApplicationCommandOptionType.Subcommand ||
    definition.type === ApplicationCommandOptionType.SubcommandGroup
  )
}

function checkNested(
  nested: readonly Definition[],
  given: readonly GivenOption[],
  partial: boolean,
): OptionProblem[] {
  const [chosen, ...others] = given
  if (chosen === undefined || others.length > 0) return [{ path: [], ...missing }]
  const definition = nested.find((candidate) => candidate.name === chosen.name)
  if (definition === undefined) return [{ path: [chosen.name], ...unknownOption }]
  if (definition.type !== chosen.type) return [{ path: [chosen.name], ...wrongType }]
  const deeper = 'options' in definition ? (definition.options ?? []) : []
  return checkOptions(deeper, chosen.options ?? [], partial).map((problem) => ({
    ...problem,
    path: [chosen.name, 'options', ...problem.path],
  }))
}

function checkOption(
  definition: Definition | undefined,
  option: GivenOption,
  partial: boolean,
): Problem | undefined {
  if (definition === undefined) return unknownOption
  if (definition.type !== option.type || option.value === undefined) return wrongType
  if (partial) return undefined
  return checkValue(definition, option.value)
}

function checkValue(definition: Definition, value: string | number | boolean): Problem | undefined {
  const { type } = definition
  if (type === ApplicationCommandOptionType.Boolean)
    return typeof value === 'boolean' ? undefined : wrongType
  if (type === ApplicationCommandOptionType.Integer || type === ApplicationCommandOptionType.Number)
    return checkNumber(definition, value)
  if (type === ApplicationCommandOptionType.String) return checkString(definition, value)
  return typeof value === 'string' && /^\d{17,20}$/.test(value) ? undefined : wrongType
}

type NumberDefinition = Extract<
  Definition,
  { type: ApplicationCommandOptionType.Integer | ApplicationCommandOptionType.Number }
>

function checkNumber(
  definition: NumberDefinition,
  value: string | number | boolean,
): Problem | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType
  if (definition.type === ApplicationCommandOptionType.Integer && !Number.isInteger(value))
    return wrongType
  if (Math.abs(value) > (maxSafe[definition.type] ?? 0)) return wrongValue
  const min = 'min_value' in definition ? definition.min_value : undefined
  const max = 'max_value' in definition ? definition.max_value : undefined
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) return wrongValue
  return isChoice(definition, value) ? undefined : wrongValue
}

type StringDefinition = Extract<Definition, { type: ApplicationCommandOptionType.String }>

function checkString(
  definition: StringDefinition,
  value: string | number | boolean,
): Problem | undefined {
  if (typeof value !== 'string') return wrongType
  const min = ('min_length' in definition ? definition.min_length : undefined) ?? 0
  const max = ('max_length' in definition ? definition.max_length : undefined) ?? 6000
  const { length } = Array.from(value)
  if (length < min || length > max) return wrongValue
  return isChoice(definition, value) ? undefined : wrongValue
}

function isChoice(
  definition: NumberDefinition | StringDefinition,
  value: string | number,
): boolean {
  const choices = 'choices' in definition ? (definition.choices ?? []) : []
  return choices.length === 0 || choices.some((choice) => choice.value === value)
}
