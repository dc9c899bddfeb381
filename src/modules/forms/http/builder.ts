import type { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as builder from '../contract/builder.ts'
import * as contract from '../contract/form.ts'
import { choicesIn, reachOf } from '../service/guild.ts'
import { getForm } from '../service/reading.ts'
import {
  addQuestions,
  listQuestions,
  moveQuestion,
  readPrefill,
  undoQuestions,
} from '../service/questions.ts'
import { accountJson } from '../views/builder.ts'
import type { SeenForm } from '../views/json.ts'
import { formPanel } from '../views/panel.ts'
import { base, formAnswer, params, readAccess, tags, writeAccess, type Params } from './shared.ts'

const one = `${base}/:id`

const choices = route<
  unknown,
  z.infer<typeof builder.guildQuery>,
  unknown,
  Awaited<ReturnType<typeof choicesIn>>
>({
  method: 'GET',
  path: `${base}/choices`,
  summary: 'Roles with live counts, channels and the Google account of a guild',
  tags,
  access: readAccess,
  query: builder.guildQuery,
  responses: { 200: builder.formChoices },
  perform: (context, { query }) => choicesIn(context, query.guild_id),
  respond: ({ account, ...rest }, { locale }) => ({
    status: 200,
    body: { ...rest, google: accountJson(account, locale) },
  }),
})

const reach = route<unknown, z.infer<typeof builder.reachQuery>, unknown, { targets: number }>({
  method: 'GET',
  path: `${base}/reach`,
  summary: 'How many people a choice of roles reaches',
  tags,
  access: readAccess,
  query: builder.reachQuery,
  responses: { 200: builder.reach },
  perform: (context, { query }) =>
    reachOf(context, query.guild_id, query.roles.split(',').filter(Boolean)),
  respond: (body) => ({ status: 200, body }),
})

const questions = route<Params, unknown, unknown, builder.QuestionList>({
  method: 'GET',
  path: `${one}/questions`,
  summary: 'The questions of a form as Google has them now',
  tags,
  access: readAccess,
  params,
  responses: { 200: builder.questionList },
  perform: (context, input) => listQuestions(context, input.params.id),
  respond: (body) => ({ status: 200, body }),
})

const add = route<
  Params,
  unknown,
  z.infer<typeof builder.addQuestionsBody>,
  builder.AddQuestionsAnswer
>({
  method: 'POST',
  path: `${one}/questions`,
  summary: 'Add our questions to a form, or say what would be added',
  tags,
  access: writeAccess,
  params,
  body: builder.addQuestionsBody,
  responses: { 200: builder.addQuestionsAnswer },
  perform: (context, input) => addQuestions(context, input.params.id, input.body),
  respond: (body) => ({ status: 200, body }),
})

const undo = route<Params, unknown, unknown, builder.QuestionList>({
  method: 'POST',
  path: `${one}/questions/undo`,
  summary: 'Take back the questions that were added last',
  tags,
  access: writeAccess,
  params,
  responses: { 200: builder.questionList },
  perform: (context, input) => undoQuestions(context, input.params.id),
  respond: (body) => ({ status: 200, body }),
})

const move = route<Params, unknown, z.infer<typeof builder.moveQuestionBody>, builder.QuestionList>(
  {
    method: 'POST',
    path: `${one}/questions/move`,
    summary: 'Move a question to another position',
    tags,
    access: writeAccess,
    params,
    body: builder.moveQuestionBody,
    responses: { 200: builder.questionList },
    perform: (context, input) => moveQuestion(context, input.params.id, input.body),
    respond: (body) => ({ status: 200, body }),
  },
)

const prefill = route<Params, unknown, z.infer<typeof builder.prefillBody>, SeenForm>({
  method: 'POST',
  path: `${one}/prefill`,
  summary: 'Read entry numbers from a pre-filled link that was made in Google’s editor',
  tags,
  access: writeAccess,
  params,
  body: builder.prefillBody,
  responses: { 200: contract.form },
  async perform(context, input) {
    await readPrefill(context, input.params.id, input.body.url)
    return getForm(context, input.params.id)
  },
  respond: formAnswer,
})

const panel = route<Params, unknown, unknown, SeenForm>({
  method: 'GET',
  path: `${one}/panel`,
  summary: 'What the panel in Discord looks like',
  tags,
  access: readAccess,
  params,
  responses: { 200: builder.panelPreview },
  perform: (context, input) => getForm(context, input.params.id),
  respond: ({ form, counts }, { clock }) => ({
    status: 200,
    body: { message: formPanel(form, counts, clock.now()) },
  }),
})

/** What a form is built with: choices, questions, preview. */
export const builderRoutes: readonly AnyRoute[] = [
  choices,
  reach,
  questions,
  add,
  undo,
  move,
  prefill,
  panel,
]
