import { z } from 'zod'
import type { WorldState } from '../discord/entities.ts'

const mapKey = '$map'
const version = 1

/** The whole world as plain JSON: the state with Maps as `{"$map": [[key, value], …]}`, and its time. */
export type Snapshot = { version: typeof version; now: number; discord: unknown }

const snapshotBody = z.object({
  version: z.literal(version),
  now: z.number(),
  discord: z.record(z.string(), z.unknown()),
})

const isMap = (value: unknown): value is Map<unknown, unknown> => value instanceof Map
const stateShape = z.custom<WorldState>(
  (value) =>
    z
      .object({
        application: z.object({ id: z.string(), bot_token: z.string(), private_key: z.string() }),
        users: z.custom(isMap),
        guilds: z.custom(isMap),
        dms: z.custom(isMap),
        messages: z.custom(isMap),
        commands: z.custom(isMap),
        nonces: z.custom(isMap),
        oauth: z.object({ codes: z.custom(isMap), tokens: z.custom(isMap) }),
      })
      .safeParse(value).success,
)

function pack(value: unknown): unknown {
  if (value instanceof Map) return { [mapKey]: [...value].map(([key, one]) => [key, pack(one)]) }
  if (Array.isArray(value)) return value.map(pack)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)]))
}

const entries = z.object({ [mapKey]: z.array(z.tuple([z.string(), z.unknown()])) })

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack)
  if (typeof value !== 'object' || value === null) return value
  const map = entries.safeParse(value)
  if (map.success) return new Map(map.data[mapKey].map(([key, one]) => [key, unpack(one)]))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]))
}

/** Writes a state down. `now` is epoch milliseconds. */
export function takeSnapshot(state: WorldState, now: number): Snapshot {
  return { version, now, discord: pack(state) }
}

/** Reads what `takeSnapshot` wrote; throws a ZodError for anything else. */
export function readSnapshot(value: unknown): { state: WorldState; now: number } {
  const { now, discord } = snapshotBody.parse(value)
  return { now, state: stateShape.parse(unpack(discord)) }
}
