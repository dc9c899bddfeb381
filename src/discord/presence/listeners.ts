import { z } from 'zod'
import type { Presence } from '#core/presence.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import type { Board, Change } from './board.ts'
import { presenceOf, subjectOf } from './parse.ts'
import { chunkShape, limitedShape, type Requests } from './requests.ts'

/** GUILD_CREATE as far as presences need it; its lists may be long. */
const guildShape = z.object({
  id: z.string(),
  unavailable: z.boolean().optional(),
  large: z.boolean().default(true),
  member_count: z.int().optional(),
  members: z.array(z.unknown()).default([]),
  presences: z.array(z.unknown()).default([]),
})
const leftShape = z.object({ id: z.string(), unavailable: z.boolean().optional() })
const memberShape = z.object({ guild_id: z.string(), user: z.object({ id: z.string() }) })

/** What hearing of presences needs. */
export type Hearing = {
  board: Board
  requests: Requests
  /** Servers that Discord has lost for the moment. */
  unavailable: Set<string>
  now: () => number
  seesPresences: () => boolean
  /** Something was observed; with `visible` people can see the difference. */
  noted: (change: Change) => void
  linkChanged: () => void
  /** Everything about a guild, or all guilds, must be asked for. */
  lookAt: (guildId: string | null) => void
}

type Lists = { members: readonly unknown[]; presences: readonly unknown[] | undefined }

/**
 * Members of whom we heard that they left, although a chunk still names them: it may have been made
 * before. They are asked for once more, and then believed.
 */
function leftMeanwhile(
  { board, requests, seesPresences }: Hearing,
  guildId: string,
  members: readonly unknown[],
): ReadonlySet<string> {
  const ids = members.flatMap((one) => subjectOf(one)?.user_id ?? [])
  const left = ids.filter((id) => {
    const held = board.get(guildId, id)
    return held?.in_guild === false && held.fresh
  })
  for (const id of left) board.doubt(guildId, id)
  if (left.length > 0) void requests.ask(guildId, left, seesPresences())
  return new Set(left)
}

/** Takes in who is a member and what they show; whoever is named without a presence is offline. */
function takeLists(hearing: Hearing, guildId: string, { members, presences }: Lists): void {
  const { board, now, noted } = hearing
  const shown = new Map<string, unknown>()
  for (const one of presences ?? []) {
    const subject = subjectOf(one)
    if (subject && board.get(guildId, subject.user_id)) shown.set(subject.user_id, one)
  }
  for (const member of members) {
    const subject = subjectOf(member)
    if (!subject || !board.get(guildId, subject.user_id)) continue
    const at = { guild_id: guildId, user_id: subject.user_id, now: now() }
    const offline: Presence = { status: 'offline', activities: [], platforms: {} }
    const said = shown.get(subject.user_id)
    const presence = said === undefined ? offline : presenceOf(said)
    const change =
      presences && presence ? board.observe(at, presence, false) : board.place(at, true)
    if (change) noted(change)
  }
}

function on<T>(event: string, shape: z.ZodType<T>, hear: (data: T) => void): Listener {
  return { event, mode: 'now', hear: (data) => hear(shape.parse(data)) }
}

function ofGuilds(hearing: Hearing): Listener[] {
  const { board, unavailable } = hearing
  return [
    on('GUILD_CREATE', guildShape, (guild) => {
      unavailable.delete(guild.id)
      const { id, members, presences, large, member_count: count } = guild
      // A large guild names only some of its members, so nothing follows from who is missing.
      const whole = !large && count !== undefined && members.length >= count
      if (whole && hearing.seesPresences()) takeLists(hearing, id, { members, presences })
      hearing.linkChanged()
      hearing.lookAt(id)
    }),
    on('GUILD_DELETE', leftShape, ({ id, unavailable: outage }) => {
      if (outage) unavailable.add(id)
      else unavailable.delete(id)
      board.age(id)
      hearing.linkChanged()
    }),
  ]
}

function ofMembers(hearing: Hearing): Listener[] {
  const { board, requests, noted, now } = hearing
  const move = (inGuild: boolean) => (data: z.infer<typeof memberShape>) => {
    const at = { guild_id: data.guild_id, user_id: data.user.id, now: now() }
    const change = board.place(at, inGuild)
    if (!change) return
    noted(change)
    if (inGuild) void requests.ask(at.guild_id, [at.user_id], hearing.seesPresences())
  }
  return [
    on('GUILD_MEMBER_ADD', memberShape, move(true)),
    on('GUILD_MEMBER_REMOVE', memberShape, move(false)),
    on('GUILD_MEMBERS_CHUNK', chunkShape, (chunk) => {
      const { guild_id, members, presences, not_found: missing, nonce } = chunk
      const left = leftMeanwhile(hearing, guild_id, members)
      const still = members.filter((one) => !left.has(subjectOf(one)?.user_id ?? ''))
      takeLists(hearing, guild_id, { members: still, presences })
      for (const user_id of missing) {
        const change = board.place({ guild_id, user_id, now: now() }, false)
        if (change) noted(change)
      }
      requests.answered(nonce, chunk.chunk_index + 1 >= chunk.chunk_count)
    }),
    on('RATE_LIMITED', limitedShape, ({ opcode, retry_after: seconds, meta }) => {
      if (opcode === 8) requests.limited(meta.nonce, seconds * 1_000)
    }),
  ]
}

/** What keeps presences true. */
export function presenceListeners(hearing: Hearing): readonly Listener[] {
  const { board, requests, now, noted } = hearing
  return [
    {
      event: 'PRESENCE_UPDATE',
      mode: 'now',
      hear(data) {
        const subject = subjectOf(data)
        if (!subject?.guild_id || !board.get(subject.guild_id, subject.user_id)) return
        const { guild_id, user_id } = subject
        const presence = presenceOf(data)
        if (!presence) return
        const change = board.observe({ guild_id, user_id, now: now() }, presence, true)
        if (change) noted(change)
      },
    },
    {
      event: 'READY',
      mode: 'now',
      hear() {
        // A new session repeats nothing: what was known is old until it is asked for again.
        board.age()
        requests.lost()
        hearing.linkChanged()
      },
    },
    { event: 'RESUMED', mode: 'now', hear: () => hearing.lookAt(null) },
    ...ofGuilds(hearing),
    ...ofMembers(hearing),
  ]
}
