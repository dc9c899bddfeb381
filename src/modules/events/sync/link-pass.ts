import type { JobResult } from '#core/jobs/jobs.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { isOver, type EventRecord } from '../rules/event.ts'
import type { LinkRecord } from '../rules/link.ts'
import { markedEvent, ourSide, theirSide, type RemoteEvent } from '../rules/remote.ts'
import { footerFor, linkGround, shownIn, storeLink, type LinkGround } from '../service/links.ts'
import { lose } from '../service/loss.ts'
import { repeating } from '../service/native.ts'
import { isLiveLink } from '../store/links.ts'
import { answered, type PassTools } from './answered.ts'
import { bannerOf } from './banner.ts'
import { bodyOf } from './body.ts'
import { problemOf } from './problems.ts'
import { settle } from './settle.ts'

/** One event in one server, and why it is looked at. */
export type PassKey = { event_id: string; guild_id: string; trigger: string }

/** Discord says twice, this far apart, that an event is gone before it counts as gone. */
const sureAfterMs = 30_000
/** An event must lie in the future when it is created: at least so far, in milliseconds. */
const soonestMs = 10_000

const unknownEvent = 10070
const finishedEvent = 180_000

/** Finds the event that an earlier attempt may have made, by the link in its description. */
async function findMade(tools: PassTools, link: LinkRecord): Promise<RemoteEvent | null> {
  if (link.intent_at === null) return null
  const all = await tools.remote.list(link.guild_id)
  const { publicUrl } = tools.context
  return (
    all.find(({ description }) => markedEvent(description, publicUrl) === link.event_id) ?? null
  )
}

async function create(
  tools: PassTools,
  ground: LinkGround,
  event: EventRecord,
): Promise<JobResult> {
  const { context, remote } = tools
  const { link, guild } = ground
  const now = context.clock.now()
  const footer = footerFor(context, guild, { event, signups: ground.signups })
  // Even what is not wanted any more may exist by now, and has to be ended there.
  const made = await findMade(tools, link)
  if (made) return adopt(tools, { ...ground, event }, made, footer)
  if (isOver(event.state) || event.state === 'draft') {
    await storeLink(context, { ...link, link_state: 'detached', intent_at: null })
    return { result: 'not_wanted' }
  }
  // Discord takes no start that is over: one that is soon, and the status says the rest.
  const start = Math.max(event.start_at, now + soonestMs)
  if (event.end_at <= start) {
    await storeLink(context, { ...link, link_state: 'detached', problem: 'started' })
    return { result: 'started_already' }
  }
  const shown = shownIn(context, link.guild_id, event)
  const side = ourSide(shown, footer)
  // From here on Discord's event may exist, whatever happens to the answer.
  const sent = { ours: side.side, theirs: side.side, status: 1 as const }
  const intended: LinkRecord = { ...link, intent_at: now, base: sent }
  const noted = await storeLink(context, intended)
  const isStage = tools.isStage(link.guild_id, shown.voice_channel_id)
  const { body: image, banner } = await bannerOf(context, event, link)
  const recurrence_rule = await repeating(context, event, start)
  const created = await remote.create(link.guild_id, {
    ...bodyOf(shown, side, isStage, 'all'),
    scheduled_start_time: new Date(start).toISOString(),
    ...image,
    ...(recurrence_rule && { recurrence_rule }),
    privacy_level: 2,
  })
  const log = { direction: 'push' as const, cause: 'create', fields: [], detail: '', actor: null }
  const agreement = { ours: side.side, theirs: theirSide(created, side.side) }
  const known = answered(context, { ...noted, banner }, { remote: created, agreement })
  const stored = await storeLink(context, known, log)
  const result = { result: 'created', discord_event_id: created.id }
  if (event.state !== 'active') return result
  await settle(tools, { ...ground, event, link: stored }, { remote: created, trigger: 'create' })
  return result
}

async function adopt(
  tools: PassTools,
  ground: LinkGround & { event: EventRecord },
  remote: RemoteEvent,
  footer: string,
): Promise<JobResult> {
  const { context } = tools
  const log = { direction: 'link' as const, cause: 'adopt', fields: [], detail: '', actor: null }
  const theirs = theirSide(
    remote,
    ourSide(shownIn(context, remote.guild_id, ground.event), footer).side,
  )
  // What was sent then may differ from what is meant, and shown, now.
  const agreement = ground.link.base ?? { ours: theirs, theirs }
  const link = await storeLink(context, answered(context, ground.link, { remote, agreement }), log)
  return settle(tools, { ...ground, link }, { remote, trigger: 'adopt' })
}

/** Ends Discord's side where it is not wanted any more. */
async function end(tools: PassTools, { link }: LinkGround): Promise<JobResult> {
  const { context, remote } = tools
  const id = link.discord_event_id
  const made = id === null ? await findMade(tools, link) : null
  const target = id ?? made?.id ?? null
  if (target !== null) {
    try {
      const { status } = await remote.get(link.guild_id, target)
      if (status === 1 || status === 2) await remote.remove(link.guild_id, target)
    } catch (error) {
      if (!isRefusal(error, unknownEvent, 10004)) throw error
    }
  }
  const log = { direction: 'link' as const, cause: 'detach', fields: [], detail: '', actor: null }
  const state = link.link_state === 'gone' ? 'gone' : 'detached'
  await storeLink(context, { ...link, link_state: state, intent_at: null }, log)
  return { result: 'detached' }
}

/** Discord says that it has no such event: once is a doubt, twice is a loss. */
async function missing(tools: PassTools, ground: LinkGround): Promise<JobResult> {
  const { context } = tools
  const { link } = ground
  const now = context.clock.now()
  if (link.missing_at === null || now - link.missing_at < sureAfterMs) {
    const since = link.missing_at ?? now
    await storeLink(context, { ...link, missing_at: since })
    await context.database.write((tx) =>
      context.jobs.enqueue(tx, {
        kind: 'events.update_discord_event',
        payload: { event_id: link.event_id, guild_id: link.guild_id, trigger: 'missing' },
        key: `event:${link.event_id}:${link.guild_id}:missing`,
        group: `event:${link.event_id}:${link.guild_id}`,
        guild_id: link.guild_id,
        run_at: since + sureAfterMs,
      }),
    )
    return { result: 'missing' }
  }
  const by = await tools.remote.lastEdit(link.guild_id, link.discord_event_id ?? '', 'deletion')
  await lose(context, ground, { by: by?.by ?? null, how: 'deleted' })
  return { result: 'lost' }
}

async function look(tools: PassTools, ground: LinkGround, key: PassKey): Promise<JobResult> {
  const { event, link } = ground
  const unwanted = event === null || link.link_state === 'detached'
  // While a server does not keep events equal, nothing goes out and nothing comes in.
  const isKept = ground.guild.status === 'active' && ground.guild.options.sync_enabled
  if (isLiveLink(link) && !isKept) return { result: 'not_wanted' }
  if (link.link_state === 'gone') return { result: 'gone' }
  if (unwanted) return end(tools, ground)
  const id = link.discord_event_id
  if (id === null) return create(tools, ground, event)
  let remote: RemoteEvent
  try {
    remote = await tools.remote.get(link.guild_id, id)
  } catch (error) {
    if (!isRefusal(error, unknownEvent)) throw error
    return missing(tools, ground)
  }
  // It is there after all: a later doubt begins anew.
  const there =
    link.missing_at === null ? link : await storeLink(tools.context, { ...link, missing_at: null })
  const known = { ...ground, event, link: there }
  try {
    return await settle(tools, known, { remote, trigger: key.trigger })
  } catch (error) {
    if (!isRefusal(error, finishedEvent)) throw error
    // It ended between our look and our edit: look again.
    const now = await tools.remote.get(link.guild_id, id)
    return settle(tools, known, { remote: now, trigger: key.trigger })
  }
}

/** Makes one event in one server equal on both sides; running it twice changes nothing. */
export async function passLink(tools: PassTools, key: PassKey): Promise<JobResult> {
  const ground = await linkGround(tools.context, key)
  if (!ground) return { result: 'not_linked' }
  try {
    return await look(tools, ground, key)
  } catch (error) {
    const problem = problemOf(error)
    if (problem !== null) {
      const current = await linkGround(tools.context, key)
      if (current) await storeLink(tools.context, { ...current.link, problem })
    }
    throw error
  }
}
