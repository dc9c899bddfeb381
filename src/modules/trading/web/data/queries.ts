import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Api, Query } from '#web/api/client.ts'
import { ApiError } from '#web/api/error.ts'
import { useApi, useSession } from '#web/session.tsx'
import {
  marketsData,
  ordersData,
  performanceData,
  signalsData,
  strategiesData,
} from '../../contract/data.ts'
import { candlesAnswer, notificationsAnswer, overview } from '../../contract/rest.ts'
import { finalStates, orderDetail, orderState, type Interval } from '../../contract/values.ts'

/** Where the module's own interface begins. */
export const tradingPath = '/api/trading'

/** The first part of the key of everything that trading pages fetched. */
export const tradingKey = 'trading'

/** Whether the reader is kept out: nothing to repeat, and the home page shows no tile. */
export function isRefused(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403)
}

function fetching<Body>(
  context: { api: Api; user: string | null },
  about: { path: string; schema: z.ZodType<Body>; query?: Query },
) {
  const { path, schema, query = {} } = about
  return queryOptions({
    // Another reader may see other things.
    queryKey: [tradingKey, context.user, path, query],
    queryFn: async () => (await context.api.get(`${tradingPath}${path}`, schema, query)).body,
    retry: (count, error) => count < 2 && !isRefused(error),
    staleTime: 5000,
  })
}

function useTrading<Body>(about: {
  path: string
  schema: z.ZodType<Body>
  query?: Query
  every?: number
}): UseQueryResult<Body> {
  const api = useApi()
  const { me, loading } = useSession()
  const user = me.user?.discord_id ?? null
  return useQuery({
    ...fetching({ api, user }, about),
    enabled: !loading,
    placeholderData: keepPreviousData,
    ...(about.every !== undefined && { refetchInterval: about.every }),
  })
}

/** Where the first page is. */
export const overviewPath = '/overview'

/** All that the first page shows. */
export function useOverview() {
  return useTrading({ path: overviewPath, schema: overview, every: 30_000 })
}

/** States of orders that may still change. */
export const openStates = orderState.options.filter((state) => !finalStates.has(state)).join(',')

/** Orders, newest first. */
export function useOrders(query: {
  state?: string | undefined
  market?: string | undefined
  before?: string | undefined
}) {
  return useTrading({ path: '/orders', schema: ordersData, query: { ...query, limit: 50 } })
}

/** One order with its steps and fills. */
export function useOrder(id: string) {
  return useTrading({ path: `/orders/${encodeURIComponent(id)}`, schema: orderDetail })
}

/** Markets, the most traded first. */
export function useMarkets(query: { query?: string | undefined; page: number }) {
  return useTrading({ path: '/markets', schema: marketsData, query, every: 60_000 })
}

/** What strategies saw, newest first. */
export function useSignals(query: {
  ticker?: string | undefined
  strategy?: string | undefined
  limit: number
}) {
  return useTrading({ path: '/signals', schema: signalsData, query })
}

/** How the account did in a period. */
export function usePerformance(period: string) {
  const query = { period }
  return useTrading({ path: '/performance', schema: performanceData, query, every: 30_000 })
}

/** Strategies at work, or ready to be. */
export function useStrategies() {
  return useTrading({ path: '/strategies', schema: strategiesData })
}

/** Candles of a market, the newest unless `to` is given. */
export function useCandles(market: string, interval: Interval, count = 200) {
  return useTrading({
    path: '/candles',
    schema: candlesAnswer,
    query: { market, interval, count },
    every: 30_000,
  })
}

/** What is told where, and what was told lately. */
export function useNotifications() {
  return useTrading({ path: '/notifications', schema: notificationsAnswer })
}
