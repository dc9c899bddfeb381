import type { Command, CommandOption } from '../../wire/command.ts'
import { optionTypes } from '../../state/options.ts'

/** A slash command, or one of its sub-commands, as it is listed. */
export type Entry = {
  command: Command
  /** Sub-command group and sub-command, if any. */
  path: readonly CommandOption[]
  /** What is typed: "recruit", "form create". Always the default names. */
  name: string
  /** Name and description in the reader's language. */
  shownName: string
  description: string
  options: readonly CommandOption[]
}

type Described = Pick<
  Command,
  'name' | 'name_localizations' | 'description' | 'description_localizations'
>

function localized(
  map: Record<string, string> | null | undefined,
  locale: string,
): string | undefined {
  return map?.[locale] ?? map?.[locale.slice(0, 2)]
}

/** A name in one of Discord's locales. */
export function localName(
  one: Pick<Described, 'name' | 'name_localizations'>,
  locale: string,
): string {
  return localized(one.name_localizations, locale) ?? one.name
}

/** A description in one of Discord's locales. */
export function localDescription(one: Described, locale: string): string {
  return localized(one.description_localizations, locale) ?? one.description
}

type Nested = CommandOption & { options?: readonly Nested[] | null | undefined }

function paths(options: readonly Nested[]): (readonly Nested[])[] {
  const nested = options.filter(
    ({ type }) => type === optionTypes.subCommand || type === optionTypes.group,
  )
  if (nested.length === 0) return [[]]
  return nested.flatMap((option) => {
    if (option.type === optionTypes.subCommand) return [[option]]
    return paths(option.options ?? []).map((rest) => [option, ...rest])
  })
}

/** Everything that can be typed after a slash, in one of Discord's locales. */
export function listEntries(commands: readonly Command[], locale: string): Entry[] {
  return commands
    .filter(({ type }) => type === 1)
    .flatMap((command) =>
      paths(command.options ?? []).map((path): Entry => {
        const last = path.at(-1)
        return {
          command,
          path,
          name: [command, ...path].map(({ name }) => name).join(' '),
          shownName: [command, ...path].map((part) => localName(part, locale)).join(' '),
          description: localDescription(last ?? command, locale),
          options: last ? (last.options ?? []) : (command.options ?? []),
        }
      }),
    )
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** The entries that fit what was typed after the slash, by default name or by name in the reader's language. */
export function matchEntries(entries: readonly Entry[], typed: string): Entry[] {
  const wanted = typed.toLowerCase()
  return entries.filter(
    ({ name, shownName }) =>
      name.toLowerCase().includes(wanted) || shownName.toLowerCase().includes(wanted),
  )
}
