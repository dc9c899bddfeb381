/** How many jobs each of some guilds may start in one round. */
export type Shares = { guilds: string[]; each: number }

/**
 * Divides free places among the guilds that have work due. Every guild gets the same number, none
 * holds more than `cap` at a time, and when there are more guilds than places those after `last`
 * (in the order given) come first.
 */
export function fairShares(
  due: readonly string[],
  free: number,
  running: { of(guild: string): number; cap: number },
  last: string,
): Shares {
  const open = due.filter((guild) => running.of(guild) < running.cap)
  const start = open.findIndex((guild) => guild > last)
  const rotated = start <= 0 ? open : [...open.slice(start), ...open.slice(0, start)]
  const guilds = rotated.slice(0, Math.max(0, free))
  if (guilds.length === 0) return { guilds, each: 0 }
  const narrowest = Math.min(...guilds.map((guild) => running.cap - running.of(guild)))
  return { guilds, each: Math.min(narrowest, Math.max(1, Math.floor(free / guilds.length))) }
}
