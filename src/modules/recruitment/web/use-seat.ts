import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { ApiError, isWorthAnotherTry } from '#web/api/error.ts'
import { useApi, useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { recruitment, type RecruitmentJson } from '../contract/party.ts'
import { joinAnswer, leaveAnswer } from '../contract/write.ts'
import { storeParty } from './cache.ts'
import type { SeatRequest } from './seats.ts'
import { useTexts, type TextKey } from './texts.ts'

const seatKey = ['recruitments', 'seat'] as const

const seatRequest = z.object({
  id: z.number(),
  action: z.enum(['join', 'leave']),
  role: z.string().optional(),
  idempotencyKey: z.string(),
})

const refusal = z.object({ recruitment })

/** Requests for places that the server has not answered yet, from anywhere on the page. */
export function useSeatRequests(): SeatRequest[] {
  return useMutationState({
    filters: { mutationKey: seatKey, status: 'pending' },
    select: (mutation) => seatRequest.parse(mutation.state.variables),
  })
}

function said(result: 'joined' | 'waitlisted' | 'role_changed' | 'left'): TextKey {
  return `web.recruitment.said_${result}`
}

/** Joins and leaves. One press is one key, so that a repeated request cannot count twice. */
export function useSeat(): {
  join: (id: number, role?: string) => void
  leave: (id: number) => void
} {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  const context = { queries, reader: me.user }
  const { mutate } = useMutation({
    mutationKey: seatKey,
    retry: (count, error) => count < 3 && isWorthAnotherTry(error),
    async mutationFn({ id, action, role, idempotencyKey }: SeatRequest) {
      const path = `/api/discord/recruitments/${String(id)}/${action}/`
      const schema: z.ZodType<RecruitmentJson & { result: Parameters<typeof said>[0] }> =
        action === 'join' ? joinAnswer : leaveAnswer
      return (
        await api.write({
          method: 'POST',
          path,
          body: role === undefined ? {} : { role },
          schema,
          idempotencyKey,
        })
      ).body
    },
    onSuccess({ result, ...party }) {
      storeParty(context, party)
      notify('good', text(said(result), { title: party.title }))
    },
    onError(error) {
      const known = error instanceof ApiError ? refusal.safeParse(error.body) : null
      if (known?.success) storeParty(context, known.data.recruitment)
      else void queries.invalidateQueries({ queryKey: ['recruitments'] })
      notify('bad', error.message)
    },
  })
  return {
    join: (id, role) => mutate({ id, action: 'join', role, idempotencyKey: newIdempotencyKey() }),
    leave: (id) => mutate({ id, action: 'leave', idempotencyKey: newIdempotencyKey() }),
  }
}
