import type { Context } from '#core/context.ts'
import { refuse } from '../errors.ts'
import { sortableId } from '../rules/alphabet.ts'
import { takeUse } from '../store/uses.ts'

const minuteMs = 60_000
/** Commands of one person within a minute, all sub-commands together. */
const commandsPerMinute = 5

/** Notes a command. Throws `API_LIMIT_EXCEEDED` from the sixth within a minute on. */
export async function takeCommand(context: Context): Promise<void> {
  const user_id = context.actor.user?.discord_id
  if (user_id === undefined) return
  const now = context.clock.now()
  const id = sortableId(now, context.random(10))
  const use = { kind: 'command', limit: commandsPerMinute, windowMs: minuteMs, user_id, id }
  const waitMs = await context.database.write((tx) => takeUse(tx, use, now))
  if (waitMs === 0) return
  throw refuse('API_LIMIT_EXCEEDED', { retryAfterMs: waitMs, data: { scope: 'command' } })
}
