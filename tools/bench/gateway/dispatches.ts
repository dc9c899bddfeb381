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

/** Somebody's status and what the game tells of itself, about 700 bytes. */
export function presence(sequence: number): Dispatch {
  const status = statuses[Math.floor(sequence / memberCount) % statuses.length]
  const now = 1_790_000_000_000 + sequence
  const activity = {
    id: 'ec0b28a579ecb4bd',
    name: 'A game with friends',
    type: 0,
    application_id: '1250000000000000001',
    session_id: '5f3c1f0b7e9a4c6d8e2b1a0f9c8d7e6f',
    created_at: now,
    timestamps: { start: now },
    details: 'In the lobby',
    state: `Round ${sequence}`,
    party: { id: `party-${sequence % 100}`, size: [3, 5] },
    assets: {
      large_image: '1250000000000000002',
      large_text: 'The old harbour',
      small_image: '1250000000000000003',
      small_text: 'Level 42',
    },
    flags: 1,
  }
  const d = {
    user: { id: memberId(sequence) },
    guild_id: guildId,
    status,
    activities: [activity],
    client_status: { desktop: status },
    broadcast: null,
    processed_at_timestamp: now,
  }
  return { op: 0, t: 'PRESENCE_UPDATE', s: sequence, d }
}
