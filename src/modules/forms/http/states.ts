import { route, type AnyRoute } from '#core/http/route.ts'
import type { Context } from '#core/context.ts'
import { z } from 'zod'
import * as contract from '../contract/form.ts'
import * as people from '../contract/people.ts'
import { edit } from '../service/edit.ts'
import { close, publish, remove, reopen } from '../service/publish.ts'
import { answerByWeb, type AnswerLink } from '../service/answer.ts'
import { myForms, setDirect, type Own } from '../service/my.ts'
import { formJson, type SeenForm } from '../views/json.ts'
import { base, formAnswer, params, readAccess, tags, writeAccess, type Params } from './shared.ts'

const one = `${base}/:id`

const patch = route<Params, unknown, contract.PatchBody, SeenForm>({
  method: 'PATCH',
  path: one,
  summary: 'Change a form',
  tags,
  access: writeAccess,
  params,
  body: contract.patchBody,
  responses: { 200: contract.form },
  perform: (context, input) => edit(context, input.params.id, input.body),
  respond: formAnswer,
})

const removal = route<Params, unknown, unknown, { id: string }>({
  method: 'DELETE',
  path: one,
  summary: 'Delete a form with its answers and its panel',
  tags,
  access: writeAccess,
  params,
  responses: {},
  perform: (context, input) => remove(context, input.params.id),
  respond: () => ({ status: 204 }),
})

const publishing = route<Params, unknown, contract.PublishBody, SeenForm>({
  method: 'POST',
  path: `${one}/publish`,
  summary: 'Publish a form and post its panel',
  tags,
  access: writeAccess,
  params,
  body: contract.publishBody,
  responses: { 200: contract.form },
  perform: (context, input) => publish(context, input.params.id, input.body),
  respond: formAnswer,
})

function action(
  verb: string,
  summary: string,
  work: (context: Context, id: string) => Promise<SeenForm>,
): AnyRoute {
  return route<Params, unknown, unknown, SeenForm>({
    method: 'POST',
    path: `${one}/${verb}`,
    summary,
    tags,
    access: writeAccess,
    params,
    responses: { 200: contract.form },
    perform: (context, input) => work(context, input.params.id),
    respond: formAnswer,
  })
}

const answer = route<Params, unknown, unknown, AnswerLink>({
  method: 'POST',
  path: `${one}/answer`,
  summary: 'Get a link to answer with',
  tags,
  access: { kind: 'session' },
  params,
  responses: { 200: people.answerLink },
  perform: (context, input) => answerByWeb(context, input.params.id),
  respond: ({ url, expires_at }) => ({
    status: 200,
    body: { url, expires_at: new Date(expires_at).toISOString() },
  }),
})

const mineQuery = z.object({ guild_id: contract.listQuery.shape.guild_id })

const mine = route<unknown, z.infer<typeof mineQuery>, unknown, Own>({
  method: 'GET',
  path: `${base}/my`,
  summary: 'The forms that one is asked to answer',
  tags,
  access: readAccess,
  query: mineQuery,
  responses: { 200: people.myForms },
  perform: (context, { query }) => myForms(context, query.guild_id ?? null),
  respond: ({ results, dm_reminders }, context) => ({
    status: 200,
    body: {
      results: results.map((seen) => {
        const at = seen.mine?.answered_at ?? null
        return { ...formJson(seen, context), answered_at: at && new Date(at).toISOString() }
      }),
      dm_reminders,
    },
  }),
})

const prefer = route<unknown, unknown, { dm_reminders: boolean }, { dm_reminders: boolean }>({
  method: 'PATCH',
  path: `${base}/preferences`,
  summary: 'Decide how one is reminded',
  tags,
  access: { kind: 'session' },
  body: people.preferences,
  responses: { 200: people.preferences },
  perform: (context, { body }) => setDirect(context, body.dm_reminders),
  respond: (body) => ({ status: 200, body }),
})

/** Changing, publishing and ending forms, and answering them. */
export const stateRoutes: readonly AnyRoute[] = [
  mine,
  prefer,
  patch,
  removal,
  publishing,
  action('close', 'Close a form by hand', close),
  action('reopen', 'Open a closed form again', reopen),
  answer,
]
