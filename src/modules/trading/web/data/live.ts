import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { streamFrame, type StreamFrame, type Tick } from '../../contract/rest.ts'
import { tradingKey, tradingPath } from './queries.ts'

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
