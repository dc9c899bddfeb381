import type { Services } from '#core/context.ts'
import type { ExchangePort, Market, Outcome, Ticker } from '../clients/exchange.ts'
import { createTickerStream, type TickerStream } from '../clients/upbit/stream.ts'
import { tickAt, type LiveTick } from '../rules/ticks.ts'

/** A price with the moment at which we heard it, by our clock. */
export type Quote = Ticker & { heardAt: number }

/** Markets and prices, from the stream where it speaks, else asked for. */
export type Prices = {
  markets(): Promise<Outcome<readonly Market[]>>
  /** The steps of prices in markets at their present prices, as far as the exchange says them. */
  ticks(markets: readonly string[]): Promise<ReadonlyMap<string, LiveTick>>
  /** The newest price, asked for when what is known is older than a few seconds. */
  quote(market: string): Promise<Outcome<Quote>>
  /** The same for many; those that are not known are left out. */
  quotes(
    markets: readonly string[],
    maxAgeMs?: number,
  ): Promise<Outcome<ReadonlyMap<string, Quote>>>
  /** What is known now, without asking. */
  known(): ReadonlyMap<string, Quote>
  /** Hears of every price. */
  listen(listener: (quote: Quote) => void): () => void
  /** Follows these markets over the stream. */
  follow(markets: readonly string[]): void
  /** Whether the stream speaks. */
  isStreaming(): boolean
  stop(): void
}

/** After this long without a word from the stream prices are asked for. */
const silenceMs = 5_000
const marketsAgeMs = 600_000
const ticksAgeMs = 600_000
/** Markets that are asked for in one request. */
const together = 100

/** Prices that were heard, and who wants to hear of them. */
function createBoard({ clock }: Pick<Services, 'clock'>) {
  const known = new Map<string, Quote>()
  const listeners = new Set<(quote: Quote) => void>()
  return {
    known,
    listeners,
    take: (ticker: Ticker): void => {
      const before = known.get(ticker.market)
      // The stream may be ahead of an answer, and messages may come twice or in another order.
      const now = clock.now()
      // Unless the newer one was long ago: the exchange's clock may have been put right.
      if (before && before.at > ticker.at && now - before.heardAt <= silenceMs) return
      const quote = { ...ticker, heardAt: now }
      known.set(ticker.market, quote)
      for (const listener of listeners) listener(quote)
    },
  }
}

/** Steps of prices as the exchange says them, kept for a while. */
function createTicks(
  { clock }: Pick<Services, 'clock'>,
  exchange: ExchangePort,
  known: ReadonlyMap<string, Quote>,
): Prices['ticks'] {
  const kept = new Map<string, LiveTick & { until: number }>()
  // What was said holds for its band alone.
  const isFresh = (market: string, { price }: Quote): boolean => {
    const before = kept.get(market)
    return before !== undefined && before.until > clock.now() && tickAt(price).eq(tickAt(before.at))
  }
  return async (markets) => {
    const quotes = markets.flatMap((market) => known.get(market) ?? [])
    const asked = quotes.filter((quote) => !isFresh(quote.market, quote))
    const names = asked.map(({ market }) => market)
    const answer = names.length === 0 ? null : await exchange.instruments(names)
    const said = answer?.kind === 'ok' ? answer.value : []
    const until = clock.now() + ticksAgeMs
    for (const { market, price: at } of asked) {
      const size = said.find((one) => one.market === market)?.tickSize
      if (size) kept.set(market, { at, size, until })
      else kept.delete(market)
    }
    return kept
  }
}

/** The markets that there are, asked for now and then. */
function createListing({ clock }: Pick<Services, 'clock'>, exchange: ExchangePort) {
  let list: { at: number; markets: readonly Market[] } | null = null

  async function renew(): Promise<Outcome<readonly Market[]>> {
    const answer = await exchange.markets()
    if (answer.kind === 'ok') list = { at: clock.now(), markets: answer.value }
    return answer
  }

  return {
    renew,
    async markets(): Promise<Outcome<readonly Market[]>> {
      if (list && clock.now() - list.at < marketsAgeMs) return { kind: 'ok', value: list.markets }
      const answer = await renew()
      // An old list is better than none: markets come and go slowly.
      return answer.kind !== 'ok' && list ? { kind: 'ok', value: list.markets } : answer
    },
    /** Those of some markets that are there, as far as is known. */
    only(markets: readonly string[]): readonly string[] {
      if (!list) return markets
      const names = new Set(list.markets.map(({ market }) => market))
      return markets.filter((market) => names.has(market))
    },
  }
}

/** Makes the cache of prices; nothing is asked before somebody wants it. */
export function createPrices(needs: {
  services: Pick<Services, 'clock' | 'random' | 'log'>
  exchange: ExchangePort
  streamUrl: string
}): Prices {
  const { services, exchange, streamUrl } = needs
  const { clock, random, log } = services
  const { known, listeners, take } = createBoard(services)
  const asking = new Map<string, Promise<Outcome<Ticker[]>>>()
  const listing = createListing(services, exchange)
  let stream: TickerStream | null = null
  let isOver = false

  function ask(markets: readonly string[]): Promise<Outcome<Ticker[]>> {
    const key = markets.join(',')
    const running = asking.get(key)
    if (running) return running
    const made = exchange.tickers(markets).finally(() => asking.delete(key))
    asking.set(key, made)
    return made
  }

  /** One name that the exchange does not know has it refuse them all: what has gone is left out. */
  async function askListed(markets: readonly string[]): Promise<Outcome<Ticker[]>> {
    const wanted = listing.only(markets)
    if (wanted.length === 0) return { kind: 'ok', value: [] }
    const answer = await ask(wanted)
    if (answer.kind !== 'rejected') return answer
    const fresh = await listing.renew()
    if (fresh.kind !== 'ok') return fresh
    const left = listing.only(wanted)
    if (left.length === wanted.length) return answer
    return left.length === 0 ? { kind: 'ok', value: [] } : ask(left)
  }

  async function refresh(markets: readonly string[]): Promise<Outcome<null>> {
    for (let at = 0; at < markets.length; at += together) {
      const answer = await askListed(markets.slice(at, at + together))
      if (answer.kind !== 'ok') return answer
      answer.value.forEach(take)
    }
    return { kind: 'ok', value: null }
  }

  const quotes: Prices['quotes'] = async (markets, maxAgeMs = silenceMs) => {
    const now = clock.now()
    const isOld = (market: string) => now - (known.get(market)?.heardAt ?? -Infinity) > maxAgeMs
    const old = markets.filter(isOld)
    const answer = old.length === 0 ? null : await refresh(old)
    if (answer && answer.kind !== 'ok') return answer
    const wanted = new Set(markets)
    return { kind: 'ok', value: new Map([...known].filter(([market]) => wanted.has(market))) }
  }

  return {
    markets: () => listing.markets(),
    ticks: createTicks(services, exchange, known),
    async quote(market) {
      const answer = await quotes([market])
      if (answer.kind !== 'ok') return answer
      const quote = answer.value.get(market)
      return quote ? { kind: 'ok', value: quote } : { kind: 'not_found' }
    },
    quotes,
    known: () => known,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    follow(markets) {
      // Whoever was still looking what to follow when the program ended comes too late.
      if (isOver || (markets.length === 0 && !stream)) return
      stream ??= createTickerStream({ url: streamUrl, random, log, heard: take })
      stream.follow(markets)
    },
    isStreaming: () => {
      const silent = stream?.silentMs() ?? null
      return silent !== null && silent < silenceMs
    },
    stop() {
      isOver = true
      stream?.stop()
      stream = null
    },
  }
}
