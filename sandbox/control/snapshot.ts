import { z } from 'zod'
import type { WorldState } from '../discord/entities.ts'
import type { ExchangeState } from '../exchange/state.ts'

const mapKey = '$map'
const bigKey = '$bigint'
const version = 1

/**
 * The whole world as plain JSON: the states with Maps as `{"$map": [[key, value], …]}` and large whole numbers as
 * `{"$bigint": "…"}`, and its time.
 */
export type Snapshot = {
  version: typeof version
  now: number
  discord: unknown
  exchange: unknown
  /** The states of further services by name. */
  services: Record<string, unknown>
}

/** Another emulated service whose state belongs to the world. */
export type SnapshotPart = {
  /** The state, plain data and Maps. */
  take(): unknown
  /** Replaces the state by one that `take` gave; throws for anything else. */
  load(state: unknown): void
}

const snapshotBody = z.object({
  version: z.literal(version),
  now: z.number(),
  discord: z.record(z.string(), z.unknown()),
  exchange: z.record(z.string(), z.unknown()).optional(),
  services: z.record(z.string(), z.unknown()).default({}),
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

const exchangeShape = z.custom<ExchangeState>(
  (value) =>
    z
      .object({
        seed: z.number(),
        opened_at: z.number(),
        keys: z.array(z.object({ access_key: z.string(), secret_key: z.string() })),
        holdings: z.custom(isMap),
        orders: z.custom(isMap),
        open: z.custom(isMap),
        identifiers: z.custom(isMap),
        markets: z.custom(isMap),
      })
      .safeParse(value).success,
)

function pack(value: unknown): unknown {
  if (typeof value === 'bigint') return { [bigKey]: value.toString() }
  if (value instanceof Map) return { [mapKey]: [...value].map(([key, one]) => [key, pack(one)]) }
  if (Array.isArray(value)) return value.map(pack)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)]))
}

const big = z.object({ [bigKey]: z.string() })
const entries = z.object({ [mapKey]: z.array(z.tuple([z.string(), z.unknown()])) })

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack)
  if (typeof value !== 'object' || value === null) return value
  const whole = big.safeParse(value)
  if (whole.success) return BigInt(whole.data[bigKey])
  const map = entries.safeParse(value)
  if (map.success) return new Map(map.data[mapKey].map(([key, one]) => [key, unpack(one)]))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]))
}

/** Writes the worlds down. `now` is epoch milliseconds. */
export function takeSnapshot(
  discord: WorldState,
  exchange: ExchangeState,
  now: number,
  parts: Readonly<Record<string, SnapshotPart>> = {},
): Snapshot {
  const services = Object.entries(parts).map(([name, part]) => [name, pack(part.take())])
  return {
    version,
    now,
    discord: pack(discord),
    exchange: pack(exchange),
    services: Object.fromEntries(services),
  }
}

/** Reads what `takeSnapshot` wrote; throws a ZodError for anything else. Older ones have only Discord. */
export function readSnapshot(value: unknown): {
  state: WorldState
  exchange: ExchangeState | undefined
  now: number
  services: Record<string, unknown>
} {
  const { now, discord, exchange, services } = snapshotBody.parse(value)
  const unpacked = Object.entries(services).map(([name, one]) => [name, unpack(one)])
  return {
    now,
    state: stateShape.parse(unpack(discord)),
    exchange: exchange && exchangeShape.parse(unpack(exchange)),
    services: Object.fromEntries(unpacked),
  }
}
