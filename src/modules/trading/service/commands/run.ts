import type { Context } from '#core/context.ts'
import { refuse } from '../../errors.ts'
import type { Rights } from '../../rules/rights.ts'
import { countCommand } from '../guard.ts'
import { once } from '../once.ts'
import { effectiveRights, holds } from '../rights.ts'
import type { CommandResult, CommandRun } from './command.ts'
import { findCommand } from './registry.ts'

/** A command as a door hands it over. */
export type CommandCall = {
  name: string
  parameters: Record<string, unknown>
  user_id: string
  /** What the door allows at most. */
  cap: Rights
  channel_id: string | null
  guild_id: string | null
  source_kind: CommandRun['source_kind']
  /** Names the request over repetitions, within this caller and person. */
  request: { caller: string; key: string } | null
}

/** What became of a command. */
export type CommandOutcome = { command: string; result: CommandResult; isReplay: boolean }

/** A result without what cannot be kept as text. */
type Kept = Omit<CommandResult, 'picture'>

/**
 * Runs a command: rights as they are now, limits, parameters, and once per request where it changes
 * something. Throws `unknown_command`, `forbidden`, `rate_limited`, `bad_request`,
 * `idempotency_conflict`.
 */
export async function runCommand(context: Context, call: CommandCall): Promise<CommandOutcome> {
  const found = findCommand(call.name)
  if (!found) throw refuse('unknown_command', { params: { name: call.name.slice(0, 64) } })
  const rights = await effectiveRights(context, call.cap, call.user_id)
  if (!holds(rights, found.right)) throw refuse('forbidden')
  await countCommand(context, found.limit, call.user_id)
  const known = found.list.map(({ name }): string => name)
  const unknown = Object.keys(call.parameters).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    context.log.info({ command: found.name, unknown }, 'unknown parameters were ignored')
  const { user_id, channel_id, guild_id, source_kind, request } = call
  const key = request ? `${request.caller}:${user_id}:${found.name}:${request.key}` : null
  const run = (): Promise<CommandResult> =>
    found.run({
      context,
      parameters: call.parameters,
      user_id,
      rights,
      channel_id,
      guild_id,
      source_kind,
      idempotencyKey: key,
      checksDuplicates: key === null,
    })
  if (!found.changes || key === null) {
    return { command: found.name, result: await run(), isReplay: false }
  }
  const parts = [found.name, JSON.stringify(call.parameters)]
  const { answer, isReplay } = await once(context, { key, parts }, async () =>
    JSON.stringify(await run()),
  )
  // What is kept is what `run` made.
  return { command: found.name, result: JSON.parse(answer) as Kept, isReplay }
}
