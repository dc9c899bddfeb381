import { pageBody } from '#core/http/paging.ts'
import type { z } from 'zod'
import type { AnyRoute } from '#core/http/route.ts'
import { event } from '../contract/event.ts'
import * as contract from '../contract/series.ts'
import { idParams } from '../contract/shared.ts'
import type { Changed } from '../service/change.ts'
import { createSeries } from '../service/series.ts'
import * as edits from '../service/series-edit.ts'
import * as templates from '../service/templates.ts'
import { eventJson } from '../views/json.ts'
import { seriesJson, templateJson } from '../views/series.ts'
import { eventRoute, readAccess, writeAccess } from './shared.ts'

const seriesBase = '/api/v1/series'
const templateBase = '/api/v1/event-templates'
type Params = z.infer<typeof idParams>
type ListQuery = z.infer<typeof contract.seriesListQuery>

const list = eventRoute<
  unknown,
  ListQuery,
  unknown,
  { count: number; results: edits.SeriesSeen[] }
>({
  method: 'GET',
  path: seriesBase,
  summary: 'List series, newest first',
  access: readAccess,
  query: contract.seriesListQuery,
  responses: { 200: contract.seriesPage },
  perform: (context, { query }) => edits.listOwnSeries(context, query),
  respond({ count, results }, context, input) {
    const shown = results.map((one) => seriesJson(one, context.locale))
    return { status: 200, body: pageBody(context, input, { count, results: shown }) }
  },
})

const creation = eventRoute<unknown, unknown, z.infer<typeof contract.createSeriesBody>, Changed>({
  method: 'POST',
  path: seriesBase,
  summary: 'Make events that repeat; the answer is the first of them',
  access: writeAccess,
  body: contract.createSeriesBody,
  responses: { 201: event },
  perform: (context, { body }) => createSeries(context, body),
  respond: (seen, context) => ({
    status: 201,
    headers: { location: `${seriesBase}/${seen.event.series_id ?? ''}` },
    body: eventJson(seen, context),
  }),
})

const detail = eventRoute<Params, unknown, unknown, edits.SeriesSeen>({
  method: 'GET',
  path: `${seriesBase}/:id`,
  summary: 'One series with what comes',
  access: readAccess,
  params: idParams,
  responses: { 200: contract.series },
  perform: (context, { params }) => edits.getSeries(context, params.id),
  respond: (seen, { locale }) => ({ status: 200, body: seriesJson(seen, locale) }),
})

type PatchBody = z.infer<typeof contract.patchSeriesBody>
type ScopeQuery = z.infer<typeof contract.seriesScopeQuery>

const patch = eventRoute<Params, ScopeQuery, PatchBody, edits.SeriesSeen>({
  method: 'PATCH',
  path: `${seriesBase}/:id`,
  summary: 'Change a series, all of it or from one occurrence on',
  access: writeAccess,
  params: idParams,
  query: contract.seriesScopeQuery,
  body: contract.patchSeriesBody,
  responses: { 200: contract.series },
  perform(context, { params, body, query }) {
    const from = query.scope === 'following' ? edits.namedFrom(query) : undefined
    return edits.patchSeries(context, params.id, body, from)
  },
  respond: (seen, { locale }) => ({ status: 200, body: seriesJson(seen, locale) }),
})

type EndQuery = z.infer<typeof contract.endSeriesQuery>

const removal = eventRoute<Params, EndQuery, unknown, edits.SeriesSeen>({
  method: 'DELETE',
  path: `${seriesBase}/:id`,
  summary: 'End a series, all of it, from one occurrence on, or leave that one out',
  access: writeAccess,
  params: idParams,
  query: contract.endSeriesQuery,
  responses: { 200: contract.series },
  perform: (context, { params, query }) => edits.endScoped(context, params.id, query),
  respond: (seen, { locale }) => ({ status: 200, body: seriesJson(seen, locale) }),
})

type SkipBody = z.infer<typeof contract.skipBody>

const skips = (['skip', 'unskip'] as const).map((verb) =>
  eventRoute<Params, unknown, SkipBody, edits.SeriesSeen>({
    method: 'POST',
    path: `${seriesBase}/:id/${verb}`,
    summary: verb === 'skip' ? 'Leave one occurrence out' : 'Let an occurrence happen again',
    access: writeAccess,
    params: idParams,
    body: contract.skipBody,
    responses: { 200: contract.series },
    perform: (context, { params, body }) =>
      edits.skipOccurrence(context, params.id, body.occurrence_key, verb === 'skip'),
    respond: (seen, { locale }) => ({ status: 200, body: seriesJson(seen, locale) }),
  }),
)

type Template = Awaited<ReturnType<typeof templates.saveTemplate>>
type TemplateQuery = z.infer<typeof contract.templateListQuery>
type TemplateBody = z.infer<typeof contract.templateBody>

const templateList = eventRoute<unknown, TemplateQuery, unknown, Template[]>({
  method: 'GET',
  path: templateBase,
  summary: 'List what events may begin with',
  access: readAccess,
  query: contract.templateListQuery,
  responses: { 200: contract.templateList },
  perform: (context, { query }) => templates.listTemplates(context, query),
  respond: (all) => ({ status: 200, body: { results: all.map(templateJson) } }),
})

const saveTemplate = eventRoute<unknown, unknown, TemplateBody, Template>({
  method: 'POST',
  path: templateBase,
  summary: 'Keep something that events may begin with',
  access: writeAccess,
  body: contract.templateBody,
  responses: { 201: contract.eventTemplate },
  perform: (context, { body }) => templates.saveTemplate(context, body),
  respond: (template) => ({ status: 201, body: templateJson(template) }),
})

const editBody = contract.templateBody.pick({ name: true, fields: true }).partial()

const editTemplate = eventRoute<Params, unknown, z.infer<typeof editBody>, Template>({
  method: 'PATCH',
  path: `${templateBase}/:id`,
  summary: 'Change a template',
  access: writeAccess,
  params: idParams,
  body: editBody,
  responses: { 200: contract.eventTemplate },
  perform: (context, { params, body }) => templates.editTemplate(context, params.id, body),
  respond: (template) => ({ status: 200, body: templateJson(template) }),
})

const removeTemplate = eventRoute<Params, unknown, unknown, void>({
  method: 'DELETE',
  path: `${templateBase}/:id`,
  summary: 'Forget a template',
  access: writeAccess,
  params: idParams,
  responses: {},
  perform: (context, { params }) => templates.removeTemplate(context, params.id),
  respond: () => ({ status: 204 }),
})

/** Series, and what events begin with. */
export const seriesRoutes: readonly AnyRoute[] = [
  list,
  creation,
  detail,
  patch,
  removal,
  ...skips,
  templateList,
  saveTemplate,
  editTemplate,
  removeTemplate,
]
