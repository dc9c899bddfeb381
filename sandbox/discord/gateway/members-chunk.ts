import { GatewayIntentBits } from 'discord-api-types/v10'
import type { GuildState, Member } from '../entities.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'
import type { RequestMembers } from './frames.ts'
import { presencesOf } from './guild-create.ts'
import type { RateWindow } from './rate-window.ts'
import { createRateWindow } from './rate-window.ts'
import type { Session } from './session.ts'

const chunkSize = 1000
const prefixLimit = 100
const nonceBytes = 32
const allMembersEveryMs = 30_000

type Found = { members: Member[]; not_found?: string[] }

/**
 * Answers op 8 with GUILD_MEMBERS_CHUNK dispatches. All members of a guild can be asked for once in 30 s and with
 * GUILD_MEMBERS only; too early a request is answered by RATE_LIMITED
 * (https://docs.discord.com/developers/events/gateway-events#request-guild-members).
 */
export function createMemberRequests(
  world: World,
): (session: Session, request: RequestMembers) => void {
  const windows = new Map<string, RateWindow>()
  const retryAfterMs = (session: Session, guildId: string): number => {
    const key = `${session.user_id}:${guildId}`
    const window = windows.get(key) ?? createRateWindow(1, allMembersEveryMs)
    windows.set(key, window)
    const at = world.clock.now()
    return window.allow(at) ? 0 : window.retryAfterMs(at)
  }
  return (session, request) => {
    const guildId = Array.isArray(request.guild_id) ? request.guild_id[0] : request.guild_id
    const guild = findGuild(world, session, guildId)
    if (guildId === undefined || !guild?.members.has(session.user_id)) return
    const all = request.user_ids === undefined && request.query === '' && (request.limit ?? 0) === 0
    if (all && lacks(session, GatewayIntentBits.GuildMembers)) return
    const wait = all && session.bot ? retryAfterMs(session, guildId) : 0
    const meta = { guild_id: guildId, ...nonceOf(request) }
    if (wait > 0) {
      const limited = { opcode: 8, retry_after: wait / 1000, meta }
      session.dispatch('RATE_LIMITED', JSON.stringify(limited))
      return
    }
    sendChunks(world, session, guild, { ...request, guild_id: guildId })
  }
}

// While a server is unavailable nothing of it can be asked for.
function findGuild(world: World, session: Session, id: string | undefined): GuildState | undefined {
  const outage = session.bot && world.gatewayFaults.has('outage')
  return outage || id === undefined ? undefined : world.state.guilds.get(id)
}

function lacks(session: Session, intent: number): boolean {
  return session.bot && (session.intents & intent) === 0
}

// A nonce that is too long is ignored.
function nonceOf(request: RequestMembers): { nonce?: string } {
  const { nonce } = request
  return nonce === undefined || Buffer.byteLength(nonce) > nonceBytes ? {} : { nonce }
}

function find(world: World, guild: GuildState, request: RequestMembers): Found {
  if (request.user_ids !== undefined) {
    const ids = [...new Set([request.user_ids].flat())]
    return {
      members: ids.map((id) => guild.members.get(id)).filter((member) => member !== undefined),
      not_found: ids.filter((id) => !guild.members.has(id)),
    }
  }
  const prefix = (request.query ?? '').toLowerCase()
  const everyone = [...guild.members.values()]
  if (prefix === '' && (request.limit ?? 0) === 0) return { members: everyone }
  const limit = Math.min(request.limit ?? 0, prefixLimit) || prefixLimit
  const matches = everyone.filter((member) => {
    const { username } = world.person(member.user_id).user
    return [username, member.nick ?? ''].some((name) => name.toLowerCase().startsWith(prefix))
  })
  return { members: matches.slice(0, limit) }
}

function sendChunks(
  world: World,
  session: Session,
  guild: GuildState,
  request: RequestMembers,
): void {
  const { members, not_found: notFound } = find(world, guild, request)
  const withPresences =
    request.presences === true && !lacks(session, GatewayIntentBits.GuildPresences)
  const count = Math.max(1, Math.ceil(members.length / chunkSize))
  for (let index = 0; index < count; index++) {
    const part = members.slice(index * chunkSize, (index + 1) * chunkSize)
    const chunk = {
      guild_id: guild.base.id,
      members: part.map((member) => renderMember(world, member)),
      chunk_index: index,
      chunk_count: count,
      ...(notFound && notFound.length > 0 && index === 0 ? { not_found: notFound } : {}),
      ...(withPresences ? { presences: presencesOf(guild, part) } : {}),
      ...nonceOf(request),
    }
    session.dispatch('GUILD_MEMBERS_CHUNK', JSON.stringify(chunk))
  }
}
