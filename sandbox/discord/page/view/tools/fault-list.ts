import type { Texts } from '../../locales/en.ts'
import type { Fault } from '../../wire/control.ts'

/** A fault that can be switched on by one press; its words are in the catalogue under its id. */
export type FaultChoice = { id: keyof Texts['faultNames']; body: object }

const answerRoute = {
  method: 'POST',
  route: '/interactions/{interaction_id}/{interaction_token}/callback',
}
const sendRoute = { method: 'POST', route: '/channels/{channel_id}/messages' }
const planRoute = { method: 'POST', route: '/guilds/{guild_id}/scheduled-events' }
const editRoute = { method: 'PATCH', route: '/channels/{channel_id}/messages/{message_id}' }
const discord = { service: 'discord' }

/** Faults of Discord's REST, seen from the bot. */
export const restFaults: readonly FaultChoice[] = [
  { id: 'slow', body: { ...discord, when: answerRoute, do: { delay_ms: 4000 }, times: 1 } },
  {
    id: 'limited',
    body: {
      ...discord,
      when: sendRoute,
      do: {
        status: 429,
        headers: { 'retry-after': '2', 'x-ratelimit-scope': 'shared' },
        body: { message: 'You are being rate limited.', retry_after: 2, global: false },
      },
      times: 3,
    },
  },
  {
    id: 'outage',
    body: {
      ...discord,
      do: { status: 503, body: { message: 'Service unavailable', code: 0 } },
      times: 5,
    },
  },
  { id: 'lostBefore', body: { ...discord, when: sendRoute, do: { drop: 'before' }, times: 1 } },
  { id: 'lostAfter', body: { ...discord, when: sendRoute, do: { drop: 'after' }, times: 1 } },
  {
    id: 'forbidden',
    body: {
      ...discord,
      when: sendRoute,
      do: { status: 403, body: { message: 'Missing Permissions', code: 50013 } },
      times: 1,
    },
  },
  { id: 'planLost', body: { ...discord, when: planRoute, do: { drop: 'after' }, times: 1 } },
  {
    id: 'planForbidden',
    body: {
      ...discord,
      when: planRoute,
      do: { status: 403, body: { message: 'Missing Permissions', code: 50013 } },
      times: 1,
    },
  },
  {
    id: 'gone',
    body: {
      ...discord,
      when: editRoute,
      do: { status: 404, body: { message: 'Unknown Message', code: 10008 } },
      times: 1,
    },
  },
]

/** Faults of the bot's connection to the gateway. */
export const gatewayFaults: readonly FaultChoice[] = [
  { id: 'drop', body: { gateway: 'drop' } },
  { id: 'reconnect', body: { gateway: 'reconnect' } },
  { id: 'invalid', body: { gateway: 'invalid_session' } },
  { id: 'silence', body: { gateway: 'silence' } },
  { id: 'duplicate', body: { gateway: 'duplicate' } },
  { id: 'reorder', body: { gateway: 'reorder' } },
  { id: 'serverOutage', body: { gateway: 'outage' } },
  { id: 'gatewayDown', body: { gateway: 'down' } },
  { id: 'presenceOff', body: { gateway: 'presence_intent_off' } },
  { id: 'membersOff', body: { gateway: 'members_intent_off' } },
]

const upbit = { service: 'upbit' }
const orderRoute = { method: 'POST', route: '/v1/orders' }

const google = { service: 'google' }
const listRoute = { method: 'GET', route: '/v1/forms/{formId}/responses' }

/** Faults of Google's APIs; the pages on which people answer go on. */
export const googleFaults: readonly FaultChoice[] = [
  { id: 'googleDown', body: { ...google, do: { status: 503 }, times: 10 } },
  { id: 'googleLimited', body: { ...google, when: listRoute, do: { status: 429 }, times: 3 } },
  { id: 'googleUnshared', body: { ...google, when: listRoute, do: { status: 403 }, times: 3 } },
]

/** Faults of the exchange, seen from the bot. */
export const exchangeFaults: readonly FaultChoice[] = [
  { id: 'acceptDrop', body: { ...upbit, when: orderRoute, do: { drop: 'after' }, times: 1 } },
  {
    id: 'acceptFail',
    body: { ...upbit, when: orderRoute, do: { status: 500, served: true }, times: 1 },
  },
  { id: 'refuseDrop', body: { ...upbit, when: orderRoute, do: { drop: 'before' }, times: 1 } },
  {
    id: 'throttled',
    body: {
      ...upbit,
      do: { status: 429, headers: { 'remaining-req': 'group=default; min=1800; sec=0' } },
      times: 5,
    },
  },
  {
    id: 'banned',
    body: { ...upbit, do: { status: 418, headers: { 'retry-after': '30' } }, times: 1 },
  },
  { id: 'exchangeDown', body: { ...upbit, do: { status: 503 }, times: 10 } },
]

/** The listed fault that an active one was switched on by, if it was one of them. */
export function choiceOf(active: Fault): FaultChoice | undefined {
  const given = new Map<string, unknown>(Object.entries(active))
  return [...restFaults, ...gatewayFaults, ...exchangeFaults, ...googleFaults].find(({ body }) =>
    Object.entries(body).every(
      ([key, value]) => JSON.stringify(given.get(key)) === JSON.stringify(value),
    ),
  )
}
