import { z } from 'zod'
import type { Context, Services } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { zero, type Decimal } from '#core/money.ts'
import type { Holding, Outcome } from '../clients/exchange.ts'
import { limitsJson, type LimitsJson } from '../contract/data.ts'
import { notificationSettings, type NotificationSettings } from '../contract/rest.ts'
import { dayOf, dayStart } from '../rules/days.ts'
import { defaultLimits } from '../rules/settings.ts'
import { loadAccount, loadEquity, loadSetting } from '../store/accounts.ts'
import { flowSince } from '../store/books.ts'
import type { Reader } from '../store/orders.ts'
import { t } from '../views/texts.ts'
import { engineOf } from './engine.ts'

const haltSetting = z.object({
  scope: z.enum(['all', 'buys']),
  reason: z.string(),
  by: z.string().nullable(),
  at: z.number(),
  /** The day whose loss it was; over with that day. */
  day: z.string().nullable().default(null),
  /** Over by itself at this instant, when the exchange's ban is. */
  until: z.number().nullable().default(null),
  /** The reason as a text with its values, where it is ours and no person's. */
  said: z
    .object({
      key: z.enum(['halt.by_hand', 'halt.daily_loss', 'halt.banned']),
      values: z.record(z.string(), z.string()),
    })
    .nullable()
    .default(null),
})
/** The kill switch, when it is on. */
export type Halt = z.infer<typeof haltSetting>

/** Whether it is halted, read where the decision is made. */
export async function loadHalt(db: Reader, now: number): Promise<Halt | null> {
  const halt = haltSetting.nullable().parse(await loadSetting(db, 'halt'))
  // A stop because of a day's loss ends with the day, at 09:00 in Seoul.
  const isOver = halt?.day ? halt.day !== dayOf(now) : (halt?.until ?? Infinity) <= now
  return isOver ? null : halt
}

/** Why it is halted: our own reasons in the reader's language, a person's as it was written. */
export function haltReason({ reason, said }: Halt, locale: Locale): string {
  return said === null ? reason : t(locale, said.key, said.values)
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

/** What a day's result is counted from: yesterday's last line, or the first look of today. */
async function baselineOf(db: Reader, accountId: string, now: number) {
  const yesterday = dayOf(dayStart(now) - 1)
  const lines = await loadEquity(db, accountId, yesterday)
  const before = lines.find(({ day }) => day === yesterday)
  if (before) return { equity: before.equity, at: before.at }
  const today = lines.find(({ day }) => day === dayOf(now))
  if (!today?.opening || today.opened_at === null) return null
  return { equity: today.opening, at: today.opened_at }
}

/** What of the exchange's money is ours by the books: what nobody has explained yet counts for nothing. */
export async function ownEquity(
  db: Reader,
  account: { id: string; equity: Decimal },
): Promise<Decimal> {
  const stored = await loadAccount(db, account.id)
  return account.equity.minus(stored?.unexplained ?? zero)
}

/**
 * The result of the day that began at 09:00 in Seoul, realised and not. What came in from outside is
 * no profit, and what went out no loss.
 */
export async function resultToday(
  services: Services,
  db: Reader,
  account: { id: string; equity: Decimal },
): Promise<Decimal> {
  const before = await baselineOf(db, account.id, services.clock.now())
  if (!before) return zero
  const [own, flow] = [await ownEquity(db, account), await flowSince(db, account.id, before.at)]
  return own.minus(before.equity).minus(flow)
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
