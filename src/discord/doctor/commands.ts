import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { z } from 'zod'
import { registration } from '../commands/sync.ts'
import { found, type DiscordFinding } from './finding.ts'

/** A command as Discord lists it, with all that was registered. */
export const commandShape = z.looseObject({ name: z.string() })
type ListedCommand = z.infer<typeof commandShape>

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  return Array.isArray(value) && value.length === 0
}

/** Whether everything of `ours` is in `theirs`, which carries ids and defaults besides. */
function includes(theirs: unknown, ours: unknown): boolean {
  if (isNothing(ours)) return isNothing(theirs)
  if (Array.isArray(ours)) {
    if (!Array.isArray(theirs) || theirs.length !== ours.length) return false
    return ours.every((item, index) => includes(theirs[index], item))
  }
  if (typeof ours !== 'object' || ours === null) return theirs === ours
  if (typeof theirs !== 'object' || theirs === null) return false
  return Object.entries(ours).every(([key, value]) => includes(Reflect.get(theirs, key), value))
}

/** Compares what Discord has registered with the commands of the modules. */
export function judgeCommands(
  present: readonly ListedCommand[],
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
): DiscordFinding[] {
  const ours = z.array(commandShape).parse(registration(wanted))
  const byName = new Map(present.map((command) => [command.name, command]))
  const missing = ours.filter(({ name }) => !byName.has(name))
  const differing = ours.filter(
    (command) => byName.has(command.name) && !includes(byName.get(command.name), command),
  )
  const foreign = present.filter(({ name }) => !ours.some((command) => command.name === name))
  const listed = (commands: readonly ListedCommand[]) => ({
    commands: commands.map(({ name }) => `/${name}`),
  })
  const findings = [
    ...(missing.length > 0 ? [found('commands.missing', listed(missing))] : []),
    ...(differing.length > 0 ? [found('commands.differ', listed(differing), 'differ')] : []),
    ...(foreign.length > 0 ? [found('commands.foreign', listed(foreign), 'foreign')] : []),
  ]
  return findings.length > 0 ? findings : [found('commands.ok', { count: ours.length })]
}

/** Commands that people see twice in a server, because they are registered there besides. */
export function judgeTwice(
  guild: { id: string; name: string },
  present: readonly ListedCommand[],
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
): DiscordFinding[] {
  const names = new Set(wanted.map(({ name }) => name))
  const twice = present.filter(({ name }) => names.has(name)).map(({ name }) => `/${name}`)
  if (twice.length === 0) return []
  return [found('twice.found', { server: guild.name, commands: twice }, guild.id)]
}
