import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock, Timer } from '#core/clock.ts'
import type { Context } from '#core/context.ts'
import { DiscordUnavailable, isRefusal } from '../rest/errors.ts'
import { wholeBody } from '../rest/messages.ts'
import { pause } from '../rest/pause.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { looksLike } from './compare.ts'
import { keyOf, type PanelKey } from './keys.ts'
import type { PanelKind } from './panel.ts'
import type { Kinds } from './passes.ts'

/** Looks at all messages that people still use, for changes that nobody told of. */
export type Rounds = {
  /** Begins a round now: something may have been missed. */
  begin(): void
  /** Begins the hourly rounds. */
  start(): void
  /** Resolves when no round is under way. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** From the end of one round to the next, in milliseconds. */
export const roundsEveryMs = 3_600_000
const longestPauseMs = 5_000

const shownMessage = z.object({
  content: z.string().default(''),
  embeds: z.array(z.unknown()).default([]),
  components: z.array(z.unknown()).default([]),
})

/** Makes the rounds; `repair` makes a message anew. Its calls wait behind all others. */
export function createRounds(needs: {
  rest: DiscordRest
  context: Context
  kinds: Kinds
  /** A monotonic one: when the program's clock is moved, nothing happens in Discord. */
  realTime: Clock
  repair: (key: PanelKey) => void
}): Rounds {
  const { rest, context, kinds, realTime, repair } = needs
  const stopping = new AbortController()
  let timer: Timer = { cancel: () => {} }
  let running: Promise<void> | null = null
  let again = false

  async function isAsItShould(kind: PanelKind, objectId: string): Promise<boolean> {
    const render = await kind.render(context, objectId)
    if (!render?.message_id) return true
    const path = Routes.channelMessage(render.channel_id, render.message_id)
    try {
      const shown = await rest.call({ method: 'GET', path, lane: 'bulk' }, shownMessage)
      const { content, embeds, components } = wholeBody(render.body)
      return looksLike({ content, embeds, components }, shown)
    } catch (error) {
      // Whether a lost message is posted anew is decided when its edit fails.
      if (isRefusal(error, 10008, 10003)) return false
      if (isRefusal(error)) return true
      throw error
    }
  }

  async function look(kind: PanelKind, objectId: string): Promise<void> {
    for (const isLast of [false, true]) {
      try {
        if (!(await isAsItShould(kind, objectId))) repair(keyOf(kind.kind, objectId))
        return
      } catch (error) {
        if (!(error instanceof DiscordUnavailable) || isLast) throw error
        await pause(Math.min(error.retryAfterMs, longestPauseMs), stopping.signal)
      }
    }
  }

  async function walk(): Promise<void> {
    for (const { kind } of kinds.values()) {
      for (const objectId of await kind.live(context)) {
        if (stopping.signal.aborted) return
        await look(kind, objectId).catch((error: unknown) => {
          const { log } = context
          log.warn({ err: error, kind: kind.kind, object: objectId }, 'a message was not looked at')
        })
      }
    }
  }

  async function run(): Promise<void> {
    timer.cancel()
    while (again && !stopping.signal.aborted) {
      again = false
      await walk().catch((error: unknown) => {
        context.log.warn({ err: error }, 'the posted messages could not be looked at')
      })
    }
    running = null
    schedule()
  }

  function begin(): void {
    again = true
    running ??= run()
  }

  function schedule(): void {
    if (!stopping.signal.aborted) timer = realTime.after(roundsEveryMs, begin)
  }

  return {
    begin,
    start: schedule,
    async settle() {
      while (running) await running
    },
    async stop() {
      stopping.abort()
      timer.cancel()
      await running
    },
  }
}
