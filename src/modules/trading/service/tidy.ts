import type { Services } from '#core/context.ts'
import { rememberedMs } from '../rules/requests.ts'
import { forgetNotifications } from '../store/notifications.ts'
import { forgetRequests } from '../store/requests.ts'
import { engineOf, ensureAccount, modeProblem } from './engine.ts'
import { snapshotEquity } from './equity.ts'
import { compareBooks } from './recover.ts'
import { checkStops, followMarkets } from './stops.ts'

/** For so long it is kept what was told, and by its key nothing is told twice. */
const toldMs = 30 * 24 * 3_600_000
/** How many of them are forgotten at once; the next time goes on. */
const atOnce = 1_000

/** Every few minutes: books against the exchange, the day's worth, and what is too old to keep. */
export async function tidyUp(services: Services): Promise<void> {
  const now = services.clock.now()
  await services.database.write(async (tx) => {
    await forgetRequests(tx, now - rememberedMs, now)
    await forgetNotifications(tx, now - toldMs, atOnce)
  })
  const { mode } = await ensureAccount(services)
  if (modeProblem(engineOf(services), mode) !== null) return
  await compareBooks(services)
  await snapshotEquity(services)
  await followMarkets(services)
  await checkStops(services)
}
