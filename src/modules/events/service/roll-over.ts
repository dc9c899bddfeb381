import type { Context } from '#core/context.ts'
import { localOf } from '../rules/fields.ts'
import { theirSide, withoutFooter, type RemoteEvent } from '../rules/remote.ts'
import { move } from '../rules/state.ts'
import { saveLink } from '../store/links.ts'
import { insertEvent as storeEvent } from '../store/events.ts'
import { announce, changeBySystem, newId, wind } from './change.ts'
import { writeLog, type LinkGround } from './links.ts'
import { newLink } from './publish.ts'

/** The name of an occurrence of a series that Discord keeps. */
export function discordKey(zone: string, start: number): string {
  return localOf(zone, start).replaceAll(/[-:]/g, '')
}

/**
 * A repeating event of Discord's never says that an occurrence is over: it waits again, at a later time. Then ours is
 * completed, once, and the next occurrence becomes an event of its own, without the old sign-ups.
 */
export async function rollOver(
  context: Context,
  { link, event }: LinkGround,
  remote: RemoteEvent,
): Promise<boolean> {
  const { base } = link
  if (!event || !base || remote.recurrence_rule === null || remote.status !== 1) return false
  const before = Number(base.theirs.start)
  const isOver = base.status === 2 || event.state === 'active' || before <= context.clock.now()
  if (remote.start <= before || !isOver) return false
  const length = event.end_at - event.start_at
  const next = {
    ...event,
    id: newId(context),
    title: remote.name,
    description: withoutFooter(remote.description),
    start_at: remote.start,
    end_at: remote.end ?? remote.start + length,
    state: 'scheduled' as const,
    occurrence_key: discordKey(event.timezone, remote.start),
    confirmed_count: 0,
    clock_at: null,
    started_at: null,
    ended_at: null,
    filled_at: null,
    field_times: {},
    version: 1,
    created_at: context.clock.now(),
    updated_at: context.clock.now(),
  }
  await changeBySystem(context, event.id, async (scene) => {
    const { unit, signups, now, guilds } = scene
    const wound = await wind(unit, { ...next, slug: `${event.slug}-${next.id.slice(0, 4)}` }, [])
    await storeEvent(unit, wound)
    await announce(unit, { event: wound, guilds }, [{ action: 'created' }], { state: wound.state })
    const ours = theirSide(remote, base.ours)
    const fresh = { ours, theirs: ours, status: remote.status }
    await saveLink(unit, { ...link, event_id: next.id, remote, base: fresh, updated_at: now })
    const history = newLink(context, { event_id: event.id, guild_id: link.guild_id }, link.origin)
    await saveLink(unit, { ...history, link_state: 'gone' })
    const log = {
      direction: 'pull' as const,
      cause: 'roll_over',
      fields: ['start'],
      detail: next.id,
    }
    await writeLog(context, unit, { ...link, event_id: event.id }, { ...log, actor: null })
    const started =
      scene.event.state === 'scheduled' ? move(scene.event, signups, 'active', { now }) : null
    const from = started?.ok ? started : { event: scene.event, signups }
    const decision = move(from.event, from.signups, 'completed', { now })
    return { decision, extra: { whole: true, origin: link.guild_id } }
  })
  return true
}
