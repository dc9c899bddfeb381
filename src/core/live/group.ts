import type { Log } from '../log.ts'
import type { PublishedFact } from '../outbox/outbox.ts'
import { encodeFrame } from './connection.ts'
import { heartbeatMs, type ServerFrame } from './dialect.ts'
import { FrameSource, type Audience, type FrameServices } from './frame-source.ts'
import type { Timer } from '../clock.ts'
import { cutReader, isSlow, release, sendBacklog, sendOrHold, type Reader } from './reader.ts'
import { positionExists, type BuiltFrame } from './replay.ts'
import type { LiveFrame } from './topic.ts'
import type { Topic } from './topic.ts'

/** How a reader begins: from now, with the whole state, or where a cursor points. */
export type Beginning =
  | { kind: 'now' }
  | { kind: 'snapshot' }
  /** A null position stands for a cursor that is not of this database. */
  | { kind: 'resume'; position: number | null }

/** What a group needs of the live server. */
export type GroupServices = FrameServices & { log: Log }

/** How often it is looked whether a late reader has caught up, in milliseconds. */
const heldMs = 250

type Task = PublishedFact | (() => Promise<void>)

/**
 * Readers of one address who see the same. Facts and newcomers stand in one queue and are taken one
 * after another: whoever begins between two facts gets all before from its replay or snapshot and
 * all after as they come, so none is missed, doubled or out of order.
 */
export class Group {
  readonly #services: GroupServices
  readonly #source: FrameSource
  readonly #topic: Topic
  readonly #readers = new Set<Reader>()
  readonly #queue: Task[] = []
  #draining: Promise<void> | null = null
  #position: number
  #moments: unknown[] = []
  #holding: Timer | null = null

  /** Begins at the outbox's present position, with nobody. */
  constructor(services: GroupServices, shared: Audience) {
    this.#services = services
    this.#topic = shared.topic
    this.#position = services.outbox.position()
    this.#source = new FrameSource(services, shared, this.#position)
  }

  /** Takes the next fact of the outbox. */
  push(fact: PublishedFact): void {
    if (this.#draining || this.#source.follows(fact)) this.#enqueue(fact)
    else this.#position = fact.position
  }

  /** Whether these are readers of this topic. */
  follows(topic: Topic): boolean {
    return this.#topic === topic
  }

  /** Takes a change that is no fact; those that come while others are being sent go together. */
  pushMoment(moment: unknown): void {
    this.#moments.push(moment)
    if (this.#moments.length === 1) this.#enqueue(() => this.#takeMoments())
  }

  /** Whether the address answers questions of this type. */
  answers(type: string): boolean {
    return this.#source.answers(type)
  }

  /** Answers what a reader asks for beside the dialect. */
  ask(reader: Reader, type: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#enqueue(async () => {
        try {
          const frames = await this.#source.answer(type, this.#position)
          if (!reader.gone) sendBacklog(reader, frames)
          resolve()
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
  }

  /** Sends a frame that is true for a moment only: it has no position and is not sent again. */
  whisper(frame: LiveFrame): void {
    const bytes = encodeFrame({ ...frame, cursor: this.#services.cursorAt(this.#position) })
    for (const reader of this.#readers) {
      const { filter } = reader
      if (filter && !this.#source.wants(frame, filter)) continue
      // Whoever is slow needs the lasting frames more.
      if (!isSlow(reader)) reader.connection.send(bytes)
    }
  }

  /** Whether facts of this topic concern these readers. */
  hears(topic: string): boolean {
    return this.#source.hears(topic)
  }

  /** Begins, or begins again, to serve a reader; resolves when it has what it asked for. */
  attach(reader: Reader, beginning: Beginning): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#enqueue(() => {
        this.#readers.delete(reader)
        return this.#begin(reader, beginning).then(resolve, reject)
      })
    })
  }

  detach(reader: Reader): void {
    this.#readers.delete(reader)
  }

  /** The position up to which a reader has everything. */
  positionOf(reader: Reader): number {
    return this.#readers.has(reader) ? Math.max(this.#position, reader.position) : reader.position
  }

  /** Resolves when all that was pushed so far is sent. */
  async settle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  #enqueue(task: Task): void {
    this.#queue.push(task)
    this.#draining ??= this.#drain()
  }

  async #drain(): Promise<void> {
    for (let task = this.#queue.shift(); task; task = this.#queue.shift()) {
      await (typeof task === 'function' ? task() : this.#take(task))
    }
    this.#draining = null
  }

  async #take(fact: PublishedFact): Promise<void> {
    let built: BuiltFrame | null = null
    try {
      built = await this.#source.next(fact)
    } catch (error) {
      const { log } = this.#services
      log.error({ err: error, position: fact.position }, 'a live frame could not be built')
      this.#source.forget(fact.position)
      for (const reader of this.#readers) this.#cut(reader, 'frame_failed')
    }
    this.#position = fact.position
    if (built) this.#deliver(built)
  }

  async #takeMoments(): Promise<void> {
    const moments = this.#moments
    this.#moments = []
    const { log } = this.#services
    try {
      const frames = await this.#source.now(moments, this.#position)
      for (const reader of this.#readers) {
        if (isSlow(reader)) this.#cut(reader, 'slow_reader')
        else frames.forEach(({ key, bytes }) => sendOrHold(reader, key, bytes))
      }
    } catch (error) {
      log.error({ err: error }, 'momentary changes could not be shown')
      for (const reader of this.#readers) this.#cut(reader, 'frame_failed')
    }
    this.#watchHeld()
  }

  /** Those who were late get the newest as soon as they have caught up. */
  #watchHeld(): void {
    const late = [...this.#readers].some(({ held }) => held.size > 0)
    if (!late || this.#holding) return
    this.#holding = this.#services.clock.after(heldMs, () => {
      this.#holding = null
      for (const reader of this.#readers) if (reader.held.size > 0) release(reader)
      this.#watchHeld()
    })
  }

  #deliver(built: BuiltFrame): void {
    for (const reader of this.#readers) {
      if (built.position <= reader.position) continue
      reader.position = built.position
      try {
        if (reader.filter && !this.#source.matches(built, reader.filter)) continue
        if (isSlow(reader)) this.#cut(reader, 'slow_reader')
        else reader.connection.send(built.bytes)
      } catch (error) {
        this.#services.log.error({ err: error }, 'a live frame could not be sent')
        this.#cut(reader, 'frame_failed')
      }
    }
  }

  #cut(reader: Reader, reason: string): void {
    this.#readers.delete(reader)
    cutReader(reader, reason, this.#services.cursorAt(reader.position))
  }

  async #begin(reader: Reader, beginning: Beginning): Promise<void> {
    const { momentary } = this.#source
    const after = beginning.kind === 'resume' && !momentary ? beginning.position : null
    const frames = after === null ? null : await this.#replay(after)
    if (after !== null && frames) {
      reader.position = after
      this.#hello(reader, true)
      const { filter } = reader
      const wanted = filter ? frames.filter((built) => this.#source.matches(built, filter)) : frames
      sendBacklog(
        reader,
        wanted.map(({ bytes }) => bytes),
      )
      reader.position = Math.max(after, this.#position)
    } else {
      const wanted = momentary || beginning.kind !== 'now'
      const state = wanted ? await this.#source.wholeState(this.#position) : []
      reader.position = this.#position
      this.#hello(reader, false)
      sendBacklog(reader, state)
    }
    if (!reader.gone) this.#readers.add(reader)
  }

  /** The frames after a position, or null when only a snapshot helps. */
  async #replay(after: number): Promise<BuiltFrame[] | null> {
    const { outbox, log } = this.#services
    try {
      const exists = await positionExists(outbox, after)
      return exists ? await this.#source.between(after, this.#position) : null
    } catch (error) {
      log.error({ err: error, position: after }, 'live frames could not be built again')
      return null
    }
  }

  #hello(reader: Reader, resumed: boolean): void {
    const { clock, cursorAt } = this.#services
    const frame: ServerFrame = {
      type: 'hello',
      cursor: cursorAt(reader.position),
      server_time: new Date(clock.now()).toISOString(),
      heartbeat_ms: heartbeatMs,
      resumed,
    }
    reader.connection.send(encodeFrame(frame))
  }
}
