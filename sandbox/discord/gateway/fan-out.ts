import type { Clock } from '../../clock.ts'
import type { Dispatch, World } from '../world.ts'
import { audienceOf, subjectOf } from './audience.ts'
import { hideContent, isContentHidden } from './content.ts'
import { guildCreate } from './guild-create.ts'
import type { Session } from './session.ts'

type Held = { name: string; data: string }

// A held-back dispatch goes out after this time when no other comes to overtake it.
const reorderMs = 1000

/**
 * Hands a dispatch to every session that may hear of it. The JSON text is made once for all who get the same. Bots
 * may get it twice or late when such a fault is on.
 */
export function createFanOut(
  world: World,
  wireClock: Clock,
  sessions: () => Iterable<Session>,
): (dispatch: Dispatch) => void {
  const held = new Map<Session, Held>()
  const release = (session: Session): void => {
    const late = held.get(session)
    if (late === undefined) return
    held.delete(session)
    session.dispatch(late.name, late.data)
  }
  const send = (session: Session, name: string, data: string): void => {
    if (session.bot && !held.has(session) && world.gatewayFaults.take('reorder')) {
      held.set(session, { name, data })
      wireClock.after(reorderMs, () => release(session))
      return
    }
    session.dispatch(name, data)
    if (session.bot && world.gatewayFaults.take('duplicate')) session.repeat()
    release(session)
  }
  return (dispatch) => {
    const outage = world.gatewayFaults.has('outage') && dispatch.guild_id !== undefined
    const hears = audienceOf(world, dispatch)
    const subject = dispatch.t.startsWith('GUILD_MEMBER_') ? subjectOf(dispatch) : undefined
    let full: string | undefined
    let hidden: string | undefined
    for (const session of sessions()) {
      if (!hears(session)) continue
      if (isHiddenByOutage(session, dispatch, outage)) continue
      if (dispatch.t === 'GUILD_CREATE') {
        tellGuild(world, session, dispatch)
        continue
      }
      if (subject === session.user_id && tellMembership(world, session, dispatch)) continue
      if (isContentHidden(dispatch, session))
        send(session, dispatch.t, (hidden ??= JSON.stringify(hideContent(dispatch.d))))
      else send(session, dispatch.t, (full ??= JSON.stringify(dispatch.d)))
    }
  }
}

// An outage concerns bots alone: people go on as if nothing had happened.
function isHiddenByOutage({ bot }: Session, { t, d }: Dispatch, outage: boolean): boolean {
  const isOfOutage = t === 'GUILD_CREATE' || (t === 'GUILD_DELETE' && 'unavailable' in d)
  return bot ? outage && !isOfOutage : isOfOutage
}

function tellGuild(world: World, session: Session, { guild_id: id = '' }: Dispatch): void {
  session.dispatch('GUILD_CREATE', JSON.stringify(guildCreate(world, world.guild(id), session)))
}

// Those who join or leave a guild hear of the guild instead of their membership.
function tellMembership(world: World, session: Session, dispatch: Dispatch): boolean {
  const guildId = dispatch.guild_id
  if (guildId === undefined) return false
  if (dispatch.t === 'GUILD_MEMBER_ADD') {
    tellGuild(world, session, dispatch)
    return true
  }
  if (dispatch.t !== 'GUILD_MEMBER_REMOVE') return false
  session.dispatch('GUILD_DELETE', JSON.stringify({ id: guildId }))
  return true
}
