import type { Context } from '#core/context.ts'
import { PermanentJobError, RetryLater } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '../part.ts'
import { isRefusal, passes } from '../rest/errors.ts'
import { nonceOf } from '../rest/messages.ts'
import type { DiscordRest } from '../rest/rest.ts'
import type { LookAt, Notice } from './notice.ts'
import { planNotice, record, recordClosed, type Left, type Plan } from './plan.ts'
import { isClosedDoor, isMuted, postOnce, sendDirectOnce } from './post-once.ts'
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
  const refusal = await sendDirectOnce(rest, user_id, { body, nonce, triedAt, isIt })
  if (refusal === null || isClosedDoor(refusal)) {
    await recordClosed(context, user_id, refusal !== null)
  } else {
    const { module, kind } = notice
    context.log.warn({ module, kind, err: refusal }, 'a direct message was refused')
  }
  await record(context, notice, [user_id], refusal === null ? 'sent' : 'unreached')
}

async function tellDirectly(work: Work, plan: Plan): Promise<void> {
  const { context, notice } = work
  for (const [nth, to] of plan.direct.entries()) {
    try {
      await tellOne(work, plan, to)
    } catch (error) {
      if (!isMuted(error) || plan.content.policy.mention_in === null) throw error
      context.log.warn({ err: error }, 'Discord lets the bot write to nobody directly')
      const left = plan.direct.slice(nth).map(({ user_id }) => user_id)
      await record(context, notice, left, 'unreached')
      return
    }
  }
}

/** Those who are in the server; what concerns others is not for its channel. */
async function present(
  { context, notice }: Work,
  guildId: string,
  people: Left[],
): Promise<Left[]> {
  const gone = new Set<Left>()
  for (const one of people) {
    if ((await context.members.member(guildId, one.user_id)) === null) gone.add(one)
  }
  const ids = [...gone].map(({ user_id }) => user_id)
  await record(context, notice, ids, 'dropped')
  return people.filter((one) => !gone.has(one))
}

async function mention(work: Work, { content, mention: people }: Plan): Promise<void> {
  const { context, rest, notice } = work
  const place = content.policy.mention_in
  if (place === null) return
  for (const group of groupsOf(await present(work, place.guild_id, people))) {
    const ids = group.map((one) => one.user_id)
    const triedAt = group[0]?.triedAt ?? null
    if (triedAt === null) await record(context, notice, ids, 'mentioning')
    const body = content.mention(ids)
    const about = body.content?.split('\n').at(-1) ?? ''
    const isIt = (text: string) =>
      text.endsWith(about) && ids.every((id) => text.includes(`<@${id}>`))
    await postOnce(rest, place.channel_id, {
      body,
      nonce: nonceFor(notice, 'mention', ids),
      triedAt,
      isIt,
    })
    await record(context, notice, ids, 'mentioned')
  }
}

/** How long a bot that was too fast keeps silent, in milliseconds. */
const mutedMs = 600_000
/** Silence that ends by itself. */
const mutedForNow = [40003, 40004]

/** A refusal that only a change in Discord can lift ends the job with its reason. */
function asJobError(error: unknown): unknown {
  if (!isRefusal(error) || passes(error)) return error
  const waitMs = mutedForNow.includes(error.code) ? mutedMs : error.retryAfterMs
  return waitMs === null
    ? new PermanentJobError(error.message)
    : new RetryLater(waitMs, error.message)
}

async function tell(work: Work): Promise<void> {
  const { context, notice, lookAt } = work
  const plan = await planNotice(context, notice, lookAt)
  if (!plan) return
  if (plan.waitMs > 0) throw new RetryLater(plan.waitMs, 'the guild has its quiet hours')
  await tellDirectly(work, plan)
  const left = await planNotice(context, notice, lookAt)
  if (left && left.mention.length > 0) await mention(work, left)
}

/**
 * Tells everybody but the bot whom a notice concerns, each person once over retries and crashes: directly first; who
 * is in the server and cannot be reached so is mentioned in the channel, all in one message. To be called from a job:
 * throws `RetryLater` while the guild sleeps and `PermanentJobError` when Discord refuses for good.
 */
export async function tellOnce(
  context: Context,
  { rest, botId }: Pick<DiscordTools, 'rest' | 'botId'>,
  notice: Notice,
  lookAt: LookAt,
): Promise<void> {
  // A party may be the bot's own, where a program opened it.
  const lookAtOthers: LookAt = async () => {
    const content = await lookAt()
    return content && { ...content, people: content.people.filter((id) => id !== botId()) }
  }
  try {
    await tell({ context, rest, notice, lookAt: lookAtOthers })
  } catch (error) {
    throw asJobError(error)
  }
}
