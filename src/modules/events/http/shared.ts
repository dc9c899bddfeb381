import type { Context } from '#core/context.ts'
import { route, type AnyRoute, type Route, type RouteAnswer } from '#core/http/route.ts'
import { eventJson, type Seen } from '../views/json.ts'

/** Where the routes of events live. */
export const base = '/api/v1/events'

/** Where the routes of the first contract live, about the joining with Discord. */
export const discordBase = '/api/v1/discord'

/** Who may change events at all. */
export const writeAccess = { kind: 'caller', scope: 'events:write' } as const

/** Who may read what is for members. */
export const readAccess = { kind: 'caller', scope: 'events:read' } as const

type Definition<P, Q, B, R> = Omit<Route<P, Q, B, R>, 'tags' | 'validation'>

/** A route of this module: mistakes are answered as the first contract does. */
export function eventRoute<P = unknown, Q = unknown, B = unknown, R = unknown>(
  definition: Definition<P, Q, B, R>,
): AnyRoute {
  return route<P, Q, B, R>({ ...definition, tags: ['events'], validation: 'fastapi' })
}

/** The entity tag of an event: its version. */
export function etag({ event }: Pick<Seen, 'event'>): Record<string, string> {
  return { etag: `"${event.version}"` }
}

/** The usual answer: the event as it is now. */
export function eventAnswer(seen: Seen, context: Context): RouteAnswer {
  return { status: 200, headers: etag(seen), body: eventJson(seen, context) }
}
