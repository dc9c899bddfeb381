import { setTimeout as pause } from 'node:timers/promises'
import type { Believer, Outcome } from './believer.ts'

/** People who act while the server runs, and what is heard of their answers. */
export type Load = {
  /** Wishes that were answered. */
  readonly answers: number
  open(): void
  /** Nobody begins anything new. */
  pause(): void
  end(): void
  /** Resolves when so many more wishes were answered. */
  more(count: number): Promise<void>
  /** One person who comes and goes until it is over. */
  live(one: Believer, send: (verb: string) => Promise<Outcome>): Promise<void>
}

/** Nobody acts yet. All together act `perSecond` times a second, or as fast as they are answered. */
export function createLoad(perSecond = Infinity): Load {
  let opened = Promise.withResolvers<void>()
  let isOpen = false
  let over = false
  let answers = 0
  let reached = { count: Infinity, resolve: () => {} }
  let turnAt = 0
  const takeTurn = async () => {
    if (perSecond === Infinity) return
    turnAt = Math.max(performance.now(), turnAt + 1_000 / perSecond)
    await pause(Math.max(0, turnAt - performance.now()))
  }
  return {
    get answers() {
      return answers
    },
    open() {
      isOpen = true
      opened.resolve()
    },
    pause() {
      isOpen = false
      opened = Promise.withResolvers<void>()
    },
    end() {
      over = true
      opened.resolve()
    },
    more: (count) =>
      new Promise<void>((resolve) => (reached = { count: answers + count, resolve })),
    async live(one, send) {
      for (;;) {
        await opened.promise
        await takeTurn()
        if (over) return
        if (!isOpen) continue
        const kind = one.next()
        if ((await one.wish(kind, () => send(kind))) === 'unknown') continue
        answers += 1
        if (answers >= reached.count) reached.resolve()
      }
    },
  }
}
