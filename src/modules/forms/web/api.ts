import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { newIdempotencyKey, type Query } from '#web/api/client.ts'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { useApi } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'

/** Where the forms live. */
export const base = '/api/forms'

/** The address of a form, or of a part of it. */
export function formPath(id: string, part?: string): string {
  const path = `${base}/${encodeURIComponent(id)}`
  return part === undefined ? path : `${path}/${part}`
}

/** Everything about forms is kept under this key. */
const rootKey = 'forms'

/** What was fetched before the connection stood is asked for again by its first frame. */
const fromNow = { cursor: null }

/** Reads something and keeps it fresh while it is shown. */
export function useRead<Body>(
  path: string,
  schema: z.ZodType<Body>,
  options: { query?: Query; enabled?: boolean } = {},
) {
  const api = useApi()
  const { query, enabled = true } = options
  return useQuery({
    queryKey: [rootKey, path, query],
    enabled,
    placeholderData: (previous) => previous,
    queryFn: async () => (await api.get(path, schema, query)).body,
  })
}

/** Follows the forms live: whatever changes is asked for again. With an id only that form is followed. */
export function useLiveForms(id?: string): void {
  const queries = useQueryClient()
  useLiveTopic({
    path: id === undefined ? '/ws/forms' : `/ws/forms/${encodeURIComponent(id)}`,
    start: fromNow,
    onFrame: () => void queries.invalidateQueries({ queryKey: [rootKey] }),
  })
}

/** One write of the pages. */
export type Write<Body> = {
  method?: 'POST' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  schema: z.ZodType<Body>
}

/**
 * Writes; afterwards everything that is shown about forms is asked for again. `done` is what is said when it went
 * well; a refusal is said as the server words it unless `onError` does.
 */
export function useWrite<Input, Body>(options: {
  request: (input: Input) => Write<Body>
  done?: (body: Body, input: Input) => string
  onDone?: (body: Body, input: Input) => void
  onError?: (error: Error) => void
}) {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  return useMutation({
    mutationFn: async (input: Input) => {
      const { method = 'POST', ...rest } = options.request(input)
      return (await api.write({ method, ...rest, idempotencyKey: newIdempotencyKey() })).body
    },
    onSuccess(body, input) {
      void queries.invalidateQueries({ queryKey: [rootKey] })
      if (options.done) notify('good', options.done(body, input))
      options.onDone?.(body, input)
    },
    onError(error) {
      if (options.onError) options.onError(error)
      else notify('bad', error.message)
    },
  })
}
