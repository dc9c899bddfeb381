import type { Context } from '#core/context.ts'
import { wallClockAt } from '#core/time/zones.ts'
import type { FormStats, FormStatus } from '../contract/results.ts'
import { withRoles } from '../rules/questions.ts'
import { heldBackUnder, isAnonymous } from '../rules/state.ts'
import { statistics } from '../rules/stats.ts'
import { answeredBy, countStatuses } from '../store/counts.ts'
import { loadForm, type Form } from '../store/forms.ts'
import { loadResponses } from '../store/responses.ts'
import { refuse } from '../errors.ts'
import { zoneOf } from './fields.ts'
import { manageForm } from './rights.ts'
import { targetsOf } from './roster.ts'
import { countForm } from './seen.ts'

function dayText(zone: string, at: number): string {
  const { year, month, day } = wallClockAt(zone, at)
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')
}

/** Counted answers up to the end of each day. */
function byDay(zone: string, times: readonly number[]): FormStats['by_day'] {
  const days = new Map<string, number>()
  for (const at of times.toSorted((a, b) => a - b)) {
    const day = dayText(zone, at)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  let sum = 0
  return [...days].map(([day, count]) => ({ day, count: (sum += count) }))
}

/** Adds the answers of a form up. */
export async function addUp(context: Context, form: Form): Promise<FormStats> {
  const all = await loadResponses(context.database, form.id)
  const counted = all.filter(({ status }) => status === 'valid')
  const statuses = await countStatuses(context.database, form.id)
  const by_status = Object.entries(statuses).map(([status, count]) => ({ status, count }))
  if (isAnonymous(form.anonymity) && counted.length < heldBackUnder) {
    return { answers: counted.length, held_back: true, questions: [], by_day: [], by_status }
  }
  const questions = withRoles(form.questions, form.code_question_id)
  // The ids of responses are random: their order says nothing of who came first.
  const mixed = isAnonymous(form.anonymity)
    ? counted.toSorted((a, b) => (a.google_response_id < b.google_response_id ? -1 : 1))
    : counted
  return {
    answers: counted.length,
    held_back: false,
    questions: statistics(
      questions,
      mixed.map(({ answers }) => answers),
    ),
    by_day: byDay(
      zoneOf(context),
      counted.map(({ submitted_time }) => submitted_time),
    ),
    by_status,
  }
}

/** The statistics of a form, for those who manage it. */
export async function getStats(
  context: Context,
  id: string,
): Promise<{ form: Form; stats: FormStats }> {
  const { form } = await manageForm(context, id, 'forms:read')
  return { form, stats: await addUp(context, form) }
}

/** How a form stands, role by role. */
export async function getStatus(context: Context, id: string): Promise<FormStatus> {
  const { form } = await manageForm(context, id, 'forms:read')
  return statusOf(context, form)
}

/** How a form stands. */
export async function statusOf(context: Context, form: Form): Promise<FormStatus> {
  const counts = await countForm(context, form)
  const targets = await targetsOf(context, form)
  const isBlind = isAnonymous(form.anonymity)
  const answered = isBlind ? null : await answeredBy(context.database, form.id)
  const names = new Map(context.members.roles(form.guild_id).map(({ id, name }) => [id, name]))
  return {
    id: form.id,
    title: form.title,
    state: form.state,
    deadline: form.deadline === null ? null : new Date(form.deadline).toISOString(),
    counts,
    by_role: form.target_roles.map((id) => {
      const inRole = targets.filter(({ roles }) => roles.includes(id))
      return {
        id,
        name: names.get(id) ?? null,
        targets: inRole.length,
        answered: answered && inRole.filter(({ user_id }) => answered.has(user_id)).length,
      }
    }),
    held_back: isBlind && counts.answered < heldBackUnder,
  }
}

/** Statistics for a message in Discord; the form must be of that guild. */
export async function statsIn(
  context: Context,
  id: string,
  guildId: string,
): Promise<{ form: Form; stats: FormStats }> {
  const form = await loadForm(context.database, id)
  if (form?.guild_id !== guildId) throw refuse('FORM_NOT_FOUND')
  return getStats(context, id)
}
