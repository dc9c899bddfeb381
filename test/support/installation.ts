import { createSecretBox, masterKey } from '#core/crypto/secret-box.ts'
import { systemRandom } from '#core/ids.ts'
import { createSettingsReader } from '#core/settings.ts'

/** What an installation has once: here a known master key, no settings of modules and no server. */
export const testInstallation = {
  secretBox: createSecretBox([masterKey(Buffer.alloc(32, 1))], systemRandom),
  settings: createSettingsReader({}),
  primaryGuild: () => null,
}
