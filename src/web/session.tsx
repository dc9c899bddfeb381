import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { z } from 'zod'
import type { Api } from './api/client.ts'
import { newIdempotencyKey } from './api/client.ts'
import { ApiError } from './api/error.ts'

const meAnswer = z.object({
  user: z
    .object({ discord_id: z.string(), username: z.string(), display_name: z.string() })
    .nullable(),
  guilds: z.array(z.object({ id: z.string(), name: z.string() })),
  csrf_token: z.string().nullable(),
})

/** Who is signed in, with the servers that they share with the bot. */
export type Me = z.infer<typeof meAnswer>

/** Nobody. */
export const nobody: Me = { user: null, guilds: [], csrf_token: null }

/** Cache key of the session. */
export const meKey = ['me'] as const

/** Cache key that holds true once a session has ended under the page's feet. */
export const expiredKey = ['session-expired'] as const

/** Who is signed in as far as is known by now. */
export function knownMe(queries: QueryClient): Me {
  return queries.getQueryData<Me>(meKey) ?? nobody
}

/** Asks who is signed in; a visitor is nobody, not an error. */
export async function fetchMe(api: Api): Promise<Me> {
  try {
    return (await api.get('/api/me', meAnswer)).body
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return nobody
    throw error
  }
}

const ApiContext = createContext<Api | null>(null)

/** Gives the page its way to the server. */
export function ApiProvider(props: { api: Api; children: ReactNode }) {
  return <ApiContext value={props.api}>{props.children}</ApiContext>
}

/** The way to the server. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('ApiProvider is missing.')
  return api
}

/** The session as components see it. */
export type Session = {
  me: Me
  /** True while it is not known yet who is signed in. */
  loading: boolean
  /** True when the session ended while the page was open. */
  expired: boolean
  signOut: () => Promise<void>
  /** Notes that the server no longer knows this session. */
  expire: () => void
}

/** The session. While it has expired, the page keeps showing the person whose page it was. */
export function useSession(): Session {
  const api = useApi()
  const queries = useQueryClient()
  const { data, isPending } = useQuery({
    queryKey: meKey,
    queryFn: () => fetchMe(api),
    staleTime: 60_000,
  })
  const { data: expired } = useQuery({
    queryKey: expiredKey,
    queryFn: () => false,
    staleTime: Infinity,
    initialData: false,
    // Nothing to ask: it is set by what the server answers.
    enabled: false,
  })
  return useMemo(
    () => ({
      me: data ?? nobody,
      loading: isPending,
      expired,
      expire() {
        if (data?.user) queries.setQueryData(expiredKey, true)
      },
      async signOut() {
        await api.write({
          method: 'POST',
          path: '/auth/logout',
          schema: z.unknown(),
          idempotencyKey: newIdempotencyKey(),
        })
        queries.setQueryData(meKey, nobody)
        // What was shown to this person is forgotten, not only fetched again.
        await queries.resetQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
      },
    }),
    [api, data, expired, isPending, queries],
  )
}

/** Where signing in starts; afterwards the person is back on this very page. */
export function signInHref(returnTo: string): string {
  return `/auth/login?return=${encodeURIComponent(returnTo)}`
}
