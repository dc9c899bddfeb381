import type { Doctor, ModuleFinding } from '#core/doctor.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { decimal } from '#core/money.ts'
import type { ExchangePort, Outcome } from './clients/exchange.ts'
import { createUpbit } from './clients/upbit/client.ts'
import { tradingSettings } from './rules/settings.ts'

/** Clocks may differ so far without a word, and so far before strategies stand still. */
const skewMs = { attention: 2_000, broken: 30_000 }

function found(
  outcome: string,
  state: ModuleFinding['state'],
  values: Record<string, string | number> = {},
): ModuleFinding {
  return { outcome, state, values }
}

function reasonOf(outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>): string {
  if ('code' in outcome) return outcome.code
  return 'reason' in outcome ? outcome.reason : outcome.kind
}

/** How the exchange's clock differs from ours, by the answers so far. */
function judgeClock(exchange: ExchangePort): ModuleFinding {
  const skew = exchange.health().skewMs ?? 0
  const values = { seconds: Math.round(Math.abs(skew) / 1_000) }
  if (Math.abs(skew) > skewMs.broken) return found('clock.far', 'broken', values)
  if (Math.abs(skew) > skewMs.attention) return found('clock.off', 'attention', values)
  return found('clock.ok', 'works')
}

/** Has the smallest order checked, which is never placed: only a key that may trade gets that far. */
async function examineTrade(exchange: ExchangePort): Promise<ModuleFinding> {
  const wish = {
    market: 'KRW-BTC',
    side: 'buy',
    type: 'market',
    time_in_force: null,
    krw: decimal('5000'),
    volume: null,
    price: null,
  } as const
  const answer = await exchange.tryOut(wish)
  // A refusal for lack of money is one that a key without the right would not have got.
  const isLacking = answer.kind === 'rejected' && answer.code === 'out_of_scope'
  if (answer.kind === 'ok' || (answer.kind === 'rejected' && !isLacking))
    return found('trade.ok', 'works')
  return found('trade.lacking', 'broken', { reason: reasonOf(answer) })
}

/** What trading depends on: the exchange, both clocks, the key and what it may do. */
export const tradingDoctor: Doctor = async ({ settings, clock }) => {
  const known = settings(tradingSettings)
  const { UPBIT_API_URL: url, UPBIT_ACCESS_KEY, UPBIT_SECRET_KEY } = known
  if (!UPBIT_ACCESS_KEY || !UPBIT_SECRET_KEY) return [found('keys.unset', 'attention')]
  const keys = { accessKey: UPBIT_ACCESS_KEY, secretKey: UPBIT_SECRET_KEY }
  const exchange = createUpbit({
    url,
    keys,
    limits: known.UPBIT_RATE_LIMITS,
    clock,
    random: systemRandom,
    log: silentLog,
  })
  const markets = await exchange.markets()
  if (markets.kind !== 'ok') {
    return [found('exchange.failed', 'broken', { url, reason: reasonOf(markets) })]
  }
  const reached = [found('exchange.ok', 'works', { url }), judgeClock(exchange)]
  const accounts = await exchange.accounts()
  if (accounts.kind !== 'ok') {
    return [...reached, found('keys.refused', 'broken', { reason: reasonOf(accounts) })]
  }
  return [...reached, found('keys.ok', 'works'), await examineTrade(exchange)]
}
