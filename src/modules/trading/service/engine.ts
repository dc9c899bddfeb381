import { createHash } from 'node:crypto'
import type { Services } from '#core/context.ts'
import type { Decimal } from '#core/money.ts'
import { randomToken } from '#core/ids.ts'
import type { Instance } from '#core/instances.ts'
import type { ExchangePort } from '../clients/exchange.ts'
import { createUpbit } from '../clients/upbit/client.ts'
import type { Mode } from '../contract/values.ts'
import { refuse } from '../errors.ts'
import type { RefusalCode } from '../rules/refusals.ts'
import { tradingSettings, type TradingSettings } from '../rules/settings.ts'
import { dropLease, loadSetting, openAccount, type Account } from '../store/accounts.ts'
import { loadOrder, type Reader, type StoredOrder } from '../store/orders.ts'
import { createPrices, type Prices } from './prices.ts'
import { createTerms, type AskTerms } from './terms.ts'

/** What trading has one of in a program. */
export type Engine = {
  settings: TradingSettings
  exchange: ExchangePort
  prices: Prices
  terms: AskTerms
  /** Names this process among those of the installation. */
  owner: string
  startedAt: number
  /** False from the moment on at which the program ends: nothing new is sent. */
  accepting: boolean
  /** Whether it is known since the start what became of the orders of before. */
  isRecovered: boolean
  /** Orders that are being sent right now. */
  sending: Set<Promise<unknown>>
  /** A look at the exchange that is under way; whoever wants one too waits for the same. */
  looking: Promise<unknown> | null
  /** Markets whose prices are kept fresh. */
  followed: readonly string[]
  /** Candles that are kept without a hole, by market and interval. */
  histories: Map<string, { from: number; to: number }>
  /** Prices below which a position is sold. */
  stops: ReadonlyMap<string, Decimal>
  /** Positions that are too small to be sold at their stop, as they were told of. */
  dust: Set<string>
}

/** Upbit's own addresses; whatever else is there is an emulation. */
const realHosts = /(^|\.)upbit\.com$/

/** Whether orders at this address cost real money. */
export function isRealExchange({ UPBIT_API_URL }: TradingSettings): boolean {
  return realHosts.test(new URL(UPBIT_API_URL).hostname)
}

function keysOf({ UPBIT_ACCESS_KEY, UPBIT_SECRET_KEY }: TradingSettings) {
  if (!UPBIT_ACCESS_KEY || !UPBIT_SECRET_KEY) return null
  return { accessKey: UPBIT_ACCESS_KEY, secretKey: UPBIT_SECRET_KEY }
}

function makeEngine(services: Services): Engine {
  const { clock, random, log } = services
  const settings = services.settings(tradingSettings)
  const url = settings.UPBIT_API_URL
  const limits = settings.UPBIT_RATE_LIMITS
  const exchange = createUpbit({ url, keys: keysOf(settings), limits, clock, random, log })
  return {
    settings,
    exchange,
    prices: createPrices({ services, exchange, streamUrl: settings.UPBIT_WS_URL }),
    terms: createTerms(services, exchange),
    owner: randomToken(random, 12),
    startedAt: clock.now(),
    accepting: true,
    isRecovered: false,
    sending: new Set(),
    looking: null,
    followed: [],
    histories: new Map(),
    stops: new Map(),
    dust: new Set(),
  }
}

const engine: Instance<Engine> = { name: 'trading', make: makeEngine }

/** The engine of this program. */
export function engineOf(services: Services): Engine {
  return services.instance(engine)
}

/** What was heard of the exchange so lately is as good as news; what is older than `oldMs` is none. */
const newsMs = 2_000
const oldMs = 10_000

/**
 * Asks the exchange something, unless it was asked just now, so that its state is that of now. Nobody
 * waits for the answer while the last one is fairly new.
 */
export async function lookAround(services: Services): Promise<void> {
  const own = engineOf(services)
  const { ageMs } = own.exchange.health()
  if (ageMs !== null && ageMs < newsMs) return
  own.looking ??= own.exchange.accounts().finally(() => {
    own.looking = null
  })
  if (ageMs === null || ageMs >= oldMs) await own.looking
}

/** Pretend or real money, as it is switched now. */
export async function modeNow(services: Services, db: Reader): Promise<Mode> {
  const { settings } = engineOf(services)
  if (settings.TRADING_MODE !== 'live') return 'paper'
  return (await loadSetting(db, 'mode')) === 'live' ? 'live' : 'paper'
}

/** Why orders cannot be placed in a mode; null when they can. */
export function modeProblem({ settings }: Engine, mode: Mode): RefusalCode | null {
  if (!keysOf(settings)) return 'no_keys'
  if (mode === 'live' || !isRealExchange(settings)) return null
  return settings.TRADING_MODE === 'live' ? 'live_not_armed' : 'paper_needs_sandbox'
}

/** The account of a mode: pretend and real money are two, and so are two keys. */
export function accountOf(
  { settings }: Engine,
  mode: Mode,
): Pick<Account, 'id' | 'mode' | 'exchange' | 'base_url' | 'key_ref'> {
  const { UPBIT_API_URL: base_url, UPBIT_ACCESS_KEY = '' } = settings
  const key_ref = createHash('sha256').update(UPBIT_ACCESS_KEY).digest('hex').slice(0, 12)
  const place = createHash('sha256').update(base_url).digest('hex').slice(0, 8)
  return { id: `${mode}:${place}:${key_ref}`, mode, exchange: 'upbit', base_url, key_ref }
}

/** The present account, made when it is new. */
export async function currentAccount(services: Services): Promise<{ id: string; mode: Mode }> {
  const mode = await modeNow(services, services.database)
  const account = accountOf(engineOf(services), mode)
  return { id: account.id, mode }
}

/** An order of the present account; throws `unknown_order`, for one of the other mode too. */
export async function presentOrder(services: Services, orderId: string): Promise<StoredOrder> {
  const account = await currentAccount(services)
  const order = await loadOrder(services.database, orderId.trim().toUpperCase())
  if (!order || order.account_id !== account.id) throw refuse('unknown_order')
  return order
}

/** Makes the present account's row when it is new. */
export async function ensureAccount(services: Services): Promise<{ id: string; mode: Mode }> {
  const mode = await modeNow(services, services.database)
  const account = accountOf(engineOf(services), mode)
  await services.database.write((tx) => openAccount(tx, account, services.clock.now()))
  return { id: account.id, mode }
}

/** Gives up the right to send orders, so that another process has it at once. */
export async function leaveAccount(services: Services): Promise<void> {
  await services.database.write((tx) => dropLease(tx, engineOf(services).owner))
}
