import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { ApiError, isWorthAnotherTry } from '#web/api/error.ts'
import { useApi, useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { event, type EventJson } from '../../contract/event.ts'
import { eventSignup, type SignupJson } from '../../contract/signup.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { eventsPath, storeEvent } from './cache.ts'
import type { SignupRequest, Wish } from './mine.ts'

const signupKey = ['events', 'signup'] as const

const wish = z.object({
  role_id: z.string().nullish(),
  option: z.string().optional(),
  notes: z.string().optional(),
  guests: z.number().optional(),
  waitlist: z.enum(['auto', 'no', 'accept']).optional(),
})
const signupRequest = z.object({
  event_id: z.string(),
  wish: z.union([z.literal('withdraw'), wish]),
  idempotencyKey: z.string(),
})

/** What every answer about a sign-up holds. */
export const signupAnswer = z.object({ signup: eventSignup.nullable(), event })

const refusal = z.object({ event })

/** Requests for places that the server has not answered yet, from anywhere on the page. */
export function useSignupRequests(): SignupRequest[] {
  return useMutationState({
    filters: { mutationKey: signupKey, status: 'pending' },
    select: (mutation) => signupRequest.parse(mutation.state.variables),
  })
}

const said: Partial<Record<SignupJson['status'], TextKey>> = {
  confirmed: 'web.events.said.confirmed',
  waitlist: 'web.events.said.waitlist',
  pending: 'web.events.said.pending',
  tentative: 'web.events.said.tentative',
  declined: 'web.events.said.declined',
}

/** Signs up, changes and withdraws. One press is one key, so that a repetition cannot count twice. */
export function useSignup(): {
  signUp: (event: EventJson, wish: Wish) => void
  withdraw: (event: EventJson) => void
} {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  const context = { queries, reader: me.user }
  const { mutate } = useMutation({
    mutationKey: signupKey,
    retry: (count, error) => count < 3 && isWorthAnotherTry(error),
    async mutationFn({ event_id, wish: wanted, idempotencyKey }: SignupRequest) {
      const path = `${eventsPath}/${event_id}/signups`
      const request =
        wanted === 'withdraw'
          ? ({ method: 'DELETE', path: `${path}/me` } as const)
          : ({ method: 'POST', path, body: wanted } as const)
      return (await api.write({ ...request, schema: signupAnswer, idempotencyKey })).body
    },
    onSuccess({ event: after, signup }, { wish: wanted }) {
      storeEvent(context, after)
      const status = wanted === 'withdraw' ? 'withdrawn' : signup?.status
      const key = (status && said[status]) ?? 'web.events.said.withdrawn'
      const position = signup?.position_in_waitlist ?? 0
      notify('good', text(key, { title: after.title, position }))
    },
    onError(error, { event_id }) {
      const known = error instanceof ApiError ? refusal.safeParse(error.body) : null
      if (known?.success) storeEvent(context, known.data.event)
      else void queries.invalidateQueries({ queryKey: ['events', 'one', event_id] })
      notify('bad', error.message)
    },
  })
  return {
    signUp: ({ id }, wanted) =>
      mutate({ event_id: id, wish: wanted, idempotencyKey: newIdempotencyKey() }),
    withdraw: ({ id }) =>
      mutate({ event_id: id, wish: 'withdraw', idempotencyKey: newIdempotencyKey() }),
  }
}
