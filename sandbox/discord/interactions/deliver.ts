import type { Timer } from '../../clock.ts'
import type { SandboxContext } from '../../context.ts'
import { createHttpDoor } from './http-door.ts'
import { failInteraction, noAnswer } from './lifecycle.ts'
import { botId } from './payload.ts'
import type { InteractionRecord } from './record.ts'
import type { Interactions } from './store.ts'

/** Brings interactions to the application and ends the wait of those that get no answer in time. */
export type Courier = { deliver(record: InteractionRecord): void; close(): void }

// Assumed: of a crowd that clicks at once, so many interactions are under way together. The 3 s of each count from
// when it is sent, so that a crowd on one small machine is not refused for the time that sending it takes.
const mostUnanswered = 200

/** A courier for both doors: a dispatch to the bot's session, or a signed request to the endpoint. */
export function createCourier(
  { world, activity }: Pick<SandboxContext, 'world' | 'activity'>,
  interactions: Interactions,
): Courier {
  const door = createHttpDoor(world, interactions, mostUnanswered)
  const line: InteractionRecord[] = []
  const unanswered = new Map<string, Timer>()
  const send = (record: InteractionRecord): void => {
    const late = new AbortController()
    record.at = world.clock.now()
    const deadline = world.clock.after(interactions.answerWithinMs + 1, () => {
      failInteraction(world, interactions, record, noAnswer)
      late.abort()
    })
    unanswered.set(record.id, deadline)
    const { interactions_endpoint_url: url } = world.state.application
    if (record.door === 'http' && url !== null) {
      void activity.track(door.post(record, url, late.signal))
      return
    }
    world.dispatch({
      t: 'INTERACTION_CREATE',
      d: record.payload,
      users: [botId(world)],
      ...(record.guild_id === undefined ? {} : { guild_id: record.guild_id }),
    })
  }
  const sendNext = (): void => {
    while (unanswered.size < mostUnanswered) {
      const next = line.shift()
      if (next === undefined) return
      send(next)
    }
  }
  interactions.onChange(({ id, state }) => {
    if (state === 'waiting') return
    unanswered.get(id)?.cancel()
    unanswered.delete(id)
    sendNext()
  })
  world.onLoad(() => {
    line.length = 0
    for (const deadline of unanswered.values()) deadline.cancel()
    unanswered.clear()
  })
  return {
    deliver(record) {
      line.push(record)
      sendNext()
    },
    close: () => door.close(),
  }
}
