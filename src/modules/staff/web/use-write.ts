import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { useApi } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'

/** One write of the staff pages. */
export type Write<Body> = {
  method: 'POST' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  schema: z.ZodType<Body>
  /** Said when it has worked. */
  done?: string
  after?: (body: Body) => void
}

/** Writes, tells how it went, and has everything about staff looked at again. */
export function useWrite(): { write: <Body>(wish: Write<Body>) => void; busy: boolean } {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const { mutate, isPending } = useMutation({
    async mutationFn({ method, path, body, schema, after, done }: Write<unknown>) {
      const request = { method, path, body, schema, idempotencyKey: newIdempotencyKey() }
      const answer = await api.write(request)
      after?.(answer.body)
      if (done !== undefined) notify('good', done)
      const shown = ['me', 'row', 'status', 'timeline', 'ranks']
      await queries.invalidateQueries({
        predicate: ({ queryKey: [area, what] }) => area === 'staff' && shown.includes(String(what)),
      })
    },
    onError: (error) => notify('bad', error.message),
  })
  return {
    busy: isPending,
    write: (wish) => mutate({ ...wish, after: (body) => wish.after?.(wish.schema.parse(body)) }),
  }
}
