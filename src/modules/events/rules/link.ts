import type { Base, RemoteEvent } from './remote.ts'

/** How an event and one of Discord's are joined. Times are epoch milliseconds. */
export type LinkRecord = {
  id: string
  /** Null until Discord's event exists. */
  discord_event_id: string | null
  guild_id: string
  event_id: string
  origin: 'muster' | 'discord'
  link_state: 'creating' | 'active' | 'conflict' | 'detached' | 'gone'
  /** Made by another bot: we read it and leave it alone. */
  read_only: boolean
  /** What both sides last agreed on; null before the first agreement. */
  base: Base | null
  /** Discord's side as it was last seen. */
  remote: RemoteEvent | null
  /** Fingerprints of what we sent and what came back, newest last. */
  pushed: { hash: string; at: number }[]
  /** Set while a creation may be under way: its outcome is looked up before it is repeated. */
  intent_at: number | null
  /** When Discord first said that it has no such event; asked again before it counts as gone. */
  missing_at: number | null
  /** When a frame last told of a change that was not ours. */
  heard_at: number | null
  /** When a look by itself is due that finds what echoes may have hidden. */
  judge_at: number | null
  /** When the counts below the description were last sent. */
  footer_at: number | null
  /** Why it cannot be kept equal, in words; null when it can. */
  problem: string | null
  last_pulled_at: number | null
  last_pushed_at: number | null
  /** The picture that Discord shows, by its address and the hash of what was found there. */
  banner: { url: string; hash: string } | null
  /** Grows with each change; whoever stores an older state is refused. */
  revision: number
  created_at: number
  updated_at: number
}

/** For how long, and how many, fingerprints of our own changes are remembered. */
const echoes = { count: 8, ms: 600_000 }

/** Remembers what we are about to send, or what Discord answered. */
export function withEcho(
  pushed: LinkRecord['pushed'],
  hash: string,
  now: number,
): LinkRecord['pushed'] {
  const fresh = pushed.filter((one) => now - one.at < echoes.ms && one.hash !== hash)
  return [...fresh, { hash, at: now }].slice(-echoes.count)
}

/** Whether a frame says only what we did ourselves. */
export function isEcho(link: Pick<LinkRecord, 'pushed'>, hash: string, now: number): boolean {
  return link.pushed.some((one) => one.hash === hash && now - one.at < echoes.ms)
}
