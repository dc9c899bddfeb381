import { systemClock, wait } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import type { Runner } from '#core/module.ts'
import { engineOf } from '../service/engine.ts'
import { recover } from '../service/recover.ts'
import { snapshotEquity } from '../service/equity.ts'
import { dropLease } from '../store/accounts.ts'

/** Orders that are being sent when the program ends get so long to be answered. */
const graceMs = 5_000
/** How long to wait when the exchange cannot be asked after a start. */
const againMs = 5_000

/** What trading does while the program runs: recovery first, then prices and stops. */
export function tradingRunner(services: Services): Runner {
  const stopping = new AbortController()
  let recovering: Promise<void> = Promise.resolve()

  async function begin(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await recover(services)) {
          await snapshotEquity(services)
          return
        }
      } catch (error) {
        services.log.error({ err: error }, 'trading could not look after its orders')
      }
      await wait(systemClock, againMs, stopping.signal)
    }
  }

  return {
    async start() {
      const { settings } = engineOf(services)
      const people = [settings.ALLOWED_USERS, settings.TRADE_USERS, settings.ADMIN_USERS].flat()
      if (people.length === 0 && settings.TRADING_ROLES.length === 0) {
        services.log.warn(
          {},
          'nobody may trade: ALLOWED_USERS, ADMIN_USERS and TRADING_ROLES are empty',
        )
      }
      recovering = begin()
    },
    async settle() {
      await recovering
      await Promise.allSettled(engineOf(services).sending)
    },
    async stop() {
      stopping.abort()
      const engine = engineOf(services)
      engine.accepting = false
      engine.prices.stop()
      await Promise.race([
        Promise.allSettled([...engine.sending, recovering]),
        wait(systemClock, graceMs),
      ])
      await services.database.write((tx) => dropLease(tx, engine.owner))
    },
  }
}
