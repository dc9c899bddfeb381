import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import { wallClockAt } from '#core/time/zones.ts'
import type { LookAt, Notice, NoticeContent, Recipient } from './notice.ts'
import { isDone, quietForMs, wayFor, type Outcome } from './rules.ts'
import * as store from './store.ts'

/** Somebody who is left to be told. */
export type Left = Recipient & {
  /** Set when an attempt before a crash may have reached the person: its time. */
  triedAt: number | null
}

/** What is left to do for a notice. */
export type Plan = {
  content: NoticeContent
  /** Everything waits so long, in milliseconds, because the guild sleeps. */
  waitMs: number
  direct: Left[]
  mention: Left[]
}

const hourMs = 3_600_000
/** For so long nobody is asked again whether direct messages are welcome now. */
const closedForMs = 24 * hourMs

/** Records how telling people ended or stands. */
export async function record(
  context: Context,
  notice: Notice,
  userIds: readonly string[],
  outcome: Outcome,
): Promise<void> {
  if (userIds.length === 0) return
  const at = context.clock.now()
  const rows = userIds.map((user_id) => ({ user_id, outcome, at }))
  await context.write((unit) => store.saveNotices(unit, notice, rows))
}

/** Remembers that somebody accepts no direct messages, or does again. */
export async function recordClosed(
  context: Context,
  userId: string,
  closed: boolean,
): Promise<void> {
  const now = context.clock.now()
  const known = await store.acceptsNone(context.database, userId, 0)
  if (!closed && !known) return
  await context.write((unit) => store.rememberClosed(unit, userId, closed ? now : null))
}

async function takesDirect(
  context: Context,
  { policy }: NoticeContent,
  notice: Notice,
  userId: string,
): Promise<boolean> {
  if (!policy.direct) return false
  const now = context.clock.now()
  if (await store.acceptsNone(context.database, userId, now - closedForMs)) return false
  const sent = await store.countSent(context.database, userId, notice, now - hourMs)
  return sent < policy.per_hour
}

/**
 * Who still has to be told, and how, looking at the object as it is now: what has lost its meaning
 * is dropped for good. Null when there is nothing to tell.
 */
export async function planNotice(
  context: Context,
  notice: Notice,
  lookAt: LookAt,
): Promise<Plan | null> {
  const content = await lookAt()
  if (!content) return null
  const { policy } = content
  const known = await store.loadNotices(context.database, notice)
  const plan: Plan = { content, waitMs: 0, direct: [], mention: [] }
  const dropped: string[] = []
  for (const userId of new Set(content.people)) {
    const row = known.get(userId)
    if (isDone(row?.outcome)) continue
    const way = wayFor({
      outcome: row?.outcome,
      meaningful: content.isMeaningful(userId),
      takesDirect: await takesDirect(context, content, notice, userId),
      fallsBack: policy.mention_in !== null,
    })
    if (way === 'none') {
      dropped.push(userId)
      continue
    }
    const user = await findUser(context.database, userId)
    const isOpen = row?.outcome === 'sending' || row?.outcome === 'mentioning'
    const triedAt = row && isOpen ? row.at : null
    plan[way].push({ user_id: userId, locale: user?.locale ?? content.locale, triedAt })
  }
  await record(context, notice, dropped, 'dropped')
  if (plan.direct.length + plan.mention.length === 0) return plan
  const wall = wallClockAt(policy.zone, context.clock.now())
  return { ...plan, waitMs: quietForMs(policy, wall) }
}
