import type { Context } from '#core/context.ts'
import type { Decision, EventRecord } from '../rules/event.ts'
import { localOf, slugOf } from '../rules/fields.ts'
import { guildsOfEvent } from '../rules/guild.ts'
import { isCalledOff, timesOf, withoutChangedDate } from '../rules/exceptions.ts'
import type { LinkRecord } from '../rules/link.ts'
import {
  normalText,
  ourSide,
  theirSide,
  withoutFooter,
  type Base,
  type RemoteEvent,
} from '../rules/remote.ts'
import { move } from '../rules/state.ts'
import { insertEvent as storeEvent, loadEvent } from '../store/events.ts'
import { saveLink } from '../store/links.ts'
import { loadMessages } from '../store/messages.ts'
import { occurrencesOf } from '../store/series.ts'
import { announce, changeBySystem, newId, wind, type Scene } from './change.ts'
import { planPlaces, syncJob } from './follow-ups.ts'
import { writeLog, type LinkGround } from './links.ts'
import { planTimes } from './notices.ts'
import { newLink, postMessage } from './publish.ts'

/** The name of an occurrence of a series that Discord keeps. */
export function discordKey(zone: string, start: number): string {
  return localOf(zone, start).replaceAll(/[-:]/g, '')
}

/** The next occurrence as an event: what Discord changed of it, and otherwise what the last one was. */
function nextOccurrence(
  context: Context,
  { event, base }: { event: EventRecord; base: Base },
  remote: RemoteEvent,
): EventRecord {
  const { start, end } = timesOf(remote, event.end_at - event.start_at)
  const later = start - event.start_at
  const id = newId(context)
  const now = context.clock.now()
  return {
    ...event,
    id,
    slug: slugOf(remote.name, id.slice(0, 6)),
    // A text that Discord shows shortened is still whole here.
    title: normalText(remote.name) === base.theirs.title ? event.title : remote.name,
    description:
      withoutFooter(remote.description) === base.theirs.description
        ? event.description
        : withoutFooter(remote.description),
    start_at: start,
    end_at: end,
    signup_opens_at: event.signup_opens_at && event.signup_opens_at + later,
    signup_closes_at: event.signup_closes_at && event.signup_closes_at + later,
    state: 'scheduled',
    cancel_reason: null,
    cancelled_by: null,
    occurrence_key: discordKey(event.timezone, remote.start),
    missed: false,
    confirmed_count: 0,
    clock_at: null,
    started_at: null,
    ended_at: null,
    filled_at: null,
    field_times: {},
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** The event of the next occurrence: another server may have brought it already. */
async function takeNext(
  { unit, context, guilds }: Scene,
  { event, link }: { event: EventRecord; link: LinkRecord },
  next: EventRecord,
): Promise<EventRecord> {
  const known = event.series_id === null ? [] : await occurrencesOf(unit, event.series_id)
  const same = known.find(({ key, deleted }) => key === next.occurrence_key && !deleted)
  const there = same && (await loadEvent(unit, same.id))?.event
  const wound = there ?? (await wind(unit, next, []))
  if (!there) {
    await storeEvent(unit, wound)
    await announce(unit, { event: wound, guilds }, [{ action: 'created' }], { state: wound.state })
    await planTimes(unit, wound, context.clock.now())
    await planPlaces(unit, wound, guildsOfEvent(wound, guilds))
  }
  // Where people signed up on a message they do so again.
  const guild = guilds.find(({ guild_id }) => guild_id === link.guild_id)
  const messages = await loadMessages(unit, event.id)
  const had = messages.find(({ guild_id }) => guild_id === link.guild_id)
  if (guild && had)
    await postMessage(context, unit, { event: wound, guild, channel_id: had.channel_id })
  return wound
}

/** How an occurrence ends that Discord left behind; null where it is over, or still to come by itself. */
function ended({ event, signups, now }: Scene, isOff: boolean): Decision | null {
  const isToCome = event.state === 'scheduled' && event.start_at > now
  if (isToCome) return isOff ? move(event, signups, 'cancelled', { now, reason: 'discord' }) : null
  const started = event.state === 'scheduled' ? move(event, signups, 'active', { now }) : null
  const from = started?.ok ? started : { event, signups }
  // It may be over here already, by its own end.
  return from.event.state === 'active' ? move(from.event, from.signups, 'completed', { now }) : null
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
  const { base, remote: last } = link
  if (!event || !base || remote.recurrence_rule === null || remote.status !== 1) return false
  // One date that was moved does not move the series: its own times tell the dates apart.
  const before = last?.start ?? Number(base.theirs.start)
  const isOff = isCalledOff(remote, { start: before })
  const hasPassed = base.status === 2 || event.state !== 'scheduled'
  const isOver = hasPassed || isOff || before <= context.clock.now()
  if (remote.start <= before || !isOver) return false
  const next = nextOccurrence(context, { event, base }, remote)
  await changeBySystem(context, event.id, async (scene) => {
    const { unit, now } = scene
    const wound = await takeNext(scene, { event, link }, next)
    const ids = { event_id: wound.id, guild_id: link.guild_id }
    const sides = { ours: ourSide(wound, '').side, theirs: theirSide(remote, base.ours) }
    const fresh = { ...sides, status: remote.status }
    // The lines below the description still name the last occurrence.
    await saveLink(unit, {
      ...link,
      ...ids,
      remote: withoutChangedDate(remote),
      base: fresh,
      footer_at: null,
      updated_at: now,
    })
    await unit.job(syncJob('update', ids, { trigger: 'roll_over' }))
    const history = newLink(context, { event_id: event.id, guild_id: link.guild_id }, link.origin)
    await saveLink(unit, { ...history, link_state: 'gone' })
    const log = {
      direction: 'pull' as const,
      cause: 'roll_over',
      fields: ['start'],
      detail: wound.id,
    }
    await writeLog(context, unit, { ...link, event_id: event.id }, { ...log, actor: null })
    return { decision: ended(scene, isOff), extra: { whole: true, origin: link.guild_id } }
  })
  return true
}
