import { z } from 'zod'
import { privilegedIntents } from '../gateway/close-codes.ts'
import { interactionsPath } from '../interactions/http.ts'
import type { DiscordPart } from '../part.ts'
import { found, type DiscordFinding } from './finding.ts'

/** The settings that the doctor compares with what Discord says. */
export type Expected = {
  clientId: string
  clientSecret: string
  publicKeys: readonly string[]
  interactions: 'gateway' | 'http'
  publicUrl: string
  primaryGuildId: string | null
}

/** A module's name and what it asks of Discord. */
export type ModulePart = { name: string; discord: DiscordPart }

/** The bot's own application, as `GET /applications/@me` shows it. */
export const applicationShape = z.object({
  id: z.string(),
  verify_key: z.string(),
  flags: z.int().default(0),
  interactions_endpoint_url: z.string().nullish(),
  redirect_uris: z.array(z.string()).optional(),
})
/** The bot's own application. */
export type ApplicationInfo = z.infer<typeof applicationShape>

/** Answer of `GET /gateway/bot`. */
export const gatewayBotShape = z.object({
  url: z.string(),
  session_start_limit: z.object({
    total: z.number(),
    remaining: z.number(),
    reset_after: z.number(),
  }),
})

const skewMs = 5_000
const fewStarts = 200

/** Sign-in and signatures carry times: both clocks must tell about the same. */
export function judgeClock(aheadMs: number): DiscordFinding {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000)
  return Math.abs(aheadMs) <= skewMs
    ? found('clock.ok')
    : found('clock.off', { seconds, direction: aheadMs > 0 ? 'ahead' : 'behind' })
}

/** How often the bot may still begin a session. */
export function judgeStarts(limit: z.infer<typeof gatewayBotShape>['session_start_limit']) {
  const { remaining, total, reset_after } = limit
  const hours = Math.ceil(reset_after / 3_600_000)
  return found(remaining < fewStarts ? 'starts.few' : 'starts.ok', { remaining, total, hours })
}

function judgeKey(application: ApplicationInfo, { publicKeys }: Expected): DiscordFinding {
  if (publicKeys.length === 0) return found('key.unset')
  const keys = publicKeys.map((key) => key.toLowerCase())
  return found(keys.includes(application.verify_key.toLowerCase()) ? 'key.ok' : 'key.wrong')
}

function judgeRedirect({ redirect_uris }: ApplicationInfo, { publicUrl }: Expected) {
  const url = `${publicUrl}/auth/callback`
  // Discord leaves the list out for some applications: then nothing is known.
  const known = redirect_uris === undefined || redirect_uris.includes(url)
  return found(known ? 'redirect.ok' : 'redirect.missing', { url })
}

function judgeDoor(application: ApplicationInfo, expected: Expected): DiscordFinding {
  const set = application.interactions_endpoint_url ?? null
  const own = `${expected.publicUrl}${interactionsPath}`
  if (expected.interactions === 'gateway') {
    return set === null ? found('door.gateway') : found('door.taken', { url: set })
  }
  if (set === null) return found('door.unset', { url: `${own}/` })
  return set.replace(/\/$/, '') === own
    ? found('door.http', { url: set })
    : found('door.elsewhere', { url: set, own: `${own}/` })
}

function judgeIntents(application: ApplicationInfo, parts: readonly ModulePart[]) {
  const findings = privilegedIntents.flatMap(({ name, bit, switch: switchName, flags }) => {
    const needing = parts.filter(({ discord }) => (discord.intents & bit) !== 0)
    if (needing.length === 0 || (application.flags & flags) !== 0) return []
    const modules = needing.map((part) => part.name)
    return [found('intents.off', { switch: switchName, modules }, name)]
  })
  return findings.length > 0 ? findings : [found('intents.ok')]
}

/** Compares the application in the developer portal with the settings and the modules' needs. */
export function judgeApplication(
  application: ApplicationInfo,
  expected: Expected,
  parts: readonly ModulePart[],
): DiscordFinding[] {
  if (application.id !== expected.clientId) {
    return [found('application.other', { real: application.id, set: expected.clientId })]
  }
  return [
    found('application.ok'),
    judgeKey(application, expected),
    judgeRedirect(application, expected),
    judgeDoor(application, expected),
    ...judgeIntents(application, parts),
  ]
}
