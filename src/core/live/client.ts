import { z } from 'zod'
import { closeCodes, finalCloseCodes, heartbeatMs, serverFrame } from './dialect.ts'

/** How a page's connection is doing. */
export type LiveClientState = {
  /** `refused`: coming again is of no use before `reconnect`, e.g. after signing in. */
  kind: 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused'
  /** Epoch milliseconds at which the data was last known to be current; null: not yet. */
  freshAt: number | null
  /** Why it was refused: the error's stable code, or an empty text. */
  reason: string
}

/** A frame of the address's module, or `hello` and `snapshot`. */
export type ReceivedFrame = { type: string; cursor: string } & Record<string, unknown>

/** A socket as the client uses it. */
export type ClientSocket = { send(text: string): void; close(): void }

/** What a socket tells; after `close` nothing more. */
export type SocketEvents = { message(text: string): void; close(code: number): void }

/** What a client is made of; the browser's own things are handed in. */
export type LiveClientOptions = {
  /** Address of the topic, `ws://…`, without cursor. */
  url: string
  openSocket: (url: string, events: SocketEvents) => ClientSocket
  clock: { now(): number; after(delayMs: number, run: () => void): { cancel(): void } }
  /** A fraction in [0, 1), for jitter. */
  random: () => number
  /** The cursor that came with the page's data; null asks for the whole state. */
  cursor: string | null
  filter?: Record<string, unknown>
  /** Ids and versions of the objects that a frame carries; older ones than held are dropped. */
  versions?(frame: ReceivedFrame): readonly { id: string; version: number }[]
  onFrame(frame: ReceivedFrame): void
  onState(state: LiveClientState): void
  /** The server's clock as of now, in epoch milliseconds; told at the greeting and with each pong. */
  onServerTime?(serverTime: number): void
}

/** Frames that carry the whole state of an address; the second is the name on `/ws/staff/`. */
const wholeStates: ReadonlySet<string> = new Set(['snapshot', 'initial_data'])

const anyFrame = z.looseObject({ type: z.string(), cursor: z.string().default('') })

/** Longest wait between two attempts, before jitter, and the first. In milliseconds. */
const backoffCapMs = 15_000
const backoffMs = 500
/** A connection that lasted this long was a good one: the next wait is short again. */
const steadyMs = 10_000

function parseFrame(text: string): ReceivedFrame | null {
  try {
    return anyFrame.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/**
 * Follows one live address until it is closed: connects, resumes where it stood, waits longer after
 * each failure, notices a silent connection, and passes each change on once.
 */
export class LiveClient {
  readonly #options: LiveClientOptions
  readonly #held = new Map<string, number>()
  #cursor: string | null
  #filter: Record<string, unknown> | null
  #state: LiveClientState = { kind: 'connecting', freshAt: null, reason: '' }
  #socket: ClientSocket | null = null
  #timer = { cancel: () => {} }
  #failures = 0
  #liveSince: number | null = null
  #heardAt = 0
  #pingMs = heartbeatMs
  #error = ''

  constructor(options: LiveClientOptions) {
    this.#options = options
    this.#cursor = options.cursor
    this.#filter = options.filter ?? null
  }

  get state(): LiveClientState {
    return this.#state
  }

  /** Connects, or connects again at once; also after a refusal. */
  connect(): void {
    this.#drop()
    const { url, openSocket } = this.#options
    const address = new URL(url)
    if (this.#cursor === null) address.searchParams.set('snapshot', '1')
    else address.searchParams.set('cursor', this.#cursor)
    this.#error = ''
    this.#show(this.#state.freshAt === null ? 'connecting' : 'reconnecting')
    const socket = openSocket(address.href, {
      message: (text) => this.#socket === socket && this.#receive(text),
      close: (code) => this.#socket === socket && this.#ended(code),
    })
    this.#socket = socket
    this.#expectLife()
  }

  /** Follows what the browser says of its network. */
  setOnline(online: boolean): void {
    if (online === (this.#state.kind !== 'offline')) return
    if (online) return this.connect()
    this.#drop()
    this.#show('offline')
  }

  /** Hears only of objects that match, from now on; null lifts the filter. */
  setFilter(filter: Record<string, unknown> | null): void {
    this.#filter = filter
    if (this.#liveSince !== null) this.#subscribe()
  }

  /** Asks for something that the address answers beside the dialect, e.g. its whole state. */
  ask(type: string): void {
    if (this.#liveSince !== null) this.#send({ type })
  }

  /** Ends for good; nothing is told any more. */
  close(): void {
    this.#drop()
  }

  #drop(): void {
    this.#timer.cancel()
    this.#liveSince = null
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #show(kind: LiveClientState['kind']): void {
    if (kind === 'live') this.#state = { kind, freshAt: this.#options.clock.now(), reason: '' }
    else this.#state = { ...this.#state, kind, reason: kind === 'refused' ? this.#error : '' }
    this.#options.onState(this.#state)
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  #subscribe(): void {
    this.#send({ type: 'subscribe', filter: this.#filter ?? {} })
  }

  /** Asks for a sign of life now and then, and gives up a connection that shows none. */
  #expectLife(): void {
    const { clock } = this.#options
    this.#heardAt = clock.now()
    const look = () => {
      const silence = clock.now() - this.#heardAt
      if (silence > this.#pingMs * 1.5) return this.#ended(closeCodes.idle)
      if (this.#liveSince !== null) this.#send({ type: 'ping' })
      this.#timer = clock.after(this.#pingMs * 0.8, look)
    }
    this.#timer = clock.after(this.#pingMs * 0.8, look)
  }

  #ended(code: number): void {
    const { clock, random } = this.#options
    const steady = this.#liveSince !== null && clock.now() - this.#liveSince >= steadyMs
    if (this.#liveSince !== null) this.#state = { ...this.#state, freshAt: this.#heardAt }
    this.#drop()
    if (finalCloseCodes.has(code)) return this.#show('refused')
    this.#failures = steady ? 0 : this.#failures + 1
    this.#show(this.#state.freshAt === null ? 'connecting' : 'reconnecting')
    const longest = Math.min(backoffCapMs, backoffMs * 2 ** Math.min(this.#failures, 10))
    const delay = Math.round(longest * (0.2 + 0.8 * random()))
    this.#timer = clock.after(delay, () => this.connect())
  }

  #receive(text: string): void {
    this.#heardAt = this.#options.clock.now()
    const frame = parseFrame(text)
    if (!frame) return
    const ours = serverFrame.safeParse(frame).data
    if (ours?.type === 'error') this.#error = ours.code
    else if (ours?.type === 'pong') {
      this.#moveTo(ours.cursor)
      this.#tellTime(ours.server_time)
    } else if (ours?.type === 'resync') {
      // What is held may be incomplete: no cursor helps.
      this.#cursor = null
    } else if (ours?.type === 'hello') {
      this.#pingMs = ours.heartbeat_ms
      this.#tellTime(ours.server_time)
      if (!ours.resumed) this.#cursor = null
      if (this.#filter) this.#subscribe()
      this.#options.onFrame(frame)
      if (ours.resumed) this.#live()
    } else this.#pass(frame)
  }

  #tellTime(text: string): void {
    const serverTime = Date.parse(text)
    if (!Number.isNaN(serverTime)) this.#options.onServerTime?.(serverTime)
  }

  /** Moves on, unless the whole state is still awaited. */
  #moveTo(cursor: string): void {
    if (this.#cursor !== null && cursor !== '') this.#cursor = cursor
  }

  #live(): void {
    this.#liveSince = this.#options.clock.now()
    this.#show('live')
  }

  #pass(frame: ReceivedFrame): void {
    const carried = this.#options.versions?.(frame) ?? []
    const isWhole = wholeStates.has(frame.type)
    if (isWhole) {
      this.#held.clear()
      this.#cursor = frame.cursor
    } else {
      this.#moveTo(frame.cursor)
      const isNew = carried.some(({ id, version }) => version > (this.#held.get(id) ?? -1))
      if (carried.length > 0 && !isNew) return
    }
    for (const { id, version } of carried) this.#held.set(id, version)
    this.#options.onFrame(frame)
    if (isWhole && this.#liveSince === null) this.#live()
  }
}
