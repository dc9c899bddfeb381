import writeXlsx from 'write-excel-file/node'
import type { Context } from '#core/context.ts'
import { writeCsv, type CsvCell } from '#core/csv.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { ExportQuery } from '../contract/results.ts'
import { withRoles } from '../rules/questions.ts'
import { isAnonymous, showsNames } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { loadResponses } from '../store/responses.ts'
import { personJson } from '../views/people.ts'
import type { SeenResponse } from '../views/responses.ts'
import { t } from '../views/texts.ts'
import { missingIds, namesOf } from './people.ts'
import { requireEnough, seenResponses } from './responses.ts'
import { manageForm } from './rights.ts'
import { addUp } from './stats.ts'

/** A file to hand out. */
export type ExportedFile = { name: string; type: string; content: Buffer }

/** A table of cells, the head first. */
type Sheet = { title: string; rows: CsvCell[][] }

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
} as const

/** One row a counted response; of anonymous forms without times and in an order that says nothing. */
export function responseRows(
  form: Form,
  seen: readonly SeenResponse[],
  locale: Locale,
): CsvCell[][] {
  const questions = withRoles(form.questions, form.code_question_id).filter(
    ({ role }) => role !== 'code',
  )
  const named = showsNames(form.anonymity)
  const timed = !isAnonymous(form.anonymity)
  const head = [
    t(locale, 'export.response'),
    ...(timed ? [t(locale, 'export.submitted')] : []),
    ...(named
      ? [t(locale, 'export.discord'), t(locale, 'export.name'), t(locale, 'export.student_id')]
      : []),
    t(locale, 'export.status'),
    ...questions.map(({ title }) => title),
  ]
  const rows = seen.map(({ response, person }): CsvCell[] => {
    const who = person && personJson(person)
    return [
      response.google_response_id,
      ...(timed ? [new Date(response.submitted_time).toISOString()] : []),
      ...(named
        ? [who?.discord_username ?? '', who?.name ?? who?.display_name ?? '', who?.student_id ?? '']
        : []),
      response.status,
      ...questions.map(({ question_id }) => (response.answers[question_id] ?? []).join(', ')),
    ]
  })
  return [head, ...rows]
}

async function responses(context: Context, form: Form): Promise<Sheet> {
  const all = await loadResponses(context.database, form.id)
  requireEnough(form, all)
  const counted = all.filter(({ status }) =>
    isAnonymous(form.anonymity) ? status === 'valid' : true,
  )
  const seen = await seenResponses(context, form, counted)
  return { title: 'responses', rows: responseRows(form, seen, context.locale) }
}

async function missing(context: Context, form: Form): Promise<Sheet> {
  const { locale } = context
  const named = await namesOf(context, form.guild_id)
  const head = ['discord_id', 'discord', 'name', 'student_id', 'team', 'grade'] as const
  const rows = (await missingIds(context, form)).map((userId): CsvCell[] => {
    const one = personJson(named(userId))
    const { discord_username, display_name, name, student_id, team, grade } = one
    return [userId, discord_username, name ?? display_name, student_id, team, grade]
  })
  return { title: 'missing', rows: [head.map((key) => t(locale, `export.${key}`)), ...rows] }
}

async function statistics(context: Context, form: Form): Promise<Sheet> {
  const { locale } = context
  const stats = await addUp(context, form)
  const head = [t(locale, 'export.question'), t(locale, 'chart.answer'), t(locale, 'chart.count')]
  const rows = stats.questions.flatMap((question): CsvCell[][] => [
    [question.title, '', question.answered],
    ...question.choices.map(({ text, count }) => [question.title, text, count]),
  ])
  return { title: 'statistics', rows: [head, ...rows] }
}

const makers = { responses, missing, statistics }

async function asXlsx({ rows, title }: Sheet): Promise<Buffer> {
  // Cells of type String hold text whatever it looks like: nothing can be run.
  const cells = rows.map((row, index) =>
    row.map((value) => {
      if (value === null) return null
      const look = index === 0 ? { fontWeight: 'bold' as const } : {}
      return typeof value === 'number'
        ? { value, type: Number, ...look }
        : { value: value.slice(0, 32_767), type: String, ...look }
    }),
  )
  return writeXlsx(cells, { sheet: title }).toBuffer()
}

/** Names of columns, of which two may be alike: two questions can have the same title. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let own = name
    for (let count = 2; taken.has(own); count += 1) own = `${name} (${count})`
    taken.add(own)
    return own
  })
}

/** What a form holds as a file. */
export async function exportFile(
  context: Context,
  id: string,
  { format, what }: ExportQuery,
): Promise<ExportedFile> {
  const { form } = await manageForm(context, id, 'forms:read')
  const sheet = await makers[what](context, form)
  const name = `form-${form.id}-${what}.${format}`
  const type = types[format]
  if (format === 'csv') return { name, type, content: Buffer.from(writeCsv(sheet.rows)) }
  if (format === 'xlsx') return { name, type, content: await asXlsx(sheet) }
  const [head = [], ...rows] = sheet.rows
  const keys = distinct(head.map(String))
  const objects = rows.map((row) =>
    Object.fromEntries(keys.map((key, index) => [key, row[index] ?? null])),
  )
  const content = Buffer.from(JSON.stringify({ form: form.id, title: form.title, [what]: objects }))
  return { name, type, content }
}
