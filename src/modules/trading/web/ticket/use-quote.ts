import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { useApi, useSession } from '#web/session.tsx'
import { quoteAnswer } from '../../contract/rest.ts'
import { tradingKey, tradingPath } from '../data/queries.ts'
import { isComplete, parametersOf, type TicketValues } from './values.ts'

/** What an order would come to. */
export type Quote = z.infer<typeof quoteAnswer>

/** After the last key the estimate is asked for. */
const quietMs = 350

function useQuiet<Value>(value: Value): Value {
  const [quiet, setQuiet] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), quietMs)
    return () => clearTimeout(timer)
  }, [value])
  return quiet
}

/** The estimate of a ticket, asked for when nobody types. */
export function useQuote(market: string, current: TicketValues): UseQueryResult<Quote> {
  const api = useApi()
  const { me } = useSession()
  const values = useQuiet(current)
  const body = { side: values.side, ...parametersOf(market, values) }
  return useQuery({
    queryKey: [tradingKey, me.user?.discord_id ?? null, 'quote', body],
    enabled: isComplete(values) && values === current,
    retry: false,
    staleTime: 5000,
    async queryFn() {
      const answer = await api.write({
        method: 'POST',
        path: `${tradingPath}/quotes`,
        body,
        schema: quoteAnswer,
        idempotencyKey: newIdempotencyKey(),
      })
      return answer.body
    },
  })
}
