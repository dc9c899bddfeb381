import type { Clock } from '../clock.ts'
import type { Engine } from './orders/engine.ts'
import type { Market } from './price/market.ts'
import type { ExchangeLimits } from './rest/limits.ts'
import type { StreamFaults } from './stream/faults.ts'
import type { ExchangeState } from './state.ts'

/** What every door of the exchange works with. */
export type Desk = {
  readonly clock: Clock
  /** Replaced with the whole world; read it anew every time. */
  readonly state: ExchangeState
  readonly engine: Engine
  readonly limits: ExchangeLimits
  readonly streamFaults: StreamFaults
  /** Every market that is not delisted, the largest first. */
  markets(): Market[]
  /** Also a delisted one. */
  market(name: string): Market | undefined
  /** Makes a market's prices anew, after what they come from was changed. */
  reopen(name: string): void
  /** A fresh identifier. */
  uuid(): string
}
