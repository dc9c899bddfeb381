import { z } from 'zod'
import type { SnapshotPart } from '../control/snapshot.ts'
import type { Google } from './google.ts'
import type { GoogleState } from './state.ts'

const isMap = (value: unknown): value is Map<unknown, unknown> => value instanceof Map
const shape = z.object({
  accounts: z.custom(isMap),
  keys: z.custom(isMap),
  refresh_tokens: z.custom(isMap),
  access_tokens: z.custom(isMap),
  files: z.custom(isMap),
  forms: z.custom(isMap),
  spreadsheets: z.custom(isMap),
  topics: z.custom(isMap),
  subscriptions: z.custom(isMap),
})
const state = z.custom<GoogleState>((value) => shape.safeParse(value).success)

/** How the emulated Google takes part in snapshots of the world. */
export function googleSnapshot(google: Google): SnapshotPart {
  return { take: () => google.state, load: (value) => google.load(state.parse(value)) }
}
