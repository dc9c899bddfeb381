import type { z } from 'zod'
import { monotonicClock, wait } from '#core/clock.ts'
import type { Context, Services, Unit } from '#core/context.ts'
import type { PostableChannel } from '#core/access/actor.ts'
import type {
  notificationAnswer,
  notificationRequest,
  NotificationType,
} from '../contract/envelope.ts'
import { refuse } from '../errors.ts'
import { ulid } from '../rules/ulid.ts'
import { insertNotification, loadNotification } from '../store/notifications.ts'
import { engineOf } from './engine.ts'
import { quietContext } from './transition.ts'

/** The channels that commands and notifications may use. */
export async function allowedChannels(services: Services): Promise<PostableChannel[]> {
  const guild = services.primaryGuild()
  if (guild === null) return []
  const all = await services.members.postableChannels(guild, null)
  const wanted = engineOf(services)
    .settings.TRADING_CHANNELS.split(/[\s,]+/)
    .map((name) => name.replace(/^#/, ''))
    .filter(Boolean)
  if (wanted.length === 0) return all
  return all.filter(({ id, name }) => wanted.includes(id) || wanted.includes(name))
}

/** Whether a channel is on the list. */
export async function isAllowedChannel(services: Services, channelId: string): Promise<boolean> {
  return (await allowedChannels(services)).some(({ id }) => id === channelId)
}

/** A text for a channel. */
export type NewNotification = {
  channel_id: string
  type: NotificationType
  title: string | null
  message: string
  fields: readonly { name: string; value: string; inline: boolean }[]
  dedupe_key: string | null
  /** An order that a second person may approve by a button. */
  ask_order_id: string | null
}

/** Longest text of an embed. */
const longest = 4_096

/** As much of a text as an embed holds, never cut through a surrogate pair. */
function fitting(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Stores a notification, which is delivered after the commit; once per key. */
export async function queueNotification(
  unit: Unit,
  services: Services,
  it: NewNotification,
): Promise<{ id: string; fresh: boolean }> {
  const now = services.clock.now()
  const message = fitting(it.message)
  const stored = await insertNotification(unit, {
    ...it,
    message,
    id: ulid(now, services.random(10)),
    created_at: now,
  })
  if (stored.fresh) {
    await unit.job({
      kind: 'trading.notify',
      payload: { id: stored.id },
      key: `trading.notify:${stored.id}`,
      group: `trading.notify:${it.channel_id}`,
    })
  }
  return stored
}

type Request = z.infer<typeof notificationRequest>
const patienceMs = 10_000

/** Tells something in a channel that is on the list. With `wait` until Discord has it. */
export async function notify(
  context: Context,
  request: Request,
  waits: boolean,
): Promise<z.infer<typeof notificationAnswer>> {
  if (!(await isAllowedChannel(context, request.channel_id))) throw refuse('forbidden')
  const own = quietContext(context, context)
  const { channel_id, type, message, title, fields, dedupe_key } = request
  const it = {
    channel_id,
    type,
    message,
    title: title ?? null,
    fields: fields ?? [],
    dedupe_key: dedupe_key ?? null,
    ask_order_id: null,
  }
  const { id } = await own.write((unit) => queueNotification(unit, own, it))
  const until = monotonicClock.now() + patienceMs
  for (;;) {
    const known = await loadNotification(context.database, id)
    const isOver = known !== null && known.state !== 'queued'
    if (!waits || isOver || monotonicClock.now() > until) {
      const delivery = known?.state ?? 'queued'
      const message_id = known?.message_id
      return { status: 'ok', notification_id: id, delivery, ...(message_id && { message_id }) }
    }
    await wait(monotonicClock, 50)
  }
}
