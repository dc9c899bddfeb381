import type { PresenceLink, PresenceProblem } from '#core/presence.ts'
import type { GatewayStatus } from '../gateway/status.ts'
import type { LinkNews } from './relay.ts'

/** What is known before anything has been heard. */
export const silence: LinkNews = {
  gateway: {
    state: 'idle',
    reason: null,
    fix: null,
    missing_intents: [],
    since: null,
    last_event_at: null,
    latency_ms: null,
  },
  unavailable: [],
  counts: {},
}

/** The last news of a process that has said nothing since; `now` is epoch milliseconds. */
export function lostNews(news: LinkNews, now: number): LinkNews {
  const gateway = { ...news.gateway, state: 'connecting', reason: null, since: now } as const
  return { ...news, gateway }
}

/** Whether both say the same of the way by which presences come. */
export function saysTheSame(one: LinkNews, other: LinkNews): boolean {
  const lasting = ({ gateway, unavailable, counts }: LinkNews) => {
    const { last_event_at: _, latency_ms: __, ...rest } = gateway
    return JSON.stringify([rest, unavailable, counts])
  }
  return lasting(one) === lasting(other)
}

const problem = (
  code: PresenceProblem['code'],
  params: Record<string, string> = {},
): PresenceProblem => ({ code, params })

function ofGateway({ state, reason, fix, missing_intents }: GatewayStatus): PresenceProblem | null {
  const missing = (name: string) => missing_intents.find((intent) => intent.name === name)
  if (state === 'stopped') {
    const token = fix?.includes('DISCORD_BOT_TOKEN') ?? false
    return problem(token ? 'unauthorized' : 'stopped', { reason: reason ?? '' })
  }
  const presences = missing('GUILD_PRESENCES')
  if (presences) return problem('presence_intent_off', { switch: presences.switch })
  const members = missing('GUILD_MEMBERS')
  if (members) return problem('members_intent_off', { switch: members.switch })
  if (state === 'ready') return null
  return state === 'connecting'
    ? problem('reconnecting', { reason: reason ?? '' })
    : problem('starting')
}

/** How the way by which presences come is doing for one server. */
export function linkOf(
  { gateway, unavailable, counts }: LinkNews,
  guild: { id: string; isKnown: boolean; allKnown: boolean },
): PresenceLink {
  const lacks = (name: string) => gateway.missing_intents.some((one) => one.name === name)
  const here = guild.isKnown ? 'present' : guild.allKnown ? 'absent' : 'unknown'
  const state: PresenceLink['guild'] = unavailable.includes(guild.id) ? 'unavailable' : here
  const ofGuild =
    state === 'absent'
      ? problem('guild_absent')
      : state === 'unavailable'
        ? problem('guild_unavailable')
        : null
  return {
    connected: gateway.state === 'ready',
    state: gateway.state,
    since: gateway.since ?? 0,
    last_event_at: gateway.last_event_at,
    presence_intent: !lacks('GUILD_PRESENCES'),
    members_intent: !lacks('GUILD_MEMBERS'),
    guild: state,
    counts: counts[guild.id] ?? null,
    problem: ofGateway(gateway) ?? ofGuild,
  }
}
