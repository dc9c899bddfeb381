import { sql } from 'kysely'
import { systemClock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { createSecretBox, masterKey } from '#core/crypto/secret-box.ts'
import type { Database } from '#core/db/database.ts'
import { createLocalLimits } from '#core/http/limits.ts'
import { createMetrics } from '#core/http/metrics.ts'
import type { PresenceDirectory } from '#core/presence.ts'
import { systemRandom } from '#core/ids.ts'
import { createInstances } from '#core/instances.ts'
import { createSettingsReader, type SettingValues } from '#core/settings.ts'
import { modules } from '../../src/modules.ts'

const noPresences: PresenceDirectory = {
  get: () => null,
  link: () => ({
    connected: false,
    state: 'idle',
    since: 0,
    last_event_at: null,
    presence_intent: true,
    members_intent: true,
    guild: 'unknown',
    counts: null,
    problem: null,
  }),
  onChange: () => () => {},
  refresh: async () => ({ asked: 0, changed: 0, not_found: 0 }),
  requestMembers: async () => false,
  recheck: async () => {},
}

/** The settings of modules where the environment says nothing. */
function usualSettings(): SettingValues {
  const all = modules.flatMap((module) => Object.entries(module.settings))
  return Object.fromEntries(all.map(([name, schema]) => [name, schema.parse(undefined)]))
}

/** What an installation has once: here a known master key, and the settings of modules given. */
export function testInstallation(services: () => Services, ofModules: SettingValues = {}) {
  return {
    secretBox: createSecretBox([masterKey(Buffer.alloc(32, 1))], systemRandom),
    limits: createLocalLimits(systemClock),
    metrics: createMetrics(),
    instance: createInstances(services),
    settings: createSettingsReader({ ...usualSettings(), ...ofModules }),
    primaryGuild: () => null,
    whisper: () => {},
    connection: () => ({
      gateway: 'down' as const,
      latency_ms: null,
      guilds: 0,
      rest: 'ok',
      redis: false,
    }),
    invitationUrl: 'https://discord.com/oauth2/authorize',
    presences: noPresences,
    prove: () => Promise.reject(new Error('nobody is asked to prove anything here')),
  }
}

/** Leaves the answers of the inbox as they are when the master key that sealed them was taken away. */
export async function loseMasterKey(database: Database): Promise<void> {
  const { id } = masterKey(Buffer.alloc(32, 1))
  await database.write(({ db }) =>
    sql`update inbox set response = replace(response, ${`box1.${id}.`}, 'box1.00000000.')`.execute(
      db,
    ),
  )
}
