import { z } from 'zod'
import type { Services } from '#core/context.ts'
import { loadSetting, saveSetting } from '../store/accounts.ts'
import { utcText } from '../views/durations.ts'
import { t } from '../views/texts.ts'
import { announce } from './announce.ts'
import { guildLocale } from './announcements.ts'
import { engineOf } from './engine.ts'
import { loadHalt, tellAccount, type Halt } from './state.ts'
import { quietContext } from './transition.ts'

const outage = z.object({ since: z.number(), by: z.string() }).nullable()

/** Other processes may still reach what one does not; after so long nobody's word counts any more. */
const forgottenMs = 60_000

/** Bans that differ by less are one and the same: it is looked at again and again. */
const sameMs = 2_000

/** While the exchange bans us nothing is bought and strategies rest; over by itself with the ban. */
async function haltWhileBanned(services: Services, leftMs: number): Promise<void> {
  const now = services.clock.now()
  const until = now + leftMs
  const isCovered = (halt: Halt | null) =>
    halt !== null && (halt.until === null || halt.until > until - sameMs)
  if (isCovered(await loadHalt(services.database, now))) return
  await quietContext(services).write(async (unit) => {
    const before = await loadHalt(unit, now)
    if (isCovered(before)) return
    const said = { key: 'halt.banned', values: { until: utcText(until) } } as const
    const reason = t(guildLocale(services), said.key, said.values)
    const at = before?.at ?? now
    const halt: Halt = { scope: 'buys', reason, by: null, at, day: null, until, said }
    await saveSetting(unit, 'halt', halt, { user_id: null, now })
    await tellAccount(unit, 'halted', now, { reason })
    const once = `halted:${at}`
    await announce(unit, { type: 'halted', id: 'account', once, values: { reason } })
  })
}

/**
 * Tells once that the exchange does not answer or has locked us out, and once that it is back. What was
 * told is remembered over restarts.
 */
export async function watchExchange(services: Services): Promise<void> {
  const { exchange, owner } = engineOf(services)
  const { state, lockedBy, lockedMs, failure } = exchange.health()
  const isBanned = lockedBy === 'banned'
  if (isBanned && lockedMs !== null) await haltWhileBanned(services, lockedMs)
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
    // Of a ban tells the stop that comes with it.
    if (isOut && isBanned) return
    await announce(unit, { type, id: 'exchange', once, values: { reason } })
  })
}
