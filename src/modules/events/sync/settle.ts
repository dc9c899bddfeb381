import type { JobResult } from '#core/jobs/jobs.ts'
import type { EventRecord } from '../rules/event.ts'
import { withEcho, type LinkRecord } from '../rules/link.ts'
import {
  agreed,
  fieldsThat,
  isPull,
  isPush,
  merge,
  withArrived,
  type Agreement,
  type FieldOutcome,
  type MergeField,
  type MergeInput,
} from '../rules/merge.ts'
import {
  fingerprint,
  normalText,
  ourSide,
  statusPlan,
  theirSide,
  type RemoteEvent,
} from '../rules/remote.ts'
import {
  fieldsFrom,
  footerFor,
  linkGround,
  storeLink,
  takeOver,
  type LinkGround,
} from '../service/links.ts'
import { lose, pullStatus } from '../service/loss.ts'
import { rollOver } from '../service/roll-over.ts'
import { loadEvent } from '../store/events.ts'
import { bodyOf } from './body.ts'
import { answered, type PassTools } from './answered.ts'
import type { RemoteBody } from './remote.ts'

/** What was seen of Discord's side, and why somebody looked. */
type Sight = { remote: RemoteEvent; trigger: string }
type Ground = LinkGround & { event: EventRecord }
type Outcomes = Record<MergeField, FieldOutcome>

/** Counts below a description move at most so often, in milliseconds. */
const footerEveryMs = 5 * 60_000
/** When a look by itself finds what our own echoes may have hidden, in milliseconds. */
const judgeMs = 60_000

/** Who changed Discord's side and when; asked only where it decides or is shown. */
async function blame(tools: PassTools, { link }: Ground, { remote }: Sight) {
  const entry = await tools.remote.lastEdit(link.guild_id, remote.id, 101)
  const at = entry?.at ?? link.heard_at ?? tools.context.clock.now()
  return { at, by: entry?.by ?? null }
}

function inputOf(ground: Ground, { remote }: Sight, footer: string): MergeInput {
  const { event, link, guild } = ground
  const { side: ours, truncated } = ourSide(event, footer)
  const theirs = theirSide(remote, ours)
  const base = link.base ?? { ours, theirs }
  const sent = link.base?.sent ?? {}
  return {
    base: withArrived(base, sent, theirs),
    ours,
    theirs,
    // Another bot's event is only read.
    policy: link.read_only ? 'discord' : guild.options.conflict_policy,
    oursAt: event.field_times,
    theirsAt: null,
    truncated,
    pullable: link.read_only
      ? ['title', 'description', 'start', 'end', 'place', 'status']
      : guild.options.pull_fields,
  }
}

/** Whether the counts in Discord are old, and may be replaced now. */
function footerIsDue(
  tools: PassTools,
  { event, link }: Ground,
  { remote }: Sight,
  footer: string,
): boolean {
  if (event.state !== 'scheduled' && event.state !== 'active') return false
  const wanted = normalText(ourSide(event, footer).description)
  if (normalText(remote.description) === wanted) return false
  const isFullNow =
    event.max_participants !== null && event.confirmed_count >= event.max_participants
  const flipped = isFullNow && event.filled_at !== null && event.filled_at > (link.footer_at ?? 0)
  return flipped || tools.context.clock.now() - (link.footer_at ?? 0) >= footerEveryMs
}

/** What is to be sent. */
type Pushing = {
  remote: RemoteEvent
  fields: MergeField[]
  steps: (2 | 3 | 4)[]
  footer: string
  /** What both sides agree on apart from what is sent. */
  agreement: Agreement
}

/** Sends what is ours: fields first, then the status, step by step. */
async function push(
  tools: PassTools,
  ground: Ground,
  { remote, fields, steps, footer, agreement }: Pushing,
): Promise<void> {
  const { context } = tools
  const { event, guild } = ground
  const now = context.clock.now()
  // A start that is over cannot be sent; the status says the same.
  const possible = fields.filter((field) => field !== 'start' || event.start_at > now)
  const ours = ourSide(event, footer)
  const sent = Object.fromEntries(possible.map((field) => [field, ours.side[field]]))
  const bodies: RemoteBody[] = [
    ...(possible.length > 0 ? [bodyOf(event, ours, { fields: possible, remote })] : []),
    ...steps.map((status) => ({ status })),
  ]
  let shown = remote
  let { link } = ground
  for (const body of bodies) {
    const target = fingerprint({ ...shown, ...preview(body) })
    link = {
      ...link,
      base: link.base && { ...link.base, sent },
      pushed: withEcho(link.pushed, target, context.clock.now()),
    }
    link = await storeLink(context, link)
    shown = await tools.remote.patch(guild.guild_id, remote.id, body)
    link = { ...link, pushed: withEcho(link.pushed, fingerprint(shown), context.clock.now()) }
  }
  const log = {
    direction: 'push' as const,
    cause: 'push',
    fields: [...possible, ...(steps.length > 0 ? ['status'] : [])],
    detail: steps.join(' → '),
    actor: null,
  }
  const theirs = theirSide(shown, ours.side)
  const next = { ours: { ...agreement.ours, ...sent }, theirs: { ...agreement.theirs } }
  // Whatever else the answer shows is somebody's edit since we looked: the next look finds it.
  for (const field of possible) next.theirs[field] = theirs[field]
  await storeLink(context, answered(context, link, { remote: shown, agreement: next }), log)
  await askAgain(tools, link)
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

/** Takes Discord's changes over and notes conflicts; the event as it is afterwards. */
async function pull(
  tools: PassTools,
  ground: Ground,
  sight: Sight,
  { input, outcomes, by }: { input: MergeInput; outcomes: Outcomes; by: string | null },
): Promise<Ground> {
  const { context } = tools
  const { link } = ground
  const names = fieldsThat(outcomes, isPull)
  const values = Object.fromEntries(names.map((field) => [field, input.theirs[field]]))
  const conflicts = fieldsThat(outcomes, (one) => one.do === 'conflict').map((field) => {
    const outcome = outcomes[field]
    return {
      field,
      ours: input.ours[field],
      theirs: input.theirs[field],
      base: input.base.ours[field],
      winner: outcome.do === 'conflict' ? outcome.winner : ('open' as const),
    }
  })
  const isOpen = conflicts.some(({ winner }) => winner === 'open')
  const next: LinkRecord = {
    ...link,
    link_state: isOpen ? 'conflict' : 'active',
    remote: sight.remote,
    base: { ...agreed(input, outcomes), status: sight.remote.status },
    problem: null,
  }
  // Ours that are to be sent are not agreed on before Discord has them.
  for (const field of fieldsThat(outcomes, isPush)) {
    if (!next.base) break
    next.base.ours[field] = input.base.ours[field]
    next.base.theirs[field] = input.theirs[field]
  }
  const { policy, oursAt, theirsAt } = input
  const fields = fieldsFrom(sight.remote, values)
  const { trigger } = sight
  const taken = await takeOver(context, {
    link: next,
    fields,
    names,
    conflicts,
    policy,
    oursAt,
    theirsAt,
    by,
    trigger,
  })
  return { ...ground, link: taken.link, event: taken.view?.event ?? ground.event }
}

async function settleStatus(
  tools: PassTools,
  ground: Ground,
  { remote, trigger }: Sight,
): Promise<{ done: JobResult } | { ground: Ground; steps: (2 | 3 | 4)[] }> {
  const { context } = tools
  const { event, link, guild } = ground
  const options = guild.options
  const plan = statusPlan(event, remote.status, {
    now: context.clock.now(),
    keep: options.keep_until_end,
    pullable: options.pull_fields.includes('status'),
  })
  switch (plan.do) {
    case 'lost': {
      const entry = await tools.remote.lastEdit(link.guild_id, remote.id, 101)
      await lose(context, ground, { by: entry?.by ?? null, how: 'cancelled', remote })
      return { done: { result: 'lost' } }
    }
    case 'over':
      await storeLink(context, { ...link, remote, link_state: 'gone' })
      return { done: { result: 'over' } }
    case 'pull': {
      const entry = await tools.remote.lastEdit(link.guild_id, remote.id, 101)
      const by = entry?.by ?? null
      const next: LinkRecord = {
        ...link,
        remote,
        link_state: plan.to === 'completed' ? 'gone' : link.link_state,
        base: link.base && { ...link.base, status: remote.status },
        last_pulled_at: context.clock.now(),
      }
      const stored = await pullStatus(context, next, { to: plan.to, by, trigger })
      const view = await loadEvent(context.database, event.id)
      if (plan.to === 'completed' || !view) return { done: { result: `pulled_${plan.to}` } }
      return { ground: { ...ground, ...view, link: stored }, steps: [] }
    }
    case 'push':
      return { ground, steps: link.read_only ? [] : plan.steps }
    case 'nothing':
      return { ground, steps: [] }
  }
}

/** Closes the difference between an event and Discord's, as it was seen. */
export async function settle(tools: PassTools, ground: Ground, sight: Sight): Promise<JobResult> {
  const { context } = tools
  if (await rollOver(context, ground, sight.remote)) return { result: 'rolled_over' }
  const status = await settleStatus(tools, ground, sight)
  if ('done' in status) return status.done
  const { steps } = status
  const footer = footerFor(context, ground.guild, status.ground)
  let input = inputOf(status.ground, sight, footer)
  let outcomes = merge(input)
  let by: string | null = null
  const theirsChanged = fieldsThat(outcomes, (one) => one.do === 'conflict' || isPull(one))
  if (theirsChanged.length > 0) {
    const blamed = await blame(tools, status.ground, sight)
    by = blamed.by
    input = { ...input, theirsAt: blamed.at }
    outcomes = merge(input)
  }
  const settled =
    theirsChanged.length > 0
      ? await pull(tools, status.ground, sight, { input, outcomes, by })
      : status.ground
  const fields = settled.link.read_only ? [] : fieldsThat(outcomes, isPush)
  const isOpen = outcomes.description.do === 'conflict'
  const counts = !settled.link.read_only && !isOpen && footerIsDue(tools, settled, sight, footer)
  if (counts && !fields.includes('description')) fields.push('description')
  if (fields.length === 0 && steps.length === 0) {
    if (theirsChanged.length === 0) await seen(tools, settled, sight, input)
    return { result: theirsChanged.length > 0 ? 'pulled' : 'equal', pulled: theirsChanged }
  }
  const agreement = agreed(input, outcomes)
  await push(tools, settled, { remote: sight.remote, fields, steps, footer, agreement })
  const over = steps.some((step) => step === 3 || step === 4)
  if (over) await closeLink(tools, settled)
  return { result: 'pushed', pushed: fields, status: steps, pulled: theirsChanged }
}

/** Both sides are over: the link stays as history. */
async function closeLink({ context }: PassTools, { event, link }: Ground): Promise<void> {
  const current = await linkGround(context, { event_id: event.id, guild_id: link.guild_id })
  if (current) await storeLink(context, { ...current.link, link_state: 'gone' })
}

/** Nothing differs: what was seen is kept, where it is new. */
async function seen(
  { context }: PassTools,
  { link }: Ground,
  { remote }: Sight,
  input: MergeInput,
): Promise<void> {
  const isSame =
    link.remote !== null &&
    fingerprint(link.remote) === fingerprint(remote) &&
    link.remote.user_count === remote.user_count &&
    link.base !== null &&
    link.problem === null &&
    link.missing_at === null
  if (isSame) return
  const { ours, theirs } = input
  const base = { ours, theirs, status: remote.status }
  await storeLink(context, { ...link, remote, base, link_state: 'active', problem: null })
}
