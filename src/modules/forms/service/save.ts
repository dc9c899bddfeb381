import { isDeepStrictEqual } from 'node:util'
import type { Context } from '#core/context.ts'
import { isAnonymous, shownAnswers } from '../rules/state.ts'
import { countStatuses } from '../store/counts.ts'
import { lockForm, updateForm, type Form } from '../store/forms.ts'
import { rememberCode } from '../store/links.ts'
import {
  rewriteResponses,
  saveAnswered,
  saveResponses,
  type Answered,
  type StoredResponse,
} from '../store/responses.ts'
import { queueRows } from '../store/sheets.ts'
import { raiseAlert } from './alerts.ts'
import { announce, changeForm } from './change.ts'
import type { JudgedResponse } from './fetch.ts'
import type { Codes } from './resolve.ts'

type ToSave = {
  judged: readonly JudgedResponse[]
  codes: Codes
  stored: readonly StoredResponse[]
  /** Whose responses all are among them; null for everybody's. */
  people: readonly string[] | null
}

/** Has the panel of an anonymous form show what it has held back for an hour. */
export async function showHeldBack(context: Context, id: string): Promise<void> {
  await changeForm(context, id, async (form, unit) => {
    const { valid = 0 } = await countStatuses(unit, id)
    const before = { answered: form.shown_answered, at: form.shown_at }
    const shown = shownAnswers(before, valid, context.clock.now())
    if (shown.answered === before.answered) return null
    const after = { ...form, shown_answered: shown.answered, shown_at: shown.at }
    return { form: after, event: 'responses', data: { answered: shown.answered } }
  })
}

/** Who has answered, with the response that counts. */
function answeredOf(judged: readonly JudgedResponse[]): Answered[] {
  return judged.flatMap(({ response, owner }) => {
    if (response.status !== 'valid' || owner === null) return []
    const { google_response_id, create_time, submitted_time } = response
    return {
      discord_id: owner,
      responded_at: create_time,
      last_submitted_at: submitted_time,
      google_response_id,
    }
  })
}

function changedOf({ judged, stored }: ToSave): StoredResponse[] {
  const before = new Map(stored.map((one) => [one.google_response_id, one]))
  return judged
    .map(({ response }) => response)
    .filter((one) => !isDeepStrictEqual(before.get(one.google_response_id), one))
}

/**
 * Stores judged responses, who has answered, and what follows; returns how many have changed. Null when
 * the form is another one by now: what somebody else has stored meanwhile is missing in the judgement.
 */
export async function saveFetched(
  context: Context,
  form: Form,
  save: ToSave,
): Promise<number | null> {
  const changed = changedOf(save)
  if (changed.length === 0) return 0
  const now = context.clock.now()
  const { judged, codes, people } = save
  const isSaved = await context.write(async (unit) => {
    const before = await lockForm(unit, form.id)
    if (!before) return true
    if (before.version !== form.version) return false
    const isBlind = isAnonymous(form.anonymity)
    const all = judged.map(({ response }) => response)
    if (isBlind && unit.dialect === 'postgres') await rewriteResponses(unit, form.id, all)
    else await saveResponses(unit, form.id, changed)
    const count = (await countStatuses(unit, form.id))['valid'] ?? 0
    const shown = isBlind
      ? shownAnswers({ answered: before.shown_answered, at: before.shown_at }, count, now)
      : { answered: count, at: now }
    // Each batch of anonymous answers would tell when they came, here, in the copy and among the jobs.
    const isTold = !isBlind || shown.answered !== before.shown_answered
    const copied = isBlind ? all : changed
    const ids = copied.map((one) => one.google_response_id)
    if (isTold) await queueRows(unit, { id: form.id, isOrdered: !isBlind }, ids, now)
    if (!isBlind) {
      const used = new Set(changed.map(({ code_hash }) => code_hash))
      for (const { discord_id, code_hash } of codes.unasked) {
        if (!used.has(code_hash)) continue
        await rememberCode(unit, { form_id: form.id, discord_id, code_hash, first_issued_at: null })
      }
      await saveAnswered(unit, form.id, answeredOf(judged), people)
    }
    if (!isTold) return true
    const after: Form = {
      ...before,
      shown_answered: shown.answered,
      shown_at: shown.at,
      version: before.version + 1,
    }
    await updateForm(unit, after)
    await announce(unit, after, 'responses', { answered: shown.answered })
    return true
  })
  if (!isSaved) return null
  const isLeak = ({ flags }: StoredResponse) => flags.includes('no_door')
  if (changed.some(isLeak)) await raiseAlert(context, form, 'no_door', '')
  return changed.length
}
