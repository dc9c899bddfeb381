import { leave, nextSeq, replaced, settled, take, type Ground } from './board.ts'
import { isLive, type Decision, type Happening, type Signup } from './event.ts'
import { wished, type Wish } from './signups.ts'

/** Interest in Discord, by the server's policy (contract §7.7); null when it changes nothing. */
export function interest(
  ground: Ground,
  { wish, policy }: { wish: Wish; policy: 'interested' | 'tentative' | 'signup' },
): Decision | null {
  const { event, signups } = ground
  const mine = signups.find(({ user_id }) => user_id === wish.user_id)
  // A word that was given by button outranks interest for good.
  if (mine && (mine.source !== 'discord_event' || mine.status !== 'withdrawn')) return null
  if (!isLive(event.state)) return null
  const next = { ...wished(ground, mine, wish), source: 'discord_event' as const }
  const happened: Happening[] = [{ action: 'signup_created', user_id: wish.user_id }]
  if (policy !== 'signup') {
    const quiet: Signup = { ...next, status: policy, seq: nextSeq(signups) }
    return settled(ground, replaced(signups, quiet), happened)
  }
  const outcome = take(ground, next, true)
  if (typeof outcome === 'string') return null
  return settled(ground, outcome.signups, happened)
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
