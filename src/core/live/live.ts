import type { Access } from '../access/access.ts'
import type { Actor } from '../access/actor.ts'
import { systemClock, type Clock, type Timer } from '../clock.ts'
import { createContext, type Services } from '../context.ts'
import { AppError, coreError } from '../errors.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Texts } from '../i18n/texts.ts'
import { newReference } from '../ids.ts'
import { encodeFrame, type Connection } from './connection.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { closeCodes, heartbeatMs, type ServerFrame } from './dialect.ts'
import { Group, type Beginning } from './group.ts'
import { createReaderSession, type ReaderSession } from './reader-session.ts'
import { cutReader, type Reader } from './reader.ts'
import { replayWindow, type ReplayWindow } from './replay.ts'
import {
  defaultLiveLimits,
  Roster,
  type LiveLimits,
  type LiveRequest,
  type Member,
} from './roster.ts'
import type { LiveFrame, Topic } from './topic.ts'

/** How the live server learns who a reader is. */
export type LiveAccess = Pick<
  Access,
  'resolveActor' | 'actorOfKey' | 'redeemTicket' | 'isOwnOrigin'
> & {
  /** The same caller as known by now; null when the session or key has ended. */
  refresh(actor: Actor): Promise<Actor | null>
}

/** What the live server is made of. */
export type LiveOptions = {
  services: Services
  topics: readonly Topic[]
  access: LiveAccess
  texts: Texts
  /** From `loadEpoch`. */
  epoch: string
  limits?: Partial<LiveLimits>
  /** How far back a cursor may lie; default ten minutes or 5,000 facts. */
  window?: ReplayWindow
  /** Beats for the connections; default real time, wherever the program's clock is moved to. */
  heartbeat?: Clock
}

/** What a transport tells of an open connection. */
export type LiveConnection = Pick<ReaderSession, 'receive' | 'alive'> & {
  /** The connection is gone. */
  closed(): void
}

/** Heartbeats between two checks of everybody's rights; whoever knows of a change asks at once. */
const beatsPerCheck = 10

const codeByStatus: Record<number, number> = {
  401: closeCodes.notAuthenticated,
  403: closeCodes.permissionDenied,
  404: closeCodes.notFound,
  410: closeCodes.notFound,
  429: closeCodes.tooMany,
  503: closeCodes.tryAgainLater,
}

function beginningOf(cursor: string | undefined, position: number | null, snapshot: boolean) {
  const beginning: Beginning =
    cursor === undefined ? { kind: snapshot ? 'snapshot' : 'now' } : { kind: 'resume', position }
  return beginning
}

/** Live topics of one process; `registerLive` opens their WebSockets. */
export class Live {
  readonly topics: readonly Topic[]
  readonly access: LiveAccess
  readonly #options: LiveOptions
  readonly #heartbeat: Clock
  readonly #roster: Roster
  #unsubscribe = () => {}
  #timer: Timer = { cancel: () => {} }
  #beats = 0
  #rechecking = false
  #stopped = false

  constructor(options: LiveOptions) {
    this.topics = options.topics
    this.access = options.access
    this.#options = options
    this.#heartbeat = options.heartbeat ?? systemClock
    this.#roster = new Roster({ ...defaultLiveLimits, ...options.limits })
  }

  /** Begins to hear facts and to look after connections. */
  start(): void {
    const { services, topics } = this.#options
    const stops = [
      services.outbox.subscribe((fact) => {
        for (const group of this.#roster.groups()) group.push(fact)
      }),
      ...topics.flatMap((topic) => {
        const { moments } = topic
        if (!moments) return []
        return [
          moments.subscribe(services, (moment) => {
            for (const group of this.#roster.groups()) {
              if (group.follows(topic)) group.pushMoment(moment)
            }
          }),
        ]
      }),
    ]
    this.#unsubscribe = () => {
      for (const stop of stops) stop()
    }
    this.#timer = this.#heartbeat.after(heartbeatMs, () => this.#beat())
  }

  /** Tells the readers of a topic something that is true for a moment only, such as a price. */
  whisper(topic: string, frame: LiveFrame): void {
    if (this.#stopped) return
    for (const group of this.#roster.groups()) if (group.hears(topic)) group.whisper(frame)
  }

  /** Resolves when every fact heard of so far has been sent to all readers. */
  async settle(): Promise<void> {
    await Promise.all(this.#roster.groups().map((group) => group.settle()))
  }

  /** Sends everybody away with "come again". */
  stop(): void {
    this.#stopped = true
    this.#timer.cancel()
    this.#unsubscribe()
    for (const member of this.#roster.members()) {
      this.#roster.leave(member)
      member.reader.connection.close(closeCodes.restart, 'restart')
    }
  }

  /** How many are being served, in how many groups. */
  stats(): { connections: number; groups: number } {
    const served = this.#roster.members().filter(({ reader }) => !reader.gone)
    return { connections: served.length, groups: this.#roster.groups().length }
  }

  /**
   * Begins to serve a connection, whatever carries it. Resolves when it has got its first frames;
   * null when it was refused, which it has been told.
   */
  async open(request: LiveRequest, connection: Connection): Promise<LiveConnection | null> {
    let member: Member | null = null
    try {
      const audience = await this.#authorize(request, request.actor)
      if (this.#stopped) {
        connection.close(closeCodes.restart, 'restart')
        return null
      }
      const served = this.#admit(request, audience, connection)
      member = served
      const { cursor, snapshot = false } = request
      const position = cursor === undefined ? null : this.#positionOf(cursor)
      await served.group.attach(served.reader, beginningOf(cursor, position, snapshot))
      const { receive, alive } = served.session
      return { receive, alive, closed: () => this.#roster.leave(served) }
    } catch (error) {
      if (member) this.#roster.leave(member)
      this.refuse(connection, error, request.locale)
      return null
    }
  }

  /** Tells a connection why it is refused, and ends it. */
  refuse(connection: Connection, error: unknown, locale: Locale): void {
    const known = error instanceof AppError ? error : this.#report(error)
    const { code, status } = known
    const detail = this.#options.texts.error(locale, known)
    const frame: ServerFrame = { type: 'error', code, detail }
    connection.send(encodeFrame(frame))
    connection.close(codeByStatus[status] ?? closeCodes.internalError, code)
  }

  /**
   * Checks again whether readers may see what they follow; to be called when rights changed or a
   * session ended. Every reader is checked now and then anyway.
   */
  async recheck(concerns: (actor: Actor) => boolean = () => true): Promise<void> {
    for (const member of this.#roster.members()) {
      if (!member.reader.gone && concerns(member.request.actor)) await this.#recheckOne(member)
    }
  }

  readonly #cursorAt = (position: number) => formatCursor({ epoch: this.#options.epoch, position })

  readonly #positionOf = (text: string) => {
    const cursor = parseCursor(text)
    return cursor?.epoch === this.#options.epoch ? cursor.position : null
  }

  #report(error: unknown): AppError {
    const { log, random } = this.#options.services
    const reference = newReference(random)
    log.error({ err: error, reference }, 'a live connection failed')
    return coreError('internal_error', { params: { reference } })
  }

  async #authorize({ topic, params, locale }: LiveRequest, actor: Actor): Promise<string> {
    const context = createContext(this.#options.services, { actor, locale })
    const { audience } = await topic.authorize(context, params)
    return audience
  }

  #admit(request: LiveRequest, audience: string, connection: Connection): Member {
    const { services, texts, window = replayWindow } = this.#options
    const { topic, params, actor, locale } = request
    const { outbox, clock, log } = services
    const cursorAt = this.#cursorAt
    const member: Member = this.#roster.enter(request, audience, connection, {
      group: () => {
        const context = createContext(services, { actor, locale })
        const shared = { topic, params, audience, context }
        return new Group({ outbox, clock, log, cursorAt, window }, shared)
      },
      session: (reader: Reader, group: Group) =>
        createReaderSession(reader, group, {
          cursorAt,
          now: () => clock.now(),
          positionOf: this.#positionOf,
          explain: (code) => texts.error(locale, { code, details: {} }),
          fail: (error) => this.#dismiss(member, error),
        }),
    })
    return member
  }

  #dismiss(member: Member, error: unknown): void {
    const told = member.reader.gone
    this.#roster.leave(member)
    if (!told) this.refuse(member.reader.connection, error, member.request.locale)
  }

  async #recheckOne(member: Member): Promise<void> {
    try {
      const actor = await this.access.refresh(member.request.actor)
      if (!actor) return this.#dismiss(member, coreError('not_authenticated'))
      const audience = await this.#authorize(member.request, actor)
      if (audience === member.audience || member.reader.gone) return
      const cursor = this.#cursorAt(member.reader.position)
      this.#roster.leave(member)
      cutReader(member.reader, 'rights_changed', cursor)
    } catch (error) {
      const refused = error instanceof AppError && error.status < 500 && error.status !== 429
      if (refused) return this.#dismiss(member, error)
      const { log } = this.#options.services
      log.warn({ err: error }, 'rights of a live reader could not be checked')
    }
  }

  #beat(): void {
    this.#beats += 1
    for (const member of this.#roster.members()) {
      member.session.beat()
      if (member.reader.gone) this.#roster.leave(member)
    }
    if (this.#beats % beatsPerCheck === 0 && !this.#rechecking) {
      this.#rechecking = true
      void this.recheck().finally(() => {
        this.#rechecking = false
      })
    }
    this.#timer = this.#heartbeat.after(heartbeatMs, () => this.#beat())
  }
}
