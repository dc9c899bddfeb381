import type { Activity } from './activity.ts'
import type { VirtualClock } from './clock.ts'
import type { World } from './discord/world.ts'
import type { Exchange } from './exchange/exchange.ts'
import type { Google } from './google/google.ts'

/** What every part of the sandbox's server works with. */
export type SandboxContext = {
  world: World
  exchange: Exchange
  google: Google
  clock: VirtualClock
  /** Requests and deliveries in flight. */
  activity: Activity
}
