import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { PermanentJobError, RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import type { MessageBody } from '#discord/message.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { createMessage, nonceOf } from '#discord/rest/messages.ts'
import type { DiscordRest } from '#discord/rest/rest.ts'
import { noticeKinds } from '../rules/notices.ts'
import * as service from '../service/notices.ts'
import { channelNotice, directNotice } from '../views/notices.ts'

/** People mentioned in one message: their ids and the text stay below 2,000 characters. */
const mentionsAtOnce = 50
/** The person accepts no direct messages, or shares no server with the bot. */
const closedCodes = [50007, 50278, 10013, 50001]

const payload = z.object({
  id: z.int(),
  version: z.int(),
  kind: z.enum(noticeKinds),
  user_ids: z.array(z.string()).nullable(),
})

const channelOnly = z.object({ id: z.string() })
const recent = z.array(z.object({ content: z.string(), timestamp: z.string() }))

/** Clocks of Discord and this machine may differ by so much, in milliseconds. */
const clockSkewMs = 5_000

/** A message that is sent once; `isIt` knows its text again. */
type Once = {
  body: MessageBody
  nonce: string
  /** When an earlier attempt was made that may have arrived; null without one. */
  triedAt: number | null
  isIt: (content: string) => boolean
}

/**
 * Posts a message once. After an attempt that may have arrived the newest messages are searched
 * first, because Discord forgets a nonce after some minutes.
 */
async function postOnce(rest: DiscordRest, channelId: string, message: Once): Promise<void> {
  const { body, nonce, triedAt, isIt } = message
  if (triedAt !== null) {
    const query = new URLSearchParams({ limit: '50' })
    const path = Routes.channelMessages(channelId)
    const found = await rest.call({ method: 'GET', path, query, lane: 'bulk' }, recent)
    const since = triedAt - clockSkewMs
    const isNew = (timestamp: string) => Date.parse(timestamp) >= since
    if (found.some(({ content, timestamp }) => isIt(content) && isNew(timestamp))) return
  }
  await createMessage(rest, channelId, { body, nonce })
}

async function sendDirect(
  rest: DiscordRest,
  userId: string,
  message: Once,
): Promise<'sent' | 'unreached'> {
  try {
    const body = { recipient_id: userId }
    const path = Routes.userChannels()
    const call = { method: 'POST', path, lane: 'bulk', repeatable: true, body } as const
    const channel = await rest.call(call, channelOnly)
    await postOnce(rest, channel.id, message)
    return 'sent'
  } catch (error) {
    if (isRefusal(error, ...closedCodes)) return 'unreached'
    throw error
  }
}

type Work = { context: Context; rest: DiscordRest; notice: service.Notice }

async function tellOne(work: Work, plan: service.NoticePlan, to: service.Recipient) {
  const { context, rest, notice } = work
  if (to.triedAt === null) await service.record(context, notice, [to.user_id], 'sending')
  const body = directNotice(plan, notice.kind, to, context)
  const nonce = nonceOf('notice', String(notice.id), notice.kind, `${notice.version}`, to.user_id)
  const isIt = (content: string) => content === body.content
  const outcome = await sendDirect(rest, to.user_id, { body, nonce, triedAt: to.triedAt, isIt })
  await service.recordClosed(context, to.user_id, outcome === 'unreached')
  await service.record(context, notice, [to.user_id], outcome)
}

/** Those of one earlier attempt stay together, so that its message is known again. */
function groupsOf(people: readonly service.Recipient[]): service.Recipient[][] {
  const sorted = people.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1))
  const groups = Map.groupBy(sorted, (one) => one.triedAt)
  return [...groups.values()].flatMap((group) => {
    const count = Math.ceil(group.length / mentionsAtOnce)
    return Array.from({ length: count }, (_, index) =>
      group.slice(index * mentionsAtOnce, (index + 1) * mentionsAtOnce),
    )
  })
}

async function mention(work: Work, plan: service.NoticePlan): Promise<void> {
  const { context, rest, notice } = work
  const channelId = plan.party.thread_id ?? plan.party.channel_id
  for (const group of groupsOf(plan.mention)) {
    const ids = group.map((one) => one.user_id)
    const triedAt = group[0]?.triedAt ?? null
    if (triedAt === null) await service.record(context, notice, ids, 'mentioning')
    const body = channelNotice(plan, notice.kind, ids, context)
    const nonce = nonceOf('mention', String(notice.id), notice.kind, `${notice.version}`, ...ids)
    const about = body.content?.split('\n').at(-1) ?? ''
    const isIt = (content: string) =>
      content.endsWith(about) && ids.every((id) => content.includes(`<@${id}>`))
    await postOnce(rest, channelId, { body, nonce, triedAt, isIt })
    await service.record(context, notice, ids, 'mentioned')
  }
}

/** A refusal that only a change in Discord can lift ends the job with its reason. */
function asJobError(error: unknown): unknown {
  if (!isRefusal(error)) return error
  if (error.retryAfterMs !== null) return new RetryLater(error.retryAfterMs, error.message)
  return new PermanentJobError(error.message)
}

/** Direct messages first; who cannot be reached so is mentioned in the channel, all in one message. */
async function tell(work: Work): Promise<void> {
  const { context, notice } = work
  const plan = await service.planNotice(context, notice)
  if (!plan) return
  if (plan.waitMs > 0) throw new RetryLater(plan.waitMs, 'the guild has its quiet hours')
  for (const to of plan.direct) await tellOne(work, plan, to)
  const left = await service.planNotice(context, notice)
  if (left && left.mention.length > 0) await mention(work, left)
}

/** The work of telling people of a party something, each of them once over retries and crashes. */
export function noticeJobs(services: Services, { rest }: DiscordTools): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const run = async (notice: service.Notice) => {
    try {
      await tell({ context, rest, notice })
    } catch (error) {
      throw asJobError(error)
    }
  }
  const tellThem: JobKind<z.infer<typeof payload>> = { kind: 'recruitment.tell', payload, run }
  const alert: JobKind<{ id: number }> = {
    kind: 'recruitment.alert',
    payload: z.object({ id: z.int() }),
    // A party is new once, whatever its version has become since.
    run: ({ id }) => run({ id, version: 1, kind: 'alert', user_ids: null }),
  }
  return [tellThem, alert]
}
