import assert from 'node:assert/strict'
import { z } from 'zod'
import { commandAnswer } from '#modules/trading/contract/envelope.ts'
import { serviceHeaders, type ApiAnswer, type World } from './world.ts'

/** What people say to trading, over the webhook with the service's key. */
export type Trading = {
  send: (
    command: string,
    parameters?: object,
    as?: string,
    headers?: Record<string, string>,
  ) => Promise<ApiAnswer>
  /** The same where it must be understood. */
  say: (...what: Parameters<Trading['send']>) => Promise<z.infer<typeof commandAnswer>>
  /** Steers the exchange. */
  exchange: (what: string, body: object) => Promise<unknown>
  /** Keeps a coin's price where it is, with a trade there: in a quiet minute there would be no candle. */
  hold: (ticker: string) => Promise<void>
}

const quote = z.object({ price: z.number() })

/** Trading in a world that a test opens before it asks; `usually` is who speaks unless somebody is named. */
export function tradingIn(world: () => World, usually: string | (() => string)): Trading {
  const send: Trading['send'] = (command, parameters = {}, as, headers = {}) => {
    const { channelId: channel_id } = world()
    const user_id = as ?? (typeof usually === 'string' ? usually : usually())
    return world().api(
      'POST',
      '/api/discord/webhook',
      { user_id, channel_id, command, parameters },
      { ...serviceHeaders, ...headers },
    )
  }
  const exchange: Trading['exchange'] = (what, body) =>
    world().control.post(`exchange/${what}`, body)
  return {
    send,
    async say(...what) {
      const { status, json } = await send(...what)
      assert.equal(status, 200, JSON.stringify(json))
      return commandAnswer.parse(json)
    },
    exchange,
    async hold(ticker) {
      const market = `KRW-${ticker}`
      const { price } = quote.parse(await exchange('price', { market, hold: true }))
      await exchange('trade', { market, price, volume: 1, side: 'bid' })
    },
  }
}
