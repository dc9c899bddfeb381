import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { useApi } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'

/** One write: where it goes and what it says. */
export type Write = { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown }

/**
 * Sends writes of one kind, shows refusals as a notice, and has the queries below `refresh` fetched
 * again. `done` gets the parsed answer.
 */
export function useWrite<Answer>(options: {
  schema: z.ZodType<Answer>
  refresh?: readonly (readonly unknown[])[]
  done?: (answer: Answer, write: Write) => void
  failed?: (error: Error) => void
}): { send: (write: Write) => void; running: Write | null; error: Error | null } {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: async (write: Write) =>
      (
        await api.write({
          ...write,
          schema: options.schema,
          idempotencyKey: newIdempotencyKey(),
        })
      ).body,
    onSuccess(answer, write) {
      for (const queryKey of options.refresh ?? []) void queries.invalidateQueries({ queryKey })
      options.done?.(answer, write)
    },
    onError(refusal) {
      if (options.failed) options.failed(refusal)
      else notify('bad', refusal.message)
    },
  })
  return { send: (write) => mutate(write), running: isPending ? variables : null, error }
}
