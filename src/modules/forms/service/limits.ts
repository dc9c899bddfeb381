import type { Context, Unit } from '#core/context.ts'
import { refuse } from '../errors.ts'
import { sortableId } from '../rules/alphabet.ts'
import { takeUse, waitFor, type UseLimit } from '../store/uses.ts'

/** Commands of one person within a minute, all sub-commands together. */
const commands: UseLimit = { kind: 'command', limit: 5, windowMs: 60_000 }
/** Forms that one person may bring in within 24 hours. */
const creations: UseLimit = { kind: 'create', limit: 10, windowMs: 24 * 3_600_000 }
/** What is counted in the database, so that all processes count together. */
export const useLimits = [commands, creations]

function refuseToWait(waitMs: number, scope: 'command' | 'create'): void {
  if (waitMs > 0) throw refuse('API_LIMIT_EXCEEDED', { retryAfterMs: waitMs, data: { scope } })
}

/** Notes a command. Throws `API_LIMIT_EXCEEDED` from the sixth within a minute on. */
export async function takeCommand(context: Context): Promise<void> {
  const user_id = context.actor.user?.discord_id
  if (user_id === undefined) return
  const now = context.clock.now()
  const id = sortableId(now, context.random(10))
  const use = { ...commands, user_id, id }
  refuseToWait(await context.database.write((tx) => takeUse(tx, use, now)), 'command')
}

/** Notes that somebody brings a form in. Throws `API_LIMIT_EXCEEDED` from the eleventh within a day on. */
export async function takeCreation(context: Context, unit: Unit, user_id: string): Promise<void> {
  const now = context.clock.now()
  const id = sortableId(now, context.random(10))
  refuseToWait(await takeUse(unit, { ...creations, user_id, id }, now), 'create')
}

/** Throws `API_LIMIT_EXCEEDED` where `takeCreation` would: before anything is made in Google. */
export async function requireCreation(context: Context, user_id: string): Promise<void> {
  const use = { ...creations, user_id }
  refuseToWait(await waitFor(context.database, use, context.clock.now()), 'create')
}
