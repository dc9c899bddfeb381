/** An event as the gateway sends it. */
export type Dispatch = { op: 0; t: string; s: number; d: object }

const guildId = '1200000000000000001'
const botId = '1200000000000000002'
const memberCount = 1_000
const statuses = ['online', 'idle', 'dnd']

/** The id of the nth member. */
export function memberId(nth: number): string {
  return String(1_300_000_000_000_000_000n + BigInt(nth % memberCount))
}

const account = (id: string, username: string) => ({
  id,
  username,
  global_name: username,
  discriminator: '0',
  avatar: null,
  bot: id === botId,
})

/** The first dispatch of a session. */
export function ready(resumeUrl: string): Dispatch {
  const d = {
    v: 10,
    user: account(botId, 'bench'),
    guilds: [{ id: guildId, unavailable: true }],
    session_id: 'bench',
    resume_gateway_url: resumeUrl,
    application: { id: botId, flags: 0 },
    shard: [0, 1],
  }
  return { op: 0, t: 'READY', s: 1, d }
}

/** A guild whose members are known, so that a cache can take their presences. */
export const guildCreate: Dispatch = {
  op: 0,
  t: 'GUILD_CREATE',
  s: 2,
  d: {
    id: guildId,
    name: 'Bench',
    owner_id: memberId(0),
    member_count: memberCount,
    joined_at: '2024-05-01T12:00:00.000Z',
    preferred_locale: 'en-US',
    features: [],
    roles: [],
    emojis: [],
    stickers: [],
    channels: [],
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    members: Array.from({ length: memberCount }, (_, nth) => ({
      user: account(memberId(nth), `person${nth}`),
      roles: [],
      joined_at: '2024-05-01T12:00:00.000Z',
      deaf: false,
      mute: false,
      flags: 0,
    })),
  },
}

/** Somebody's status and game, about 400 bytes. */
export function presence(sequence: number): Dispatch {
  const status = statuses[Math.floor(sequence / memberCount) % statuses.length]
  const activity = {
    id: 'ec0b28a579ecb4bd',
    name: 'A game with friends',
    type: 0,
    created_at: 1_790_000_000_000 + sequence,
    timestamps: { start: 1_790_000_000_000 },
    details: 'In the lobby',
    state: `Round ${sequence}`,
  }
  const d = {
    user: { id: memberId(sequence) },
    guild_id: guildId,
    status,
    activities: [activity],
    client_status: { desktop: status },
  }
  return { op: 0, t: 'PRESENCE_UPDATE', s: sequence, d }
}
