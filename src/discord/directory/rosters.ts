import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { RosterMember } from '#core/access/actor.ts'
import { shownName } from '#core/access/users.ts'
import type { Clock } from '#core/clock.ts'
import { coreError } from '#core/errors.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import { isRefusal } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'

/** Whole lists of members, read when somebody asks and kept up to date by events. */
export type Rosters = {
  listeners: readonly Listener[]
  everyone(guildId: string): Promise<readonly RosterMember[]>
  search(guildId: string, letters: string): Promise<readonly RosterMember[]>
  /** Roles as the list that is held says: null for who is not on it, undefined where none is held. */
  rolesOf(guildId: string, userId: string): readonly string[] | null | undefined
}

/** How old a list may become although events keep it, in milliseconds: some may have been missed. */
export const rosterMs = 600_000
/** Members in one answer, at most. */
const pageSize = 1_000
/** How many a search finds. */
const foundAtMost = 20

const listedMember = z.object({
  user: z.object({
    id: z.string(),
    username: z.string(),
    global_name: z.string().nullish(),
    avatar: z.string().nullish(),
    bot: z.boolean().default(false),
  }),
  nick: z.string().nullish(),
  roles: z.array(z.string()),
})
const inGuild = { guild_id: z.string() }
const memberEvent = listedMember.extend(inGuild)
const memberGone = z.object({ ...inGuild, user: z.object({ id: z.string() }) })

function rosterMember({ user, nick, roles }: z.infer<typeof listedMember>): RosterMember {
  const { id, username, avatar, bot } = user
  const display_name = shownName({ ...user, nick })
  return { user_id: id, username, display_name, avatar: avatar ?? null, bot, roles }
}

type People = Map<string, RosterMember>
/** `held` is there once the list has been read. */
type Roster = { at: number; people: Promise<People>; held?: People }

/** Makes the lists of one bot. */
export function createRosters(needs: { rest: DiscordRest; clock: Clock }): Rosters {
  const { rest, clock } = needs
  const rosters = new Map<string, Roster>()

  async function read(guildId: string): Promise<Map<string, RosterMember>> {
    const people = new Map<string, RosterMember>()
    const path = Routes.guildMembers(guildId)
    try {
      for (let after = '0'; ;) {
        const query = new URLSearchParams({ limit: String(pageSize), after })
        const call = { method: 'GET', path, query, lane: 'bulk' } as const
        const page = await rest.call(call, z.array(listedMember))
        for (const one of page) people.set(one.user.id, rosterMember(one))
        after = page.at(-1)?.user.id ?? after
        if (page.length < pageSize) return people
      }
    } catch (error) {
      if (isRefusal(error, 10004, 50001)) return new Map()
      throw coreError('busy', { retryAfterMs: 1_000 })
    }
  }

  /** What events say while a list is being read is added when it is there. */
  function change(guildId: string, work: (people: Map<string, RosterMember>) => void): void {
    const roster = rosters.get(guildId)
    void roster?.people.then(work, () => {})
  }

  return {
    listeners: [
      ...['GUILD_MEMBER_ADD', 'GUILD_MEMBER_UPDATE'].map((event): Listener => ({
        event,
        mode: 'now',
        hear(data) {
          const member = memberEvent.safeParse(data).data
          if (!member) return
          change(member.guild_id, (people) => people.set(member.user.id, rosterMember(member)))
        },
      })),
      {
        event: 'GUILD_MEMBER_REMOVE',
        mode: 'now',
        hear(data) {
          const { guild_id, user } = memberGone.parse(data)
          change(guild_id, (people) => people.delete(user.id))
        },
      },
      { event: 'READY', mode: 'now', hear: () => rosters.clear() },
    ],
    async search(guildId, letters) {
      const query = new URLSearchParams({ query: letters, limit: String(foundAtMost) })
      const path = Routes.guildMembersSearch(guildId)
      const call = { method: 'GET', path, query, lane: 'edits' } as const
      const found = await rest.call(call, z.array(listedMember)).catch((error: unknown) => {
        if (isRefusal(error, 10004, 50001)) return []
        throw coreError('busy', { retryAfterMs: 1_000 })
      })
      return found.map(rosterMember).filter(({ bot }) => !bot)
    },
    async everyone(guildId) {
      const known = rosters.get(guildId)
      if (known && clock.now() - known.at < rosterMs) return [...(await known.people).values()]
      const people = read(guildId)
      const roster: Roster = { at: clock.now(), people }
      rosters.set(guildId, roster)
      people.then(
        (held) => (roster.held = held),
        () => rosters.delete(guildId),
      )
      return [...(await people).values()]
    },
    rolesOf(guildId, userId) {
      const roster = rosters.get(guildId)
      // A server has members; a list without any is one that may not be read.
      if (!roster?.held?.size || clock.now() - roster.at >= rosterMs) return undefined
      return roster.held.get(userId)?.roles ?? null
    },
  }
}
