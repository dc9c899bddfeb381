import type { RecruitmentJson } from '../../contract/party.ts'
import { isLive } from '../seats.ts'

/** What owner and managers do with a whole party. */
export type PartyAction = 'start' | 'bump' | 'close' | 'cancel' | 'reopen' | 'delete'

/** Why an action is impossible now, or null when it is possible. */
export type Obstacle = 'running' | 'over' | 'started' | 'too_late' | null

/** So long after its end a party may be opened again, in milliseconds. */
const reopenWithin = 24 * 60 * 60_000

/** What stands in the way of an action. */
export function obstacleTo(action: PartyAction, party: RecruitmentJson, now: number): Obstacle {
  const live = isLive(party)
  if (action === 'delete') return null
  if (action === 'reopen') {
    if (live) return 'running'
    const ended = Date.parse(party.closed_at ?? party.updated_at)
    return now - ended > reopenWithin ? 'too_late' : null
  }
  if (!live) return 'over'
  return action === 'start' && party.state === 'started' ? 'started' : null
}

/** A party that is opened again after its time gets so many more minutes. */
const moreMinutes = 120

/** The body of reopen: a new end where the old one has passed. */
export function reopenBodyOf(party: RecruitmentJson, now: number): Record<string, unknown> {
  const over = party.expires_at !== null && Date.parse(party.expires_at) <= now
  return over || party.state === 'expired' ? { expires_in_minutes: moreMinutes } : {}
}
