import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  Locale,
  type APIApplicationCommandOption,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { bitSet, complaint, int } from './forms.ts'

const longestCommand = 8000
const mostOptions = 25
const locales = new Set<string>([...Object.values(Locale), 'ar', 'he'])
const nameRule = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

const slashName = z
  .string()
  .regex(nameRule)
  .refine((name) => name === name.toLowerCase(), {
    message: 'Command names are lowercase where a lowercase form exists.',
    params: { code: 'APPLICATION_COMMAND_INVALID_NAME' },
  })
const localizations = <T extends z.ZodType<string>>(text: T) =>
  z
    .record(
      z.string().refine((locale) => locales.has(locale), { message: 'Unknown locale' }),
      text,
    )
    .nullish()
const description = z.string().min(1).max(100)
const choice = z.object({
  name: z.string().min(1).max(100),
  name_localizations: localizations(z.string().min(1).max(100)),
  value: z.union([z.string().max(100), z.number()]),
})

/** An option of a slash command as it was sent. */
export type OptionInput = {
  type: number
  name: string
  name_localizations?: Record<string, string> | null | undefined
  description: string
  description_localizations?: Record<string, string> | null | undefined
  required?: boolean | undefined
  choices?: z.output<typeof choice>[] | undefined
  options?: OptionInput[] | undefined
  channel_types?: number[] | undefined
  min_value?: number | undefined
  max_value?: number | undefined
  min_length?: number | undefined
  max_length?: number | undefined
  autocomplete?: boolean | undefined
}

const option: z.ZodType<OptionInput> = z.lazy(() =>
  z
    .object({
      type: int.pipe(z.number().min(1).max(11)),
      name: slashName,
      name_localizations: localizations(slashName),
      description,
      description_localizations: localizations(description),
      required: z.boolean().optional(),
      choices: z.array(choice).max(mostOptions).optional(),
      options: z.array(option).max(mostOptions).optional(),
      channel_types: z.array(int).optional(),
      min_value: z.number().optional(),
      max_value: z.number().optional(),
      min_length: int.pipe(z.number().min(0).max(6000)).optional(),
      max_length: int.pipe(z.number().min(1).max(6000)).optional(),
      autocomplete: z.boolean().optional(),
    })
    .superRefine((one, context) => {
      const wrong = (path: PropertyKey[], code: string, message: string): void =>
        context.addIssue(complaint(path, { code, message }))
      const wantsChoices = one.choices !== undefined && one.choices.length > 0
      if (one.autocomplete && wantsChoices)
        wrong(
          ['choices'],
          'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES',
          'autocomplete excludes choices',
        )
      const typed: readonly number[] = [OptionType.String, OptionType.Integer, OptionType.Number]
      if ((one.autocomplete || wantsChoices) && !typed.includes(one.type))
        wrong(['type'], 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'This type has no choices')
      const wanted = one.type === OptionType.String ? 'string' : 'number'
      for (const [index, { value }] of (one.choices ?? []).entries())
        if (typeof value !== wanted)
          wrong(
            ['choices', index, 'value'],
            'BASE_TYPE_INVALID',
            `Choice values are of type ${wanted}`,
          )
    }),
)

function isNested(one: OptionInput): boolean {
  return one.type === OptionType.Subcommand || one.type === OptionType.SubcommandGroup
}

type Complain = (path: PropertyKey[], code: string, message: string) => void

const typeInvalid = 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID'

/** Checks what an option may be and hold at this depth: command > group > sub-command > options. */
function checkNesting(one: OptionInput, depth: number, complain: Complain): void {
  const isGroup = one.type === OptionType.SubcommandGroup
  const isDeep = one.type === OptionType.Subcommand && (one.options ?? []).some(isNested)
  if (isDeep || (isGroup && depth > 0)) complain(['type'], typeInvalid, 'Nested too deep')
  if (one.options && !isNested(one))
    complain(['options'], typeInvalid, 'This type holds no options')
  if (isGroup && one.options?.some((inner) => inner.type !== OptionType.Subcommand))
    complain(['options'], typeInvalid, 'A group holds sub-commands')
}

/** Checks one list of options, and those inside: names, order, nesting. */
function checkOptions(options: readonly OptionInput[], depth: number, complain: Complain): void {
  const names = options.map((one) => one.name)
  const nested = options.filter(isNested)
  if (nested.length > 0 && nested.length < options.length)
    complain([], typeInvalid, 'Sub-commands and other options do not mix')
  for (const [index, one] of options.entries()) {
    const within: Complain = (path, code, message) => complain([index, ...path], code, message)
    if (names.indexOf(one.name) !== index)
      within(['name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option names are unique')
    if (one.required && options.slice(0, index).some((earlier) => !earlier.required))
      within([], 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options come first')
    checkNesting(one, depth, within)
    checkOptions(one.options ?? [], depth + 1, (path, code, message) =>
      within(['options', ...path], code, message),
    )
  }
}

function longest(text: string, translated: Record<string, string> | null | undefined): number {
  return Math.max(text.length, ...Object.values(translated ?? {}).map((one) => one.length))
}

function lengthOf(
  one: Pick<
    OptionInput,
    | 'name'
    | 'name_localizations'
    | 'description'
    | 'description_localizations'
    | 'options'
    | 'choices'
  >,
): number {
  const own =
    longest(one.name, one.name_localizations) +
    longest(one.description, one.description_localizations)
  const choices = (one.choices ?? []).reduce(
    (sum, { name, name_localizations, value }) =>
      sum + longest(name, name_localizations) + String(value).length,
    0,
  )
  return (one.options ?? []).reduce((sum, inner) => sum + lengthOf(inner), own + choices)
}

const commandFields = z.object({
  type: int.default(ApplicationCommandType.ChatInput),
  name: z.string().trim().min(1).max(32),
  name_localizations: localizations(z.string().min(1).max(32)),
  description: z.string().max(100).default(''),
  description_localizations: localizations(z.string().max(100)),
  options: z.array(option).max(mostOptions).nullish(),
  default_member_permissions: bitSet.nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z.array(int.pipe(z.literal([0, 1, 2]))).nullish(),
  integration_types: z.array(int.pipe(z.literal([0, 1]))).nullish(),
  nsfw: z.boolean().nullish(),
})

/** A command as it is sent for registration (https://docs.discord.com/developers/interactions/application-commands). */
export const commandBody = commandFields.superRefine((body, context) => {
  const complain: Complain = (path, code, message) =>
    context.addIssue(complaint(path, { code, message }))
  if (body.type !== ApplicationCommandType.ChatInput) {
    if (body.description !== '' && body.type !== ApplicationCommandType.PrimaryEntryPoint)
      complain(
        ['description'],
        'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION',
        'Context menu commands cannot have description',
      )
    if (body.options?.length)
      complain(
        ['options'],
        'APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS',
        'Context menu commands cannot have options',
      )
    return
  }
  const names = [['name', body.name], ...Object.entries(body.name_localizations ?? {})] as const
  for (const [key, name] of names)
    if (!slashName.safeParse(name).success)
      complain(
        key === 'name' ? ['name'] : ['name_localizations', key],
        'APPLICATION_COMMAND_INVALID_NAME',
        'Command name is invalid',
      )
  if (body.description === '')
    complain(['description'], 'BASE_TYPE_REQUIRED', 'This field is required')
  checkOptions(body.options ?? [], 0, (path, code, message) =>
    complain(['options', ...path], code, message),
  )
  if (lengthOf({ ...body, options: body.options ?? [] }) > longestCommand)
    complain(
      [],
      'APPLICATION_COMMAND_TOO_LARGE',
      `Command exceeds maximum size (${longestCommand})`,
    )
})

/** A parsed `commandBody`. */
export type CommandInput = z.output<typeof commandBody>

/** Options that `commandBody` let through, in the type of the wire. */
export const wireOptions = z.custom<APIApplicationCommandOption[]>(
  (value) => z.array(option).safeParse(value).success,
)
