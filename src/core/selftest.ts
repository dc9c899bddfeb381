import type { z } from 'zod'
import type { Scope } from './access/actor.ts'

/** A live page as a reader sees it. */
export type SelftestPage = {
  /** The first frame of this shape that fits, past or to come. Throws when none comes in time. */
  until<T>(shape: z.ZodType<T>, fits: (frame: T) => boolean): Promise<T>
}

/** One call of the public interface. */
export type SelftestCall<T> = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  /** The status that is right; any other fails the step. */
  status: number
  shape: z.ZodType<T>
}

/** The running installation as its own selftest uses it: from outside, through the public address. */
export type SelftestWorld = {
  guild_id: string
  /** A text channel in which the bot may post. */
  channel_id: string
  /** People to act for: the bot first, the others are made up. */
  people: readonly { discord_user_id: string; discord_username: string }[]
  /** The time of this machine, in epoch milliseconds. */
  now(): number
  /** What was given on the command line as `--<name>`; null when it was not. */
  option(name: string): string | null
  /** Calls the server with a key that ends with the test. */
  api<T>(call: SelftestCall<T>): Promise<T>
  /** Opens a live address. */
  follow(path: string): Promise<SelftestPage>
  /** What Discord itself shows to the bot at this message; null when there is none. */
  message(channelId: string, messageId: string): Promise<unknown>
  /**
   * Does something in Discord itself as the bot, past the program, as another program would. Null where there is no
   * such thing.
   */
  inDiscord(call: {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
    path: string
    body?: object
  }): Promise<unknown>
  /** Takes a message of the bot back; one that is gone already is fine. */
  unsay(channelId: string, messageId: string): Promise<void>
  /** Looks again and again until there is something else than null. Throws when it takes too long. */
  until<T>(look: () => Promise<T | null>): Promise<T>
  /** One line of the report; `text` is a key of the module's catalogue. */
  step: <T>(text: string, work: () => Promise<T>) => Promise<T>
  /** Is done at the end, whatever happens; the last one first. Doing it twice must be harmless. */
  afterwards(undo: () => Promise<void>): void
}

/** How a module proves in a real installation that it works. */
export type Selftest = {
  /** What the temporary key may do. */
  scopes: readonly Scope[]
  /** Names of further options that it takes on the command line. */
  options?: readonly string[]
  run(world: SelftestWorld): Promise<void>
}
