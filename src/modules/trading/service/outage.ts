import { z } from 'zod'
import type { Services } from '#core/context.ts'
import { loadSetting, saveSetting } from '../store/accounts.ts'
import { announce } from './announce.ts'
import { engineOf } from './engine.ts'
import { tellAccount } from './state.ts'
import { quietContext } from './transition.ts'

const outage = z.object({ since: z.number(), by: z.string() }).nullable()

/** Other processes may still reach what one does not; after so long nobody's word counts any more. */
const forgottenMs = 60_000

/**
 * Tells once that the exchange does not answer or has locked us out, and once that it is back. What was
 * told is remembered over restarts.
 */
export async function watchExchange(services: Services): Promise<void> {
  const { exchange, owner } = engineOf(services)
  const { state, lockedBy, failure } = exchange.health()
  const isOut = state === 'down' || lockedBy !== null
  const told = outage.parse(await loadSetting(services.database, 'outage'))
  const now = services.clock.now()
  const isOurs = told !== null && (told.by === owner || now - told.since > forgottenMs)
  const isNews = told === null ? isOut : state === 'ok' && isOurs
  if (!isNews) return
  await quietContext(services).write(async (unit) => {
    const before = outage.parse(await loadSetting(unit, 'outage'))
    if ((before === null) !== (told === null)) return
    const next = isOut ? { since: now, by: owner } : null
    await saveSetting(unit, 'outage', next, { user_id: null, now })
    const type = isOut ? 'exchange_down' : 'exchange_up'
    const reason = lockedBy ?? failure ?? ''
    await tellAccount(unit, type, now, { reason })
    const once = `${type}:${before?.since ?? now}`
    await announce(unit, { type, id: 'exchange', once, values: { reason } })
  })
}
