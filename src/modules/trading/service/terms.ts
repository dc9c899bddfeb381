import type { Services } from '#core/context.ts'
import type { Decimal } from '#core/money.ts'
import type { ExchangePort } from '../clients/exchange.ts'

/** What the exchange says of orders in a market. */
export type Terms = { active: boolean; minTotal: Decimal | null }

/** Asks for the terms of a market; null while the exchange does not say. */
export type AskTerms = (market: string) => Promise<Terms | null>

/** They change seldom, and an order asks for itself. */
const keptMs = 60_000

/** Makes what asks for terms and keeps them for a minute. */
export function createTerms({ clock }: Services, exchange: ExchangePort): AskTerms {
  const kept = new Map<string, { terms: Terms; until: number }>()
  return async (market) => {
    const before = kept.get(market)
    if (before && before.until > clock.now()) return before.terms
    const answer = await exchange.chance(market, 'quotes')
    if (answer.kind === 'ok') {
      const { active, minTotal } = answer.value
      kept.set(market, { terms: { active, minTotal }, until: clock.now() + keptMs })
      return { active, minTotal }
    }
    // A market that is gone may stand in a list for a while.
    const isGone = answer.kind === 'rejected' || answer.kind === 'not_found'
    return isGone ? { active: false, minTotal: null } : null
  }
}
