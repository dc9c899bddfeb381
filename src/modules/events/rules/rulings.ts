import { accept, hasRoom } from '#core/seats/seats.ts'
import {
  boardOf,
  leave,
  nextSeq,
  replaced,
  settled,
  take,
  withPlaces,
  type Ground,
} from './board.ts'
import {
  hasPlace,
  isLive,
  type Decision,
  type Happening,
  type Refusal,
  type Signup,
} from './event.ts'
import { misplaced } from './places.ts'

const refused = (refusal: Refusal): Decision => ({ ok: false, refusal })

/** What a manager does with somebody's sign-up. */
export type Ruling = 'approve' | 'promote' | 'bench' | 'ban' | 'accept' | 'no_show' | 'undo_no_show'

/** What managers may do with a sign-up where it stands, as the routes and the statuses of a change are named. */
export function allowedRulings(status: Signup['status']): string[] {
  const own: Partial<Record<Signup['status'], string[]>> = {
    pending: ['approve'],
    waitlist: ['promote'],
    confirmed: ['bench', 'checked_in', 'no_show'],
    checked_in: ['no_show'],
    no_show: ['confirmed', 'checked_in'],
  }
  return [...(own[status] ?? []), 'ban']
}

/** Decides about somebody's sign-up; `accept` is the person's own word. */
export function rule(
  ground: Ground,
  { userId, ruling }: { userId: string; ruling: Ruling },
): Decision {
  const { signups, now } = ground
  const mine = signups.find(({ user_id }) => user_id === userId)
  if (!mine) return refused('not_joined')
  const done = (after: readonly Signup[], action: Happening['action']) =>
    settled(ground, after, [{ action, user_id: userId }])
  const put = (change: Partial<Signup>) =>
    done(replaced(signups, { ...mine, ...change, updated_at: now }), 'signup_updated')
  switch (ruling) {
    case 'approve':
      return approve(ground, mine)
    case 'promote':
      return promote(ground, mine)
    case 'bench': {
      if (mine.status !== 'confirmed') return misplaced(mine)
      const seq = nextSeq(signups)
      return done(leave(ground, mine, { status: 'waitlist', benched: true, seq }), 'signup_updated')
    }
    case 'ban':
      return done(leave(ground, mine, { status: 'removed' }), 'signup_removed')
    case 'accept': {
      if (!isLive(ground.event.state)) return refused('signup_closed')
      const outcome = accept(boardOf(ground), userId, now)
      if (!outcome.ok) return refused('no_offer')
      return done(withPlaces(signups, outcome.seats, now), 'signup_promoted')
    }
    case 'no_show':
      return hasPlace(mine) ? put({ status: 'no_show', result: 'absent' }) : misplaced(mine)
    case 'undo_no_show':
      if (mine.status !== 'no_show') return misplaced(mine)
      return put({ status: 'confirmed', result: mine.result === 'absent' ? null : mine.result })
  }
}

function approve(ground: Ground, mine: Signup): Decision {
  if (mine.status !== 'pending') return misplaced(mine)
  const outcome = take(ground, mine, true)
  if (typeof outcome === 'string') return refused(outcome)
  return settled(ground, outcome.signups, [{ action: 'signup_approved', user_id: mine.user_id }])
}

function promote(ground: Ground, mine: Signup): Decision {
  if (mine.status !== 'waitlist') return misplaced(mine)
  const { signups, now } = ground
  const board = boardOf(ground)
  const others = board.seats.filter(({ user_id }) => user_id !== mine.user_id)
  const room = hasRoom({ seats: others, limits: board.limits }, mine.role_id, 1 + mine.guests)
  if (!room) return refused('event_full')
  const up = { status: 'confirmed', benched: false, offer_expires_at: null } as const
  return settled(ground, replaced(signups, { ...mine, ...up, updated_at: now }), [
    { action: 'signup_promoted', user_id: mine.user_id },
  ])
}
