/** What Discord calls a status; invisible people are shown to everybody else as offline. */
export const presenceStatuses = ['online', 'idle', 'dnd', 'offline'] as const

/** One of `presenceStatuses`. */
export type PresenceStatus = (typeof presenceStatuses)[number]

/** Something a person shows to be doing. Types 0 to 5 are documented; others exist. */
export type Activity = {
  name: string
  type: number
  state: string | null
  details: string | null
  url: string | null
  emoji: { name: string; id: string | null; animated: boolean } | null
  /** Epoch milliseconds at which Discord noted it, and since when it goes on. */
  created_at: number | null
  started_at: number | null
}

/** What a person shows in one server. */
export type Presence = {
  status: PresenceStatus
  activities: readonly Activity[]
  /** Status by kind of device (`desktop`, `mobile`, `web`, `vr`, and what else Discord says). */
  platforms: Readonly<Record<string, string>>
}

/** What is known of a followed person in one server. Times are epoch milliseconds. */
export type Observation = {
  guild_id: string
  user_id: string
  /** Null: never observed. */
  presence: Presence | null
  /** Null: not known yet. */
  in_guild: boolean | null
  /** The last observation, also one that changed nothing. */
  observed_at: number | null
  /** Since when the status is what it is, as far as we have seen. */
  since: number | null
  /** False after a gap: it has been so for at least that long. */
  since_exact: boolean
  /** When the person was last seen with another status than offline. */
  seen_at: number | null
  /** False where the present session has not said anything about this person yet. */
  fresh: boolean
}

/** Why presences are not live, as a code with the values of its text. */
export type PresenceProblem = {
  code:
    | 'unauthorized'
    | 'stopped'
    | 'presence_intent_off'
    | 'members_intent_off'
    | 'reconnecting'
    | 'guild_absent'
    | 'guild_unavailable'
    | 'starting'
  params: Record<string, string>
}

/** How the way by which presences come is doing, for one server. */
export type PresenceLink = {
  connected: boolean
  state: 'idle' | 'connecting' | 'ready' | 'stopped'
  /** Since when `connected` is what it is. */
  since: number
  last_event_at: number | null
  presence_intent: boolean
  members_intent: boolean
  /** `unavailable`: an outage of Discord; `absent`: the bot is not in the server. */
  guild: 'present' | 'unavailable' | 'absent' | 'unknown'
  /** How many are members and online according to Discord's own count; null: not asked. */
  counts: { members: number; online: number } | null
  problem: PresenceProblem | null
}

/** What changed: somebody's presence, or the way by which presences come. */
export type PresenceChange =
  | { kind: 'observed'; observation: Observation }
  | { kind: 'link' }
  /** Whatever was said of this server may be otherwise now. */
  | { kind: 'all'; guild_id: string }

/** What a look at everybody found. */
export type RefreshResult = { asked: number; changed: number; not_found: number }

/** The presences of those whom modules follow; the process that hears the gateway tells the others. */
export type PresenceDirectory = {
  get(guildId: string, userId: string): Observation | null
  link(guildId: string): PresenceLink
  /** Hears of every visible change, at most four times a second per person. */
  onChange(listener: (change: PresenceChange) => void): () => void
  /**
   * Asks Discord for the presences of these people, or of all who are followed there. Throws `busy`
   * when Discord cannot be asked.
   */
  refresh(guildId: string, userIds: readonly string[] | null): Promise<RefreshResult>
  /** Asks for all members of a server, who then come as chunks; false when it cannot be asked. */
  requestMembers(guildId: string): Promise<boolean>
  /** Looks whether what was switched off in the developer portal is on by now, and connects anew. */
  recheck(): Promise<void>
}

/** Age of a lost connection from which its presences count as stale, in milliseconds. */
export const staleAfterMs = 30_000

/** Whether what is known of a person is true now. */
export type PresenceState = 'live' | 'stale' | 'unknown' | 'not_in_guild'

/**
 * Judges an observation. A short loss of the connection is repaired by a replay, so it takes
 * `staleAfterMs` until what was seen counts as old.
 */
export function presenceState(
  observation: Observation | null,
  link: PresenceLink,
  now: number,
): PresenceState {
  if (observation?.in_guild === false) return 'not_in_guild'
  if (!observation?.presence || link.guild === 'unavailable') return 'unknown'
  if (link.guild === 'absent' || !link.presence_intent) return 'unknown'
  if (!observation.fresh) return 'stale'
  return link.connected || now - link.since < staleAfterMs ? 'live' : 'stale'
}
