import type { Services } from '#core/context.ts'
import { decimal, plainText, zero, type Decimal } from '#core/money.ts'
import { dayOf, dayStart } from '../rules/days.ts'
import { saveEquity, saveSetting } from '../store/accounts.ts'
import { loadLedger } from '../store/books.ts'
import { engineOf, ensureAccount } from './engine.ts'
import {
  loadHalt,
  loadLimits,
  lookAtAccount,
  resultToday,
  tellAccount,
  type Worth,
} from './state.ts'
import { announce } from './announce.ts'
import { quietContext } from './transition.ts'

/** The market that results are compared with. */
export const benchmarkMarket = 'KRW-BTC'

/** What came in or went out from outside during a day, in KRW at cost. */
async function flowOf(services: Services, accountId: string, day: number): Promise<Decimal> {
  const lines = await loadLedger(services.database, accountId, day)
  return lines.filter(({ kind }) => kind === 'flow').reduce((sum, { cash }) => sum.plus(cash), zero)
}

/** A loss beyond the limit stops strategies and buying for the rest of the day. */
async function stopLosses(services: Services, accountId: string, worth: Worth): Promise<void> {
  const now = services.clock.now()
  const { database } = services
  const limits = await loadLimits(services, database)
  if (limits.daily_loss_krw === null || (await loadHalt(database, now))) return
  const result = await resultToday(services, database, { id: accountId, equity: worth.equity })
  if (result.negated().lt(decimal(limits.daily_loss_krw))) return
  const day = dayOf(now)
  const reason = `daily_loss ${plainText(result.toDecimalPlaces(0))} KRW`
  await quietContext(services).write(async (unit) => {
    await saveSetting(
      unit,
      'halt',
      { scope: 'buys', reason, by: null, at: now, day },
      { user_id: null, now },
    )
    await tellAccount(unit, 'halted', now, { reason })
    await announce(unit, {
      type: 'halted',
      id: 'account',
      once: `halted:${day}`,
      values: { reason },
    })
  })
}

/** Writes down what the account is worth now, as the line of this day. */
export async function snapshotEquity(services: Services): Promise<void> {
  const { id } = await ensureAccount(services)
  const looked = await lookAtAccount(services)
  if (looked.kind !== 'ok') return
  const { prices } = engineOf(services)
  const quote = await prices.quote(benchmarkMarket)
  const now = services.clock.now()
  const flow = await flowOf(services, id, dayStart(now))
  const worth = looked.value
  await services.database.write((tx) =>
    saveEquity(tx, id, {
      day: dayOf(now),
      at: now,
      equity: worth.equity,
      cash: worth.krw.balance.plus(worth.krw.locked),
      flow,
      benchmark: quote.kind === 'ok' ? quote.value.price : null,
    }),
  )
  await stopLosses(services, id, worth)
}
