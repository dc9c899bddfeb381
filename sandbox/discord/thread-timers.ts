import { z } from 'zod'
import type { Timer } from '../clock.ts'
import type { Channel } from './entities.ts'
import { timestamp } from './forms.ts'
import { announceThread } from './threads.ts'
import { timeOfSnowflake, type Dispatch, type World } from './world.ts'

const minuteMs = 60_000
const withId = z.object({ id: z.string() })

/** When a thread archives itself, in epoch milliseconds: so long after it was last used. */
function archiveAt(thread: Channel): number | undefined {
  const about = thread.thread_metadata
  if (!about || about.archived) return undefined
  const said = thread.last_message_id ? timeOfSnowflake(thread.last_message_id) : 0
  const used = Math.max(said, Date.parse(about.archive_timestamp))
  return used + about.auto_archive_duration * minuteMs
}

/** Archives threads that nobody used for their `auto_archive_duration`. Call the result to stop. */
export function runThreadTimers(world: World): () => void {
  const timers = new Map<string, Timer>()
  const find = (id: string): Channel | undefined => {
    for (const { channels } of world.state.guilds.values()) {
      const channel = channels.get(id)
      if (channel?.thread_metadata) return channel
    }
    return undefined
  }
  const look = (id: string): void => {
    timers.get(id)?.cancel()
    timers.delete(id)
    const thread = find(id)
    const due = thread ? archiveAt(thread) : undefined
    if (!thread?.thread_metadata || due === undefined) return
    if (due > world.clock.now()) {
      timers.set(
        id,
        world.clock.after(due - world.clock.now(), () => look(id)),
      )
      return
    }
    const archive_timestamp = timestamp(world.clock.now())
    thread.thread_metadata = { ...thread.thread_metadata, archived: true, archive_timestamp }
    announceThread(world, thread)
  }
  // Messages only move the end further away, which is seen when the timer runs.
  const hear = ({ t, d }: Dispatch): void => {
    if (/^THREAD_(CREATE|UPDATE|DELETE)$/.test(t)) look(withId.parse(d).id)
  }
  const stop = (): void => {
    for (const timer of timers.values()) timer.cancel()
    timers.clear()
  }
  const restart = (): void => {
    stop()
    for (const { channels } of world.state.guilds.values())
      for (const channel of channels.values()) if (channel.thread_metadata) look(channel.id)
  }
  restart()
  const stops = [world.onDispatch(hear), world.onLoad(restart)]
  return () => {
    for (const one of stops) one()
    stop()
  }
}
