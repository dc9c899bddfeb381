import type { PresenceDirectory } from '#core/presence.ts'
import { createSecretBox, masterKey } from '#core/crypto/secret-box.ts'
import { createFlights } from '#core/flights.ts'
import { systemRandom } from '#core/ids.ts'
import { createSettingsReader } from '#core/settings.ts'

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

/** What an installation has once: here a known master key, no settings of modules and no server. */
export const testInstallation = {
  secretBox: createSecretBox([masterKey(Buffer.alloc(32, 1))], systemRandom),
  settings: createSettingsReader({}),
  primaryGuild: () => null,
  presences: noPresences,
  flights: createFlights({ now: () => 0, after: () => ({ cancel: () => {} }) }),
  prove: () => Promise.reject(new Error('nobody is asked to prove anything here')),
}
