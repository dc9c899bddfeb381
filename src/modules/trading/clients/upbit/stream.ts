import { monotonicClock, type Clock, type Timer } from '#core/clock.ts'
import { randomFraction, randomToken, type Random } from '#core/ids.ts'
import type { Log } from '#core/log.ts'
import type { Ticker } from '../exchange.ts'
import { tickerMessage } from './shapes.ts'

/** A connection that tells prices as they change. */
export type TickerStream = {
  /** Follows exactly these markets. */
  follow(markets: readonly string[]): void
  /** How long nothing was heard, in milliseconds; null while there is no connection. */
  silentMs(): number | null
  stop(): void
}

type Needs = {
  /** `wss://…/websocket/v1`. */
  url: string
  random: Random
  log: Log
  heard: (ticker: Ticker) => void
  realTime?: Clock
}

/** The exchange cuts connections that are silent for two minutes. */
const pingEveryMs = 50_000
const firstWaitMs = 500
const longestWaitMs = 30_000

const utf8 = new TextDecoder()

function textOf(data: unknown): string {
  return data instanceof ArrayBuffer ? utf8.decode(data) : String(data)
}

function read(data: unknown): Ticker | null {
  let value: unknown
  try {
    value = JSON.parse(textOf(data))
  } catch {
    return null
  }
  const message = tickerMessage.safeParse(value).data
  return (
    (message && {
      market: message.code,
      price: message.trade_price,
      changeRate: message.signed_change_rate,
      volume24hKrw: message.acc_trade_price_24h,
      at: message.timestamp,
    }) ??
    null
  )
}

/** Keeps one connection for the prices of the followed markets; none while there are none. */
export function createTickerStream(needs: Needs): TickerStream {
  const { url, random, log, heard, realTime = monotonicClock } = needs
  let markets: readonly string[] = []
  let socket: WebSocket | null = null
  let heardAt: number | null = null
  let tries = 0
  let timer: Timer = { cancel: () => {} }
  let ping: Timer = { cancel: () => {} }
  let stopped = false

  function ask(): void {
    if (socket?.readyState !== WebSocket.OPEN) return
    const ticket = { ticket: randomToken(random, 9) }
    socket.send(JSON.stringify([ticket, { type: 'ticker', codes: markets }, { format: 'DEFAULT' }]))
  }

  function keepOpen(): void {
    ping.cancel()
    ping = realTime.after(pingEveryMs, () => {
      if (socket?.readyState === WebSocket.OPEN) socket.send('PING')
      keepOpen()
    })
  }

  function again(): void {
    if (stopped || markets.length === 0) return
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** tries)
    tries += 1
    timer.cancel()
    timer = realTime.after(waitMs * (0.5 + randomFraction(random) / 2), open)
  }

  function open(): void {
    if (stopped || socket) return
    const made = new WebSocket(url)
    socket = made
    made.binaryType = 'arraybuffer'
    made.addEventListener('open', () => {
      tries = 0
      heardAt = realTime.now()
      ask()
      keepOpen()
    })
    made.addEventListener('message', ({ data }) => {
      const ticker = read(data)
      if (!ticker) return
      heardAt = realTime.now()
      heard(ticker)
    })
    made.addEventListener('error', () => log.debug({ url }, 'the price stream broke'))
    made.addEventListener('close', () => {
      if (socket !== made) return
      socket = null
      heardAt = null
      ping.cancel()
      again()
    })
  }

  return {
    follow(wanted) {
      const same = wanted.length === markets.length && wanted.every((one) => markets.includes(one))
      if (same) return
      markets = [...wanted]
      if (markets.length > 0) {
        if (socket) ask()
        else open()
      } else socket?.close()
    },
    silentMs: () => (heardAt === null ? null : realTime.now() - heardAt),
    stop() {
      stopped = true
      timer.cancel()
      ping.cancel()
      socket?.close()
      socket = null
    },
  }
}
