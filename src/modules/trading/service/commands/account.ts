import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import { plainText, decimal, parseDecimal } from '#core/money.ts'
import { findUser } from '#core/access/users.ts'
import { limitsJson, type permissionsData } from '../../contract/data.ts'
import { mode as modeSchema, right as rightSchema } from '../../contract/values.ts'
import { loadAccount, saveRole, saveSetting, setDegraded } from '../../store/accounts.ts'
import {
  balanceCard,
  limitsCard,
  permissionsCard,
  positionsCard,
  statusCard,
} from '../../views/cards.ts'
import { krw } from '../../views/numbers.ts'
import { t } from '../../views/texts.ts'
import { announce } from '../announce.ts'
import { guildLocale } from '../announcements.ts'
import { accountOf, engineOf, ensureAccount, lookAround } from '../engine.ts'
import { balanceOf, limitsOf, positionsOf, statusOf } from '../overview.ts'
import { mappedRoles } from '../rights.ts'
import {
  loadHalt,
  loadLimits,
  lookAtAccount,
  resultToday,
  tellAccount,
  type Halt,
} from '../state.ts'
import { quietContext } from '../transition.ts'
import { acceptBooks } from '../recover.ts'
import { marketOf } from './tickers.ts'
import { badParameter, command, type CommandRun } from './command.ts'
import { unanswered } from './orders.ts'

const nothing = z.object({})

const balance = command({
  name: 'balance',
  right: 'view',
  limit: 'view',
  list: [],
  examples: ['!balance', '!잔고'],
  shape: nothing,
  async run({ context }) {
    const found = await balanceOf(context)
    if (found.kind !== 'ok') return unanswered({ context }, found)
    const { value: data } = found
    const { locale } = context
    const values = {
      total: krw(decimal(data.total_krw), locale),
      free: krw(decimal(data.available_krw), locale),
    }
    const message = t(locale, 'answer.balance', { ...values, mode: t(locale, `mode.${data.mode}`) })
    return { type: 'success', message, data, card: balanceCard(data, locale) }
  },
})

const status = command({
  name: 'status',
  right: 'view',
  limit: 'view',
  list: [],
  examples: ['!status', '!상태'],
  shape: nothing,
  async run({ context }) {
    await lookAround(context)
    const data = await statusOf(context)
    const message = t(context.locale, 'answer.status', {
      server: data.server_status,
      exchange: data.api_status,
    })
    return {
      type: data.halted ? 'warning' : 'success',
      message,
      data,
      card: statusCard(data, context.locale),
    }
  },
})

const positions = command({
  name: 'positions',
  right: 'view',
  limit: 'view',
  list: [{ name: 'ticker', type: 'string' }],
  examples: ['!positions', '!포지션'],
  shape: z.object({ ticker: z.string().max(40).optional() }),
  async run({ context, parameters }) {
    const only = parameters.ticker ? await marketOf(context, parameters.ticker) : undefined
    const data = await positionsOf(context, only)
    const { locale } = context
    const count = data.positions.filter(({ volume }) => !decimal(volume).isZero()).length
    const message = t(locale, count === 0 ? 'answer.no_positions' : 'answer.positions', { count })
    return { type: 'success', message, data, card: positionsCard(data, locale) }
  },
})

const halt = command({
  name: 'halt',
  right: 'trade',
  limit: 'view',
  changes: true,
  list: [{ name: 'reason', type: 'string', rest: true }],
  examples: ['!halt', '!halt exchange maintenance'],
  shape: z.object({ reason: z.string().max(300).default('') }),
  async run({ context, parameters, user_id }) {
    const own = quietContext(context, context)
    const at = context.clock.now()
    const said = { key: 'halt.by_hand', values: {} } as const
    const value: Halt = {
      scope: 'all',
      reason: parameters.reason || t(guildLocale(context), said.key),
      by: user_id,
      at,
      day: null,
      until: null,
      said: parameters.reason === '' ? said : null,
    }
    await own.write(async (unit) => {
      await saveSetting(unit, 'halt', value, { user_id, now: at })
      await tellAccount(unit, 'halted', at, { reason: value.reason })
      await announce(unit, {
        type: 'halted',
        id: 'account',
        once: `halted:${at}`,
        values: { reason: value.reason },
      })
    })
    return {
      type: 'warning',
      message: t(context.locale, 'answer.halted'),
      data: { halted: true, reason: value.reason },
    }
  },
})

/** That resuming will not last, since the loss of the day is still beyond its limit; null when it will. */
async function lossBeyond(context: Context, accountId: string): Promise<string | null> {
  const { locale, database } = context
  const { daily_loss_krw: limit } = await loadLimits(context, database)
  const looked = limit === null ? null : await lookAtAccount(context)
  if (limit === null || looked?.kind !== 'ok') return null
  const account = { id: accountId, equity: looked.value.equity }
  const loss = (await resultToday(context, database, account)).negated()
  if (loss.lt(decimal(limit))) return null
  return t(locale, 'answer.resumed.loss', {
    loss: krw(loss, locale),
    limit: krw(decimal(limit), locale),
    name: '`daily_loss_krw`',
  })
}

const resume = command({
  name: 'resume',
  right: 'admin',
  limit: 'view',
  changes: true,
  list: [],
  examples: ['!resume'],
  shape: nothing,
  async run({ context, user_id }) {
    const own = quietContext(context, context)
    const now = context.clock.now()
    const was = await loadHalt(context.database, now)
    const { id } = await ensureAccount(context)
    const account = await loadAccount(context.database, id)
    const accepted = await acceptBooks(own, user_id)
    await own.write(async (unit) => {
      await saveSetting(unit, 'halt', null, { user_id, now })
      if (accepted !== null) await setDegraded(unit, id, null, now)
      await tellAccount(unit, 'resumed', now, {})
      if (was) await announce(unit, { type: 'resumed', id: 'account', once: `resumed:${now}` })
    })
    // Books that could not be compared keep strategies waiting.
    const waits = accepted === null && (account?.degraded ?? null) !== null
    const data = { halted: false, accepted: accepted ?? 0 }
    const loss = await lossBeyond(context, id)
    if (loss !== null) return { type: 'warning', message: loss, data }
    return {
      type: waits ? 'warning' : 'success',
      message: t(context.locale, waits ? 'answer.resumed.waits' : 'answer.resumed'),
      data,
    }
  },
})

/** What must be typed to trade with real money. */
export const livePhrase = 'I TRADE REAL MONEY'

const mode = command({
  name: 'mode',
  right: 'admin',
  limit: 'view',
  changes: true,
  list: [
    { name: 'mode', type: 'string', required: true, choices: modeSchema.options },
    { name: 'phrase', type: 'string', rest: true },
  ],
  examples: ['!mode paper', `!mode live ${livePhrase}`],
  shape: z.object({ mode: modeSchema, phrase: z.string().max(100).default('') }),
  async run({ context, parameters, user_id }) {
    const { locale } = context
    const engine = engineOf(context)
    const wanted = parameters.mode
    if (wanted === 'live') {
      if (engine.settings.TRADING_MODE !== 'live') {
        return {
          type: 'error',
          code: 'live_not_allowed',
          message: t(locale, 'mode.not_allowed'),
          data: {},
        }
      }
      if (parameters.phrase.trim() !== livePhrase) {
        const message = t(locale, 'mode.phrase', { phrase: livePhrase })
        return { type: 'warning', code: 'phrase_needed', message, data: { phrase: livePhrase } }
      }
    }
    const own = quietContext(context, context)
    const now = context.clock.now()
    await own.write(async (unit) => {
      await saveSetting(unit, 'mode', wanted, { user_id, now })
      await tellAccount(unit, 'mode', now, { mode: wanted })
      await announce(unit, { type: 'mode_changed', id: wanted, once: `mode:${now}` })
    })
    const account = accountOf(engine, wanted)
    const message = t(locale, 'answer.mode', { mode: t(locale, `mode.${wanted}`) })
    return {
      type: wanted === 'live' ? 'warning' : 'success',
      message,
      data: { mode: wanted, account: account.id },
    }
  },
})

type LimitName = keyof z.infer<typeof limitsJson>
const limitNames = Object.keys(limitsJson.shape) as LimitName[]

function limitValue(context: Context, name: LimitName, text: string): string | number | null {
  const isNeeded = name === 'confirm_above_krw' || name === 'confirm_above_pct'
  if (text === 'off' && !isNeeded) return null
  const value = parseDecimal(text.replaceAll(/[,_]/g, ''))
  if (!value || value.isNegative()) throw badParameter(context, 'value', 'issue.number')
  const isCount = name === 'max_open_orders' || name === 'orders_per_minute'
  return isCount ? Number.parseInt(plainText(value), 10) : plainText(value)
}

const limits = command({
  name: 'limits',
  right: 'admin',
  limit: 'view',
  changes: true,
  list: [
    { name: 'name', type: 'string', choices: limitNames },
    { name: 'value', type: 'string' },
  ],
  examples: ['!limits', '!limits max_order_krw 1000000', '!limits daily_loss_krw off'],
  shape: z.object({
    name: z.enum(limitNames).optional(),
    value: z
      .union([z.string().max(40), z.number()])
      .transform(String)
      .optional(),
  }),
  async run({ context, parameters, user_id }) {
    const { name, value } = parameters
    const { locale } = context
    if (name !== undefined && value !== undefined) {
      const own = quietContext(context, context)
      const now = context.clock.now()
      await own.write(async (unit) => {
        const before = await loadLimits(context, unit)
        const after = limitsJson.parse({ ...before, [name]: limitValue(context, name, value) })
        await saveSetting(unit, 'limits', after, { user_id, now })
        await tellAccount(unit, 'limits', now, { name, before: before[name], after: after[name] })
      })
    }
    const equity = await balanceOf(context)
    const data = await limitsOf(
      context,
      equity.kind === 'ok' ? decimal(equity.value.total_krw) : null,
    )
    const message = t(
      locale,
      name !== undefined && value !== undefined ? 'answer.limit_set' : 'answer.limits',
      { name: name === undefined ? '' : t(locale, `limit.${name}`) },
    )
    return { type: 'success', message, data, card: limitsCard(data, locale) }
  },
})

/** The names of people: of those whom the program has met, and of members who never came by. */
async function namesOf(
  context: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>()
  for (const id of ids) {
    const user = await findUser(context.database, id)
    if (user) known.set(id, user.display_name)
  }
  const guild = context.primaryGuild()
  if (guild === null || ids.every((id) => known.has(id))) return known
  try {
    const everyone = await context.members.everyone(guild)
    return new Map([...everyone.map((one) => [one.user_id, one.display_name] as const), ...known])
  } catch (error) {
    // Names are a courtesy: without Discord there are ids.
    if (error instanceof AppError) return known
    throw error
  }
}

async function everybody(context: Context): Promise<z.infer<typeof permissionsData>> {
  const { settings } = engineOf(context)
  const canTrade = settings.ALLOWED_USERS_CAN_TRADE ?? settings.TRADE_USERS.length === 0
  const lists = [
    { ids: settings.ADMIN_USERS, right: 'admin', source: 'env:ADMIN_USERS' },
    { ids: settings.TRADE_USERS, right: 'trade', source: 'env:TRADE_USERS' },
    {
      ids: settings.ALLOWED_USERS,
      right: canTrade ? 'trade' : 'view',
      source: 'env:ALLOWED_USERS',
    },
  ] as const
  const names = await namesOf(
    context,
    lists.flatMap(({ ids }) => ids),
  )
  const users = lists.flatMap(({ ids, right, source }) =>
    ids.map((user_id) => ({ user_id, name: names.get(user_id) ?? null, right, source })),
  )
  return { users, roles: await mappedRoles(context) }
}

const permissions = command({
  name: 'permissions',
  right: 'admin',
  limit: 'view',
  changes: true,
  list: [
    { name: 'role', type: 'string' },
    { name: 'right', type: 'string', choices: [...rightSchema.options, 'none'] },
  ],
  examples: ['!permissions', '!permissions @Trader trade', '!permissions @Trader none'],
  shape: z.object({
    role: z.string().max(40).optional(),
    right: z.enum([...rightSchema.options, 'none']).optional(),
  }),
  async run(run) {
    const { context, parameters } = run
    if (parameters.role !== undefined && parameters.right !== undefined) await mapRole(run)
    const data = await everybody(context)
    const message = t(context.locale, 'answer.permissions', {
      users: data.users.length,
      roles: data.roles.length,
    })
    return { type: 'success', message, data, card: permissionsCard(data, context.locale) }
  },
})

async function mapRole({
  context,
  parameters,
  user_id,
}: CommandRun<{ role?: string | undefined; right?: string | undefined }>): Promise<void> {
  const role_id = /^(?:<@&)?(\d{17,19})>?$/.exec(parameters.role ?? '')?.[1]
  const guild_id = context.primaryGuild()
  if (role_id === undefined || guild_id === null) throw badParameter(context, 'role', 'issue.role')
  const wanted = rightSchema.safeParse(parameters.right).data ?? null
  const now = context.clock.now()
  await quietContext(context, context).write(async (unit) => {
    await saveRole(unit, { guild_id, role_id, right: wanted })
    await tellAccount(unit, 'permissions', now, { role_id, right: wanted, by: user_id })
  })
}

/** Commands about the account as a whole. */
export const accountCommands = {
  balance,
  status,
  positions,
  halt,
  resume,
  mode,
  limits,
  permissions,
}
