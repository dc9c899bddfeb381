import { z } from 'zod'
import type { AnyRoute } from '#core/http/route.ts'
import { event } from '../contract/event.ts'
import { idParams } from '../contract/shared.ts'
import * as contract from '../contract/signup.ts'
import type { Changed } from '../service/change.ts'
import * as service from '../service/signups.ts'
import { eventJson, ownSignup, signupJson } from '../views/json.ts'
import { base, etag, eventRoute, writeAccess } from './shared.ts'

type Params = z.infer<typeof idParams>
type OneParams = z.infer<typeof contract.signupParams>

/** The answer to everything about a sign-up: it, and the event around it. */
const signupAnswer = z.object({ signup: contract.eventSignup.nullable(), event })

function answer(status: number) {
  return (seen: Changed, context: Parameters<typeof eventJson>[1]) => {
    const one = ownSignup(seen.signups, seen.userId)
    const body = { signup: one ? signupJson(one, seen) : null, event: eventJson(seen, context) }
    return { status, headers: etag(seen), body }
  }
}

/** 201 for a new sign-up, 200 for a changed one. */
function signupStatus(seen: Changed, context: Parameters<typeof eventJson>[1]) {
  const one = ownSignup(seen.signups, seen.userId)
  const isNew = one !== undefined && one.created_at === one.updated_at
  return answer(isNew ? 201 : 200)(seen, context)
}

const responses = { 200: signupAnswer, 201: signupAnswer }

type Body = z.infer<typeof contract.signupBody>

const signUp = eventRoute<Params, unknown, Body, Changed>({
  method: 'POST',
  path: `${base}/:id/signups`,
  summary: 'Sign up',
  access: writeAccess,
  params: idParams,
  body: contract.signupBody,
  responses,
  perform: (context, { params, body: { discord_user_id, discord_username, ...wish } }) =>
    service.signUp(context, params.id, wish, { named: { discord_user_id, discord_username } }),
  respond: signupStatus,
})

type PatchBody = z.infer<typeof contract.patchSignupBody>

const patchMine = eventRoute<Params, unknown, PatchBody, Changed>({
  method: 'PATCH',
  path: `${base}/:id/signups/me`,
  summary: 'Change the own sign-up, or take an offered place',
  access: writeAccess,
  params: idParams,
  body: contract.patchSignupBody,
  responses,
  perform(context, { params, body }) {
    const { discord_user_id, accept, status: _, ...wish } = body
    const named = { discord_user_id }
    return accept === true
      ? service.decide(context, params.id, { userId: null, ruling: 'accept', named })
      : service.signUp(context, params.id, wish, { named })
  },
  respond: answer(200),
})

const withdrawMine = eventRoute<Params, unknown, z.infer<typeof contract.actingBody>, Changed>({
  method: 'DELETE',
  path: `${base}/:id/signups/me`,
  summary: 'Take the own sign-up back',
  access: writeAccess,
  params: idParams,
  body: contract.actingBody,
  responses,
  perform(context, { params, body }) {
    const { code: _, ...named } = body
    return service.withdraw(context, params.id, { named })
  },
  respond: answer(200),
})

const other = `${base}/:id/signups/:user_id`

const addOther = eventRoute<OneParams, unknown, Body, Changed>({
  method: 'POST',
  path: other,
  summary: 'Sign somebody up; for managers',
  access: writeAccess,
  params: contract.signupParams,
  body: contract.signupBody,
  responses,
  perform(context, { params, body }) {
    const { discord_user_id: _, discord_username: __, ...wish } = body
    return service.signUpOther(context, params.id, params.user_id, wish)
  },
  respond: signupStatus,
})

const patchOther = eventRoute<OneParams, unknown, PatchBody, Changed>({
  method: 'PATCH',
  path: other,
  summary: "Change somebody's sign-up; for managers",
  access: writeAccess,
  params: contract.signupParams,
  body: contract.patchSignupBody,
  responses,
  perform(context, { params, body }) {
    const { status, accept: _, discord_user_id: __, ...wish } = body
    const { id, user_id: userId } = params
    if (status === undefined) return service.signUpOther(context, id, userId, wish)
    if (status === 'checked_in') return service.checkIn(context, id, { userId })
    return service.setStatus(context, id, { userId, status })
  },
  respond: answer(200),
})

const removeOther = eventRoute<OneParams, unknown, unknown, Changed>({
  method: 'DELETE',
  path: other,
  summary: "Take somebody's sign-up back; for managers",
  access: writeAccess,
  params: contract.signupParams,
  responses,
  perform: (context, { params }) => service.withdrawOther(context, params.id, params.user_id),
  respond: answer(200),
})

const rulings = (['approve', 'promote', 'bench', 'ban'] as const).map((ruling) =>
  eventRoute<OneParams, unknown, unknown, Changed>({
    method: 'POST',
    path: `${other}/${ruling}`,
    summary: {
      approve: 'Accept somebody who waits for approval',
      promote: 'Give somebody who waits a free place, past the queue',
      bench: 'Send somebody with a place to the end of the queue',
      ban: 'Remove somebody, who cannot come back',
    }[ruling],
    access: writeAccess,
    params: contract.signupParams,
    responses,
    perform: (context, { params }) =>
      service.decide(context, params.id, { userId: params.user_id, ruling }),
    respond: answer(200),
  }),
)

const checkIn = eventRoute<Params, unknown, z.infer<typeof contract.actingBody>, Changed>({
  method: 'POST',
  path: `${base}/:id/checkin`,
  summary: 'Say that one is there',
  access: writeAccess,
  params: idParams,
  body: contract.actingBody,
  responses,
  perform: (context, { params, body: { code, ...named } }) =>
    service.checkIn(context, params.id, { named, code }),
  respond: answer(200),
})

/** Signing up and all that managers decide about it. */
export const signupRoutes: readonly AnyRoute[] = [
  signUp,
  patchMine,
  withdrawMine,
  addOther,
  patchOther,
  removeOther,
  ...rulings,
  checkIn,
]
