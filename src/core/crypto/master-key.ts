import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DataError, ofFile } from '../db/data-error.ts'
import type { Random } from '../ids.ts'
import { masterKey, type MasterKey } from './secret-box.ts'

/** The keys of an installation, the current one first. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]]

/** The file that holds the keys of an installation whose settings name none. */
export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'master.key')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/**
 * Reads keys from a text: 32 bytes each as hexadecimal or base64, separated by commas or lines, the
 * current one first. Throws when one has another length or there is none.
 */
export function parseMasterKeys(text: string): MasterKeys {
  const [first, ...others] = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((one) => masterKey(Buffer.from(one, /^[0-9a-fA-F]{64}$/.test(one) ? 'hex' : 'base64')))
  if (!first) throw new Error('there is no master key')
  return [first, ...others]
}

function readKeys(file: string): MasterKeys {
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  const text = readFileSync(file, 'utf8')
  try {
    return parseMasterKeys(text)
  } catch (error) {
    throw new DataError('data.master_keys', { file }, { cause: error })
  }
}

function makeKeys(file: string, random: Random): void {
  mkdirSync(dirname(file), { recursive: true })
  try {
    // Of two processes that start together one writes, and both read the same key.
    writeFileSync(file, `${random(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** The keys in the data folder as they are; none before the first start. */
export function findMasterKeys(dataDir: string): readonly MasterKey[] {
  try {
    return parseMasterKeys(readFileSync(masterKeyFile(dataDir), 'utf8'))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/**
 * The keys in the data folder; the first start makes one, readable for nobody else. Throws `DataError` when the
 * file cannot be used.
 */
export function loadMasterKeys(dataDir: string, random: Random): MasterKeys {
  const file = masterKeyFile(dataDir)
  try {
    if (!existsSync(file)) makeKeys(file, random)
    return readKeys(file)
  } catch (error) {
    throw ofFile(error, file)
  }
}
