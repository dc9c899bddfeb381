import { systemClock, wait } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import type { Runner } from '#core/module.ts'
import { engineOf, leaveAccount, type Engine } from '../service/engine.ts'
import { snapshotEquity } from '../service/equity.ts'
import { watchExchange } from '../service/outage.ts'
import { recover } from '../service/recover.ts'
import { checkStops, followMarkets } from '../service/stops.ts'
import { tellTicks } from '../service/ticks.ts'
import { loadRoles } from '../store/accounts.ts'

/** An order in one of these states may have changed what is held. */
const moving: ReadonlySet<unknown> = new Set(['partial', 'filled', 'cancelled'])
/** Orders that are being sent when the program ends get so long to be answered. */
const graceMs = 5_000
/** How long to wait when the exchange cannot be asked after a start. */
const againMs = 5_000
/** How often it is looked whether the price stream still speaks. */
const beatMs = 2_500

/** Whoever has set up an exchange and named nobody has forgotten something. */
async function warnOfNobody(services: Services): Promise<void> {
  const { settings } = engineOf(services)
  if (!settings.UPBIT_ACCESS_KEY || !settings.UPBIT_SECRET_KEY) return
  const people = [settings.ALLOWED_USERS, settings.TRADE_USERS, settings.ADMIN_USERS].flat()
  if (people.length > 0 || settings.TRADING_ROLES.length > 0) return
  if ((await loadRoles(services.database)).length > 0) return
  services.log.warn({}, 'nobody may trade: ALLOWED_USERS, ADMIN_USERS and TRADING_ROLES are empty')
}

/** Asks for prices while the stream is silent, and watches over the exchange. */
async function keepPrices(services: Services, signal: AbortSignal): Promise<void> {
  const engine = engineOf(services)
  while (!signal.aborted) {
    await wait(systemClock, beatMs, signal)
    if (signal.aborted) return
    if (!engine.prices.isStreaming()) await engine.prices.quotes(engine.followed, beatMs)
    // While all is well others ask often enough; what is broken is asked for until it is well.
    if (engine.exchange.health().state !== 'ok') await engine.exchange.accounts()
    try {
      await watchExchange(services)
    } catch (error) {
      services.log.error({ err: error }, 'trading could not look after the exchange')
    }
  }
}

/** Looks after what was left open, again and again until the exchange could be asked. */
async function recoverAll(services: Services, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await recover(services)) {
        await followMarkets(services)
        await checkStops(services)
        await snapshotEquity(services)
        return
      }
    } catch (error) {
      services.log.error({ err: error }, 'trading could not look after its orders')
    }
    await wait(systemClock, againMs, signal)
  }
}

/** What trading does while the program runs: recovery first, then prices and stops. */
export function tradingRunner(services: Services): Runner {
  const stopping = new AbortController()
  const { signal } = stopping
  let recovering: Promise<void> = Promise.resolve()
  let beating: Promise<void> = Promise.resolve()
  let unlisten: (() => void)[] = []

  function listen(engine: Engine): void {
    const check = (market: string) =>
      checkStops(services, market).catch((error: unknown) =>
        services.log.error({ err: error, market }, 'a stop could not be looked at'),
      )
    unlisten = [
      tellTicks(services),
      engine.prices.listen(({ market, price }) => {
        const stop = engine.stops.get(market)
        if (stop && price.lte(stop)) void check(market)
      }),
      services.outbox.subscribe(({ topic, type, data }) => {
        const isNew = topic === 'trading' && type === 'order' && moving.has(data['state'])
        if (isNew && !signal.aborted) void followMarkets(services)
      }),
    ]
  }

  return {
    async start() {
      const engine = engineOf(services)
      await warnOfNobody(services)
      listen(engine)
      recovering = recoverAll(services, signal)
      beating = keepPrices(services, signal)
    },
    async settle() {
      await recovering
      await Promise.allSettled(engineOf(services).sending)
    },
    async stop() {
      stopping.abort()
      const engine = engineOf(services)
      engine.accepting = false
      for (const end of unlisten) end()
      engine.prices.stop()
      const work = [...engine.sending, recovering, beating]
      await Promise.race([Promise.allSettled(work), wait(systemClock, graceMs)])
      await leaveAccount(services)
    },
  }
}
