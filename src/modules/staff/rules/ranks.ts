import type { RankJson } from '../contract/rank.ts'

/** The highest rank that one of these Discord roles stands for; null: none. */
export function rankFor(ranks: readonly RankJson[], roles: readonly string[]): RankJson | null {
  return ranks
    .filter(({ discord_role_id: id }) => id !== null && roles.includes(id))
    .reduce<RankJson | null>(
      (best, rank) => (best === null || rank.priority < best.priority ? rank : best),
      null,
    )
}
