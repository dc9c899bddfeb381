import { pageBody } from '#core/http/paging.ts'
import type { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as builder from '../contract/builder.ts'
import * as contract from '../contract/form.ts'
import { createForm } from '../service/create.ts'
import { describeAccount, inspectForm } from '../service/inspect.ts'
import { getForm, listSeen } from '../service/reading.ts'
import { accountJson, inspectionJson, type InspectedForm } from '../views/builder.ts'
import { formJson, type SeenForm } from '../views/json.ts'
import { base, formAnswer, params, readAccess, tags, writeAccess, type Params } from './shared.ts'

const list = route<unknown, contract.ListQuery, unknown, { count: number; results: SeenForm[] }>({
  method: 'GET',
  path: base,
  summary: 'List forms, newest first: those one manages, and those one is asked to answer',
  tags,
  access: readAccess,
  query: contract.listQuery,
  responses: { 200: contract.formPage },
  perform: (context, { query }) => listSeen(context, query),
  respond({ count, results }, context, input) {
    const forms = results.map((seen) => formJson(seen, context))
    return { status: 200, body: pageBody(context, input, { count, results: forms }) }
  },
})

const create = route<unknown, unknown, contract.CreateBody, SeenForm>({
  method: 'POST',
  path: base,
  summary: 'Adopt a form by its address, or make one in Google',
  tags,
  access: writeAccess,
  body: contract.createBody,
  responses: { 201: contract.form },
  perform: (context, { body }) => createForm(context, body),
  respond: (seen, context) => ({
    ...formAnswer(seen, context),
    status: 201,
    headers: { location: `${base}/${seen.form.id}` },
  }),
})

const detail = route<Params, unknown, unknown, SeenForm>({
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One form',
  tags,
  access: readAccess,
  params,
  responses: { 200: contract.form },
  perform: (context, input) => getForm(context, input.params.id),
  respond: formAnswer,
})

const inspect = route<unknown, unknown, z.infer<typeof builder.inspectBody>, InspectedForm>({
  method: 'POST',
  path: `${base}/inspect`,
  summary: 'Look at a form in Google before it is adopted',
  tags,
  access: writeAccess,
  body: builder.inspectBody,
  responses: { 200: builder.inspection },
  perform: (context, { body }) => inspectForm(context, body.guild_id, body.google_form_url),
  respond: (found, { locale }) => ({ status: 200, body: inspectionJson(found, locale) }),
})

const account = route<unknown, unknown, unknown, Awaited<ReturnType<typeof describeAccount>>>({
  method: 'GET',
  path: `${base}/google`,
  summary: 'With which account forms are shared, and whether they can be made here',
  tags,
  access: readAccess,
  responses: { 200: builder.googleAccount },
  perform: (context) => describeAccount(context),
  respond: (found, { locale }) => ({ status: 200, body: accountJson(found, locale) }),
})

/** Listing, adopting and reading forms. */
export const formRoutes: readonly AnyRoute[] = [list, account, inspect, create, detail]
