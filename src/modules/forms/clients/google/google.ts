import { z } from 'zod'
import { noAccount, type GoogleAccess } from '#core/google/account.ts'
import type { GoogleCaller, GoogleFigures } from '#core/google/call.ts'
import type { GoogleAccount } from '#core/google/credentials.ts'
import { GoogleFailure } from '#core/google/errors.ts'
import type { Quota } from '#core/google/quotas.ts'
import { openSheets, type GoogleSheets } from '#core/google/sheets.ts'
import {
  batchAnswer,
  googleForm,
  responsesPage,
  type GoogleForm,
  type GoogleResponse,
} from './shapes.ts'

/** A change of a form; all of a batch happen, or none. */
export type FormRequest =
  | { createItem: { item: object; location: { index: number } } }
  | { moveItem: { originalLocation: { index: number }; newLocation: { index: number } } }
  | { updateItem: { item: object; location: { index: number }; updateMask: string } }
  | { deleteItem: { location: { index: number } } }
  | { updateFormInfo: { info: object; updateMask: string } }
  | { updateSettings: { settings: object; updateMask: string } }

/** Google's services, as far as forms need them. Every method throws `GoogleFailure`. */
export type Google = GoogleSheets & {
  configured: boolean
  account(): Promise<GoogleAccount>
  /** Rights that forms need and that the account did not grant. */
  lackingScopes(): Promise<string[]>
  quotas(): Record<Quota, number>
  figures(): GoogleFigures
  getForm(formId: string): Promise<GoogleForm>
  createForm(title: string): Promise<GoogleForm>
  /** Throws `invalid` when the form is at another revision than the one named. */
  changeForm(
    formId: string,
    requests: readonly FormRequest[],
    revisionId?: string,
  ): Promise<GoogleForm>
  setAccepting(formId: string, accepting: boolean): Promise<void>
  /** All responses since an instant (RFC 3339), or all; an expired page token begins anew. */
  listResponses(formId: string, since: string | null): Promise<GoogleResponse[]>
}

const pageSize = 5_000
const restarts = 3
const anything = z.unknown()

async function listAll(
  call: GoogleCaller,
  base: string,
  since: string | null,
): Promise<GoogleResponse[]> {
  const found = new Map<string, GoogleResponse>()
  let token: string | undefined
  let restarted = 0
  for (;;) {
    const query = new URLSearchParams({ pageSize: String(pageSize) })
    if (since !== null) query.set('filter', `timestamp >= ${since}`)
    if (token !== undefined) query.set('pageToken', token)
    const url = `${base}/responses?${query.toString()}`
    const quota = 'forms.responses' as const
    const name = 'forms.responses.list'
    try {
      const page = await call({ method: 'GET', url, quota, name, repeatable: true }, responsesPage)
      for (const one of page.responses) found.set(one.responseId, one)
      token = page.nextPageToken
      if (token === undefined) return [...found.values()]
    } catch (error) {
      // A page token that has expired is refused like any other mistake: begin at the first page.
      const isOld = error instanceof GoogleFailure && error.outcome === 'invalid'
      if (!isOld || token === undefined || restarted >= restarts) throw error
      restarted += 1
      token = undefined
    }
  }
}

function formCalls(call: GoogleCaller, forms: string) {
  const at = (formId: string) => `${forms}/${encodeURIComponent(formId)}`
  return {
    getForm: (formId: string) =>
      call(
        {
          method: 'GET',
          url: at(formId),
          quota: 'forms.read',
          name: 'forms.get',
          repeatable: true,
        },
        googleForm,
      ),
    createForm: (title: string) =>
      call(
        {
          method: 'POST',
          url: `${forms}?unpublished=true`,
          quota: 'forms.write',
          name: 'forms.create',
          body: { info: { title, documentTitle: title } },
          repeatable: false,
        },
        googleForm,
      ),
    async changeForm(formId: string, requests: readonly FormRequest[], revisionId?: string) {
      const answer = await call(
        {
          method: 'POST',
          url: `${at(formId)}:batchUpdate`,
          quota: 'forms.write',
          name: 'forms.batchUpdate',
          body: {
            requests,
            includeFormInResponse: true,
            ...(revisionId !== undefined && { writeControl: { requiredRevisionId: revisionId } }),
          },
          // With a revision a repetition of what was done is refused.
          repeatable: false,
        },
        batchAnswer,
      )
      if (!answer.form) throw new GoogleFailure('unavailable', 200, 'forms.batchUpdate: no form')
      return answer.form
    },
    async setAccepting(formId: string, accepting: boolean) {
      const publishState = { isPublished: true, isAcceptingResponses: accepting }
      await call(
        {
          method: 'POST',
          url: `${at(formId)}:setPublishSettings`,
          quota: 'forms.write',
          name: 'forms.setPublishSettings',
          body: { publishSettings: { publishState }, updateMask: 'publishState' },
          repeatable: true,
        },
        anything,
      )
    },
    listResponses: (formId: string, since: string | null) => listAll(call, at(formId), since),
  }
}

/** Makes the client of an account. */
export function createGoogle(access: GoogleAccess): Google {
  const { credentials, call, quotas, figures, apiRoot } = access
  const unset = () => Promise.reject(noAccount())
  const forms = `${apiRoot ?? 'https://forms.googleapis.com'}/v1/forms`
  return {
    configured: credentials !== null,
    account: () => access.account(),
    lackingScopes: () => credentials?.lacking() ?? unset(),
    quotas: () => quotas.used(),
    figures: () => ({ ...figures }),
    ...formCalls(call, forms),
    ...openSheets(access),
  }
}
