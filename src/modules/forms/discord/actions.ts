import { toPng } from '#core/charts/png.ts'
import type { Answer, Call } from '#discord/part.ts'
import { wallClockAt } from '#core/time/zones.ts'
import { isAnonymous } from '../rules/state.ts'
import { exportFile } from '../service/export.ts'
import { zoneOf } from '../service/fields.ts'
import { listMissing } from '../service/people.ts'
import { close, publish, reopen } from '../service/publish.ts'
import { getForm } from '../service/reading.ts'
import { remindNow } from '../service/remind.ts'
import { listResponses } from '../service/responses.ts'
import { manageForm } from '../service/rights.ts'
import { repairSheet } from '../service/sheet.ts'
import { statsIn, statusOf } from '../service/stats.ts'
import { syncForm } from '../service/sync.ts'
import { refuse } from '../errors.ts'
import { answersChart, questionChart } from '../views/charts.ts'
import type { SeenForm } from '../views/json.ts'
import { formModal } from '../views/modal.ts'
import { note } from '../views/parts.ts'
import {
  deleteQuestion,
  doneNote,
  missingNote,
  problemsNote,
  statsNote,
  statusNote,
} from '../views/private.ts'
import { t } from '../views/texts.ts'
import { guildOf } from './input.ts'
import { inPlace, whisper } from './shared.ts'

/** What a command does with the form that was chosen, and the other values that were typed. */
export type Chosen = { id: string; options: Record<string, string | number | boolean> }

type Action = (call: Call, chosen: Chosen) => Promise<Answer>

/** Throws unless the form belongs to the guild in which it was chosen. */
async function hereOnly(call: Call, id: string): Promise<SeenForm> {
  const seen = await getForm(call.context, id)
  if (seen.form.guild_id !== guildOf(call)) throw refuse('FORM_NOT_FOUND')
  return seen
}

/** A deadline as the form for changing shows it: without its seconds. */
export function typedDeadline(deadline: number | null, zone: string): string {
  if (deadline === null) return ''
  const { year, month, day, hour, minute } = wallClockAt(zone, deadline)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

const editing: Action = async (call, { id }) => {
  const { context } = call
  const { form } = await manageForm(context, id)
  if (form.guild_id !== guildOf(call)) throw refuse('FORM_NOT_FOUND')
  const modal = formModal(context.locale, id, {
    googleFormUrl: form.form_url,
    deadline: typedDeadline(form.deadline, zoneOf(context)),
    targetRoles: form.target_roles,
    isAnonymous: isAnonymous(form.anonymity),
    allowEdit: form.allow_edit,
  })
  return { type: 'modal', modal }
}

const publishing: Action = async (call, { id, options }) => {
  await hereOnly(call, id)
  const channel = options['channel'] ?? call.channel_id
  const seen = await publish(call.context, id, {
    channel_id: typeof channel === 'string' ? channel : undefined,
    notify: options['notify'] === true,
  })
  return inPlace(call, doneNote('done.published', seen, call.context))
}

const closing: Action = async (call, { id }) => {
  await hereOnly(call, id)
  return inPlace(call, doneNote('done.closed', await close(call.context, id), call.context))
}

const reopening: Action = async (call, { id }) => {
  await hereOnly(call, id)
  return inPlace(call, doneNote('done.reopened', await reopen(call.context, id), call.context))
}

const deleting: Action = async (call, { id }) => {
  const { form } = await hereOnly(call, id)
  await manageForm(call.context, id)
  return inPlace(call, deleteQuestion(form, call.context))
}

/** How a form stands: the rate, who is missing, or what somebody should look at. */
export const showStatus: Action = async (call, { id, options }) => {
  const { context } = call
  const { form } = await hereOnly(call, id)
  const show = options['show']
  if (show === 'missing') {
    const found = await listMissing(context, id, { page: 1, page_size: 200 })
    return inPlace(call, missingNote(form, found, context))
  }
  if (show === 'problems') {
    const found = await listResponses(context, id, { page: 1, page_size: 20, problems: '1' })
    return inPlace(call, problemsNote(form, found, context))
  }
  await manageForm(context, id, 'forms:read')
  return inPlace(call, statusNote(form, await statusOf(context, form), context))
}

const reminding: Action = async (call, { id }) => {
  const { context } = call
  const { form } = await hereOnly(call, id)
  const { recipients } = await remindNow(context, id, null)
  const text = t(context.locale, 'done.reminded', { title: form.title, count: recipients })
  return inPlace(call, note(text))
}

const syncing: Action = async (call, { id }) => {
  const { context } = call
  const { form } = await hereOnly(call, id)
  const { fetched, error_code } = await syncForm(context, id)
  const text = error_code
    ? t(context.locale, 'google.failed', { code: error_code })
    : t(context.locale, 'done.synced', { title: form.title, count: fetched })
  return inPlace(call, note(text))
}

/** Pictures in one message at most. */
const mostPictures = 4

const showStats: Action = async (call, { id }) => {
  const { context } = call
  const { form, stats } = await statsIn(context, id, guildOf(call))
  const charts = stats.questions
    .filter(({ choices }) => choices.length > 0)
    .slice(0, mostPictures)
    .map((question) => questionChart(question, context.locale))
  const all =
    charts.length > 0 || stats.held_back
      ? charts
      : [answersChart(form.title, stats, context.locale)]
  const files = await Promise.all(
    all.map(async ({ svg, summary }, index) => ({
      name: `chart-${index + 1}.png`,
      data: await toPng(svg, 'light', 2),
      contentType: 'image/png',
      description: summary.slice(0, 1_000),
    })),
  )
  return whisper({ ...statsNote(form, stats, context), files })
}

const exporting: Action = async (call, { id, options }) => {
  const { context } = call
  const { form } = await hereOnly(call, id)
  const format = options['format']
  const { name, type, content } = await exportFile(context, id, {
    what: 'responses',
    format: format === 'xlsx' || format === 'json' ? format : 'csv',
  })
  const text = t(context.locale, 'done.exported', { title: form.title })
  return whisper({ ...note(text), files: [{ name, data: content, contentType: type }] })
}

const repairing: Action = async (call, { id }) => {
  const { context } = call
  const { form } = await hereOnly(call, id)
  await repairSheet(context, id)
  return inPlace(call, note(t(context.locale, 'done.repaired', { title: form.title })))
}

/** What is done with a chosen form, by the name of the sub-command. */
export const actions = {
  edit: editing,
  publish: publishing,
  close: closing,
  reopen: reopening,
  delete: deleting,
  status: showStatus,
  remind: reminding,
  sync: syncing,
  stats: showStats,
  export: exporting,
  repair: repairing,
} satisfies Record<string, Action>

/** Name of a sub-command that works on one form. */
export type ActionName = keyof typeof actions
