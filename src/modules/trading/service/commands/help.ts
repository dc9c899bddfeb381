import { z } from 'zod'
import type { Locale } from '#core/i18n/locale.ts'
import { locales } from '#core/i18n/locale.ts'
import type { commandsAnswer } from '../../contract/data.ts'
import type { Rights } from '../../rules/rights.ts'
import { catalogue, t } from '../../views/texts.ts'
import { holds } from '../rights.ts'
import { command, type Command, type CommandName } from './command.ts'

type CommandJson = z.infer<typeof commandsAnswer>['commands'][number]

/** A command's names in other languages; they work everywhere. */
export function aliasesOf(name: CommandName): string[] {
  const names = locales.map((locale) => t(locale, `command.trade.${name}.name`))
  return [...new Set(names)].filter((one) => one !== name)
}

/** The language in which a word is a command's name, when it is the name in that one alone. */
export function languageOf(word: string): Locale | null {
  const found = locales.filter((locale) =>
    Object.entries(catalogue[locale]).some(
      ([key, text]) => /^command\.trade\.\w+\.name$/.test(key) && text === word,
    ),
  )
  return found.length === 1 ? (found[0] ?? null) : null
}

function usageOf({ name, list }: Command, prefix: string): string {
  const shown = list
    .filter(({ ofRequests = false }) => !ofRequests)
    .map((one) => (one.required ? `<${one.name}>` : `[${one.name}]`))
  return [`${prefix}${name}`, ...shown].join(' ')
}

/** How a command is typed, in the words of one language. */
export function usageIn(locale: Locale, { name, list }: Command, prefix: string): string {
  const shown = list
    .filter(({ ofRequests = false }) => !ofRequests)
    .map((one) => ({ ...one, word: t(locale, `command.option.${one.name}.name`) }))
    .map(({ required, word }) => (required ? `<${word}>` : `[${word}]`))
  return [`${prefix}${t(locale, `command.trade.${name}.name`)}`, ...shown].join(' ')
}

/** The parameters of a command with their names in every language. */
export function namedParameters({ list }: Command) {
  return list.map((one) => ({
    ...one,
    aliases: locales.map((locale) => t(locale, `command.option.${one.name}.name`)),
  }))
}

/** A command as programs and people read it. */
export function commandJson(one: Command, locale: Locale, prefix: string): CommandJson {
  return {
    name: one.name,
    aliases: aliasesOf(one.name),
    description: t(locale, `command.trade.${one.name}.description`),
    usage: usageOf(one, prefix),
    slash: `/trade ${one.name}`,
    permission: one.right,
    parameters: one.list.map(({ name, type, required = false, choices }) => ({
      name,
      type,
      required,
      description: t(locale, `command.option.${name}.description`),
      ...(choices && { choices: [...choices] }),
    })),
    examples: one.examples.map((example) => example.replace(/^!/, prefix)),
  }
}

/** `help`: what the person may do. */
export function helpCommand(
  all: () => readonly Command[],
  prefixOf: (run: { context: Parameters<Command['run']>[0]['context'] }) => string,
) {
  return command({
    name: 'help',
    right: 'everyone',
    limit: 'view',
    list: [],
    examples: ['!help'],
    shape: z.object({}),
    async run(run) {
      const { locale } = run.context
      const prefix = prefixOf(run)
      const allowed = allowedCommands(all(), run.rights)
      const shown = allowed.map((one) => commandJson(one, locale, prefix))
      // In the reader's own words first; the others work as well.
      const fields = allowed.slice(0, 25).map((one) => {
        const own = t(locale, `command.trade.${one.name}.name`)
        const others = [one.name, ...aliasesOf(one.name)].filter((name) => name !== own)
        const description = t(locale, `command.trade.${one.name}.description`)
        return {
          name: usageIn(locale, one, prefix).slice(0, 256),
          value: `${description}${others.length > 0 ? ` (${others.join(', ')})` : ''}`,
          inline: false,
        }
      })
      return {
        type: 'info',
        message: t(locale, 'answer.help'),
        data: { commands: shown },
        card: { title: t(locale, 'title.help'), fields },
      }
    },
  })
}

/** The commands that rights allow. */
export function allowedCommands(all: readonly Command[], rights: Rights): Command[] {
  return all.filter((one) => holds(rights, one.right))
}
