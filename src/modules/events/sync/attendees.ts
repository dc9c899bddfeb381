import type { JobResult } from '#core/jobs/jobs.ts'
import { hasAnswered } from '../rules/interest.ts'
import type { AttendeesResult } from '../service/attendees.ts'
import { interested, uninterested } from '../service/interest.ts'
import { linkGround, storeLink } from '../service/links.ts'
import type { PassTools } from './answered.ts'
import type { Subscriber } from './remote.ts'

const gone = ['withdrawn', 'removed', 'declined']

async function addAll(
  { context }: PassTools,
  place: { event_id: string; guild_id: string },
  people: readonly Subscriber[],
): Promise<number> {
  let added = 0
  for (const { user_id, user } of people) {
    const account = user && { ...user, global_name: user.global_name ?? null }
    if (await interested(context, place, { id: user_id, account })) added += 1
  }
  return added
}

/** Makes our list of those who are interested in Discord equal to Discord's. */
export async function passAttendees(
  tools: PassTools,
  place: { event_id: string; guild_id: string },
): Promise<JobResult> {
  const { context, remote } = tools
  const ground = await linkGround(context, place)
  const id = ground?.link.discord_event_id
  if (!ground?.event || !id) return { result: 'not_linked' }
  const { all, pages } = await remote.subscribers(place.guild_id, id)
  const people = all.filter(({ user }) => user?.bot !== true)
  const there = new Set(people.map(({ user_id }) => user_id))
  const answered = new Set(ground.signups.filter(hasAnswered).map(({ user_id }) => user_id))
  const news = people.filter(({ user_id }) => !answered.has(user_id))
  const added = await addAll(tools, place, news)
  const ours = ground.signups.filter(({ status }) => !gone.includes(status))
  let removed = 0
  for (const one of ours) {
    if (one.source !== 'discord_event' || there.has(one.user_id)) continue
    if (await uninterested(context, place.event_id, one.user_id)) removed += 1
  }
  const current = await linkGround(context, place)
  if (current?.link.remote && current.link.remote.user_count !== all.length) {
    const counted = { ...current.link.remote, user_count: all.length }
    await storeLink(context, { ...current.link, remote: counted })
  }
  const result: AttendeesResult = {
    discord_attendees: people.length,
    muster_signups: (current?.signups ?? []).filter(({ status }) => !gone.includes(status)).length,
    added,
    removed,
    unchanged: people.length - added,
    unresolved: people.filter(({ user }) => user === undefined).length,
    pages,
  }
  return result
}
