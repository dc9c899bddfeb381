import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errorInfo, GoogleError } from './errors.ts'
import type { Google } from './google.ts'
import type { Quota, QuotaCounter } from './quotas.ts'

const auth = 'https://www.googleapis.com/auth'

/** Which scopes admit a method: any one of them does. Read from the examples in Google's official client packages. */
export const scopes = {
  formsWrite: [`${auth}/drive`, `${auth}/drive.file`, `${auth}/forms.body`],
  formsRead: [
    `${auth}/drive`,
    `${auth}/drive.file`,
    `${auth}/drive.readonly`,
    `${auth}/forms.body`,
    `${auth}/forms.body.readonly`,
  ],
  responses: [`${auth}/drive`, `${auth}/drive.file`, `${auth}/forms.responses.readonly`],
  watches: [
    `${auth}/drive`,
    `${auth}/drive.file`,
    `${auth}/drive.readonly`,
    `${auth}/forms.body`,
    `${auth}/forms.body.readonly`,
    `${auth}/forms.responses.readonly`,
  ],
  sheetsWrite: [`${auth}/drive`, `${auth}/drive.file`, `${auth}/spreadsheets`],
  sheetsRead: [
    `${auth}/drive`,
    `${auth}/drive.file`,
    `${auth}/drive.readonly`,
    `${auth}/spreadsheets`,
    `${auth}/spreadsheets.readonly`,
  ],
  driveWrite: [`${auth}/drive`, `${auth}/drive.file`],
  driveRead: [`${auth}/drive`, `${auth}/drive.file`, `${auth}/drive.readonly`],
  pubsub: [`${auth}/pubsub`, `${auth}/cloud-platform`],
} as const

/** Who calls. `isFileOnly`: nothing but drive.file admits the call, so that it reaches only files of the program. */
export type Caller = { email: string; isService: boolean; isFileOnly: boolean }

/** One method of an API. */
export type Method = {
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As Google documents it, in the router's spelling. */
  path: string
  scopes: readonly string[]
  quota: Quota
  run(caller: Caller, request: FastifyRequest): unknown
}

const missing =
  'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'
const wrong =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'
const keyOnly =
  'API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that assert a principal. See https://cloud.google.com/docs/authentication'

function unauthenticated(message: string, reason: string, service: string): GoogleError {
  return new GoogleError('UNAUTHENTICATED', message, { details: [errorInfo(reason, { service })] })
}

function hasKey(request: FastifyRequest): boolean {
  const { query } = request
  return typeof query === 'object' && query !== null && 'key' in query
}

function authenticate(google: Google, request: FastifyRequest, method: Method): Caller {
  const { service } = method.quota
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'bearer') {
    if (hasKey(request)) throw unauthenticated(keyOnly, 'CREDENTIALS_MISSING', service)
    throw unauthenticated(missing, 'CREDENTIALS_MISSING', service)
  }
  const known = google.state.access_tokens.get(token)
  const account = known && google.state.accounts.get(known.email)
  if (!known || !account) throw unauthenticated(wrong, 'ACCESS_TOKEN_TYPE_UNSUPPORTED', service)
  if (known.expires <= google.clock.now())
    throw unauthenticated(wrong, 'ACCESS_TOKEN_EXPIRED', service)
  const fitting = method.scopes.filter((scope) => known.scopes.includes(scope))
  if (fitting.length === 0)
    throw new GoogleError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', {
      details: [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { service })],
    })
  return {
    email: known.email,
    isService: account.kind === 'service',
    isFileOnly: fitting.every((scope) => scope === `${auth}/drive.file`),
  }
}

/** Adds methods: each is authenticated, counted, and answers with JSON, or with 204. */
export function registerMethods(
  app: FastifyInstance,
  google: Google,
  quotas: QuotaCounter,
  methods: readonly Method[],
): void {
  for (const method of methods)
    app.route({
      method: method.verb,
      url: method.path,
      async handler(request, reply) {
        const caller = authenticate(google, request, method)
        quotas.take(method.quota, caller.email)
        const answer = method.run(caller, request)
        return answer === undefined ? reply.code(204).send() : answer
      },
    })
}
