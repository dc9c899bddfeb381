import type { Context, Services } from '../context.ts'
import type { PublishedFact } from '../outbox/outbox.ts'

/** A frame as it goes over the wire, without its cursor. */
export type LiveFrame = { type: string } & Record<string, unknown>

/**
 * Changes that are no facts: they are shown to everybody at once and to nobody later. `subscribe`
 * hears of them for as long as the program runs; `frames` turns those that came since the last call
 * into frames, for all readers of one audience together.
 */
export type Moments<Moment = unknown> = {
  subscribe(services: Services, hear: (moment: Moment) => void): () => void
  frames(
    context: Context,
    moments: readonly Moment[],
    params: Record<string, string>,
    audience: string,
  ): Promise<MomentFrame[]>
}

/** A frame of a moment; of those with an equal key a slow reader gets only the newest. */
export type MomentFrame = { key: string; frame: LiveFrame }

/** Checks the moments of a topic and forgets their type. */
export function moments<Moment>(definition: Moments<Moment>): Moments {
  return definition
}

/**
 * One live address that follows facts, over WebSocket and, where it says so, as server-sent events.
 * The live server owns the dialect (hello, cursor, resume, resync, limits); the topic turns facts
 * into the frames of its module.
 *
 * Readers of one address with equal audience and language share their frames: `snapshot` and `frame`
 * run once for all of them, in the context of whichever came first. What they show must therefore
 * follow from `params`, `audience` and `context.locale` alone, never from `context.actor`.
 */
export type Topic = {
  /** Addresses, with `:name` parameters, without a final slash; both spellings are served. */
  paths: readonly string[]
  /** The same as server-sent events over plain HTTP, written like `paths`; default none. */
  streams?: readonly string[]
  /** Facts of these topics are followed. */
  facts: readonly string[]
  /**
   * Checks whether this reader may follow the address; throws `AppError` when not. The returned text
   * says all that the reader may see (e.g. the guild ids), so that it can be given back below.
   */
  authorize(context: Context, params: Record<string, string>): Promise<{ audience: string }>
  /** The whole state as frames; sent on request and when a cursor is too old. */
  snapshot(context: Context, params: Record<string, string>, audience: string): Promise<LiveFrame[]>
  /**
   * The frame of one fact for an audience, or null when it is not for this address or audience. The
   * object is read as it is now; a frame carries the whole object with its version.
   */
  frame(
    context: Context,
    fact: PublishedFact,
    params: Record<string, string>,
    audience: string,
  ): Promise<LiveFrame | null>
  /** Whether a frame passes a reader's `subscribe` filter. */
  matches(frame: LiveFrame, filter: Record<string, unknown>): boolean
  /**
   * Where state changes without facts. Then a cursor leads nowhere: everybody begins with the whole
   * state, and each frame after it carries a `version` that is greater by one.
   */
  moments?: Moments
  /** What a client may ask for beside the dialect, by the type of its frame. */
  asks?: Record<
    string,
    (context: Context, params: Record<string, string>, audience: string) => Promise<LiveFrame[]>
  >
}
