import type { Clock } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Outbox, PublishedFact } from '../outbox/outbox.ts'
import { encodeFrame } from './connection.ts'
import { createFrameLog, factsBetween, type BuiltFrame, type ReplayWindow } from './replay.ts'
import type { LiveFrame, Topic } from './topic.ts'

/** For how long readers that come at the same time share one snapshot. */
const snapshotAgeMs = 1_000

/** What the readers of one group have in common. */
export type Audience = {
  topic: Topic
  params: Record<string, string>
  audience: string
  context: Context
}

/** What frames are made with. */
export type FrameServices = {
  outbox: Outbox
  clock: Clock
  cursorAt: (position: number) => string
  window: ReplayWindow
}

/** The frame of a change that is no fact. */
export type MomentaryFrame = { key: string; bytes: Buffer }

/** Makes the frames of one audience, each once, and keeps the newest for those who come again. */
export class FrameSource {
  readonly #services: FrameServices
  readonly #shared: Audience
  readonly #recent
  #snapshot: { position: number; version: number; at: number; frames: Buffer[] } | null = null
  /** Of topics with moments: how many changes were sent. */
  #version = 0

  constructor(services: FrameServices, shared: Audience, position: number) {
    this.#services = services
    this.#shared = shared
    this.#recent = createFrameLog(position, services.window)
  }

  /** Whether a fact can concern this audience at all. */
  follows(fact: PublishedFact): boolean {
    return this.#shared.topic.facts.includes(fact.topic)
  }

  /** Whether the address has changes that no cursor can bring back. */
  get momentary(): boolean {
    return this.#shared.topic.moments !== undefined
  }

  /** The frames of changes that are no facts. */
  async now(moments: readonly unknown[], position: number): Promise<MomentaryFrame[]> {
    const { topic, context, params, audience } = this.#shared
    const frames = (await topic.moments?.frames(context, moments, params, audience)) ?? []
    return frames.map(({ key, frame }) => ({ key, bytes: this.#encode(frame, position) }))
  }

  /** Whether a client may ask for this. */
  answers(type: string): boolean {
    const { asks } = this.#shared.topic
    return asks !== undefined && Object.hasOwn(asks, type)
  }

  /** The answer to what a client asks for beside the dialect. */
  async answer(type: string, position: number): Promise<Buffer[]> {
    const { topic, context, params, audience } = this.#shared
    const frames = (await topic.asks?.[type]?.(context, params, audience)) ?? []
    const numbered = topic.moments ? { version: this.#version } : {}
    const cursor = this.#services.cursorAt(position)
    return frames.map((frame) => encodeFrame({ ...frame, ...numbered, cursor }))
  }

  /** Whether facts of this topic can concern this audience. */
  hears(topic: string): boolean {
    return this.#shared.topic.facts.includes(topic)
  }

  /** Whether a frame without a position passes a filter. */
  wants(frame: LiveFrame, filter: Record<string, unknown>): boolean {
    return this.#shared.topic.matches(frame, filter)
  }

  matches(built: BuiltFrame, filter: Record<string, unknown>): boolean {
    return this.#shared.topic.matches(built.frame, filter)
  }

  /** The frame of the fact that comes next, or null when this audience does not hear of it. */
  async next(fact: PublishedFact): Promise<BuiltFrame | null> {
    const built = await this.#build(fact)
    if (built) this.#recent.push(built, this.#services.clock.now())
    return built
  }

  /** Gives up the kept frames, because one up to this position is missing. */
  forget(position: number): void {
    this.#recent.reset(position)
  }

  /** The frames between two positions, or null when they are too many or too old. */
  async between(after: number, upTo: number): Promise<BuiltFrame[] | null> {
    const { outbox, clock, window } = this.#services
    const oldest = this.#recent.from()
    if (after >= oldest) return this.#recent.after(after)
    if (upTo - after > window.facts) return null
    const facts = await factsBetween(outbox, { after, upTo: oldest }, clock.now(), window)
    if (!facts) return null
    const older: BuiltFrame[] = []
    for (const fact of facts) {
      const built = await this.#build(fact)
      if (built) older.push(built)
    }
    const all = [...older, ...this.#recent.after(oldest)]
    this.#recent.extend(after, older, clock.now())
    return all
  }

  /** The whole state, at least as new as the position. */
  async wholeState(position: number): Promise<Buffer[]> {
    const { clock, cursorAt } = this.#services
    const { topic, context, params, audience } = this.#shared
    const at = clock.now()
    const known = this.#snapshot
    const version = this.#version
    const isSame = known?.position === position && known.version === version
    if (isSame && at - known.at < snapshotAgeMs) return known.frames
    const cursor = cursorAt(position)
    const numbered = topic.moments ? { version } : {}
    const frames = await topic.snapshot(context, params, audience)
    const encoded = frames.map((frame) => encodeFrame({ ...frame, ...numbered, cursor }))
    this.#snapshot = { position, version, at, frames: encoded }
    return encoded
  }

  async #build(fact: PublishedFact): Promise<BuiltFrame | null> {
    if (!this.follows(fact)) return null
    const { topic, context, params, audience } = this.#shared
    const frame = await topic.frame(context, fact, params, audience)
    if (!frame) return null
    const bytes = this.#encode(frame, fact.position)
    return { position: fact.position, at: fact.created_at, frame, bytes }
  }

  #encode(frame: LiveFrame, position: number): Buffer {
    const cursor = this.#services.cursorAt(position)
    if (!this.momentary) return encodeFrame({ ...frame, cursor })
    this.#version += 1
    const numbered: LiveFrame = { ...frame, version: this.#version }
    return encodeFrame({ ...numbered, cursor })
  }
}
