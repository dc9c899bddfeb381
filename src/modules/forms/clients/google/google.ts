import { z } from 'zod'
import { monotonicClock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { createCaller, type GoogleCaller, type GoogleFigures } from './call.ts'
import {
  createCredentials,
  type Credentials,
  type GoogleAccount,
  type GoogleSettings,
} from './credentials.ts'
import { GoogleFailure } from './errors.ts'
import { createQuotas, type Quota } from './quotas.ts'
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
export type Google = {
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
  readValues(spreadsheetId: string, range: string): Promise<string[][]>
  writeValues(
    spreadsheetId: string,
    data: readonly { range: string; values: readonly (readonly (string | number)[])[] }[],
  ): Promise<void>
  clearValues(spreadsheetId: string, range: string): Promise<void>
  /** Names of the sheets. */
  sheetTitles(spreadsheetId: string): Promise<string[]>
  addSheet(spreadsheetId: string, title: string): Promise<void>
}

const pageSize = 5_000
const restarts = 3
const values = z.looseObject({ values: z.array(z.array(z.unknown())).default([]) })
const spreadsheet = z.looseObject({
  sheets: z.array(z.looseObject({ properties: z.looseObject({ title: z.string() }) })).default([]),
})
const about = z.looseObject({ user: z.looseObject({ emailAddress: z.string() }) })
const anything = z.unknown()

function rootsOf(apiRoot: string | null) {
  return apiRoot
    ? {
        forms: `${apiRoot}/v1/forms`,
        sheets: `${apiRoot}/v4/spreadsheets`,
        drive: `${apiRoot}/drive/v3`,
      }
    : {
        forms: 'https://forms.googleapis.com/v1/forms',
        sheets: 'https://sheets.googleapis.com/v4/spreadsheets',
        drive: 'https://www.googleapis.com/drive/v3',
      }
}

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

function sheetCalls(call: GoogleCaller, sheets: string) {
  const at = (id: string) => `${sheets}/${encodeURIComponent(id)}`
  const range = (id: string, text: string) => `${at(id)}/values/${encodeURIComponent(text)}`
  const read = { method: 'GET', quota: 'sheets.read', repeatable: true } as const
  const write = { method: 'POST', quota: 'sheets.write', repeatable: true } as const
  return {
    async readValues(id: string, text: string) {
      const name = 'sheets.values.get'
      const answer = await call({ ...read, url: range(id, text), name }, values)
      return answer.values.map((row) => row.map(String))
    },
    async writeValues(
      id: string,
      data: readonly { range: string; values: readonly (readonly (string | number)[])[] }[],
    ) {
      const url = `${at(id)}/values:batchUpdate`
      // RAW: a text such as =1+1 stays a text, and long digits stay as they are.
      const body = { valueInputOption: 'RAW', data }
      await call({ ...write, url, name: 'sheets.values.batchUpdate', body }, anything)
    },
    async clearValues(id: string, text: string) {
      const url = `${range(id, text)}:clear`
      await call({ ...write, url, name: 'sheets.values.clear', body: {} }, anything)
    },
    async sheetTitles(id: string) {
      const url = `${at(id)}?fields=sheets.properties`
      const answer = await call({ ...read, url, name: 'sheets.get' }, spreadsheet)
      return answer.sheets.map(({ properties }) => properties.title)
    },
    async addSheet(id: string, title: string) {
      const url = `${at(id)}:batchUpdate`
      const body = { requests: [{ addSheet: { properties: { title } } }] }
      const name = 'sheets.batchUpdate'
      await call({ ...write, url, name, body, repeatable: false }, anything)
    },
  }
}

/** Says whose account it is: grants by OAuth do not name it. Asked once. */
function whoIs(call: GoogleCaller, drive: string, credentials: Credentials) {
  let asked: Promise<string> | null = null
  async function ask(): Promise<string> {
    const url = `${drive}/about?fields=user(emailAddress)`
    const name = 'drive.about.get'
    const look = { method: 'GET', url, quota: 'drive', name, repeatable: true } as const
    return (await call(look, about)).user.emailAddress
  }
  return async (): Promise<GoogleAccount> => {
    const account = await credentials.account()
    if (account.email !== null) return account
    asked ??= ask()
    try {
      return { ...account, email: await asked }
    } catch {
      asked = null
      return account
    }
  }
}

/** Makes the client of one program. */
export function createGoogle(
  settings: GoogleSettings,
  services: Pick<Services, 'clock' | 'random' | 'metrics'>,
): Google {
  const { clock, random, metrics } = services
  const figures = { calls: 0, errors: 0 }
  const quotas = createQuotas(clock)
  const credentials = createCredentials(settings, clock)
  const unset = () =>
    Promise.reject(new GoogleFailure('unauthenticated', 0, 'no Google account is set up'))
  const call: GoogleCaller = credentials
    ? createCaller({
        credentials,
        quotas,
        clock,
        realTime: monotonicClock,
        random,
        metrics,
        figures,
      })
    : unset
  const { forms, sheets, drive } = rootsOf(settings.apiRoot)
  return {
    configured: credentials !== null,
    account: credentials ? whoIs(call, drive, credentials) : unset,
    lackingScopes: () => credentials?.lacking() ?? unset(),
    quotas: () => quotas.used(),
    figures: () => ({ ...figures }),
    ...formCalls(call, forms),
    ...sheetCalls(call, sheets),
  }
}
