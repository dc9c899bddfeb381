import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { useApi, useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { ApiError } from '#web/api/error.ts'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { commandAnswer, failureAnswer, type CommandAnswer } from '../../contract/envelope.ts'
import { isRefused, tradingKey, tradingPath } from './queries.ts'

/** One command with what it is told, as in Discord. A key makes a repeated wish harmless. */
export type Wish = {
  command: string
  parameters?: Record<string, string | number | undefined>
  key?: string
}

/** What came of a command. */
export type Outcome = CommandAnswer['response'] & { code?: string | undefined }

/** A failure that tells in the manner of commands what was wrong; other errors are thrown again. */
function failureOf(error: unknown): Outcome {
  const failure = error instanceof ApiError ? failureAnswer.safeParse(error.body) : null
  if (!failure?.success) throw error
  const { response, code } = failure.data
  return { ...response, code }
}

/**
 * Runs commands in the reader's name. What they change is fetched again, and what they answer is said, unless all of
 * it, or good news, is asked to be quiet. A form that shows mistakes at their fields takes them with `onMistakes`.
 */
export function useCommand(
  options: {
    quiet?: boolean | 'success'
    onDone?: (outcome: Outcome) => void
    onMistakes?: (errors: FieldErrors) => void
  } = {},
): {
  run: (wish: Wish) => void
  running: string | null
} {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const { mutate, isPending, variables } = useMutation({
    async mutationFn({ command, parameters = {}, key }: Wish & { key: string }): Promise<Outcome> {
      const request = {
        method: 'POST',
        path: `${tradingPath}/commands/${command}`,
        body: parameters,
        schema: commandAnswer,
        idempotencyKey: key,
      } as const
      const answer = await api.write(request).catch(failureOf)
      return 'body' in answer ? { ...answer.body.response, code: answer.body.code } : answer
    },
    onSuccess(outcome) {
      void queries.invalidateQueries({ queryKey: [tradingKey] })
      options.onDone?.(outcome)
      const isSilent = options.quiet === 'success' ? outcome.type === 'success' : options.quiet
      if (isSilent || outcome.type === 'confirm') return
      notify(outcome.type === 'error' || outcome.type === 'warning' ? 'bad' : 'good', outcome.message)
    },
    onError(error) {
      void queries.invalidateQueries({ queryKey: [tradingKey] })
      const mistakes = fieldErrorsOf(error)
      if (options.onMistakes && Object.keys(mistakes).length > 0) options.onMistakes(mistakes)
      else notify('bad', error.message)
    },
  })
  return {
    run: (wish) => mutate({ key: newIdempotencyKey(), ...wish }),
    running: isPending ? variables.command : null,
  }
}

/** What a command that only looks answers; its data is read by a schema. */
export function useCommandData<Data>(
  wish: Wish | null,
  schema: z.ZodType<Data>,
): UseQueryResult<Data> {
  const api = useApi()
  const { me, loading } = useSession()
  return useQuery({
    queryKey: [tradingKey, me.user?.discord_id ?? null, 'command', wish],
    enabled: !loading && wish !== null,
    placeholderData: keepPreviousData,
    retry: (count, error) => count < 2 && !isRefused(error),
    staleTime: 5000,
    async queryFn() {
      const { body } = await api.write({
        method: 'POST',
        path: `${tradingPath}/commands/${wish?.command ?? ''}`,
        body: wish?.parameters ?? {},
        schema: commandAnswer,
        idempotencyKey: newIdempotencyKey(),
      })
      return schema.parse(body.response.data)
    },
  })
}
