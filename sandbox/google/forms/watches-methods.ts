import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { GoogleError, invalid, notFound, parseBody } from '../errors.ts'
import type { Google } from '../google.ts'
import { makeId } from '../ids.ts'
import { quotas } from '../quotas.ts'
import type { StoredForm, Watch } from '../state.ts'
import { formOf } from './forms-methods.ts'
import { showWatch } from './show.ts'

const weekMs = 7 * 86_400_000
/** A program may have so many watches on a form and kind of event. */
const perForm = 20

const createBody = z.strictObject({
  watchId: z.string().optional(),
  watch: z.strictObject({
    target: z.strictObject({ topic: z.strictObject({ topicName: z.string() }) }),
    eventType: z.enum(['SCHEMA', 'RESPONSES']),
  }),
})
const params = z.object({ watchId: z.string() })

/** Drops watches that ended; Google forgets them, too. */
function current(google: Google, form: StoredForm): Watch[] {
  const now = google.clock.now()
  for (const watch of form.watches.values()) if (watch.expires <= now) form.watches.delete(watch.id)
  return [...form.watches.values()]
}

function create(google: Google, caller: Caller, request: FastifyRequest): object {
  const form = formOf(google, caller, request, 'read')
  const { watchId, watch } = parseBody(createBody, request.body)
  const { topicName } = watch.target.topic
  if (watchId !== undefined && !/^[a-z-]{4,63}$/.test(watchId)) throw invalid('Invalid watch_id')
  if (watchId !== undefined && form.watches.has(watchId))
    throw new GoogleError('ALREADY_EXISTS', 'The watch already exists.')
  if (!google.state.topics.has(topicName)) throw invalid(`Topic ${topicName} does not exist.`)
  const alike = current(google, form).filter((one) => one.event === watch.eventType)
  if (alike.some((one) => one.by === caller.email) && !caller.isService)
    throw invalid('A user may have one watch per form and event type.')
  if (alike.length >= perForm) throw invalid('Too many watches for this form and event type.')
  const now = google.clock.now()
  const made: Watch = {
    id: watchId ?? makeId.watch(google.random),
    event: watch.eventType,
    topic: topicName,
    by: caller.email,
    created: now,
    expires: now + weekMs,
    pending: null,
    last_notice: null,
  }
  form.watches.set(made.id, made)
  return showWatch(made, now)
}

function watchOf(google: Google, caller: Caller, request: FastifyRequest): [StoredForm, Watch] {
  const form = formOf(google, caller, request, 'read')
  const { watchId } = params.parse(request.params)
  const watch = current(google, form).find(({ id }) => id === watchId)
  if (!watch) throw notFound()
  return [form, watch]
}

/** `forms.watches.create`, `list`, `renew` and `delete`. */
export function watchesMethods(google: Google): Method[] {
  const path = '/v1/forms/:formId/watches'
  const write = { scopes: scopes.watches, quota: quotas.formsWrite }
  return [
    {
      verb: 'POST',
      path,
      ...write,
      run: (caller, request) => create(google, caller, request),
    },
    {
      verb: 'GET',
      path,
      scopes: scopes.watches,
      quota: quotas.formsRead,
      run(caller, request) {
        const form = formOf(google, caller, request, 'read')
        const watches = current(google, form).map((one) => showWatch(one, google.clock.now()))
        return watches.length > 0 ? { watches } : {}
      },
    },
    {
      verb: 'POST',
      path: `${path}/:watchId(^[\\w-]+)::renew`,
      ...write,
      run(caller, request) {
        const [, watch] = watchOf(google, caller, request)
        watch.expires = google.clock.now() + weekMs
        return showWatch(watch, google.clock.now())
      },
    },
    {
      verb: 'DELETE',
      path: `${path}/:watchId`,
      ...write,
      run(caller, request) {
        const [form, watch] = watchOf(google, caller, request)
        form.watches.delete(watch.id)
        return {}
      },
    },
  ]
}
