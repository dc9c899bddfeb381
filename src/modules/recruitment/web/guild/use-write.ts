import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { newIdempotencyKey, type WriteRequest } from '#web/api/client.ts'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { useApi } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'

type Wish = Pick<WriteRequest<unknown>, 'method' | 'path' | 'body'>

/** Writes one thing at a time, says that it is done, and fetches anew what it has changed. */
export function useWrite(options: {
  refresh: readonly unknown[]
  saved: string
  onSaved?: () => void
}) {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const [errors, setErrors] = useState<FieldErrors>({})
  const { mutate, isPending } = useMutation({
    mutationFn: (wish: Wish) =>
      api.write({ ...wish, schema: z.unknown(), idempotencyKey: newIdempotencyKey() }),
    async onSuccess() {
      setErrors({})
      notify('good', options.saved)
      await queries.invalidateQueries({ queryKey: options.refresh })
      options.onSaved?.()
    },
    onError(error) {
      const found = fieldErrorsOf(error)
      setErrors(found)
      if (Object.keys(found).length === 0) notify('bad', error.message)
    },
  })
  return { send: (wish: Wish) => mutate(wish), running: isPending, errors }
}
