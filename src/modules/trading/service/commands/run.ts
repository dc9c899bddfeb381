import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { refuse } from '../../errors.ts'
import type { Rights } from '../../rules/rights.ts'
import { modeNow } from '../engine.ts'
import { countCommand } from '../guard.ts'
import { once } from '../once.ts'
import { effectiveRights, holds } from '../rights.ts'
import type { CommandResult, CommandRun } from './command.ts'
import { findCommand } from './registry.ts'

/** The same parameters read the same, in whatever order they were written. */
function inOrder(_: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value
}

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
  /** What it counts against beside the person. */
  senders: readonly string[]
  /** Names the request over repetitions, within this caller and person. */
  request: { caller: string; key: string } | null
}

/** What became of a command. */
export type CommandOutcome = { command: string; result: CommandResult; isReplay: boolean }

/** What may be otherwise in a moment, and has sent no order: who is told to try again may do so. */
const passing = new Set(['exchange_unavailable', 'no_price', 'stale_price', 'no_keys', 'halted'])

const waiting = z.object({ order: z.looseObject({ state: z.string().startsWith('pending') }) })

function passes({ code, data }: CommandResult): boolean {
  if (code === undefined || !passing.has(code)) return false
  return !('order' in data) || waiting.safeParse(data).success
}

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
  await countCommand(context, found.limit, call.senders)
  const known = found.list.map(({ name }): string => name)
  const unknown = Object.keys(call.parameters).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    context.log.info({ command: found.name, unknown }, 'unknown parameters were ignored')
  const { user_id, channel_id, guild_id, source_kind, request } = call
  const key = request ? `${request.caller}:${user_id}:${found.name}:${request.key}` : null
  const run = async (): Promise<CommandResult> => {
    // Here, since what repeats a request costs its sender something and the person nothing.
    await countCommand(context, found.limit, [`person:${user_id}`])
    const result = await found.run({
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
    return { ...result, mode: await modeNow(context, context.database) }
  }
  if (!found.changes || key === null) {
    return { command: found.name, result: await run(), isReplay: false }
  }
  const parts = [found.name, JSON.stringify(call.parameters, inOrder)]
  const { answer, isReplay } = await once(context, { key, parts }, async () => {
    const result = await run()
    return { answer: JSON.stringify(result), isLast: !passes(result) }
  })
  // What is kept is what `run` made.
  return { command: found.name, result: JSON.parse(answer) as Kept, isReplay }
}
