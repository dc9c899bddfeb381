import type { Services } from '../context.ts'
import { coreError } from '../errors.ts'
import type { AnyRoute } from '../http/route.ts'
import type { Texts } from '../i18n/texts.ts'
import { type Actor, visitor } from './actor.ts'
import { createCookies } from './cookies.ts'
import { createKeys, type Key, type Keys } from './keys.ts'
import { meRoutes, type GuildSummary } from './me.ts'
import { memberSearchRoute, placesRoute } from './places.ts'
import { csrfTokenOf, sameSecret } from './secrets.ts'
import { createSessions, type Session, type Sessions, type SessionsEnded } from './sessions.ts'
import {
  createProver,
  signInRoutes,
  type IdentityProof,
  type ProofRequest,
  type SignInProvider,
} from './sign-in.ts'
import { createTickets, type TicketHolder, type Tickets } from './tickets.ts'

/** Request headers by lower-case name. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Answers who asks, with what rights, and whether the request comes from our own page. */
export type Access = {
  /** Reads the credential of a request; throws `invalid_token` for a key that is not valid. */
  resolveActor(headers: Headers): Promise<Actor>
  /** Who a key's text stands for; throws `invalid_token`. */
  actorOfKey(text: string): Promise<Actor>
  /** Who a WebSocket ticket stands for, once; throws `invalid_token`. */
  redeemTicket(ticket: string): Promise<Actor>
  /** The same caller as known by now; null when the session or the key has ended. */
  refresh(actor: Actor): Promise<Actor | null>
  /** Throws `csrf_failed` unless a request comes from a page of ours. */
  checkOrigin(headers: Headers): void
  /** Throws `csrf_failed` when a request with a session cookie may come from a foreign page. */
  checkForgery(actor: Actor, headers: Headers): void
  /** Where to send a browser that is to prove who somebody is, for one of the `proofs`. */
  prove(purpose: string, data: string): Promise<ProofRequest>
  /** Whether a page of this origin (`https://host:port`) is ours. */
  isOwnOrigin(origin: string): boolean
  /** Sign-in, `/api/me`, sessions and tickets. */
  routes: readonly AnyRoute[]
  sessions: Sessions
  keys: Keys
  tickets: Tickets
}

/** What access asks of the rest of the program. */
export type AccessOptions = {
  services: Pick<Services, 'database' | 'clock' | 'random' | 'publicUrl' | 'log'>
  texts: Texts
  /** Null when sign-in is not set up. */
  signIn: SignInProvider | null
  /** What else than a session may come of a proof of who somebody is. */
  proofs?: readonly IdentityProof[]
  /** The guilds with Muster in which this person is a member. */
  guildsOf(discordUserId: string): Promise<readonly GuildSummary[]>
  /** `DISCORD_BOT_API_TOKEN`: a service key with all rights, given by the environment. */
  botApiToken?: string | undefined
  /** Told of sessions that were ended here, so that what they hold open can be closed. */
  onEnded?: SessionsEnded
}

/** Public name of the key that the environment gives. */
const environmentKey: Key = {
  id: 'environment',
  name: 'DISCORD_BOT_API_TOKEN',
  scopes: ['admin'],
  guild_ids: null,
  act_as: null,
  user: null,
}

const keyActor = (key: Key): Actor => ({
  source: 'api',
  user: key.user,
  key: {
    id: key.id,
    scopes: key.scopes,
    guild_ids: key.guild_ids,
    ...(key.act_as && { act_as: key.act_as }),
  },
  member: null,
})

const sessionActor = (session: Session, csrf_token: string): Actor => ({
  source: 'web',
  user: session.user,
  key: null,
  member: null,
  session: { id: session.id, csrf_token },
})

const text = (header: string | string[] | undefined) =>
  typeof header === 'string' ? header : undefined

/** Recognises our own pages: the public origin and, on loopback, its other names. */
function createOriginCheck(place: { readonly publicUrl: string }): (origin: string) => boolean {
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  return (origin) => {
    const own = new URL(place.publicUrl)
    if (origin === own.origin) return true
    if (!loopback.includes(own.hostname)) return false
    return loopback.some(
      (name) => origin === `${own.protocol}//${name}${own.port && `:${own.port}`}`,
    )
  }
}

/** Makes the part of the program that knows who asks. */
export function createAccess(options: AccessOptions): Access {
  const { services, botApiToken, onEnded = () => {} } = options
  const cookies = createCookies(services)
  const sessions = createSessions(services)
  const keys = createKeys(services)
  const tickets = createTickets(services)
  const isOwnOrigin = createOriginCheck(services)

  async function actorOfKey(token: string): Promise<Actor> {
    if (botApiToken && sameSecret(token, botApiToken)) return keyActor(environmentKey)
    const key = await keys.find(token)
    if (!key) throw coreError('invalid_token')
    return keyActor(key)
  }

  async function holderActor(holder: TicketHolder): Promise<Actor | null> {
    if (holder.key_id === environmentKey.id) return keyActor(environmentKey)
    const key = holder.key_id ? await keys.findById(holder.key_id) : null
    if (key) return keyActor(key)
    const session = holder.session_id ? await sessions.findById(holder.session_id) : null
    return session ? sessionActor(session, '') : null
  }

  return {
    sessions,
    keys,
    tickets,
    actorOfKey,
    async resolveActor(headers) {
      const authorization = text(headers['authorization'])
      if (authorization !== undefined) {
        const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1]
        if (!token) throw coreError('invalid_token')
        return actorOfKey(token)
      }
      const apiKey = text(headers['x-api-key'])
      if (apiKey !== undefined) return actorOfKey(apiKey)
      const token = cookies.read(text(headers['cookie']), cookies.session())
      const session = token ? await sessions.find(token) : null
      return token && session ? sessionActor(session, csrfTokenOf(token)) : visitor
    },
    async redeemTicket(ticket) {
      const holder = await tickets.take(ticket)
      const actor = holder && (await holderActor(holder))
      if (!actor) throw coreError('invalid_token')
      return actor
    },
    isOwnOrigin,
    prove: createProver({ ...options, cookies, sessions, onEnded }),
    async refresh(actor) {
      if (!actor.session && !actor.key) return actor
      const session_id = actor.session?.id ?? null
      const now = await holderActor({ session_id, key_id: actor.key?.id ?? null })
      return now?.session && actor.session ? { ...now, session: actor.session } : now
    },
    checkOrigin(headers) {
      const origin = text(headers['origin'])
      const own =
        origin === undefined || origin === 'null'
          ? headers['sec-fetch-site'] === 'same-origin'
          : isOwnOrigin(origin)
      if (!own) throw coreError('csrf_failed')
    },
    checkForgery(actor, headers) {
      if (!actor.session) return
      const origin = text(headers['origin'])
      const site = text(headers['sec-fetch-site'])
      const foreign = origin === undefined ? site && site !== 'same-origin' : !isOwnOrigin(origin)
      const token = text(headers['x-csrf-token']) ?? ''
      if (foreign || !sameSecret(token, actor.session.csrf_token)) throw coreError('csrf_failed')
    },
    routes: [
      ...signInRoutes({ ...options, cookies, sessions, onEnded }),
      ...meRoutes({ ...options, cookies, sessions, tickets, onEnded }),
      placesRoute,
      memberSearchRoute,
    ],
  }
}
