import { toInstant } from '#core/contract.ts'
import type { ResponseJson } from '../contract/people.ts'
import type { StoredResponse } from '../store/responses.ts'
import { personJson, type Named } from './people.ts'

/** A response, and whose it is where the reader may know. */
export type SeenResponse = { response: StoredResponse; person: Named | null }

/** A response as it was fetched. */
export function responseJson({ response, person }: SeenResponse): ResponseJson {
  const { ruling, flags, answers } = response
  const decided =
    ruling === null ? [] : ([ruling.kind === 'accept' ? 'accepted' : 'assigned'] as const)
  return {
    response_id: response.google_response_id,
    status: response.status,
    counted: response.status === 'valid',
    flags: [...flags, ...decided],
    person: person && personJson(person),
    create_time: toInstant(response.create_time),
    submitted_time: toInstant(response.submitted_time),
    answers: Object.fromEntries(Object.entries(answers).map(([id, texts]) => [id, [...texts]])),
  }
}
