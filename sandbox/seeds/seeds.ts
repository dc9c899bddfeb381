import type { WorldState } from '../discord/entities.ts'
import { buildWorld } from './build.ts'
import { standard } from './standard.ts'

const communities = { standard }

/** The name of a community that a world can begin with. */
export type SeedName = keyof typeof communities

/** Every seed's name, the standard one first. */
export const seedNames: readonly string[] = Object.keys(communities)

/** Whether there is a seed of this name. */
export function isSeedName(name: string): name is SeedName {
  return seedNames.includes(name)
}

/** A fresh world of this seed. */
export function buildSeed(name: SeedName): WorldState {
  return buildWorld(communities[name])
}
