import { leave, nextSeq, replaced, settled, take, type Ground } from './board.ts'
import { isLive, signupGate, type Decision, type Happening, type Signup } from './event.ts'
import { whyNot, wished, type Standing, type Wish } from './signups.ts'

/** Somebody who is interested. */
type Interested = { wish: Wish; standing: Standing }

/** The sign-ups with somebody who takes a place by being interested; null where that cannot be had so. */
function placed(ground: Ground, next: Signup): Signup[] | null {
  const { event, signups } = ground
  if (event.approval_required) {
    return replaced(signups, { ...next, status: 'pending', seq: nextSeq(signups) })
  }
  const outcome = take(ground, next, true)
  return typeof outcome === 'string' ? null : outcome.signups
}

/** Whether somebody's word stands, whatever becomes of the interest: one by button outranks it for good. */
export function hasAnswered({ source, status }: Pick<Signup, 'source' | 'status'>): boolean {
  return source !== 'discord_event' || status !== 'withdrawn'
}

/** Interest in Discord, by the server's policy (contract §7.7); null when it changes nothing. */
export function interest(
  ground: Ground,
  { wish, standing }: Interested,
  policy: 'interested' | 'tentative' | 'signup',
): Decision | null {
  const { event, signups, now } = ground
  const mine = signups.find(({ user_id }) => user_id === wish.user_id)
  if (mine && hasAnswered(mine)) return null
  if (!isLive(event.state)) return null
  const next = { ...wished(ground, mine, wish), source: 'discord_event' as const }
  const happened: Happening[] = [{ action: 'signup_created', user_id: wish.user_id }]
  // Who could not sign up by a button cannot by interest: it is noted, and no more.
  const isOpen = signupGate(event, now) === null && whyNot(event, standing, null) === null
  const allowed = isOpen ? policy : 'interested'
  const sat = allowed === 'signup' ? placed(ground, next) : null
  const status = allowed === 'tentative' ? 'tentative' : 'interested'
  const quiet: Signup = { ...next, status, seq: nextSeq(signups) }
  return settled(ground, sat ?? replaced(signups, quiet), happened)
}

/** Interest in Discord is taken back; only what came from it goes. */
export function disinterest(ground: Ground, userId: string): Decision | null {
  const { signups } = ground
  const mine = signups.find(({ user_id }) => user_id === userId)
  if (mine?.source !== 'discord_event' || mine.status === 'withdrawn') return null
  const after = leave(ground, mine, { status: 'withdrawn' })
  const happened: Happening[] = [{ action: 'signup_withdrawn', user_id: userId }]
  return settled(ground, after, happened)
}
