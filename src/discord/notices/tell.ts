import type { Context } from '#core/context.ts'
import { PermanentJobError, RetryLater } from '#core/jobs/jobs.ts'
import { isRefusal } from '../rest/errors.ts'
import { nonceOf } from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'
import type { LookAt, Notice } from './notice.ts'
import { planNotice, record, recordClosed, type Left, type Plan } from './plan.ts'
import { postOnce, sendDirectOnce } from './post-once.ts'
import { groupsOf } from './rules.ts'

/** What telling works with. */
type Work = { context: Context; rest: DiscordRest; notice: Notice; lookAt: LookAt }

function nonceFor({ module, object_id, kind, version }: Notice, what: string, ids: string[]) {
  return nonceOf(what, module, object_id, kind, `${version}`, ...ids)
}

async function tellOne(work: Work, { content }: Plan, to: Left): Promise<void> {
  const { context, rest, notice } = work
  const { user_id, triedAt } = to
  if (triedAt === null) await record(context, notice, [user_id], 'sending')
  const body = content.direct(to)
  const nonce = nonceFor(notice, 'notice', [user_id])
  const isIt = (text: string) => text === body.content
  const outcome = await sendDirectOnce(rest, user_id, { body, nonce, triedAt, isIt })
  await recordClosed(context, user_id, outcome === 'unreached')
  await record(context, notice, [user_id], outcome)
}

async function mention(work: Work, { content, mention: people }: Plan): Promise<void> {
  const { context, rest, notice } = work
  const channelId = content.policy.mention_in
  if (channelId === null) return
  for (const group of groupsOf(people)) {
    const ids = group.map((one) => one.user_id)
    const triedAt = group[0]?.triedAt ?? null
    if (triedAt === null) await record(context, notice, ids, 'mentioning')
    const body = content.mention(ids)
    const about = body.content?.split('\n').at(-1) ?? ''
    const isIt = (text: string) =>
      text.endsWith(about) && ids.every((id) => text.includes(`<@${id}>`))
    await postOnce(rest, channelId, {
      body,
      nonce: nonceFor(notice, 'mention', ids),
      triedAt,
      isIt,
    })
    await record(context, notice, ids, 'mentioned')
  }
}

/** A refusal that only a change in Discord can lift ends the job with its reason. */
function asJobError(error: unknown): unknown {
  if (!isRefusal(error)) return error
  if (error.retryAfterMs !== null) return new RetryLater(error.retryAfterMs, error.message)
  return new PermanentJobError(error.message)
}

async function tell(work: Work): Promise<void> {
  const { context, notice, lookAt } = work
  const plan = await planNotice(context, notice, lookAt)
  if (!plan) return
  if (plan.waitMs > 0) throw new RetryLater(plan.waitMs, 'the guild has its quiet hours')
  for (const to of plan.direct) await tellOne(work, plan, to)
  const left = await planNotice(context, notice, lookAt)
  if (left && left.mention.length > 0) await mention(work, left)
}

/**
 * Tells everybody whom a notice concerns, each person once over retries and crashes: directly first;
 * who cannot be reached so is mentioned in the channel, all in one message. To be called from a job:
 * throws `RetryLater` while the guild sleeps and `PermanentJobError` when Discord refuses for good.
 */
export async function tellOnce(
  context: Context,
  rest: DiscordRest,
  notice: Notice,
  lookAt: LookAt,
): Promise<void> {
  try {
    await tell({ context, rest, notice, lookAt })
  } catch (error) {
    throw asJobError(error)
  }
}
