import { GuildScheduledEventStatus as Status } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Timer } from '../../clock.ts'
import type { ScheduledEvent } from '../entities.ts'
import type { Dispatch, World } from '../world.ts'
import { dateOf, isInChannel, isOccupied, setStatus } from './state.ts'

// Discord says "a few hours" and "a few minutes"; these are assumed.
const missedAfterMs = 3 * 3_600_000
const emptyAfterMs = 5 * 60_000

const withId = z.object({ id: z.string().optional(), event_id: z.string().optional() })
type Due = { at: number; status: Status }

/** What happens to an event by itself, and when; undefined when nothing will. */
function dueOf(event: ScheduledEvent): Due | undefined {
  const { start, end, off } = dateOf(event)
  if (event.status === Status.Scheduled && off) return { at: start, status: Status.Completed }
  if (event.status === Status.Scheduled)
    return isInChannel(event)
      ? { at: start + missedAfterMs, status: Status.Canceled }
      : { at: start, status: Status.Active }
  if (event.status !== Status.Active || isInChannel(event)) return undefined
  return end === null ? undefined : { at: end, status: Status.Completed }
}

/**
 * Starts, ends and cancels events at their time: external ones start and end by themselves, those in a channel are
 * cancelled when nobody starts them and end after the last one left. Call the result to stop.
 */
export function runEventTimers(world: World): () => void {
  const timers = new Map<string, Timer>()
  const find = (guildId: string, id: string): ScheduledEvent | undefined =>
    world.state.guilds.get(guildId)?.events.get(id)

  const plan = (event: ScheduledEvent, due: Due): void => {
    timers.get(event.id)?.cancel()
    const timer = world.clock.after(due.at - world.clock.now(), () => {
      timers.delete(event.id)
      const current = find(event.guild_id, event.id)
      if (current) setStatus(world, current, due.status)
    })
    timers.set(event.id, timer)
  }
  const arm = (event: ScheduledEvent): void => {
    timers.get(event.id)?.cancel()
    timers.delete(event.id)
    const due = dueOf(event)
    if (due) plan(event, due)
  }
  const lookAtVoice = (guildId: string): void => {
    const guild = world.state.guilds.get(guildId)
    if (!guild) return
    for (const event of guild.events.values()) {
      if (event.status !== Status.Active || !isInChannel(event)) continue
      if (isOccupied(guild, event)) arm(event)
      else if (!timers.has(event.id))
        plan(event, { at: world.clock.now() + emptyAfterMs, status: Status.Completed })
    }
  }
  const hear = ({ t, d, guild_id }: Dispatch): void => {
    if (guild_id === undefined) return
    if (t === 'VOICE_STATE_UPDATE') lookAtVoice(guild_id)
    if (!/^GUILD_SCHEDULED_EVENT_(EXCEPTION_)?(CREATE|UPDATE|DELETE)$/.test(t)) return
    const { id: own, event_id: id = own } = withId.parse(d)
    if (id === undefined) return
    timers.get(id)?.cancel()
    timers.delete(id)
    const event = find(guild_id, id)
    if (event) arm(event)
  }
  const restart = (): void => {
    for (const timer of timers.values()) timer.cancel()
    timers.clear()
    for (const guild of world.state.guilds.values())
      for (const event of guild.events.values()) arm(event)
  }
  restart()
  const stops = [world.onDispatch(hear), world.onLoad(restart)]
  return () => {
    for (const stop of stops) stop()
    for (const timer of timers.values()) timer.cancel()
  }
}
