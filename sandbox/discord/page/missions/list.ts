import { events } from './events.ts'
import { forms } from './forms.ts'
import type { Mission } from './mission.ts'
import { recruitment } from './recruitment.ts'
import { staff } from './staff.ts'
import { trading } from './trading.ts'

/** All missions in the order of the guide. */
export const missions: readonly Mission[] = [recruitment, events, staff, trading, forms]
