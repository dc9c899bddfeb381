import type { Mission } from './mission.ts'
import { events } from './events.ts'
import { recruitment } from './recruitment.ts'

/** All missions in the order of the guide. */
export const missions: readonly Mission[] = [recruitment, events]
