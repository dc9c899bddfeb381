import type { Services } from '#core/context.ts'
import { rememberedMs } from '../rules/requests.ts'
import { forgetRequests } from '../store/requests.ts'
import { engineOf, ensureAccount, modeProblem } from './engine.ts'
import { snapshotEquity } from './equity.ts'
import { compareBooks } from './recover.ts'
import { checkStops, followMarkets } from './stops.ts'

/** Every few minutes: books against the exchange, the day's worth, and what is too old to keep. */
export async function tidyUp(services: Services): Promise<void> {
  const now = services.clock.now()
  await services.database.write((tx) => forgetRequests(tx, now - rememberedMs, now))
  const { mode } = await ensureAccount(services)
  if (modeProblem(engineOf(services), mode) !== null) return
  await compareBooks(services)
  await snapshotEquity(services)
  await followMarkets(services)
  await checkStops(services)
}
