import type { JobResult, NewJob } from '#core/jobs/jobs.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { merge, type FieldOutcome } from '../rules/merge.ts'
import {
  fingerprint,
  markedEvent,
  ourSide,
  statusPlan,
  theirSide,
  type RemoteEvent,
} from '../rules/remote.ts'
import { attendeesJob, importRemote } from '../service/import.ts'
import { syncJob } from '../service/follow-ups.ts'
import { markSynced } from '../service/guild-status.ts'
import { footerFor, shownIn } from '../service/links.ts'
import { loadEvents } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import { linksOfGuild } from '../store/links.ts'
import type { GuildRecord } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import type { View } from '../service/seen.ts'
import type { PassTools } from './answered.ts'
import { bannerIsDue } from './banner.ts'

/** Codes that say that the bot is not, or not fully, in the server. */
const absent = [10004, 50001, 50013]

/** Whether nothing is to be done for a link, judged by what a list shows. */
function isEqual(
  { context }: PassTools,
  guild: GuildRecord,
  { event, signups }: View,
  { link, remote }: { link: LinkRecord; remote: RemoteEvent },
): boolean {
  if (!link.base || link.link_state === 'creating' || link.missing_at !== null) return false
  if (link.problem !== null || bannerIsDue(event, link)) return false
  const footer = footerFor(context, guild, { event, signups })
  const { side: ours, truncated } = ourSide(shownIn(context, guild.guild_id, event), footer)
  const plan = statusPlan(event, remote, {
    seen: link.remote,
    loss: 'cancel',
    now: context.clock.now(),
    keep: guild.options.keep_until_end,
    pullable: guild.options.pull_fields.includes('status'),
  })
  if (plan.do !== 'nothing') return false
  const outcomes = merge({
    base: link.base,
    ours,
    theirs: theirSide(remote, ours),
    policy: guild.options.conflict_policy,
    oursAt: {},
    theirsAt: null,
    truncated,
    pullable: guild.options.pull_fields,
  })
  // What waits for somebody's decision waits for nothing else.
  const isAsked = ({ link_state }: LinkRecord, one: FieldOutcome) =>
    link_state === 'conflict' && one.do === 'conflict' && one.winner === 'open'
  const isSame = Object.values(outcomes).every(
    (one: FieldOutcome) => one.do === 'same' || isAsked(link, one),
  )
  return isSame && link.remote !== null && fingerprint(link.remote) === fingerprint(remote)
}

/** Living links of a server with their events, and what a list shows of each. */
async function compare(tools: PassTools, guild: GuildRecord, list: readonly RemoteEvent[]) {
  const { database } = tools.context
  const links = await linksOfGuild(database, guild.guild_id)
  const views = await loadEvents(
    database,
    links.map(({ event_id }) => event_id),
  )
  const byId = new Map(views.map((view) => [view.event.id, view]))
  const remotes = new Map(list.map((remote) => [remote.id, remote]))
  return links.map((link) => ({
    link,
    view: byId.get(link.event_id) ?? null,
    remote: link.discord_event_id === null ? null : (remotes.get(link.discord_event_id) ?? null),
  }))
}

/** The events of a server, or a refusal that is noted. */
async function listed(tools: PassTools, guildId: string): Promise<RemoteEvent[]> {
  try {
    return await tools.remote.list(guildId)
  } catch (error) {
    if (isRefusal(error, ...absent)) {
      await markSynced(tools.context, guildId, { problem: error.code })
    }
    throw error
  }
}

type Row = Awaited<ReturnType<typeof compare>>[number]

/** What Discord refused is tried again when a frame tells of other rights, and by the clock no sooner than this. */
const refusedEveryMs = 15 * 60_000

/** What a link needs: a look at both sides, and one at those who are interested. */
function jobsFor(
  tools: PassTools,
  guild: GuildRecord,
  { link, view, remote }: Row,
  trigger: string,
): NewJob[] {
  const ids = { event_id: link.event_id, guild_id: guild.guild_id }
  const now = tools.context.clock.now()
  const isRefused =
    trigger === 'reconcile' && link.problem !== null && now - link.updated_at < refusedEveryMs
  const equal = isRefused || (view && remote && isEqual(tools, guild, view, { link, remote }))
  const kind = link.discord_event_id === null ? 'create' : 'update'
  const counted = remote?.user_count ?? null
  const moved = counted !== null && counted !== (link.remote?.user_count ?? 0)
  return [
    ...(equal ? [] : [syncJob(kind, ids, { trigger })]),
    ...(moved ? [attendeesJob(ids)] : []),
  ]
}

/** Takes over what people made in Discord; ours are known by the link in their description. */
async function importAll(
  { context }: PassTools,
  remotes: readonly RemoteEvent[],
  trigger: string,
): Promise<number> {
  let imported = 0
  for (const remote of remotes) {
    if (markedEvent(remote.description, context.publicUrl) !== null) continue
    if ((await importRemote(context, remote, trigger)) !== null) imported += 1
  }
  return imported
}

/** Makes the events of one server equal on both sides: one list call where nothing differs. */
export async function passGuild(
  tools: PassTools,
  guildId: string,
  trigger: string,
): Promise<JobResult> {
  const { context } = tools
  const guild = await loadGuild(context.database, guildId)
  if (guild?.status !== 'active' || !guild.options.sync_enabled) return { result: 'not_wanted' }
  const list = await listed(tools, guildId)
  const rows = await compare(tools, guild, list)
  const jobs = rows.flatMap((row) => jobsFor(tools, guild, row, trigger))
  await context.database.write(async (tx) => {
    for (const job of jobs) await context.jobs.enqueue(tx, job)
  })
  const known = new Set(rows.map(({ link }) => link.discord_event_id))
  const strangers = list.filter(({ id }) => !known.has(id))
  const imported = await importAll(tools, strangers, trigger)
  await markSynced(context, guildId, { listed: list.length })
  return { listed: list.length, links: rows.length, looked: jobs.length, imported }
}
