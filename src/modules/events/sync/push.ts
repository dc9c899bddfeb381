import type { EventRecord } from '../rules/event.ts'
import { withEcho, type LinkRecord } from '../rules/link.ts'
import { changedDate, withChangedDate, type RemoteException } from '../rules/exceptions.ts'
import type { Agreement, MergeField, Side } from '../rules/merge.ts'
import { fingerprint, ourSide, theirSide, type RemoteEvent } from '../rules/remote.ts'
import { shownIn, storeLink, type LinkGround } from '../service/links.ts'
import { answered, type PassTools } from './answered.ts'
import { bannerOf } from './banner.ts'
import { bodyOf } from './body.ts'
import type { RemoteBody } from './remote.ts'

/** When a look by itself finds what our own echoes may have hidden, in milliseconds. */
const judgeMs = 60_000

/** What is to be sent. */
type Pushing = {
  remote: RemoteEvent
  fields: readonly MergeField[]
  steps: readonly (2 | 3 | 4)[]
  /** Whether the picture may differ. */
  image: boolean
  /** Whether the date is on again, which Discord called off apart from its series. */
  takesUp: boolean
  footer: string
  /** What both sides agree on apart from what is sent. */
  agreement: Agreement
}

/** Sends what is ours: fields first, then the status, step by step. Returns what Discord shows then. */
export async function push(
  tools: PassTools,
  ground: LinkGround & { event: EventRecord },
  { remote, fields, steps, image, takesUp, footer, agreement }: Pushing,
): Promise<RemoteEvent> {
  const { context } = tools
  const { guild } = ground
  const event = shownIn(context, guild.guild_id, ground.event)
  const now = context.clock.now()
  // A start that is over cannot be sent; the status says the same.
  const possible = fields.filter((field) => field !== 'start' || event.start_at > now)
  const ours = ourSide(event, footer)
  const sent = Object.fromEntries(possible.map((field) => [field, ours.side[field]]))
  const picture = image ? await bannerOf(context, event, ground.link) : null
  const isStage = tools.isStage(guild.guild_id, event.voice_channel_id)
  const date = dateToSend(remote, ours.side, { fields: possible, takesUp })
  // A date that was changed apart from its series has times of its own.
  const whole = date ? possible.filter((field) => !isTime(field)) : possible
  const body = { ...bodyOf(event, ours, isStage, { fields: whole, remote }), ...picture?.body }
  const bodies: RemoteBody[] = [
    ...(Object.keys(body).length > 0 ? [body] : []),
    ...steps.map((status) => ({ status })),
  ]
  const sends = [
    ...(date
      ? [
          {
            to: (seen: RemoteEvent) => withChangedDate(seen, date),
            send: (seen: RemoteEvent) => tools.remote.changeDate(seen, date),
          },
        ]
      : []),
    ...bodies.map((one) => ({
      to: (seen: RemoteEvent) => ({ ...seen, ...preview(one) }),
      send: () => tools.remote.patch(guild.guild_id, remote.id, one),
    })),
  ]
  let shown = remote
  let { link } = ground
  for (const { to, send } of sends) {
    const target = fingerprint(to(shown))
    link = await storeLink(context, {
      ...link,
      base: link.base && { ...link.base, sent },
      pushed: withEcho(link.pushed, target, context.clock.now()),
    })
    shown = await send(shown)
    link = { ...link, pushed: withEcho(link.pushed, fingerprint(shown), context.clock.now()) }
  }
  const log = {
    direction: 'push' as const,
    cause: 'push',
    fields: [
      ...possible,
      ...(picture && 'image' in picture.body ? ['image'] : []),
      ...(steps.length > 0 || takesUp ? ['status'] : []),
    ],
    detail: steps.join(' → '),
    actor: null,
  }
  const banner = picture ? picture.banner : link.banner
  const theirs = theirSide(shown, ours.side)
  const next = { ours: { ...agreement.ours, ...sent }, theirs: { ...agreement.theirs } }
  // Whatever else the answer shows is somebody's edit since we looked: the next look finds it.
  for (const field of possible) next.theirs[field] = theirs[field]
  const pictured = { ...link, banner }
  if (sends.length === 0) {
    await storeLink(context, pictured)
    return shown
  }
  await storeLink(context, answered(context, pictured, { remote: shown, agreement: next }), log)
  await askAgain(tools, link)
  return shown
}

const isTime = (field: MergeField) => field === 'start' || field === 'end'

/** What one date is to be that Discord changed apart from its series; null where nothing of it is sent. */
function dateToSend(
  remote: RemoteEvent,
  ours: Side,
  { fields, takesUp }: { fields: readonly MergeField[]; takesUp: boolean },
): RemoteException | null {
  const changed = changedDate(remote)
  if (!changed || (!takesUp && !fields.some(isTime))) return null
  return {
    ...changed,
    start: fields.includes('start') ? Number(ours.start) : changed.start,
    end: fields.some(isTime) ? Number(ours.end) : changed.end,
    cancelled: changed.cancelled && !takesUp,
  }
}

/** What an edit will look like, as far as a frame could tell. */
function preview(body: RemoteBody): Partial<RemoteEvent> {
  const { name, description, scheduled_start_time, scheduled_end_time, status } = body
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof description === 'string' && { description }),
    ...(typeof scheduled_start_time === 'string' && { start: Date.parse(scheduled_start_time) }),
    ...(typeof scheduled_end_time === 'string' && { end: Date.parse(scheduled_end_time) }),
    ...((status === 2 || status === 3 || status === 4) && { status }),
  }
}

/** An echo can hide that somebody went back to an older text: a look by itself finds it. */
async function askAgain({ context }: PassTools, link: LinkRecord): Promise<void> {
  const { event_id, guild_id } = link
  await context.database.write((tx) =>
    context.jobs.enqueue(tx, {
      kind: 'events.update_discord_event',
      payload: { event_id, guild_id, trigger: 'judge' },
      key: `event:${event_id}:${guild_id}:judge`,
      group: `event:${event_id}:${guild_id}`,
      guild_id,
      run_at: context.clock.now() + judgeMs,
    }),
  )
}
