import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { z } from 'zod'

/** Discord's rules for the names of slash commands and options. */
const slashName = z
  .string()
  .regex(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u, 'is not a valid name')
  .refine((name) => name === name.toLowerCase(), 'must be lower case')
const description = z.string().min(1).max(100)
const localized = <Text extends z.ZodType>(text: Text) => z.record(z.string(), text).nullish()

const choice = z.object({
  name: z.string().min(1).max(100),
  name_localizations: localized(z.string().min(1).max(100)),
  value: z.union([z.string().max(100), z.number()]),
})

type Option = {
  type: number
  name: string
  name_localizations?: Record<string, string> | null | undefined
  description: string
  description_localizations?: Record<string, string> | null | undefined
  required?: boolean | undefined
  choices?: { name: string; value: string | number }[] | undefined
  options?: Option[] | undefined
}

const option: z.ZodType<Option> = z
  .object({
    type: z.int().min(1).max(11),
    name: slashName,
    name_localizations: localized(slashName),
    description,
    description_localizations: localized(description),
    required: z.boolean().optional(),
    choices: z.array(choice).max(25).optional(),
    get options() {
      return optionList.optional()
    },
  })
  .refine(({ type, options }) => !options || type <= 2, 'only sub-commands have options')

const optionList = z
  .array(option)
  .max(25)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'has a name twice')
  .refine(
    (list) =>
      list.every(({ required }, index) => !required || index === 0 || list[index - 1]?.required),
    'must name required options first',
  )

const command = z.object({
  type: z.literal(1).optional(),
  name: slashName,
  name_localizations: localized(slashName),
  description,
  description_localizations: localized(description),
  options: optionList.optional(),
})

/** The most characters a command may have over all names, descriptions and values. */
const commandCharacters = 8_000
const globalCommands = 100

function longest(text: string, localizations: Record<string, string> | null | undefined): number {
  return Math.max(text.length, ...Object.values(localizations ?? {}).map((one) => one.length))
}

function characters(part: z.infer<typeof command> | Option): number {
  const choices = 'choices' in part ? (part.choices ?? []) : []
  return (
    longest(part.name, part.name_localizations) +
    longest(part.description, part.description_localizations) +
    choices.reduce((sum, { name, value }) => sum + name.length + String(value).length, 0) +
    (part.options ?? []).reduce((sum, one) => sum + characters(one), 0)
  )
}

/**
 * Checks slash commands against Discord's limits before they are sent, because one mistake makes it
 * refuse all of them. Returns the mistakes in words; none when the list may be sent.
 */
export function commandMistakes(
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[],
): string[] {
  const mistakes: string[] = []
  if (commands.length > globalCommands) mistakes.push(`more than ${globalCommands} commands`)
  const names = new Set<string>()
  for (const item of commands) {
    if (names.has(item.name)) mistakes.push(`${item.name}: defined twice`)
    names.add(item.name)
    const parsed = command.safeParse(item)
    if (!parsed.success) mistakes.push(`${item.name}: ${z.prettifyError(parsed.error)}`)
    else if (characters(parsed.data) > commandCharacters) {
      mistakes.push(`${item.name}: more than ${commandCharacters} characters`)
    }
  }
  return mistakes
}
