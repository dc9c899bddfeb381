import type { World } from './world.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A text of letters and digits from the world's own randomness, for tokens and codes that are secret in play only. */
export function randomText(world: Pick<World, 'random'>, length: number): string {
  return Array.from({ length }, () =>
    letters.charAt(Math.floor(world.random() * letters.length)),
  ).join('')
}
