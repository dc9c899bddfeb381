import { isDeepStrictEqual } from 'node:util'
import type { Context } from '#core/context.ts'
import type { GoogleResponse } from '../clients/google/shapes.ts'
import {
  isEditedAfterLock,
  judge,
  keepSnapshot,
  type Judged,
  type KeptSnapshot,
  type Snapshot,
} from '../rules/judge.ts'
import { isAnonymous } from '../rules/state.ts'
import { loadForm, saveCursor, type Form } from '../store/forms.ts'
import { loadResponses, loadSome, type StoredResponse } from '../store/responses.ts'
import { googleOf } from './google.ts'
import { saveFetched } from './save.ts'
import { codesOf, scopeAround, type Codes, type Scope } from './resolve.ts'

/** Submissions may become visible so much later than others, in milliseconds. */
const overlapMs = 120_000
const dayMs = 24 * 3_600_000

/** What looking into Google came to. */
export type Fetched = { fetched: number; changed: number }

/** The texts of a response by question. */
function answersOf(response: GoogleResponse): Snapshot['answers'] {
  const entries = Object.entries(response.answers).map(
    ([id, { textAnswers, fileUploadAnswers }]) => {
      const texts = textAnswers?.answers.map(({ value }) => value) ?? []
      const files = fileUploadAnswers?.answers.map(({ fileName }) => fileName) ?? []
      return [id, [...texts, ...files]] as const
    },
  )
  return Object.fromEntries(entries)
}

function snapshotOf(response: GoogleResponse): Snapshot {
  return {
    id: response.responseId,
    create_time: Date.parse(response.createTime),
    submitted_time: Date.parse(response.lastSubmittedTime),
    answers: answersOf(response),
  }
}

/** The beginning of the day: nothing finer is kept of anonymous answers. */
function dayOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

function isSame(stored: StoredResponse | undefined, shown: Snapshot, form: Form): boolean {
  if (!stored || stored.status === 'withdrawn') return false
  if (!isAnonymous(form.anonymity)) return stored.seen_time >= shown.submitted_time
  const isKept = !form.allow_edit
  return isKept || isDeepStrictEqual(stored.answers, shown.answers)
}

function keptOf(stored: StoredResponse): KeptSnapshot {
  const { google_response_id: id, create_time, submitted_time, seen_time, answers } = stored
  return { id, create_time, submitted_time, seen_time, answers }
}

type Merged = { kept: KeptSnapshot; stored: StoredResponse | null; withdrawn: boolean }

/** What is kept of every response: those that Google shows, and those that it no longer does. */
function merge(
  form: Form,
  stored: readonly StoredResponse[],
  shown: readonly Snapshot[],
  isFull: boolean,
): Merged[] {
  const known = new Map(stored.map((one) => [one.google_response_id, one]))
  const seen = new Set(shown.map(({ id }) => id))
  const fresh = shown.map((snapshot) => {
    const old = known.get(snapshot.id) ?? null
    // Of anonymous answers the true times are not kept: Google's are taken each time.
    const before =
      old && isAnonymous(form.anonymity)
        ? { ...snapshot, answers: old.answers, submitted_time: snapshot.create_time, seen_time: 0 }
        : old && keptOf(old)
    return { kept: keepSnapshot(before, snapshot, form.allow_edit), stored: old, withdrawn: false }
  })
  const others = stored
    .filter(({ google_response_id }) => !seen.has(google_response_id))
    .map((one) => ({
      kept: keptOf(one),
      stored: one,
      withdrawn: isFull || one.status === 'withdrawn',
    }))
  return [...fresh, ...others]
}

function judgedOf(
  { kept, stored, withdrawn }: Merged,
  codes: Codes,
): Judged & { hash: string | null } {
  const { code_state, code_hash } = codes.read(kept.answers, stored)
  const ruling = stored?.ruling ?? null
  const owner = codes.ownerOf(code_state === 'known' ? code_hash : null)
  const assigned = ruling?.kind === 'assign' ? ruling.discord_id : null
  return {
    id: kept.id,
    code_state,
    hash: code_hash,
    owner: assigned ?? owner?.id ?? null,
    owner_is_target: owner?.is_target ?? false,
    owner_had_door: assigned !== null || (owner?.had_door ?? false),
    create_time: kept.create_time,
    submitted_time: kept.submitted_time,
    ruling,
    withdrawn,
  }
}

/** A response with its judgement, and whose it is where that is known. */
export type JudgedResponse = { response: StoredResponse; owner: string | null }

/** Judges everything that is kept of a form. */
function judgeAll(form: Form, merged: readonly Merged[], codes: Codes): JudgedResponse[] {
  const blurred = isAnonymous(form.anonymity)
  const all = merged.map((one) => ({ ...one, judged: judgedOf(one, codes) }))
  const judgements = judge(
    all.map(({ judged }) => judged),
    form,
  )
  return all.map(({ kept, judged }) => {
    const found = judgements.get(kept.id)
    const flags: StoredResponse['flags'] = [
      ...(found?.no_door ? (['no_door'] as const) : []),
      ...(isEditedAfterLock(kept) ? (['edited_after_lock'] as const) : []),
    ]
    const at = (time: number) => (blurred ? dayOf(time) : time)
    const response: StoredResponse = {
      google_response_id: kept.id,
      code_hash: judged.hash,
      code_state: judged.code_state,
      status: found?.status ?? 'foreign',
      flags,
      ruling: judged.ruling,
      create_time: at(kept.create_time),
      submitted_time: at(kept.submitted_time),
      seen_time: at(kept.seen_time),
      answers: kept.answers,
    }
    return { response, owner: blurred ? null : judged.owner }
  })
}

async function wholeScope(
  context: Context,
  form: Form,
  shown: readonly Snapshot[],
): Promise<Scope> {
  const stored = await loadResponses(context.database, form.id)
  const answers = [...stored, ...shown].map((one) => one.answers)
  return { stored, codes: await codesOf(context, form, answers), people: null }
}

/** Judges what is stored together with what Google shows; null when it is to be done anew. */
async function judgeAndSave(
  context: Context,
  form: Form,
  scope: Scope,
  { shown, isFull }: { shown: readonly Snapshot[]; isFull: boolean },
): Promise<number | null> {
  const judged = judgeAll(form, merge(form, scope.stored, shown, isFull), scope.codes)
  return saveFetched(context, form, { judged, ...scope })
}

/** Judges once more what is stored, after a decision or a change of the form's rules. */
export async function rejudge(context: Context, form: Form): Promise<Fetched> {
  // Times of anonymous answers are too coarse to judge by: Google is asked for all of them.
  if (isAnonymous(form.anonymity)) return fetchForm(context, form.id, true)
  const scope = await wholeScope(context, form, [])
  const changed = await judgeAndSave(context, form, scope, { shown: [], isFull: false })
  if (changed !== null) return { fetched: 0, changed }
  const now = await loadForm(context.database, form.id)
  return now ? rejudge(context, now) : { fetched: 0, changed: 0 }
}

async function look(
  context: Context,
  form: Form,
  isFull: boolean,
): Promise<Fetched & { newest: number | null }> {
  const since =
    isFull || form.cursor === null ? null : new Date(form.cursor - overlapMs).toISOString()
  const shown = (await googleOf(context).listResponses(form.form_id, since)).map(snapshotOf)
  const newest = shown.reduce<number | null>(
    (most, { submitted_time }) => Math.max(most ?? 0, submitted_time),
    form.cursor,
  )
  const ids = shown.map(({ id }) => id)
  const some = since === null ? [] : await loadSome(context.database, form.id, ids)
  const known = new Map(some.map((one) => [one.google_response_id, one]))
  const isQuiet = shown.every((one) => isSame(known.get(one.id), one, form))
  const fetched = shown.length
  if (isQuiet && since !== null) return { fetched, changed: 0, newest }
  if (since !== null && isAnonymous(form.anonymity)) return look(context, form, true)
  const around = since === null ? null : await scopeAround(context, form, shown, some)
  const scope = around ?? (await wholeScope(context, form, shown))
  const seen = { shown, isFull: since === null }
  const changed = await judgeAndSave(context, form, scope, seen)
  if (changed !== null) return { fetched, changed, newest }
  const now = await loadForm(context.database, form.id)
  return now ? look(context, now, isFull) : { fetched, changed: 0, newest }
}

/**
 * Fetches what is new in Google, or everything, and judges it. Throws `GoogleFailure`. Running it
 * again changes nothing.
 */
export async function fetchForm(context: Context, id: string, isFull: boolean): Promise<Fetched> {
  const form = await loadForm(context.database, id)
  if (!form?.code_question_id) return { fetched: 0, changed: 0 }
  const { newest, ...result } = await look(context, form, isFull)
  const cursor = newest !== null && isAnonymous(form.anonymity) ? dayOf(newest) : newest
  if (cursor !== form.cursor) await context.database.write((tx) => saveCursor(tx, id, cursor))
  return result
}
