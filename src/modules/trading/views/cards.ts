import type { z } from 'zod'
import type { Locale } from '#core/i18n/locale.ts'
import { decimal } from '#core/money.ts'
import type {
  backtestData,
  balanceData,
  limitsData,
  marketsData,
  performanceData,
  permissionsData,
  positionsData,
  statusData,
  StrategyJson,
} from '../contract/data.ts'
import { right, type StrategyName } from '../contract/values.ts'
import type { StoredOrder } from '../store/orders.ts'
import type { StoredSignal } from '../store/strategies.ts'
import type { Card } from './card.ts'
import { durationText } from './durations.ts'
import { coins, krw, percent, priceText, ratio, share, signedKrw } from './numbers.ts'
import { baseOf, orderMessage } from './order.ts'
import { t } from './texts.ts'

/** An embed holds so many fields. */
const most = 25

type Field = Card['fields'][number]

const optionalKrw = (value: string | null, locale: Locale) =>
  value === null ? '–' : signedKrw(decimal(value), locale)
const optionalPercent = (value: string | null, locale: Locale) =>
  value === null ? '–' : percent(decimal(value), locale)
const optionalShare = (value: string | null, locale: Locale) =>
  value === null ? '–' : share(decimal(value), locale)

/** The name of a strategy in the reader's language. */
export function strategyText(name: StrategyName, locale: Locale): string {
  return t(locale, `strategy.${name}`)
}

/** `balance`. */
export function balanceCard(data: z.infer<typeof balanceData>, locale: Locale): Card {
  const coinFields = data.holdings
    .toSorted((a, b) => decimal(b.value_krw).cmp(decimal(a.value_krw)))
    .slice(0, most - 3)
    .map(({ currency, value_krw, unrealized_pct, balance, locked, price }): Field => {
      const held = coins(decimal(balance).plus(decimal(locked)), currency, locale)
      const gain = unrealized_pct === null ? '' : ` (${percent(decimal(unrealized_pct), locale)})`
      const note = price === null ? ` (${t(locale, 'balance.no_market')})` : ''
      return {
        name: currency,
        value: `${held}\n${krw(decimal(value_krw), locale)}${gain}${note}`,
        inline: true,
      }
    })
  return {
    title: t(locale, 'title.balance'),
    fields: [
      { name: t(locale, 'field.total'), value: krw(decimal(data.total_krw), locale) },
      {
        name: t(locale, 'field.available'),
        value: krw(decimal(data.available_krw), locale),
        inline: true,
      },
      {
        name: t(locale, 'field.locked'),
        value: krw(decimal(data.locked_krw), locale),
        inline: true,
      },
      ...coinFields,
    ],
  }
}

/** `status`. */
export function statusCard(data: z.infer<typeof statusData>, locale: Locale): Card {
  const { exchange } = data
  const { latency_ms, state } = exchange
  const reply = latency_ms === null || state === 'down' ? '' : ` (${latency_ms} ms)`
  return {
    title: t(locale, 'title.status'),
    fields: [
      { name: t(locale, 'field.server'), value: data.server_status, inline: true },
      { name: t(locale, 'field.exchange'), value: `${data.api_status}${reply}`, inline: true },
      { name: t(locale, 'field.uptime'), value: data.uptime, inline: true },
      { name: t(locale, 'field.mode'), value: t(locale, `mode.${data.mode}`), inline: true },
      {
        name: t(locale, 'field.open_orders'),
        value: `${data.open_orders} / ${data.unknown_orders}`,
        inline: true,
      },
      {
        name: t(locale, 'field.strategies'),
        value: data.active_strategies.join('\n').slice(0, 1_024),
      },
      { name: t(locale, 'field.last_signal'), value: data.last_signal.slice(0, 1_024) },
      ...(data.halt_reason === null
        ? []
        : [{ name: t(locale, 'status.halted'), value: data.halt_reason.slice(0, 1_024) || '–' }]),
    ],
  }
}

/** The price that a position is counted at, and how old it is. */
function priceLine(
  { price, price_age_ms }: z.infer<typeof positionsData>['positions'][number],
  locale: Locale,
): string[] {
  if (price === null || price_age_ms === null) return []
  const age = t(locale, 'positions.age', { age: durationText(price_age_ms, locale) })
  return [`${t(locale, 'field.price')}: ${priceText(decimal(price), locale)} (${age})`]
}

/** `positions`. */
export function positionsCard(data: z.infer<typeof positionsData>, locale: Locale): Card {
  const isHeld = ({ volume }: { volume: string }) => !decimal(volume).isZero()
  const { positions } = data
  const sorted = [...positions.filter(isHeld), ...positions.filter((one) => !isHeld(one))]
  const fields = sorted.slice(0, most).map((one): Field => {
    const realised = `${t(locale, 'field.realised')}: ${signedKrw(decimal(one.realized_krw), locale)}`
    // What was sold altogether stays in the books with its result.
    if (!isHeld(one)) return { name: one.market, value: realised, inline: false }
    const lines = [
      `${coins(decimal(one.volume), baseOf(one.market), locale)} @ ${priceText(decimal(one.avg_cost), locale)}`,
      `${krw(decimal(one.value_krw), locale)} (${optionalKrw(one.unrealized_krw, locale)}, ${optionalPercent(one.unrealized_pct, locale)})`,
      ...priceLine(one, locale),
      realised,
      ...(one.stop_price === null
        ? []
        : [`${t(locale, 'field.stop')}: ${priceText(decimal(one.stop_price), locale)}`]),
    ]
    return { name: one.market, value: lines.join('\n'), inline: false }
  })
  return { title: t(locale, 'title.positions'), fields }
}

/** `markets`. */
export function marketsCard(data: z.infer<typeof marketsData>, locale: Locale): Card {
  const fields = data.markets
    .slice(0, most)
    .map(({ market, korean_name, english_name, price, change_pct, warning }): Field => {
      const name = locale === 'ko' ? korean_name : english_name
      const value =
        price === null
          ? '–'
          : `${priceText(decimal(price), locale)} (${optionalPercent(change_pct, locale)})`
      return { name: `${market} ${name}${warning ? ' ⚠️' : ''}`.slice(0, 256), value, inline: true }
    })
  return { title: t(locale, 'title.markets'), fields }
}

/** An order. */
export function orderCard(order: StoredOrder, locale: Locale): Card {
  const filled = coins(order.filled_volume, baseOf(order.market), locale)
  return {
    title: `${t(locale, `side.${order.side}`)} ${order.market}`,
    fields: [
      { name: t(locale, 'field.state'), value: t(locale, `state.${order.state}`), inline: true },
      ...(order.price
        ? [{ name: t(locale, 'field.price'), value: priceText(order.price, locale), inline: true }]
        : []),
      {
        name: t(locale, 'field.filled'),
        value: `${filled}\n${krw(order.filled_krw, locale)}`,
        inline: true,
      },
      { name: t(locale, 'field.fee'), value: krw(order.fee_krw, locale), inline: true },
      { name: t(locale, 'field.id'), value: `\`${order.id}\`` },
    ],
  }
}

/** An order that waits to be confirmed. */
export function confirmCard(
  order: StoredOrder,
  values: { volume: string; krw: string; fee: string; price: string },
  locale: Locale,
): Card {
  return {
    title: `${t(locale, `side.${order.side}`)} ${order.market}`,
    fields: [
      { name: t(locale, 'field.price'), value: values.price, inline: true },
      { name: t(locale, 'field.volume'), value: values.volume, inline: true },
      { name: t(locale, 'field.amount'), value: values.krw, inline: true },
      { name: t(locale, 'field.fee'), value: values.fee, inline: true },
    ],
  }
}

/** `orders`. */
export function ordersCard(orders: readonly StoredOrder[], locale: Locale): Card {
  const fields = orders.slice(0, most).map((order): Field => ({
    name: `${t(locale, `side.${order.side}`)} ${order.market} · ${t(locale, `state.${order.state}`)}`,
    value: `${orderMessage(order, locale)}\n\`${order.id}\``.slice(0, 1_024),
    inline: false,
  }))
  return { title: t(locale, 'title.orders'), fields }
}

/** `signals`. */
export function signalsCard(signals: readonly StoredSignal[], locale: Locale): Card {
  const fields = signals.slice(0, most).map((one): Field => ({
    name: `${t(locale, `side.${one.side}`)} ${one.market} · ${strategyText(one.strategy, locale)}`,
    value:
      `${priceText(one.price, locale)} · <t:${Math.floor(one.at / 1_000)}:R>\n${one.reason}`.slice(
        0,
        1_024,
      ),
    inline: false,
  }))
  return { title: t(locale, 'title.signals'), fields }
}

/** `performance`. */
export function performanceCard(data: z.infer<typeof performanceData>, locale: Locale): Card {
  const lines: [Parameters<typeof t>[1], string][] = [
    ['field.equity', krw(decimal(data.end_equity), locale)],
    ['field.return', percent(decimal(data.total_return_pct), locale)],
    ['field.benchmark', optionalPercent(data.benchmark.return_pct, locale)],
    ['field.drawdown', percent(decimal(data.max_drawdown_pct).negated(), locale)],
    ['field.realised', signedKrw(decimal(data.realized_krw), locale)],
    ['field.unrealised', signedKrw(decimal(data.unrealized_krw), locale)],
    ['field.fees', krw(decimal(data.fees_krw), locale)],
    ['field.trades', String(data.trades)],
    ['field.win_rate', optionalShare(data.win_rate_pct, locale)],
    ['field.sharpe', data.sharpe === null ? '–' : ratio(decimal(data.sharpe), locale)],
  ]
  return {
    title: t(locale, 'title.performance'),
    fields: lines.map(([name, value]) => ({ name: t(locale, name), value, inline: true })),
  }
}

/** `backtest`. */
export function backtestCard(data: z.infer<typeof backtestData>, locale: Locale): Card {
  const lines: [Parameters<typeof t>[1], string][] = [
    ['field.equity', krw(decimal(data.end_equity), locale)],
    ['field.return', percent(decimal(data.total_return_pct), locale)],
    ['field.benchmark', percent(decimal(data.benchmark_return_pct), locale)],
    ['field.drawdown', percent(decimal(data.max_drawdown_pct).negated(), locale)],
    ['field.trades', String(data.trades)],
    ['field.win_rate', optionalShare(data.win_rate_pct, locale)],
    ['field.fees', krw(decimal(data.fees_krw), locale)],
    ['field.sharpe', data.sharpe === null ? '–' : ratio(decimal(data.sharpe), locale)],
  ]
  return {
    title: `${t(locale, 'title.backtest')}: ${strategyText(data.strategy, locale)} ${data.market} ${data.interval}`,
    fields: lines.map(([name, value]) => ({ name: t(locale, name), value, inline: true })),
  }
}

/** `strategy`. */
export function strategiesCard(list: readonly StrategyJson[], locale: Locale): Card {
  const fields = list.slice(0, most).map((one): Field => {
    const lines = [
      `${krw(decimal(one.order_krw), locale)} · \`${one.id}\``,
      // As it is typed.
      `\`${Object.entries(one.params)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(' ')}\``,
      ...(one.stop_pct === null
        ? []
        : [`${t(locale, 'field.stop_pct')}: ${percent(decimal(one.stop_pct).negated(), locale)}`]),
    ]
    return {
      name: `${one.enabled ? '▶' : '⏸'} ${strategyText(one.strategy, locale)} (${one.strategy}) ${one.market} ${one.interval}`,
      value: lines.join('\n').slice(0, 1_024),
      inline: false,
    }
  })
  return { title: t(locale, 'title.strategies'), fields }
}

/** `limits`: each with what of it is used, where that is counted. */
export function limitsCard(data: z.infer<typeof limitsData>, locale: Locale): Card {
  const { limits, used } = data
  const names = Object.keys(limits) as (keyof typeof limits)[]
  const usedOf: Partial<Record<keyof typeof limits, string>> = {
    daily_order_krw: krw(decimal(used.ordered_today_krw), locale),
    max_exposure_krw: krw(decimal(used.exposure_krw), locale),
    max_open_orders: String(used.open_orders),
  }
  const fields = names.map((name): Field => {
    const value = limits[name]
    const isMoney = name.endsWith('_krw')
    const shown =
      value === null ? '–' : isMoney ? krw(decimal(String(value)), locale) : String(value)
    const spent = usedOf[name]
    return {
      name: t(locale, `limit.${name}`),
      value: `${spent === undefined ? '' : `${spent} / `}${shown}\n\`${name}\``,
      inline: true,
    }
  })
  const result = optionalKrw(used.result_today_krw, locale)
  return {
    title: t(locale, 'title.limits'),
    fields: [...fields, { name: t(locale, 'field.result_today'), value: result, inline: true }],
  }
}

/** `permissions`: who has which right, by name and by role. */
export function permissionsCard(data: z.infer<typeof permissionsData>, locale: Locale): Card {
  const fields = right.options.flatMap((name): Field[] => {
    const users = data.users.filter((one) => one.right === name).map((one) => `<@${one.user_id}>`)
    const roles = data.roles.filter((one) => one.right === name).map((one) => `<@&${one.role_id}>`)
    const value = [...new Set([...roles, ...users])].join(' ')
    return value === '' ? [] : [{ name: `\`${name}\``, value, inline: false }]
  })
  return { title: t(locale, 'title.permissions'), fields }
}
