import { findMasterKeys, parseMasterKeys } from '#core/crypto/master-key.ts'
import { sealedBy } from '#core/db/sealed.ts'
import type { MasterKey } from '#core/crypto/secret-box.ts'
import type { Database } from '#core/db/database.ts'
import { createTranslate } from '#core/i18n/translate.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { Module } from '#core/module.ts'
import { sealedWebhooks } from '#core/webhooks/secrets.ts'
import type { Config } from '../config.ts'
import { modules } from '../modules.ts'
import { found, reasonOf, type GroundFinding } from './doctor-ground.ts'
import { cliCatalogue } from './locales/catalogue.ts'

/** Where sealed secrets stand: those of the core, and those that modules name. */
const owners: readonly Pick<Module, 'catalogue' | 'sealed'>[] = [
  { catalogue: cliCatalogue, sealed: sealedWebhooks },
  ...modules,
]

/** What cannot be opened with these keys, in words, and how many secrets another than the first one has sealed. */
async function examineColumns(
  database: Database,
  keys: readonly MasterKey[],
  locale: Locale,
): Promise<{ lost: string[]; older: number }> {
  const known = new Set(keys.map(({ id }) => id))
  const columns = owners.flatMap(({ catalogue, sealed = [] }) =>
    sealed.map((place) => ({ ...place, say: createTranslate(catalogue) })),
  )
  const lost: string[] = []
  let older = 0
  for (const { say, text, ...place } of columns) {
    const sealed = await sealedBy(database, place)
    const count = sealed.reduce((sum, one) => sum + (known.has(one.key) ? 0 : one.count), 0)
    if (count > 0) lost.push(say(locale, text, { count }))
    const [current] = keys
    for (const one of sealed) if (known.has(one.key) && one.key !== current?.id) older += one.count
  }
  return { lost, older }
}

/** Whether all stored secrets can be opened with the master keys that are set, or in the data folder. */
export async function examineSecrets(
  { dataDir, secrets: { masterKeys } }: Config,
  database: Database | null,
  locale: Locale,
): Promise<GroundFinding[]> {
  if (!database) return []
  let keys: readonly MasterKey[]
  try {
    keys = masterKeys === null ? findMasterKeys(dataDir) : parseMasterKeys(masterKeys)
  } catch (error) {
    return [found('secrets.unread', { reason: reasonOf(error) })]
  }
  const { lost, older } = await examineColumns(database, keys, locale)
  if (lost.length > 0) return [found('secrets.lost', { what: lost })]
  return [older > 0 ? found('secrets.older', { count: older }) : found('secrets.ok')]
}
