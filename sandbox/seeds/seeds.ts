import type { Clock } from '../clock.ts'
import type { WorldState } from '../discord/entities.ts'
import { seedGoogle } from '../google/seed.ts'
import type { GoogleState } from '../google/state.ts'
import { buildWorld, type Community } from './build.ts'
import { englishStaff } from './english-staff.ts'
import { frenchOrganisation } from './french-organisation.ts'
import { japaneseParty } from './japanese-party.ts'
import { koreanTraders } from './korean-traders.ts'
import { standard } from './standard.ts'
import { studentClub } from './student-club.ts'

const communities = {
  standard,
  'japanese-party': japaneseParty,
  'french-organisation': frenchOrganisation,
  'english-staff': englishStaff,
  'korean-traders': koreanTraders,
  'student-club': studentClub,
} satisfies Record<string, Community>

/** The name of a community that a world can begin with. */
export type SeedName = keyof typeof communities

/** Every seed's name, the standard one first. */
export const seedNames: readonly string[] = Object.keys(communities)

/** Whether there is a seed of this name. */
export function isSeedName(name: string): name is SeedName {
  return seedNames.includes(name)
}

/** A fresh world of this seed. */
export function buildSeed(name: SeedName): WorldState {
  return buildWorld(communities[name], seedNames.indexOf(name))
}

/** What a fresh community of this seed has at Google. `random` is in [0, 1). */
export function buildGoogleSeed(
  name: SeedName,
  parts: { clock: Clock; random: () => number },
): GoogleState {
  const { google = { forms: [] }, people }: Community = communities[name]
  return seedGoogle(google, people, parts)
}
