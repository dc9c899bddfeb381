import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { storageExceeded } from '../drive/storage.ts'
import { GoogleError, invalid, notFound, parseBody } from '../errors.ts'
import { formFor, type Google } from '../google.ts'
import { quotas } from '../quotas.ts'
import type { StoredForm } from '../state.ts'
import { batchBody } from './batch.ts'
import { addForm, changeForm, readRevision, requireRevision } from './change.ts'
import { revisionFor, showForm, showPublish } from './show.ts'

const createBody = z.looseObject({
  info: z
    .strictObject({
      title: z.string().optional(),
      documentTitle: z.string().optional(),
      description: z.string().optional(),
    })
    .optional(),
})
const createQuery = z.object({ unpublished: z.enum(['true', 'false']).optional() })
const publishBody = z.strictObject({
  publishSettings: z.strictObject({
    publishState: z.strictObject({
      isPublished: z.boolean().default(false),
      isAcceptingResponses: z.boolean().default(false),
    }),
  }),
  updateMask: z.string().optional(),
})
const params = z.object({ formId: z.string() })

/** The form that a request names, for a caller who may reach it. */
export function formOf(
  google: Google,
  caller: Caller,
  request: FastifyRequest,
  need: 'read' | 'write',
): StoredForm {
  const { formId } = params.parse(request.params)
  const file = google.state.files.get(formId)
  if (caller.isFileOnly && file?.opened_by_app !== true) throw notFound()
  return formFor(google, formId, caller.email, need)
}

function create(google: Google, caller: Caller, request: FastifyRequest): object {
  const body = parseBody(createBody, request.body)
  const { unpublished } = parseBody(createQuery, request.query)
  const others = Object.keys(body).filter((name) => name !== 'info')
  if (others.length > 0 || body.info?.description !== undefined)
    throw invalid(
      'Only info.title can be set when creating a form. To add items and change settings, use batchUpdate.',
    )
  const { title, documentTitle } = body.info ?? {}
  if (title === undefined || title === '') throw invalid('info.title must be set')
  if (title.includes('\n')) throw invalid('Displayed text cannot contain newlines')
  if (caller.isService) throw storageExceeded()
  const isHidden =
    unpublished === undefined ? google.state.created_unpublished : unpublished === 'true'
  const form = addForm(google, {
    owner: caller.email,
    title,
    byApp: true,
    publish: { published: !isHidden, accepting: !isHidden },
    ...(documentTitle !== undefined && { document: documentTitle }),
  })
  readRevision(google, form, caller.email)
  return showForm(google, form, caller.email)
}

function batchUpdate(google: Google, caller: Caller, request: FastifyRequest): object {
  const form = formOf(google, caller, request, 'write')
  const body = parseBody(batchBody, request.body)
  const { requiredRevisionId, targetRevisionId } = body.writeControl ?? {}
  if (requiredRevisionId !== undefined && targetRevisionId !== undefined)
    throw invalid('Only one revision ID may be set')
  if (requiredRevisionId !== undefined)
    requireRevision(google, form, caller.email, requiredRevisionId)
  if (body.requests.length === 0) throw invalid('Must specify at least one request.')
  const replies = changeForm(google, form, body.requests)
  readRevision(google, form, caller.email)
  return {
    replies,
    writeControl: { requiredRevisionId: revisionFor(form, caller.email) },
    ...(body.includeFormInResponse === true && { form: showForm(google, form, caller.email) }),
  }
}

function setPublishSettings(google: Google, caller: Caller, request: FastifyRequest): object {
  const form = formOf(google, caller, request, 'write')
  const body = parseBody(publishBody, request.body)
  const mask = body.updateMask ?? '*'
  if (!['*', 'publish_state', 'publishState'].includes(mask))
    throw invalid(`Invalid field in mask: ${mask}`)
  if (form.publish === null)
    throw new GoogleError(
      'FAILED_PRECONDITION',
      'Publish settings cannot be changed for legacy forms.',
    )
  const { isPublished, isAcceptingResponses } = body.publishSettings.publishState
  if (isAcceptingResponses && !isPublished)
    throw invalid('A form that is not published cannot accept responses.')
  form.publish = { published: isPublished, accepting: isAcceptingResponses }
  return { formId: form.id, publishSettings: showPublish(form.publish) }
}

/** `forms.create`, `get`, `batchUpdate` and `setPublishSettings`. */
export function formsMethods(google: Google): Method[] {
  const write = { scopes: scopes.formsWrite, quota: quotas.formsWrite }
  return [
    {
      verb: 'POST',
      path: '/v1/forms',
      ...write,
      run: (caller, request) => create(google, caller, request),
    },
    {
      verb: 'GET',
      path: '/v1/forms/:formId',
      scopes: scopes.formsRead,
      quota: quotas.formsRead,
      run(caller, request) {
        const form = formOf(google, caller, request, 'read')
        readRevision(google, form, caller.email)
        return showForm(google, form, caller.email)
      },
    },
    {
      verb: 'POST',
      path: '/v1/forms/:formId(^[\\w-]+)::batchUpdate',
      ...write,
      run: (caller, request) => batchUpdate(google, caller, request),
    },
    {
      verb: 'POST',
      path: '/v1/forms/:formId(^[\\w-]+)::setPublishSettings',
      ...write,
      run: (caller, request) => setPublishSettings(google, caller, request),
    },
  ]
}
