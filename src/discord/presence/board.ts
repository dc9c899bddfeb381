import type { Observation, Presence } from '#core/presence.ts'
import type { Followed } from '../part.ts'

/** What an observation changed: what people can see, or only when it was made. */
export type Change = { before: Observation; after: Observation; visible: boolean }

/** What is known of everybody who is followed, by guild and person. */
export type Board = {
  /** From now on exactly these are followed; returns those who are new. */
  follow(all: readonly Followed[]): Observation[]
  follows(userId: string): boolean
  get(guildId: string, userId: string): Observation | null
  all(): Observation[]
  of(guildId: string): Observation[]
  guildIds(): string[]
  /** Takes over what another process saw. */
  put(observation: Observation): void
  /** A presence was seen. `told` says that the change itself was heard of. Null: not followed. */
  observe(at: Place, presence: Presence, told: boolean): Change | null
  /** The person is in the guild, or is not. */
  place(at: Place, inGuild: boolean): Change | null
  /** What was said of this person is not known to be true any more. */
  doubt(guildId: string, userId: string): void
  /** Nothing that was said so far, of one guild or of all, is known to be true any more. */
  age(guildId?: string): void
}

/** Who and when. */
export type Place = { guild_id: string; user_id: string; now: number }

const nothing = {
  presence: null,
  in_guild: null,
  observed_at: null,
  since: null,
  seen_at: null,
} as const

function begun({ guild_id, user_id, known }: Followed): Observation {
  return { guild_id, user_id, ...nothing, ...known, since_exact: false, fresh: false }
}

/** Whether both show the same to people. */
export function looksSame(one: Presence | null, other: Presence | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What is known after a presence was seen. The clock may have been set back: times never fall. */
export function observed(
  before: Observation,
  presence: Presence,
  { now, told }: { now: number; told: boolean },
): Observation {
  const at = Math.max(now, before.observed_at ?? 0)
  const same = before.presence?.status === presence.status
  const wasThere = before.presence !== null && before.presence.status !== 'offline'
  const isThere = presence.status !== 'offline'
  return {
    ...before,
    presence,
    in_guild: true,
    observed_at: at,
    since: same ? (before.since ?? at) : at,
    since_exact: same
      ? before.since_exact && before.fresh
      : told && before.fresh && before.presence !== null,
    seen_at: isThere || (wasThere && before.fresh) ? at : before.seen_at,
    fresh: true,
  }
}

/** Makes an empty board. */
export function createBoard(): Board {
  let guilds = new Map<string, Map<string, Observation>>()
  let users = new Set<string>()

  const get = (guildId: string, userId: string) => guilds.get(guildId)?.get(userId) ?? null

  function put(observation: Observation): void {
    const { guild_id, user_id } = observation
    const guild = guilds.get(guild_id) ?? new Map<string, Observation>()
    guilds.set(guild_id, guild.set(user_id, observation))
    users.add(user_id)
  }

  function change(before: Observation, after: Observation): Change {
    put(after)
    const visible =
      before.in_guild !== after.in_guild || !looksSame(before.presence, after.presence)
    return { before, after, visible }
  }

  return {
    follow(all) {
      const old = guilds
      guilds = new Map()
      users = new Set()
      const added: Observation[] = []
      for (const one of all) {
        const held = old.get(one.guild_id)?.get(one.user_id)
        const observation = held ?? begun(one)
        if (!held) added.push(observation)
        put(observation)
      }
      return added
    },
    follows: (userId) => users.has(userId),
    get,
    all: () => [...guilds.values()].flatMap((guild) => [...guild.values()]),
    of: (guildId) => [...(guilds.get(guildId)?.values() ?? [])],
    guildIds: () => [...guilds.keys()],
    put,
    observe({ guild_id, user_id, now }, presence, told) {
      const before = get(guild_id, user_id)
      return before && change(before, observed(before, presence, { now, told }))
    },
    place({ guild_id, user_id, now }, inGuild) {
      const before = get(guild_id, user_id)
      if (!before) return null
      if (inGuild) return change(before, { ...before, in_guild: true })
      const at = Math.max(now, before.observed_at ?? 0)
      return change(before, {
        ...before,
        presence: null,
        in_guild: false,
        observed_at: at,
        since: null,
        since_exact: false,
        fresh: true,
      })
    },
    doubt(guildId, userId) {
      const held = get(guildId, userId)
      if (held) put({ ...held, fresh: false })
    },
    age(only) {
      for (const [guildId, guild] of guilds) {
        if (only !== undefined && only !== guildId) continue
        for (const [userId, one] of guild) guild.set(userId, { ...one, fresh: false })
      }
    },
  }
}
