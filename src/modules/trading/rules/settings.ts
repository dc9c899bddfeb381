import { z } from 'zod'
import { decimal, parseDecimal } from '#core/money.ts'
import type { LimitsJson } from '../contract/data.ts'
import { parseUsers } from './rights.ts'

const people = (description: string) =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      const users = parseUsers(text)
      if (users) return users
      context.addIssue({ code: 'custom', message: 'Must be Discord ids, separated by commas.' })
      return z.NEVER
    })
    .meta({ description })

const krw = (fallback: string, description: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context): string | null => {
      if (text === 'off') return null
      const value = parseDecimal(text.replaceAll(/[,_]/g, ''))
      if (value && value.gt(decimal('0'))) return value.toFixed()
      context.addIssue({ code: 'custom', message: 'Must be an amount of KRW, or "off".' })
      return z.NEVER
    })
    .meta({ description: `${description} "off" lifts it.` })

const count = (fallback: number, description: string) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .default(fallback)
    .meta({ description: `${description} 0 lifts it.` })

const flag = (description: string) => z.stringbool().default(false).meta({ description })

const secret = (description: string) =>
  z.string().min(1).optional().meta({ description, secret: true })

const address = (
  shape: { protocol: RegExp; error?: string },
  fallback: string,
  description: string,
) =>
  z
    .url(shape)
    .transform((text) => text.replace(/\/+$/, ''))
    .default(fallback)
    .meta({ description })

const limits = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'Must be limits as JSON: names and whole numbers.',
      })
      return z.NEVER
    }
  })

/** Pairs such as `123456789012345678=trade`, separated by commas. */
const roles = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text.split(/[\s,]+/).filter(Boolean)
    const parsed = z
      .array(
        z
          .string()
          .regex(/^\d{17,19}=(view|trade|admin)$/)
          .transform((pair) => {
            const [role_id = '', right = ''] = pair.split('=')
            return { role_id, right: z.enum(['view', 'trade', 'admin']).parse(right) }
          }),
      )
      .safeParse(pairs)
    if (parsed.success) return parsed.data
    context.addIssue({
      code: 'custom',
      message: 'Must be role ids with a right, such as 123…=trade.',
    })
    return z.NEVER
  })

/** The settings of this module, as they are read from the environment. */
export const tradingSettings = {
  ALLOWED_USERS: people('Discord ids of people who may see the account, separated by commas.'),
  TRADE_USERS: people('Discord ids of people who may place orders.'),
  ADMIN_USERS: people('Discord ids of people who may change limits, mode and strategies.'),
  ALLOWED_USERS_CAN_TRADE: z.stringbool().optional().meta({
    description:
      'Whether ALLOWED_USERS may place orders too. Default: yes while TRADE_USERS is empty, else no.',
  }),
  TRADING_ROLES: roles.meta({
    description:
      'Rights by Discord role of the primary server: role ids with view, trade or admin, like 123…=trade, separated by commas. More can be mapped on the page.',
  }),
  TRADING_MODE: z.enum(['paper', 'live']).default('paper').meta({
    description:
      'paper trades at an emulated exchange. live allows real orders, once an administrator switches to it with a typed phrase.',
  }),
  UPBIT_ACCESS_KEY: secret('Access key of the exchange account.'),
  UPBIT_SECRET_KEY: secret('Secret key of the exchange account.'),
  UPBIT_API_URL: address(
    { protocol: /^https?$/ },
    'https://api.upbit.com',
    'Base address of the exchange, without /v1. In paper mode it must not be the real one.',
  ),
  UPBIT_WS_URL: address(
    { protocol: /^wss?$/, error: 'Must be an address that begins with wss:// or ws://.' },
    'wss://api.upbit.com/websocket/v1',
    'Address of the exchange for prices as they change.',
  ),
  TRADING_CHANNELS: z.string().default('').meta({
    description:
      'Ids or names of channels for commands and notifications, separated by commas. Default: every text channel of the primary server.',
  }),
  TRADING_PREFIX: z
    .string()
    .regex(/^\S{1,5}$/, 'Must be 1 to 5 visible characters.')
    .default('!')
    .meta({ description: 'What commands in messages begin with.' }),
  TRADING_CONFIRM_KRW: krw('500000', 'Orders above this amount must be confirmed.'),
  TRADING_CONFIRM_PCT: count(
    20,
    'Orders above this share of the equity, in percent, must be confirmed.',
  ),
  TRADING_APPROVE_KRW: krw('5000000', 'Orders above this amount need a second person.'),
  TRADING_MAX_ORDER_KRW: krw('20000000', 'Largest order.'),
  TRADING_DAILY_ORDER_KRW: krw(
    'off',
    'Most that may be bought for in a day (from 09:00 in Seoul).',
  ),
  TRADING_PERSON_MAX_ORDER_KRW: krw('off', 'Largest order of a person.'),
  TRADING_PERSON_DAILY_ORDER_KRW: krw(
    'off',
    'Most that one person may buy for in a day (from 09:00 in Seoul).',
  ),
  TRADING_MAX_POSITION_KRW: krw('off', 'Most that may be held of one coin.'),
  TRADING_MAX_EXPOSURE_KRW: krw('off', 'Most that may be held of all coins.'),
  TRADING_MAX_OPEN_ORDERS: count(50, 'Most orders that may be open.'),
  TRADING_ORDERS_PER_MINUTE: count(60, 'Most orders in a minute, from all sources.'),
  TRADING_DAILY_LOSS_KRW: krw(
    'off',
    'Loss of a day, realised and not, that stops strategies and buying.',
  ),
  TRADING_ALLOW_WARNING: flag('Whether coins that the exchange warns of may be bought.'),
  TRADING_MAX_SKEW_S: z.coerce.number().int().min(1).max(3_600).default(300).meta({
    description: 'How far the timestamp of a request may be from now, in seconds.',
  }),
  TRADING_DUPLICATE_WINDOW_MS: z.coerce.number().int().min(0).max(60_000).default(3_000).meta({
    description:
      'An identical order of the same person within so many milliseconds is taken for a mistake, where no idempotency key tells. 0 switches it off.',
  }),
  TRADING_RATE_LIMITS: limits
    .pipe(
      z.strictObject({
        view: z.int().min(0).default(60),
        trade: z.int().min(0).default(10),
        backtest: z.int().min(0).default(2),
      }),
    )
    .meta({
      description:
        'Commands per minute of each person, and over HTTP of each key and address, as JSON: view (60), trade (10), backtest (2); 0 lifts one.',
    }),
  UPBIT_RATE_LIMITS: limits
    .pipe(
      z.strictObject({
        order: z.int().min(1).default(8),
        default: z.int().min(1).default(28),
        quotation: z.int().min(1).default(9),
      }),
    )
    .meta({
      description:
        'Requests per second to the exchange as JSON: order (8), default (28), quotation (9, for each of its groups). Less leaves room for other programs of the same key.',
    }),
  TRADING_ALLOWED_IPS: z.string().default('').meta({
    description:
      'Addresses and ranges (CIDR) from which the trading interface may be called, separated by commas. Default: from everywhere.',
  }),
  TRADING_REQUIRE_SIGNATURE: flag(
    'Whether commands over HTTP must be signed (X-Muster-Signature).',
  ),
  TRADING_COMPAT_PORT: z.coerce.number().int().min(0).max(65_535).default(0).meta({
    description:
      'One more port on loopback with the same interface, for bots that expect it at 5000. 0: none.',
  }),
  TRADING_COMPAT_INSECURE: flag(
    'Accept commands without a key from anywhere. Without it only programs on this machine may leave the key out.',
  ),
  TRADING_COLOURS: z.enum(['korean', 'western']).default('korean').meta({
    description: 'Colours of rising and falling prices: red and blue, or green and red.',
  }),
} as const

/** The values of the settings. */
export type TradingSettings = {
  readonly [Name in keyof typeof tradingSettings]: z.infer<(typeof tradingSettings)[Name]>
}

/** The limits that hold while nobody has changed them. */
export function defaultLimits(settings: TradingSettings): LimitsJson {
  const countOf = (value: number) => (value === 0 ? null : value)
  return {
    confirm_above_krw: settings.TRADING_CONFIRM_KRW ?? '1000000000000',
    confirm_above_pct: String(settings.TRADING_CONFIRM_PCT || 1_000_000),
    approve_above_krw: settings.TRADING_APPROVE_KRW,
    max_order_krw: settings.TRADING_MAX_ORDER_KRW,
    daily_order_krw: settings.TRADING_DAILY_ORDER_KRW,
    person_max_order_krw: settings.TRADING_PERSON_MAX_ORDER_KRW,
    person_daily_order_krw: settings.TRADING_PERSON_DAILY_ORDER_KRW,
    max_position_krw: settings.TRADING_MAX_POSITION_KRW,
    max_exposure_krw: settings.TRADING_MAX_EXPOSURE_KRW,
    max_open_orders: countOf(settings.TRADING_MAX_OPEN_ORDERS),
    orders_per_minute: countOf(settings.TRADING_ORDERS_PER_MINUTE),
    daily_loss_krw: settings.TRADING_DAILY_LOSS_KRW,
  }
}
