import { z } from 'zod'
import type { Context, Services } from '#core/context.ts'
import { zero, type Decimal } from '#core/money.ts'
import type { Holding, Outcome } from '../clients/exchange.ts'
import { limitsJson, type LimitsJson } from '../contract/data.ts'
import { notificationSettings, type NotificationSettings } from '../contract/rest.ts'
import { dayOf, dayStart } from '../rules/days.ts'
import { defaultLimits } from '../rules/settings.ts'
import { loadEquity, loadSetting } from '../store/accounts.ts'
import { loadLedger, loadPositions } from '../store/books.ts'
import type { Reader } from '../store/orders.ts'
import { engineOf } from './engine.ts'

const haltSetting = z.object({
  scope: z.enum(['all', 'buys']),
  reason: z.string(),
  by: z.string().nullable(),
  at: z.number(),
  /** The day whose loss it was; over with that day. */
  day: z.string().nullable().default(null),
})
/** The kill switch, when it is on. */
export type Halt = z.infer<typeof haltSetting>

/** Whether it is halted, read where the decision is made. */
export async function loadHalt(db: Reader, now: number): Promise<Halt | null> {
  const halt = haltSetting.nullable().parse(await loadSetting(db, 'halt'))
  // A stop because of a day's loss ends with the day, at 09:00 in Seoul.
  return halt?.day && halt.day !== dayOf(now) ? null : halt
}

/** The limits as they are now. */
export async function loadLimits(services: Services, db: Reader): Promise<LimitsJson> {
  const changed = z
    .record(z.string(), z.unknown())
    .nullable()
    .parse(await loadSetting(db, 'limits'))
  return limitsJson.parse({ ...defaultLimits(engineOf(services).settings), ...changed })
}

/** What is told where. */
export async function loadNotificationSettings(db: Reader): Promise<NotificationSettings> {
  const stored = notificationSettings.nullable().parse(await loadSetting(db, 'notifications'))
  return stored ?? { channels: {}, quiet: null }
}

/** What the account holds, at last prices. */
export type Worth = {
  holdings: readonly (Holding & { price: Decimal | null; value: Decimal })[]
  krw: Holding
  equity: Decimal
  at: number
}

const noMoney: Holding = { currency: 'KRW', balance: zero, locked: zero, avgBuyPrice: zero }

/** Asks the exchange what there is and what it is worth. */
export async function lookAtAccount(services: Services): Promise<Outcome<Worth>> {
  const { exchange, prices } = engineOf(services)
  const [accounts, markets] = await Promise.all([exchange.accounts(), prices.markets()])
  if (accounts.kind !== 'ok') return accounts
  if (markets.kind !== 'ok') return markets
  const isListed = new Set(markets.value.map(({ market }) => market))
  const coins = accounts.value.filter(({ currency }) => currency !== 'KRW')
  const wanted = coins.map(({ currency }) => `KRW-${currency}`).filter((one) => isListed.has(one))
  const quotes = await prices.quotes(wanted)
  if (quotes.kind !== 'ok') return quotes
  const holdings = coins.map((coin) => {
    const price = quotes.value.get(`KRW-${coin.currency}`)?.price ?? null
    const value = price ? coin.balance.plus(coin.locked).times(price) : zero
    return { ...coin, price, value }
  })
  const krw = accounts.value.find(({ currency }) => currency === 'KRW') ?? noMoney
  const equity = holdings.reduce((sum, { value }) => sum.plus(value), krw.balance.plus(krw.locked))
  return { kind: 'ok', value: { holdings, krw, equity, at: services.clock.now() } }
}

/** What positions are worth at the prices that are known. */
export function valueOf(services: Services, market: string, volume: Decimal): Decimal | null {
  const price = engineOf(services).prices.known().get(market)?.price
  return price ? volume.times(price) : null
}

/** Results of the day that began at 09:00 in Seoul: realised, and how what is held has changed. */
export async function resultToday(
  services: Services,
  db: Reader,
  account: { id: string; equity: Decimal },
): Promise<Decimal> {
  const now = services.clock.now()
  const start = dayStart(now)
  const [before] = (await loadEquity(db, account.id, dayOf(start - 1)))
    .filter(({ day }) => day < dayOf(now))
    .slice(-1)
  const lines = await loadLedger(db, account.id, start)
  if (before) {
    const flows = lines
      .filter(({ kind }) => kind === 'flow')
      .reduce((sum, { cash }) => sum.plus(cash), zero)
    return account.equity.minus(before.equity).minus(flows)
  }
  // The first day: what was realised, and what is held against its cost.
  const realised = lines.reduce((sum, line) => sum.plus(line.realised), zero)
  const positions = await loadPositions(db, account.id)
  const open = positions.reduce((sum, { market, volume, cost }) => {
    const value = volume.isZero() ? null : valueOf(services, market, volume)
    return value ? sum.plus(value.minus(cost)) : sum
  }, zero)
  return realised.plus(open)
}

/** Tells live pages and history that something about the account has changed. */
export async function tellAccount(
  unit: Parameters<Parameters<Context['write']>[0]>[0],
  event: string,
  version: number,
  data: Record<string, unknown>,
): Promise<void> {
  await unit.fact({
    topic: 'trading',
    type: event,
    object_id: 'account',
    guild_id: null,
    version,
    data,
  })
}
