import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import type { ResponseStatus } from '../contract/form.ts'
import { notAuthorized, refuse } from '../errors.ts'
import type { Ruling } from '../rules/judge.ts'
import { heldBackUnder, isAnonymous, showsNames } from '../rules/state.ts'
import { isTargetNow } from './roster.ts'
import { lockForm, updateForm, type Form } from '../store/forms.ts'
import { linksByCode } from '../store/links.ts'
import {
  loadResponse,
  loadResponses,
  saveResponses,
  type StoredResponse,
} from '../store/responses.ts'
import type { SeenResponse } from '../views/responses.ts'
import { rejudge } from './fetch.ts'
import { asking } from './google.ts'
import { namesOf, type Listed } from './people.ts'
import { manageForm } from './rights.ts'

/** Statuses that somebody should look at. */
const problems: readonly ResponseStatus[] = [
  'late',
  'foreign',
  'mistyped',
  'missing_code',
  'not_target',
]

function isProblem({ status, flags }: StoredResponse): boolean {
  return problems.includes(status) || flags.length > 0
}

/** An order that says nothing of time: that of Google's ids, which are random. */
function shuffled(all: readonly StoredResponse[]): StoredResponse[] {
  return all.toSorted((a, b) => (a.google_response_id < b.google_response_id ? -1 : 1))
}

/** Whether an anonymous form has too few answers to show any. */
export function isHeldBack(form: Form, responses: readonly StoredResponse[]): boolean {
  const valid = responses.filter(({ status }) => status === 'valid').length
  return isAnonymous(form.anonymity) && valid < heldBackUnder
}

/** Throws `HELD_BACK` while an anonymous form has too few answers to show any. */
export function requireEnough(form: Form, responses: readonly StoredResponse[]): void {
  if (isHeldBack(form, responses)) throw refuse('HELD_BACK')
}

/** Whose each response is, where owners of the form may know. */
async function ownersOf(context: Context, form: Form): Promise<Map<string, string>> {
  if (!showsNames(form.anonymity)) return new Map()
  const links = await linksByCode(context.database, form.id)
  return new Map([...links].map(([hash, { discord_id }]) => [hash, discord_id]))
}

/** Responses of a form as its owners may see them. */
export async function seenResponses(
  context: Context,
  form: Form,
  responses: readonly StoredResponse[],
): Promise<SeenResponse[]> {
  const owners = await ownersOf(context, form)
  const named =
    owners.size > 0 || showsNames(form.anonymity) ? await namesOf(context, form.guild_id) : null
  const listed = isAnonymous(form.anonymity) ? shuffled(responses) : responses
  return listed.map((response) => {
    const { ruling, code_hash, code_state } = response
    const assigned = ruling?.kind === 'assign' ? ruling.discord_id : null
    const owner = assigned ?? (code_state === 'known' && code_hash ? owners.get(code_hash) : null)
    const isShown = showsNames(form.anonymity) && owner !== null && owner !== undefined
    return { response, person: named && isShown ? named(owner) : null }
  })
}

/** One page of a form's responses. */
export async function listResponses(
  context: Context,
  id: string,
  query: {
    page: number
    page_size: number
    q?: string | undefined
    status?: ResponseStatus | undefined
    problems?: '0' | '1' | undefined
  },
): Promise<Listed<SeenResponse>> {
  const { form } = await manageForm(context, id, 'forms:read')
  const all = await loadResponses(context.database, id)
  if (query.problems !== '1') requireEnough(form, all)
  const words = fold(query.q ?? '')
  const found = all.filter(
    (one) =>
      (query.status === undefined || one.status === query.status) &&
      (query.problems !== '1' || isProblem(one)) &&
      (!words ||
        Object.values(one.answers).some((texts) =>
          texts.some((text) => fold(text).includes(words)),
        )),
  )
  const listed = isAnonymous(form.anonymity) ? shuffled(found) : found
  const begin = (query.page - 1) * query.page_size
  const page = listed.slice(begin, begin + query.page_size)
  return { count: found.length, results: await seenResponses(context, form, page) }
}

/** Overrules how a response was judged. */
export async function rule(
  context: Context,
  id: string,
  responseId: string,
  ruling: Ruling | null,
): Promise<SeenResponse> {
  const { form } = await manageForm(context, id)
  if (ruling?.kind === 'assign') {
    if (!showsNames(form.anonymity)) throw notAuthorized('names')
    if (!(await isTargetNow(context, form, ruling.discord_id))) throw notAuthorized('member')
  }
  const { ruled, response } = await context.write(async (unit) => {
    const before = await lockForm(unit, id)
    const known = await loadResponse(unit, id, responseId)
    if (!before || !known) throw coreError('not_found')
    // Whoever judges at this moment does so anew; where Google must be asked and cannot, the next look does.
    const swept_at = isAnonymous(before.anonymity) ? null : before.swept_at
    const after: Form = { ...before, version: before.version + 1, swept_at }
    await updateForm(unit, after)
    await saveResponses(unit, id, [{ ...known, ruling }])
    return { ruled: after, response: known }
  })
  await asking(context, rejudge(context, ruled))
  const after = (await loadResponse(context.database, id, responseId)) ?? response
  const [seen] = await seenResponses(context, form, [after])
  return seen ?? { response: after, person: null }
}
