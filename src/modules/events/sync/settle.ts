import type { JobResult } from '#core/jobs/jobs.ts'
import { isFull, type EventRecord } from '../rules/event.ts'
import { changedDate } from '../rules/exceptions.ts'
import type { LinkRecord } from '../rules/link.ts'
import {
  agreed,
  fieldsThat,
  isPull,
  isPush,
  merge,
  withArrived,
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
  type StatusPlan,
} from '../rules/remote.ts'
import {
  fieldsFrom,
  footerFor,
  linkGround,
  shownIn,
  storeLink,
  takeOver,
  type LinkGround,
} from '../service/links.ts'
import { lose, lossOf, pullDate, pullStatus } from '../service/loss.ts'
import { rollOver } from '../service/roll-over.ts'
import { isSeriesOver } from '../service/native.ts'
import { materializeJob } from '../service/series.ts'
import { loadEvent } from '../store/events.ts'
import type { PassTools } from './answered.ts'
import { bannerIsDue } from './banner.ts'
import { push } from './push.ts'

/** What was seen of Discord's side, and why somebody looked. */
type Sight = { remote: RemoteEvent; trigger: string }
type Ground = LinkGround & { event: EventRecord }
type Outcomes = Record<MergeField, FieldOutcome>

/** Counts below a description move at most so often, in milliseconds. */
const footerEveryMs = 5 * 60_000

/** Whether something was changed of the date that Discord's event comes to since it was seen last. */
function isDateNew({ remote: last }: LinkRecord, remote: RemoteEvent): boolean {
  const before = last && changedDate({ ...last, start: remote.start })
  return JSON.stringify(before) !== JSON.stringify(changedDate(remote))
}

/** Who changed Discord's side and when; asked only where it decides or is shown. */
async function blame(
  tools: PassTools,
  { link }: Ground,
  { remote }: Sight,
  fields: readonly MergeField[],
) {
  const { heard_at } = link
  // Discord's log of an event says nothing about one date of it.
  if (isDateNew(link, remote)) return { at: heard_at ?? tools.context.clock.now(), by: null }
  const entry = await tools.remote.lastEdit(link.guild_id, remote.id, { fields })
  const at = entry?.at ?? heard_at ?? tools.context.clock.now()
  return { at, by: entry?.by ?? null }
}

function inputOf(
  { context }: PassTools,
  { event, link, guild }: Ground,
  { remote }: Sight,
  footer: string,
): MergeInput {
  const { side: ours, truncated } = ourSide(shownIn(context, guild.guild_id, event), footer)
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
  { event, signups, link }: Ground,
  { remote }: Sight,
  footer: string,
): boolean {
  if (event.state !== 'scheduled' && event.state !== 'active') return false
  const wanted = normalText(ourSide(event, footer).description)
  if (normalText(remote.description) === wanted) return false
  const flipped =
    isFull(event, signups) && event.filled_at !== null && event.filled_at > (link.footer_at ?? 0)
  return flipped || tools.context.clock.now() - (link.footer_at ?? 0) >= footerEveryMs
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

/** Nothing more is to be done, or what is to be sent of the status. */
type StatusStep = { done: JobResult } | { ground: Ground; steps: (2 | 3 | 4)[]; takesUp?: boolean }

/** One date of a series was called off apart from it, or is on again. */
async function settleDate(
  { context }: PassTools,
  ground: Ground,
  { remote, trigger }: Sight,
  plan: Extract<StatusPlan, { do: 'pull_date' | 'off' | 'take_up' }>,
): Promise<StatusStep> {
  const { event, link } = ground
  switch (plan.do) {
    case 'pull_date':
      await pullDate(context, { ...link, remote }, { to: plan.to, by: null, trigger })
      return { done: { result: `pulled_${plan.to}` } }
    case 'off':
      // A series that is over here is to end there, too.
      if (!link.read_only && (await isSeriesOver(context, event))) return { ground, steps: [4] }
      await storeLink(context, { ...link, remote, problem: null })
      return { done: { result: 'called_off' } }
    case 'take_up':
      return { ground, steps: [], takesUp: !link.read_only }
  }
}

/** Somebody started or ended it in Discord. */
async function takeStatus(
  { context, remote: discord }: PassTools,
  ground: Ground,
  { remote, trigger }: Sight,
  { to }: Extract<StatusPlan, { do: 'pull' }>,
): Promise<StatusStep> {
  const { event, link } = ground
  const { status } = remote
  const entry = await discord.lastEdit(link.guild_id, remote.id, { status })
  const next: LinkRecord = {
    ...link,
    remote,
    link_state: to === 'completed' ? 'gone' : link.link_state,
    base: link.base && { ...link.base, status: remote.status },
    last_pulled_at: context.clock.now(),
  }
  const stored = await pullStatus(context, next, { to, by: entry?.by ?? null, trigger })
  const view = await loadEvent(context.database, event.id)
  if (to === 'completed' || !view) return { done: { result: `pulled_${to}` } }
  return { ground: { ...ground, ...view, link: stored }, steps: [] }
}

async function settleStatus(tools: PassTools, ground: Ground, sight: Sight): Promise<StatusStep> {
  const { context } = tools
  const { remote } = sight
  const { event, link, guild } = ground
  const options = guild.options
  const plan = statusPlan(event, remote, {
    seen: link.remote,
    loss: lossOf(ground),
    now: context.clock.now(),
    keep: options.keep_until_end,
    pullable: options.pull_fields.includes('status'),
  })
  switch (plan.do) {
    case 'lost': {
      const { status } = remote
      const entry = await tools.remote.lastEdit(link.guild_id, remote.id, { status })
      await lose(context, ground, { by: entry?.by ?? null, how: 'cancelled', remote })
      return { done: { result: 'lost' } }
    }
    case 'over':
      await storeLink(context, { ...link, remote, link_state: 'gone' })
      return { done: { result: 'over' } }
    case 'pull':
      return takeStatus(tools, ground, sight, plan)
    case 'pull_date':
    case 'off':
    case 'take_up':
      return settleDate(tools, ground, sight, plan)
    case 'push':
      return { ground, steps: link.read_only ? [] : plan.steps }
    case 'nothing':
      return { ground, steps: [] }
  }
}

/** Merges what was seen with ours; what Discord changed is taken over. */
async function takeIn(tools: PassTools, ground: Ground, sight: Sight, footer: string) {
  const input = inputOf(tools, ground, sight, footer)
  const outcomes = merge(input)
  const theirs = fieldsThat(outcomes, (one) => one.do === 'conflict' || isPull(one))
  if (theirs.length === 0) return { settled: ground, input, outcomes, theirs }
  const { at, by } = await blame(tools, ground, sight, theirs)
  const dated = { ...input, theirsAt: at }
  const decided = merge(dated)
  const settled = await pull(tools, ground, sight, { input: dated, outcomes: decided, by })
  return { settled, input: dated, outcomes: decided, theirs }
}

/** The fields that are to be sent, and whether the picture is. */
function toSend(
  tools: PassTools,
  settled: Ground,
  sight: Sight,
  { outcomes, footer }: { outcomes: Outcomes; footer: string },
): { fields: MergeField[]; image: boolean } {
  if (settled.link.read_only) return { fields: [], image: false }
  const fields = fieldsThat(outcomes, isPush)
  const isOpen = outcomes.description.do === 'conflict'
  const counts = !isOpen && footerIsDue(tools, settled, sight, footer)
  if (counts && !fields.includes('description')) fields.push('description')
  const { status } = sight.remote
  return {
    fields,
    image: (status === 1 || status === 2) && bannerIsDue(settled.event, settled.link),
  }
}

/** Closes the difference between an event and Discord's, as it was seen. */
export async function settle(tools: PassTools, ground: Ground, sight: Sight): Promise<JobResult> {
  const { context } = tools
  if (await rollOver(context, ground, sight.remote)) return { result: 'rolled_over' }
  const status = await settleStatus(tools, ground, sight)
  if ('done' in status) return status.done
  const { steps, takesUp = false } = status
  const footer = footerFor(context, ground.guild, status.ground)
  const { settled, input, outcomes, theirs } = await takeIn(tools, status.ground, sight, footer)
  const { fields, image } = toSend(tools, settled, sight, { outcomes, footer })
  if (fields.length === 0 && steps.length === 0 && !image && !takesUp) {
    if (theirs.length === 0) await seen(tools, settled, sight, input)
    return { result: theirs.length > 0 ? 'pulled' : 'equal', pulled: theirs }
  }
  const agreement = agreed(input, outcomes)
  const sending = { remote: sight.remote, fields, steps, image, takesUp, footer, agreement }
  const shown = await push(tools, settled, sending)
  // One that repeats is not over: it waits for its next time.
  if (await rollOverNow(tools, settled, sight.remote, shown))
    return { result: 'rolled_over', status: steps }
  const over = steps.some((step) => step === 3 || step === 4)
  if (over) await closeLink(tools, settled)
  return { result: 'pushed', pushed: fields, status: steps, pulled: theirs }
}

/** What Discord answered to the end of an occurrence. */
async function rollOverNow(
  { context }: PassTools,
  { event, link }: Ground,
  before: RemoteEvent,
  shown: RemoteEvent,
): Promise<boolean> {
  if (shown.recurrence_rule === null) return false
  const ground = await linkGround(context, { event_id: event.id, guild_id: link.guild_id })
  return (
    ground !== null &&
    rollOver(
      context,
      { ...ground, link: { ...ground.link, base: link.base, remote: before } },
      shown,
    )
  )
}

/** Both sides are over: the link stays as history. */
async function closeLink({ context }: PassTools, { event, link }: Ground): Promise<void> {
  const current = await linkGround(context, { event_id: event.id, guild_id: link.guild_id })
  if (current) await storeLink(context, { ...current.link, link_state: 'gone' })
  const { series_id } = event
  if (series_id === null) return
  // What repeated there does so no more: the next occurrence is shown anew.
  await context.database.write((tx) => context.jobs.enqueue(tx, materializeJob(series_id)))
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
    JSON.stringify(link.remote.exceptions) === JSON.stringify(remote.exceptions) &&
    link.base !== null &&
    link.problem === null &&
    link.missing_at === null
  if (isSame) return
  const { ours, theirs } = input
  const base = { ours, theirs, status: remote.status }
  await storeLink(context, { ...link, remote, base, link_state: 'active', problem: null })
}
