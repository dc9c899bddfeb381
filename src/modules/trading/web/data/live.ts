import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { streamFrame, type Overview, type StreamFrame, type Tick } from '../../contract/rest.ts'
import { signOf } from './amounts.ts'
import { overviewPath, tradingKey, tradingPath } from './queries.ts'

const ticksKey = [tradingKey, 'ticks'] as const

/** The last known price of each market. */
export type Ticks = Readonly<Record<string, Tick>>

function putTicks(queries: QueryClient, ticks: readonly Tick[]): void {
  queries.setQueryData<Ticks>(ticksKey, (known = {}) => ({
    ...known,
    ...Object.fromEntries(ticks.map((tick) => [tick.market, tick])),
  }))
}

/** Fetches again what a frame is about; lists are short, and the server knows how to sort them. */
function renew(queries: QueryClient, frame: StreamFrame): void {
  if (frame.type === 'ticks') return putTicks(queries, frame.ticks)
  if (frame.type === 'snapshot') putTicks(queries, frame.ticks)
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === tradingKey && queryKey[1] !== 'ticks',
  })
}

/** Follows the account live from the cursor of the overview on. Orders are said aloud, politely. */
export function useTradingLive(cursor: string | null): void {
  const queries = useQueryClient()
  const announce = useAnnounce()
  useLiveTopic({
    path: `${tradingPath}/stream`,
    start: cursor === null ? null : { cursor },
    onFrame(raw) {
      const parsed = streamFrame.safeParse(raw)
      if (!parsed.success) return
      renew(queries, parsed.data)
      if (parsed.data.type === 'order') announce(parsed.data.order.message)
    },
  })
}

/** Prices as they change. */
export function useTicks(): Ticks {
  const { data } = useQuery<Ticks>({
    queryKey: ticksKey,
    queryFn: () => ({}),
    initialData: {},
    staleTime: Infinity,
    // Nothing to ask: the live connection brings them.
    enabled: false,
  })
  return data
}

/** A price that moves has the account valued anew, so often at most. */
const valueMs = 3_000

/**
 * Has the account valued anew once the price of something held has moved. The server counts: price, value and
 * result of a row are always of one moment.
 */
export function useFreshValues({ positions }: Overview['positions']): void {
  const queries = useQueryClient()
  const ticks = useTicks()
  const hasMoved = positions.some(({ market, volume, price }) => {
    const now = ticks[market]?.price
    return signOf(volume) !== 0 && now !== undefined && now !== price
  })
  useEffect(() => {
    if (!hasMoved) return undefined
    const timer = setTimeout(() => {
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === tradingKey && queryKey[2] === overviewPath,
      })
    }, valueMs)
    return () => clearTimeout(timer)
    // Values that came and are old again already wait anew.
  }, [hasMoved, positions, queries])
}
