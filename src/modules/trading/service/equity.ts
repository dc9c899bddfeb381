import type { Services } from '#core/context.ts'
import { decimal, zero, type Decimal } from '#core/money.ts'
import { dayOf } from '../rules/days.ts'
import { loadEquity, lockAccount, saveEquity, saveSetting } from '../store/accounts.ts'
import { flowSince } from '../store/books.ts'
import { engineOf, ensureAccount } from './engine.ts'
import {
  loadHalt,
  loadLimits,
  lookAtAccount,
  ownEquity,
  resultToday,
  tellAccount,
  type Worth,
} from './state.ts'
import { krw } from '../views/numbers.ts'
import { t } from '../views/texts.ts'
import { announce } from './announce.ts'
import { guildLocale } from './announcements.ts'
import { quietContext } from './transition.ts'

/** The market that results are compared with. */
export const benchmarkMarket = 'KRW-BTC'

/** What came in from outside since the line of an earlier day, or since the first look of today. */
async function flowOf(services: Services, accountId: string, today: string): Promise<Decimal> {
  const lines = await loadEquity(services.database, accountId, '')
  const before = lines.findLast(({ day }) => day < today)
  const since = before?.at ?? lines.find(({ day }) => day === today)?.opened_at
  return since === undefined || since === null
    ? zero
    : flowSince(services.database, accountId, since)
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
  const locale = guildLocale(services)
  const said = {
    key: 'halt.daily_loss',
    values: { loss: krw(result.negated(), locale) },
  } as const
  const reason = t(locale, said.key, said.values)
  await quietContext(services).write(async (unit) => {
    await lockAccount(unit, accountId)
    // Somebody may have halted it meanwhile, for longer than a day.
    if (await loadHalt(unit, now)) return
    await saveSetting(
      unit,
      'halt',
      { scope: 'buys', reason, by: null, at: now, day, said },
      { user_id: null, now },
    )
    await tellAccount(unit, 'halted', now, { reason })
    await announce(unit, {
      type: 'halted',
      id: 'account',
      once: `halted:${now}`,
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
  const day = dayOf(now)
  const flow = await flowOf(services, id, day)
  const worth = looked.value
  const equity = await ownEquity(services.database, { id, equity: worth.equity })
  await services.database.write((tx) =>
    saveEquity(tx, id, {
      day,
      at: now,
      equity,
      cash: worth.krw.balance.plus(worth.krw.locked),
      flow,
      benchmark: quote.kind === 'ok' ? quote.value.price : null,
    }),
  )
  await stopLosses(services, id, worth)
}
