import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * A file of the exchange's reference data, which lies beside the repository and is not part of it;
 * null where it is not there.
 */
export function referenceData(name: string): string | null {
  const places = ['../shared', '../../shared'].map((up) => resolve(up, 'data/upbit', name))
  return places.find(existsSync) ?? null
}
