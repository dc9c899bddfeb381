import { wait } from '#core/clock.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { JobView } from '#core/jobs/jobs.ts'
import { isLive, type EventRecord } from '../rules/event.ts'
import { guildsOfEvent, type GuildRecord } from '../rules/guild.ts'
import * as store from '../store/events.ts'
import { isLiveLink, loadLinks, saveLink } from '../store/links.ts'
import { attendeesJob } from './import.ts'
import { channelsJob } from './channels.ts'
import { enter, lockScene, refusal, requireManager, type Scene } from './change.ts'
import { setState } from './edit.ts'
import { syncJob } from './follow-ups.ts'
import { linkAgain, messagesIn, postMessage, retireMessage } from './publish.ts'

/** What was put in line, and what was not and why. */
export type Queued = {
  event: EventRecord
  guild_ids: string[]
  jobs: { id: string; kind: string; guild_id: string; folded: boolean }[]
  skipped: { guild_id: string; reason: string }[]
}

/** Which servers are meant, and what else is wanted. */
export type QueueWish = {
  guild_ids?: readonly string[] | undefined
  create_channels?: boolean | undefined
  create_signup_message?: boolean | undefined
}

type Targets = { targets: GuildRecord[]; skipped: Queued['skipped'] }

/** The servers that are meant; those that cannot be are named with the reason. */
function targetsOf({ event, guilds }: Scene, wish: QueueWish): Targets {
  if (!wish.guild_ids) return { targets: guildsOfEvent(event, guilds), skipped: [] }
  const targets: GuildRecord[] = []
  const skipped: Queued['skipped'] = []
  for (const guild_id of new Set(wish.guild_ids)) {
    const guild = guilds.find((one) => one.guild_id === guild_id)
    if (!guild) skipped.push({ guild_id, reason: 'guild_not_linked' })
    else if (guild.status !== 'active') skipped.push({ guild_id, reason: `guild_${guild.status}` })
    else targets.push(guild)
  }
  return { targets, skipped }
}

type Kind = 'create' | 'update' | 'delete'

async function linkFor(scene: Scene, guild: GuildRecord, kind: Kind): Promise<string | null> {
  const { context, unit, event } = scene
  const { guild_id } = guild
  if (!guild.options.sync_enabled) return 'sync_disabled'
  const links = await loadLinks(unit, event.id)
  const live = links.find((one) => one.guild_id === guild_id && isLiveLink(one))
  if (kind === 'create') {
    if (!live) await saveLink(unit, linkAgain(context, links, { event_id: event.id, guild_id }))
    return null
  }
  if (!live) return 'not_linked'
  if (kind === 'delete') await saveLink(unit, { ...live, link_state: 'detached' })
  return null
}

async function extras(scene: Scene, guild: GuildRecord, wish: QueueWish, jobs: Queued['jobs']) {
  const { context, unit, event } = scene
  const { guild_id } = guild
  const posted = await messagesIn(unit, { event_id: event.id, guild_id })
  if (wish.create_signup_message !== false && posted.length === 0) {
    await postMessage(context, unit, { event, guild })
  }
  if (wish.create_channels === false || !guild.options.auto_create_channels) return
  if (!event.create_channels) {
    await store.updateEvent(unit, { ...event, create_channels: true })
  }
  const job = channelsJob('create', { event_id: event.id, guild_id })
  jobs.push({ ...(await unit.job(job)), kind: job.kind, guild_id })
}

/** Puts work about an event's side in Discord in line; for managers. */
export async function queue(
  context: Context,
  id: string,
  kind: Kind,
  wish: QueueWish,
): Promise<Queued> {
  const entry = await enter(context, id)
  return context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    requireManager(scene)
    const { event } = scene
    if (kind === 'create' && !isLive(event.state)) throw refusal('invalid_transition', event)
    const { targets, skipped } = targetsOf(scene, wish)
    const jobs: Queued['jobs'] = []
    for (const guild of targets) {
      const { guild_id } = guild
      if (kind === 'delete') {
        for (const message of await messagesIn(unit, { event_id: id, guild_id })) {
          await retireMessage(unit, message, scene.now)
        }
      }
      const reason = await linkFor(scene, guild, kind)
      if (reason !== null) {
        skipped.push({ guild_id, reason })
        continue
      }
      const job = syncJob(kind, { event_id: id, guild_id })
      jobs.push({ ...(await unit.job(job)), kind: job.kind, guild_id })
      if (kind === 'create') await extras(scene, guild, wish, jobs)
    }
    return { event, guild_ids: targets.map(({ guild_id }) => guild_id), jobs, skipped }
  })
}

/** Does what follows from a step in an event's life elsewhere: `created`, `updated`, `cancelled`, `completed`. */
export async function autoManage(
  context: Context,
  id: string,
  action: 'created' | 'updated' | 'cancelled' | 'completed',
): Promise<Queued> {
  if (action === 'created') return queue(context, id, 'create', {})
  const view = await store.loadEvent(context.database, id)
  if (!view) throw coreError('not_found')
  const { state } = view.event
  if (action === 'cancelled' && state !== 'cancelled') await setState(context, id, 'cancelled')
  const isOver = state === 'completed' || state === 'archived'
  if (action === 'completed' && !isOver) await setState(context, id, 'completed')
  return queue(context, id, 'update', {})
}

/** Puts a comparison with those who are interested in line. */
export async function queueAttendees(
  context: Context,
  id: string,
  guildId: string | undefined,
): Promise<{ job: string; guild_id: string }> {
  const { rights } = await enter(context, id)
  const view = await store.loadEvent(context.database, id)
  if (!view) throw coreError('not_found')
  requireManager({ rights, event: view.event })
  const links = (await loadLinks(context.database, id)).filter(isLiveLink)
  const link = guildId === undefined ? links[0] : links.find((one) => one.guild_id === guildId)
  if (!link) throw coreError('not_found')
  const { guild_id } = link
  const job = attendeesJob({ event_id: id, guild_id })
  // The answer comes with the end of the job, so that nothing is stored for repetitions here.
  const added = await context.database.write((tx) => context.jobs.enqueue(tx, job))
  return { job: added.id, guild_id }
}

const lookEveryMs = 25

/** The jobs as they stand once all have ended, or `withinMs` have passed. */
export async function untilEnded(
  context: Context,
  ids: readonly string[],
  withinMs: number,
): Promise<JobView[]> {
  const end = context.clock.now() + withinMs
  for (;;) {
    const found = await Promise.all(ids.map((id) => context.jobs.get(id)))
    const jobs = found.filter((job) => job !== null)
    const open = jobs.some(({ state }) => state === 'ready' || state === 'running')
    if (!open || context.clock.now() >= end) return jobs
    await wait(context.clock, lookEveryMs)
  }
}
