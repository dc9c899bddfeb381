import type { z } from 'zod'
import type { PostableChannel } from '#core/access/actor.ts'
import type { Context, Services } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { NotificationType } from '../contract/envelope.ts'
import { happening, type Happening, type notificationTest } from '../contract/rest.ts'
import type { OrderState } from '../contract/values.ts'
import { refuse } from '../errors.ts'
import { loadOrder, type StoredOrder } from '../store/orders.ts'
import { orderMessage } from '../views/order.ts'
import { t } from '../views/texts.ts'
import { modeNow } from './engine.ts'
import { allowedChannels, notify, queueNotification } from './notify.ts'
import { loadNotificationSettings } from './state.ts'
import { quietContext } from './transition.ts'

/** What the job of an announcement carries. */
export type Announcement = {
  type: string
  id: string
  state: string
  values?: Record<string, string> | undefined
}

const ofState: Partial<Record<OrderState, { happening: Happening; type: NotificationType }>> = {
  filled: { happening: 'order_filled', type: 'success' },
  cancelled: { happening: 'order_cancelled', type: 'info' },
  rejected: { happening: 'order_rejected', type: 'error' },
  rejected_local: { happening: 'order_rejected', type: 'error' },
  not_placed: { happening: 'order_rejected', type: 'warning' },
  unknown: { happening: 'order_unknown', type: 'warning' },
  // Only told of orders that were in doubt.
  open: { happening: 'order_unknown', type: 'success' },
  partial: { happening: 'order_unknown', type: 'success' },
}

const types: Partial<Record<Happening, NotificationType>> = {
  halted: 'error',
  degraded: 'error',
  exchange_down: 'error',
  mode_changed: 'warning',
  approval_wanted: 'warning',
  order_unknown: 'warning',
  resumed: 'success',
}

type Told = { happening: Happening; type: NotificationType; title: string; message: string }

function orderTold(order: StoredOrder | null, state: string, locale: Locale): Told | null {
  // An order that has gone on since is told of by what came after.
  const kind = order && order.state === state ? ofState[order.state] : null
  if (!order || !kind) return null
  const mode = t(locale, `mode.${order.mode}`)
  return {
    ...kind,
    title: `${t(locale, `side.${order.side}`)} ${order.market} · ${mode}`,
    message: orderMessage(order, locale),
  }
}

async function told(services: Services, it: Announcement, locale: Locale): Promise<Told | null> {
  if (it.type === 'order') {
    return orderTold(await loadOrder(services.database, it.id), it.state, locale)
  }
  const isBack = it.type === 'exchange_up'
  const known = isBack ? 'exchange_down' : happening.safeParse(it.type).data
  if (!known) return null
  const words = isBack ? 'exchange_up' : known
  const mode = t(locale, `mode.${await modeNow(services, services.database)}`)
  const order = known === 'approval_wanted' ? await loadOrder(services.database, it.id) : null
  const values = { reason: '', text: '', id: it.id, mode, ...it.values }
  return {
    happening: known,
    type: isBack ? 'success' : typeOf(known),
    title: `${t(locale, `event.${words}`)} · ${mode}`,
    message: order ? orderMessage(order, locale) : t(locale, `event.${words}.text`, values),
  }
}

/** Where is told what has no channel of its own: one that is named after trading, or else the first. */
export function usualChannel(allowed: readonly PostableChannel[]): string | null {
  const preferred = allowed.find(({ name }) => /trad|주문|거래/.test(name)) ?? allowed[0]
  return preferred?.id ?? null
}

/** The language of what is told in channels. */
export function guildLocale(services: Services): Locale {
  const guild = services.primaryGuild()
  return (guild === null ? null : services.members.guildLocale(guild)) ?? 'ko'
}

function typeOf(name: Happening): NotificationType {
  const ofOrder = Object.values(ofState).find((one) => one.happening === name)
  return types[name] ?? ofOrder?.type ?? 'info'
}

/**
 * Tells a kind of happening that did not happen, at any hour, and waits until Discord has it. Throws
 * `forbidden` for a channel that is not on the list.
 */
export async function tellTest(
  context: Context,
  test: z.infer<typeof notificationTest>,
): ReturnType<typeof notify> {
  const channel_id = test.channel_id ?? usualChannel(await allowedChannels(context))
  if (channel_id === null) throw refuse('forbidden')
  const locale = guildLocale(context)
  const mode = t(locale, `mode.${await modeNow(context, context.database)}`)
  const request = {
    channel_id,
    type: typeOf(test.happening),
    title: `${t(locale, `event.${test.happening}`)} · ${mode}`,
    message: t(locale, 'event.test.text'),
  }
  return notify(context, request, true)
}

/** Puts a happening into words and has it told in its channel. */
export async function announceNow(services: Services, it: Announcement): Promise<void> {
  const what = await told(services, it, guildLocale(services))
  if (!what) return
  const { channels } = await loadNotificationSettings(services.database)
  const wanted = channels[what.happening]
  if (wanted === null) return
  const allowed = await allowedChannels(services)
  const channel_id = wanted ?? usualChannel(allowed)
  if (channel_id === null || !allowed.some(({ id }) => id === channel_id)) return
  const { type, title, message } = what
  const dedupe_key = `${it.type}:${it.id}:${it.state}`
  await quietContext(services).write((unit) =>
    queueNotification(unit, services, {
      channel_id,
      type,
      title,
      message,
      fields: [],
      dedupe_key,
      ask_order_id: what.happening === 'approval_wanted' ? it.id : null,
    }),
  )
}
