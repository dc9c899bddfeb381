import type { Clock } from '#core/clock.ts'
import type { DiscordRefusal } from './errors.ts'

/** A route that is not called for now, because Discord said that it is not allowed. */
export type OpenCircuit = { route: string; majorId: string; refusal: DiscordRefusal; until: number }

/** Remembers refusals that asking again cannot change. */
export type Circuits = {
  /** The refusal that still stands for this route and place, or null. */
  standing(route: string, majorId: string): DiscordRefusal | null
  /** Opens the circuit when this refusal is one that lasts. */
  note(route: string, majorId: string, refusal: DiscordRefusal): void
  /** Something changed in these places: they may be asked again. */
  heal(majorIds: Iterable<string>): void
  list(): OpenCircuit[]
}

/** How long a refusal stands when no event says that something changed. */
export const circuitMs = 15 * 60_000

const lastingCodes = new Set([50001, 50013, 10003, 10004])
/** Refusals with 403 that say something of one message or person, not of the place. */
const passingCodes = new Set([40003, 50005, 50007, 50021, 50278, 160004, 160005, 160006])

/** Makes the memory of refusals. */
export function createCircuits(clock: Clock): Circuits {
  const open = new Map<string, OpenCircuit>()
  return {
    standing(route, majorId) {
      const key = `${route}\n${majorId}`
      const circuit = open.get(key)
      if (!circuit) return null
      if (circuit.until > clock.now()) return circuit.refusal
      open.delete(key)
      return null
    },
    note(route, majorId, refusal) {
      const { status, code } = refusal
      const lasts = lastingCodes.has(code) || (status === 403 && !passingCodes.has(code))
      if (!lasts || majorId === '') return
      open.set(`${route}\n${majorId}`, { route, majorId, refusal, until: clock.now() + circuitMs })
    },
    heal(majorIds) {
      const healed = new Set(majorIds)
      for (const [key, circuit] of open) if (healed.has(circuit.majorId)) open.delete(key)
    },
    list: () => [...open.values()].filter((circuit) => circuit.until > clock.now()),
  }
}

/** `GET /channels/:id/messages/:id` and the id of the guild or channel that it is about. */
export function routeOf(method: string, path: string): { route: string; majorId: string } {
  const majorId = /^\/(?:channels|guilds)\/(\d{17,19})/.exec(path)?.[1] ?? ''
  const template = path
    .replace(/^\/(webhooks|interactions)\/(\d{17,19})\/[^/]+/, '/$1/:id/:token')
    .replaceAll(/\/\d{17,19}(?=\/|$)/g, '/:id')
    .replaceAll(/\/reactions\/[^/]+/g, '/reactions/:emoji')
  return { route: `${method} ${template}`, majorId }
}
