import { systemClock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { createSecretBox, masterKey } from '#core/crypto/secret-box.ts'
import { createLocalLimits } from '#core/http/limits.ts'
import { createMetrics } from '#core/http/metrics.ts'
import { systemRandom } from '#core/ids.ts'
import { createInstances } from '#core/instances.ts'
import { createSettingsReader, type SettingValues } from '#core/settings.ts'

/** What an installation has once: here a known master key, and the settings of modules given. */
export function testInstallation(services: () => Services, ofModules: SettingValues = {}) {
  return {
    secretBox: createSecretBox([masterKey(Buffer.alloc(32, 1))], systemRandom),
    limits: createLocalLimits(systemClock),
    metrics: createMetrics(),
    instance: createInstances(services),
    settings: createSettingsReader(ofModules),
    primaryGuild: () => null,
    connection: () => ({ gateway: 'down' as const, latency_ms: null, guilds: 0 }),
  }
}
