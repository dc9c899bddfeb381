import { systemClock } from '#core/clock.ts'
import { createSecretBox, masterKey } from '#core/crypto/secret-box.ts'
import { createLocalLimits } from '#core/http/limits.ts'
import { systemRandom } from '#core/ids.ts'
import { createSettingsReader } from '#core/settings.ts'

/** What an installation has once: here a known master key, and nothing set. */
export const testInstallation = {
  secretBox: createSecretBox([masterKey(Buffer.alloc(32, 1))], systemRandom),
  limits: createLocalLimits(systemClock),
  settings: createSettingsReader({}),
  primaryGuild: () => null,
}
