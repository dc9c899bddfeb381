import { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import type { Context } from '#core/context.ts'
import { toPng } from '#core/charts/png.ts'
import { coreError } from '#core/errors.ts'
import * as people from '../contract/people.ts'
import * as results from '../contract/results.ts'
import { exportFile, type ExportedFile } from '../service/export.ts'
import { changeSettings, getSettings } from '../service/guild.ts'
import { health } from '../service/health.ts'
import type { Listed } from '../service/people.ts'
import { listResponses, rule } from '../service/responses.ts'
import { connectSheet, getSheet, repairSheet } from '../service/sheet.ts'
import { getStats, getStatus } from '../service/stats.ts'
import { mendForm } from '../service/mend.ts'
import { syncForm } from '../service/sync.ts'
import { answersChart, questionChart } from '../views/charts.ts'
import { responseJson, type SeenResponse } from '../views/responses.ts'
import { t } from '../views/texts.ts'
import { guildQuery } from '../contract/builder.ts'
import { pageBody } from '#core/http/paging.ts'
import { base, params, readAccess, tags, writeAccess, type Params } from './shared.ts'

const one = `${base}/:id`

const status = route<Params, unknown, unknown, results.FormStatus>({
  method: 'GET',
  path: `${one}/status`,
  summary: 'How many have answered, role by role',
  tags,
  access: readAccess,
  params,
  responses: { 200: results.formStatus },
  perform: (context, input) => getStatus(context, input.params.id),
  respond: (body) => ({ status: 200, body }),
})

type ResponseQuery = z.infer<typeof people.responseQuery>

const responses = route<Params, ResponseQuery, unknown, Listed<SeenResponse>>({
  method: 'GET',
  path: `${one}/responses`,
  summary: 'The responses; of anonymous forms in no order and without persons',
  tags,
  access: readAccess,
  params,
  query: people.responseQuery,
  responses: { 200: people.responsePage },
  perform: (context, input) => listResponses(context, input.params.id, input.query),
  respond({ count, results: seen }, context, input) {
    const found = { count, results: seen.map(responseJson) }
    return { status: 200, body: pageBody(context, input, found) }
  },
})

const responseParams = params.extend({ response_id: z.string().min(1).max(200) })

const ruling = route<
  z.infer<typeof responseParams>,
  unknown,
  z.infer<typeof people.rulingBody>,
  SeenResponse
>({
  method: 'POST',
  path: `${one}/responses/:response_id`,
  summary: 'Overrule how a response was judged',
  tags,
  access: writeAccess,
  params: responseParams,
  body: people.rulingBody,
  responses: { 200: people.response },
  perform(context, { params: { id, response_id }, body }) {
    if (body.ruling === 'clear') return rule(context, id, response_id, null)
    if (body.ruling === 'accept') return rule(context, id, response_id, { kind: 'accept' })
    return rule(context, id, response_id, { kind: 'assign', discord_id: body.discord_user_id })
  },
  respond: (seen) => ({ status: 200, body: responseJson(seen) }),
})

const stats = route<Params, unknown, unknown, results.FormStats>({
  method: 'GET',
  path: `${one}/stats`,
  summary: 'The answers added up, question by question',
  tags,
  access: readAccess,
  params,
  responses: { 200: results.formStats },
  perform: async (context, input) => (await getStats(context, input.params.id)).stats,
  respond: (body) => ({ status: 200, body }),
})

const chart = route<Params, z.infer<typeof results.chartQuery>, unknown, Buffer>({
  method: 'GET',
  path: `${one}/chart`,
  summary: 'A picture of the answers to one question, or of the answers over time (PNG)',
  tags,
  access: readAccess,
  params,
  query: results.chartQuery,
  responses: {},
  async perform(context, { params: { id }, query }) {
    const { form, stats: sums } = await getStats(context, id)
    if (query.question === undefined) {
      return toPng(answersChart(form.title, sums, context.locale).svg, query.theme, 2)
    }
    const found = sums.questions.find(({ question_id }) => question_id === query.question)
    if (!found) throw coreError('not_found')
    return toPng(questionChart(found, context.locale).svg, query.theme, 2)
  },
  respond: (body) => ({ status: 200, headers: { 'content-type': 'image/png' }, body }),
})

const exporting = route<Params, results.ExportQuery, unknown, ExportedFile>({
  method: 'GET',
  path: `${one}/export`,
  summary: 'Responses, missing people or statistics as CSV, XLSX or JSON',
  tags,
  access: readAccess,
  params,
  query: results.exportQuery,
  responses: {},
  perform: (context, input) => exportFile(context, input.params.id, input.query),
  respond: ({ name, type, content }) => ({
    status: 200,
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
    body: content,
  }),
})

/** Something after which Google has been looked at. */
function looking(verb: 'sync' | 'mend', summary: string, work: typeof syncForm): AnyRoute {
  return route<Params, unknown, unknown, Awaited<ReturnType<typeof syncForm>>>({
    method: 'POST',
    path: `${one}/${verb}`,
    summary,
    tags,
    access: writeAccess,
    params,
    responses: { 200: results.syncAnswer },
    perform: (context, input) => work(context, input.params.id),
    respond: ({ error_code, ...rest }, { locale }) => ({
      status: 200,
      body: {
        ...rest,
        fetch_error: error_code && {
          code: error_code,
          detail: t(locale, 'google.failed', { code: error_code }),
        },
      },
    }),
  })
}

type Copy = Awaited<ReturnType<typeof getSheet>>

function copyAnswer({ error_code, ...copy }: Copy, { locale }: Context) {
  const error = error_code && {
    code: error_code,
    detail: t(locale, 'google.failed', { code: error_code }),
  }
  return { status: 200, body: { ...copy, error } }
}

const sheet = route<Params, unknown, unknown, Copy>({
  method: 'GET',
  path: `${one}/sheet`,
  summary: 'How the copy in a spreadsheet stands',
  tags,
  access: readAccess,
  params,
  responses: { 200: results.sheetCopy },
  perform: (context, input) => getSheet(context, input.params.id),
  respond: copyAnswer,
})

const connect = route<Params, unknown, z.infer<typeof results.sheetBody>, Copy>({
  method: 'POST',
  path: `${one}/sheet`,
  summary: 'Copy all responses to a spreadsheet, or end that',
  tags,
  access: writeAccess,
  params,
  body: results.sheetBody,
  responses: { 200: results.sheetCopy },
  perform: (context, input) => connectSheet(context, input.params.id, input.body.spreadsheet_url),
  respond: copyAnswer,
})

const repair = route<Params, unknown, unknown, Copy>({
  method: 'POST',
  path: `${one}/repair`,
  summary: 'Write the whole copy anew from the database',
  tags,
  access: writeAccess,
  params,
  responses: { 200: results.sheetCopy },
  perform: (context, input) => repairSheet(context, input.params.id),
  respond: copyAnswer,
})

type GuildQuery = z.infer<typeof guildQuery>

const settings = route<unknown, GuildQuery, unknown, results.FormSettings>({
  method: 'GET',
  path: `${base}/settings`,
  summary: 'What a guild has decided about its forms',
  tags,
  access: readAccess,
  query: guildQuery,
  responses: { 200: results.formSettings },
  perform: (context, { query }) => getSettings(context, query.guild_id),
  respond: (body) => ({ status: 200, body }),
})

const settingsPatch = results.formSettings.partial()

const changing = route<unknown, GuildQuery, z.infer<typeof settingsPatch>, results.FormSettings>({
  method: 'PATCH',
  path: `${base}/settings`,
  summary: 'Change what a guild has decided about its forms',
  tags,
  access: writeAccess,
  query: guildQuery,
  body: settingsPatch,
  responses: { 200: results.formSettings },
  perform: (context, { query, body }) => changeSettings(context, query.guild_id, body),
  respond: (body) => ({ status: 200, body }),
})

const healthRoute = route<unknown, unknown, unknown, results.FormsHealth>({
  method: 'GET',
  path: `${base}/health`,
  summary: 'How Google, the door, copies and reminders are doing',
  tags,
  access: readAccess,
  responses: { 200: results.formsHealth },
  perform: (context) => health(context),
  respond: (body) => ({ status: 200, body }),
})

/** Answers added up, exported and copied, and how all that is doing. */
export const resultRoutes: readonly AnyRoute[] = [
  healthRoute,
  settings,
  changing,
  status,
  responses,
  ruling,
  stats,
  chart,
  exporting,
  looking('sync', 'Look into Google now', syncForm),
  looking('mend', 'Put right in Google what has changed there', mendForm),
  sheet,
  connect,
  repair,
]
