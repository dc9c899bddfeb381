import { createHash } from 'node:crypto'
import { Routes, type RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Services } from '#core/context.ts'
import { readMeta, writeMeta } from '../meta.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { commandMistakes } from './validate.ts'

type Command = RESTPostAPIApplicationCommandsJSONBody

const registered = z.array(z.object({ name: z.string() }))

/**
 * Clients show en-US texts to people who use en-GB and the other way round only when neither is
 * given; with both given nobody falls back to a third language.
 */
function withEnglish(part: object): object {
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => {
    const base = /^(name|description)_localizations$/.exec(key)?.[1]
    const text: unknown = base ? Reflect.get(part, base) : undefined
    if (base && typeof value === 'object' && value !== null) {
      return [key, { 'en-US': text, 'en-GB': text, ...value }]
    }
    if (Array.isArray(value)) {
      return [
        key,
        value.map((item) => (typeof item === 'object' && item ? withEnglish(item) : item)),
      ]
    }
    return [key, value]
  })
  return Object.fromEntries(entries) as object
}

/** The body of the bulk registration: sorted by name, so that equal lists have equal hashes. */
export function registration(commands: readonly Command[]): object[] {
  return commands.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(withEnglish)
}

/** Whether Discord still has them: another program may have used the same application. */
async function areRegistered(
  rest: DiscordRest,
  path: `/${string}`,
  commands: readonly Command[],
): Promise<boolean> {
  const present = await rest.call({ method: 'GET', path, lane: 'bulk' }, registered)
  const names = new Set(present.map(({ name }) => name))
  return names.size === commands.length && commands.every(({ name }) => names.has(name))
}

/**
 * Registers the commands of all modules globally, in one call, and only when they differ from what
 * this application registered last. Returns whether a call was made. Throws when a command breaks a
 * rule of Discord's, before anything is sent.
 */
export async function syncCommands(
  needs: Pick<Services, 'database' | 'log'> & { rest: DiscordRest },
  application: { id: string; api: string },
  commands: readonly Command[],
): Promise<boolean> {
  const { database, log, rest } = needs
  const mistakes = commandMistakes(commands)
  if (mistakes.length > 0) throw new Error(`the commands break rules: ${mistakes.join('; ')}`)
  const body = registration(commands)
  // Another application, or the same one elsewhere, has other commands.
  const about = JSON.stringify([application.id, application.api, body])
  const hash = createHash('sha256').update(about).digest('base64url')
  const key = `discord.commands.${application.id}`
  const path = Routes.applicationCommands(application.id)
  const unchanged = (await readMeta(database, key)) === hash
  if (unchanged && (await areRegistered(rest, path, commands))) return false
  await rest.send({ method: 'PUT', path, lane: 'bulk', body })
  await database.write((tx) => writeMeta(tx, key, hash))
  log.info({ commands: commands.length }, 'the commands were registered')
  return true
}
