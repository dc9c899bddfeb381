import { z } from 'zod'
import { coreError } from '#core/errors.ts'
import { newReference, type Random } from '#core/ids.ts'
import type { Clock } from '#core/clock.ts'
import type { Observation, RefreshResult } from '#core/presence.ts'
import type { Signals } from '#core/signals.ts'
import type { GatewayStatus } from '../gateway/status.ts'

/** What the process that hears the gateway says of the way by which presences come. */
export type LinkNews = {
  gateway: GatewayStatus
  unavailable: string[]
  counts: Record<string, { members: number; online: number }>
}

const newsShape = z.object({
  link: z.custom<LinkNews>().nullable(),
  seen: z.array(z.custom<Observation>()),
})
const askShape = z.object({
  id: z.string(),
  what: z.enum(['refresh', 'members', 'recheck', 'all']),
  guild_id: z.string(),
  user_ids: z.array(z.string()).nullable(),
})
const answerShape = z.object({
  id: z.string(),
  result: z.object({ asked: z.number(), changed: z.number(), not_found: z.number() }).nullable(),
})

/** What one process may ask of the one that hears the gateway. */
export type Wish = Pick<z.infer<typeof askShape>, 'what' | 'guild_id' | 'user_ids'>

/** Carries presences from the process that hears the gateway to the others, and their wishes back. */
export type Relay = {
  tell(seen: readonly Observation[], link: LinkNews | null): void
  /** Throws `busy` when nobody answers. */
  ask(wish: Wish): Promise<RefreshResult>
  stop(): void
}

/** A wish that is not answered by then is given up, in milliseconds of real time. */
const patienceMs = 20_000

/** Makes it. `serve` fulfils a wish here; it is asked only while this process hears the gateway. */
export function createRelay(needs: {
  signals: Signals
  random: Random
  realTime: Clock
  leads: () => boolean
  hear: (seen: readonly Observation[], link: LinkNews | null) => void
  serve: (wish: Wish) => Promise<RefreshResult>
}): Relay {
  const { signals, random, realTime, leads, hear, serve } = needs
  const open = new Map<string, (result: RefreshResult | null) => void>()

  async function answer(text: string): Promise<void> {
    const asked = askShape.safeParse(JSON.parse(text)).data
    if (!asked || !leads()) return
    const result = await serve(asked).catch(() => null)
    signals.send('presence.answer', JSON.stringify({ id: asked.id, result }))
  }

  const stops = [
    signals.listen('presence.news', (text) => {
      const news = leads() ? undefined : newsShape.safeParse(JSON.parse(text)).data
      if (news) hear(news.seen, news.link)
    }),
    signals.listen('presence.ask', (text) => void answer(text)),
    signals.listen('presence.answer', (text) => {
      const said = answerShape.safeParse(JSON.parse(text)).data
      if (said) open.get(said.id)?.(said.result)
    }),
  ]

  return {
    tell: (seen, link) => signals.send('presence.news', JSON.stringify({ seen, link })),
    ask(wish) {
      const id = newReference(random)
      return new Promise((resolve, reject) => {
        const finish = (result: RefreshResult | null) => {
          overdue.cancel()
          open.delete(id)
          if (result) resolve(result)
          else reject(coreError('busy', { retryAfterMs: 5_000 }))
        }
        const overdue = realTime.after(patienceMs, () => finish(null))
        open.set(id, finish)
        signals.send('presence.ask', JSON.stringify({ id, ...wish }))
      })
    },
    stop() {
      for (const stop of stops) stop()
      for (const finish of open.values()) finish(null)
    },
  }
}
