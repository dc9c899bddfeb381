import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { ApiError } from '#web/api/error.ts'
import { useApi, useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { recruitment, type RecruitmentJson } from '../../contract/party.ts'
import { storeParty } from '../cache.ts'
import { useTexts, type TextKey } from '../texts.ts'

/** What may be done to a party besides joining and leaving. */
export type ActionName =
  | 'start'
  | 'close'
  | 'cancel'
  | 'reopen'
  | 'bump'
  | 'delete'
  | 'transfer'
  | 'kick'
  | 'accept'

/** One wish to do something to a party. */
export type Act = { name: ActionName; body?: Record<string, unknown> }

const refusal = z.object({ recruitment })

function requestOf(id: number, { name, body = {} }: Act) {
  const path = `/api/discord/recruitments/${String(id)}/`
  if (name === 'delete') return { method: 'DELETE', path, body } as const
  const verb = name === 'accept' ? 'waitlist/accept' : name
  return { method: 'POST', path: `${path}${verb}/`, body } as const
}

/** Runs actions on a party; what the server says of it afterwards is shown at once. */
export function useActions(party: RecruitmentJson): {
  act: (wish: Act) => void
  running: ActionName | null
} {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  const context = { queries, reader: me.user }
  const { mutate, isPending, variables } = useMutation({
    async mutationFn(wish: Act) {
      const schema = recruitment.nullable()
      const request = { ...requestOf(party.id, wish), schema, idempotencyKey: newIdempotencyKey() }
      return (await api.write(request)).body
    },
    onSuccess(after, { name }) {
      if (after) storeParty(context, after)
      notify('good', text(`web.recruitment.did.${name}` satisfies TextKey, { title: party.title }))
    },
    onError(error) {
      const known = error instanceof ApiError ? refusal.safeParse(error.body) : null
      if (known?.success) storeParty(context, known.data.recruitment)
      notify('bad', error.message)
    },
  })
  return { act: (wish) => mutate(wish), running: isPending ? variables.name : null }
}
