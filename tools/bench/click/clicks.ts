import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { signRequest } from '#sandbox/discord/interactions/signing.ts'

/** The place in Discord that clicks come from. */
export const clickPlace = z.object({
  applicationId: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  /** With the posted message as Discord shows it, which comes along with every click. */
  parties: z.array(z.object({ id: z.number(), message: z.looseObject({}) })).min(1),
})
/** The place in Discord that clicks come from. */
export type ClickPlace = z.infer<typeof clickPlace>

/** Who clicks when on what. `index` numbers all clicks of a bench. */
export type Click = { index: number; person: number; verb: 'join' | 'leave' }

const firstInteraction = 1_500_000_000_000_000_000n
const firstPerson = 1_400_000_000_000_000_000n

/** The people of one connection; nobody else clicks for them, so a join comes before its leave. */
export const peoplePerConnection = 16

/** The clicks of one connection: its people in turn, each joining, then each leaving. */
export function clicksOf(connection: number, count: number, from: number): Click[] {
  return Array.from({ length: count }, (_, nth) => ({
    index: from + nth,
    person: connection * peoplePerConnection + (Math.floor(nth / 2) % peoplePerConnection),
    verb: nth % 2 === 0 ? 'join' : 'leave',
  }))
}

/** The body that Discord posts for a click on a party's button. */
export function clickBody(place: ClickPlace, { index, person, verb }: Click): string {
  const party = place.parties[Math.floor(person / peoplePerConnection) % place.parties.length]
  if (!party) throw new Error('there is no party')
  return JSON.stringify({
    app_permissions: '2248473465835073',
    application_id: place.applicationId,
    attachment_size_limit: 524_288_000,
    authorizing_integration_owners: { '0': place.guildId },
    channel_id: place.channelId,
    context: 0,
    data: { component_type: 2, custom_id: `rc:1:${verb}:${party.id}`, id: 2 },
    entitlements: [],
    guild_id: place.guildId,
    guild_locale: 'en-US',
    id: String(firstInteraction + BigInt(index)),
    locale: 'en-US',
    member: {
      avatar: null,
      communication_disabled_until: null,
      deaf: false,
      flags: 0,
      joined_at: '2024-05-01T12:00:00.000000+00:00',
      mute: false,
      nick: null,
      pending: false,
      permissions: '2248473465835073',
      premium_since: null,
      roles: [],
      unusual_dm_activity_until: null,
      user: {
        avatar: null,
        discriminator: '0',
        global_name: `Person ${person}`,
        id: String(firstPerson + BigInt(person)),
        public_flags: 0,
        username: `person${person}`,
      },
    },
    message: party.message,
    token: `aW50ZXJhY3Rpb246${index}`.padEnd(180, 'x'),
    type: 3,
    version: 1,
  })
}

/** The whole HTTP request of a click, signed now. */
export function clickRequest(target: URL, key: KeyObject, body: string, now: number): Buffer {
  const signed = signRequest(key, String(Math.floor(now / 1_000)), body)
  return Buffer.from(
    [
      `POST ${target.pathname} HTTP/1.1`,
      `Host: ${target.host}`,
      'User-Agent: Discord-Interactions/1.0 (+https://discord.com)',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(signed).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  )
}
