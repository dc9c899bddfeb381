import type { FastifyInstance } from 'fastify'
import { registerMethods } from './call.ts'
import { driveMethods } from './drive/drive-methods.ts'
import { GoogleError } from './errors.ts'
import { formsMethods } from './forms/forms-methods.ts'
import { responsesMethods } from './forms/responses-methods.ts'
import { watchesMethods } from './forms/watches-methods.ts'
import type { Google } from './google.ts'
import { registerEditor } from './pages/editor.ts'
import { registerHome } from './pages/home.ts'
import { registerResponder } from './pages/respond.ts'
import { registerSignIn } from './pages/sign-in.ts'
import { pubsubMethods } from './pubsub.ts'
import { createQuotas } from './quotas.ts'
import { spreadsheetsMethods } from './sheets/spreadsheets.ts'
import { valuesMethods } from './sheets/values-methods.ts'
import { registerToken } from './token.ts'

const wholeForm = 'application/x-www-form-urlencoded'

/** Adds everything under `/google`: token endpoint, APIs and pages. */
export function registerGoogle(root: FastifyInstance, google: Google): void {
  const quotas = createQuotas(google.clock)
  google.onLoad(() => quotas.clear())
  void root.register(
    async (app) => {
      app.removeContentTypeParser(wholeForm)
      // Fields come several times: a checkbox has one for each chosen option.
      app.addContentTypeParser(wholeForm, { parseAs: 'string' }, (_request, body, done) =>
        done(null, new URLSearchParams(body.toString())),
      )
      app.setErrorHandler(async (error, request, reply) => {
        if (error instanceof GoogleError) return reply.code(error.code).send(error.toJSON())
        request.log.error(error)
        const internal = new GoogleError('INTERNAL', 'Internal error encountered.')
        return reply.code(500).send(internal.toJSON())
      })
      app.setNotFoundHandler(async (_request, reply) =>
        reply
          .code(404)
          .type('text/html; charset=utf-8')
          .send('<!doctype html><title>Error 404 (Not Found)</title><p>404. That’s an error.'),
      )
      registerToken(app, google)
      registerMethods(app, google, quotas, [
        ...formsMethods(google),
        ...responsesMethods(google),
        ...watchesMethods(google),
        ...pubsubMethods(google),
        ...spreadsheetsMethods(google),
        ...valuesMethods(google),
        ...driveMethods(google),
      ])
      registerSignIn(app, google)
      registerResponder(app, google)
      registerEditor(app, google)
      registerHome(app, google)
    },
    { prefix: '/google' },
  )
}
