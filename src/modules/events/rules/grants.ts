import { hasPlace, isLive, type EventRecord, type Signup } from './event.ts'

/** What a role stands for, as far as giving it depends on it. */
export type GrantRule = {
  discord_role_id: string
  role_type: string
  entity_id: string | null
  auto_assign: boolean
}

/** An event and somebody's sign-up there. */
export type Attending = { event: EventRecord; signup: Signup | undefined }

function fits(rule: GrantRule, { event, signup }: Attending, userId: string): boolean {
  const placed = signup !== undefined && hasPlace(signup)
  const { role_type, entity_id } = rule
  if (role_type === 'event_organizer') {
    return event.created_by === userId && (entity_id === null || entity_id === event.id)
  }
  if (!placed) return false
  if (role_type === 'event_participant') {
    const own = entity_id === event.id || entity_id === event.type
    return own || (entity_id === null && event.attendee_role)
  }
  if (role_type !== 'event_role') return false
  const role = event.roles.find(({ id }) => id === signup.role_id)
  return role !== undefined && (entity_id === role.id || entity_id === role.name)
}

/**
 * The roles that somebody is to have because of events, each with the events that it is for: while one of them lasts,
 * the role stays.
 */
export function wantedRoles(
  userId: string,
  attending: readonly Attending[],
  rules: readonly GrantRule[],
): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  for (const one of attending.filter(({ event }) => isLive(event.state))) {
    for (const rule of rules) {
      if (!rule.auto_assign || !fits(rule, one, userId)) continue
      const events = wanted.get(rule.discord_role_id) ?? []
      if (!events.includes(one.event.id)) events.push(one.event.id)
      wanted.set(rule.discord_role_id, events)
    }
  }
  return wanted
}

/** The same, with whether it is taken back from whoever it stands for no more. */
type KeptRule = GrantRule & { auto_remove: boolean }

/** Who would get, and lose, roles because of running events if other rules held. */
export function grantChanges(
  running: readonly { event: EventRecord; signups: readonly Signup[] }[],
  before: readonly KeptRule[],
  after: readonly KeptRule[],
): { gain: string[]; lose: string[] } {
  const people = new Set(
    running.flatMap(({ event, signups }) => [
      ...(event.created_by === null ? [] : [event.created_by]),
      ...signups.map(({ user_id }) => user_id),
    ]),
  )
  const kept = new Set(
    after.filter(({ auto_remove }) => !auto_remove).map((rule) => rule.discord_role_id),
  )
  const of = (userId: string, rules: readonly KeptRule[]) => {
    const attending = running.map(({ event, signups }) => ({
      event,
      signup: signups.find(({ user_id }) => user_id === userId),
    }))
    return wantedRoles(userId, attending, rules)
  }
  const gain: string[] = []
  const lose: string[] = []
  for (const userId of people) {
    const had = of(userId, before)
    const has = of(userId, after)
    if ([...has.keys()].some((role) => !had.has(role))) gain.push(userId)
    if ([...had.keys()].some((role) => !has.has(role) && !kept.has(role))) lose.push(userId)
  }
  return { gain, lose }
}
