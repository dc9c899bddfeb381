import { z } from 'zod'
import { instant, toInstant } from '../contract.ts'
import { coreError } from '../errors.ts'
import { route, type AnyRoute } from '../http/route.ts'
import { locales } from '../i18n/locale.ts'
import type { Actor, User } from './actor.ts'
import type { Cookies } from './cookies.ts'
import type { Sessions, SessionsEnded } from './sessions.ts'
import type { Tickets } from './tickets.ts'

/** A guild as the guild switcher shows it. */
export type GuildSummary = { id: string; name: string; icon: string | null }

const meBody = z.object({
  /** Null for somebody who has not signed in. */
  user: z
    .object({
      id: z.int(),
      discord_id: z.string(),
      username: z.string(),
      display_name: z.string(),
      avatar: z.string().nullable(),
    })
    .nullable(),
  guilds: z.array(z.object({ id: z.string(), name: z.string(), icon: z.string().nullable() })),
  locale: z.enum(locales),
  /** Value of the header `X-CSRF-Token` on writes; null without a session. */
  csrf_token: z.string().nullable(),
})

const sessionsBody = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      user_agent: z.string(),
      created_at: instant,
      last_seen_at: instant,
      expires_at: instant,
    }),
  ),
})

const ticketBody = z.object({ ticket: z.string(), expires_at: instant })

/** What these routes work with. */
export type MeOptions = {
  cookies: Cookies
  sessions: Sessions
  tickets: Tickets
  onEnded: SessionsEnded
  guildsOf(discordUserId: string): Promise<readonly GuildSummary[]>
}

function signedIn(actor: Actor): { user: User; sessionId: string } {
  if (!actor.user || !actor.session) throw coreError('not_authenticated')
  return { user: actor.user, sessionId: actor.session.id }
}

function sessionRoutes({ sessions, cookies, onEnded }: MeOptions): readonly AnyRoute[] {
  const common = { tags: ['me'], access: { kind: 'session' } } as const
  return [
    route({
      ...common,
      method: 'GET',
      path: '/api/me/sessions',
      summary: 'The browsers in which I am signed in',
      responses: { 200: sessionsBody },
      perform: ({ actor }) => sessions.list(signedIn(actor).user.id),
      respond: (list, { actor }) => ({
        status: 200,
        body: {
          results: list.map((session) => ({
            id: session.id,
            current: session.id === actor.session?.id,
            user_agent: session.user_agent,
            created_at: toInstant(session.created_at),
            last_seen_at: toInstant(session.last_seen_at),
            expires_at: toInstant(session.expires_at),
          })),
        },
      }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/api/me/sessions',
      summary: 'Ends all my sessions except this one',
      responses: { 204: z.null() },
      async perform({ actor }) {
        const { user, sessionId } = signedIn(actor)
        await sessions.endOthers(user.id, sessionId)
        onEnded(({ user: one, session }) => one?.id === user.id && session?.id !== sessionId)
      },
      respond: () => ({ status: 204 }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/api/me/sessions/:id',
      summary: 'Ends one of my sessions',
      params: z.object({ id: z.string() }),
      responses: { 204: z.null() },
      async perform({ actor }, { params }) {
        const { user, sessionId } = signedIn(actor)
        if (!(await sessions.end(user.id, params.id))) throw coreError('not_found')
        onEnded(({ session }) => session?.id === params.id)
        return params.id === sessionId
      },
      respond: (own) => ({
        status: 204,
        ...(own ? { headers: { 'set-cookie': cookies.write(cookies.session(), '', 0) } } : {}),
      }),
    }),
  ]
}

/** `/api/me`, `/api/me/sessions` and `/api/ws-tickets`. */
export function meRoutes(options: MeOptions): readonly AnyRoute[] {
  const { tickets } = options
  return [
    route({
      method: 'GET',
      path: '/api/me',
      summary: 'Who I am, my guilds, my language and the token for writing',
      tags: ['me'],
      access: { kind: 'public' },
      responses: { 200: meBody },
      perform: async ({ actor }) => (actor.user ? options.guildsOf(actor.user.discord_id) : []),
      respond: (guilds, { actor: { user, session }, locale }) => ({
        status: 200,
        body: {
          user: user && {
            id: user.id,
            discord_id: user.discord_id,
            username: user.username,
            display_name: user.display_name,
            avatar: user.avatar,
          },
          guilds,
          locale,
          csrf_token: session?.csrf_token ?? null,
        },
      }),
    }),
    ...sessionRoutes(options),
    route({
      method: 'POST',
      path: '/api/ws-tickets',
      summary: 'A pass for opening one WebSocket within 30 seconds',
      tags: ['me'],
      access: { kind: 'caller' },
      responses: { 201: ticketBody },
      perform: ({ actor }) =>
        tickets.create({ session_id: actor.session?.id ?? null, key_id: actor.key?.id ?? null }),
      respond: ({ ticket, expires_at }) => ({
        status: 201,
        body: { ticket, expires_at: toInstant(expires_at) },
      }),
    }),
  ]
}
