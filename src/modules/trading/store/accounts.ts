import { statement, type Transaction } from '#core/db/database.ts'
import { decimal, plainText, zero, type Decimal } from '#core/money.ts'
import type { Mode, Right } from '../contract/values.ts'
import type { Reader } from './orders.ts'

/** An account at the exchange: one mode, one address, one key. */
export type Account = {
  id: string
  mode: Mode
  exchange: string
  base_url: string
  key_ref: string
  lease_owner: string | null
  lease_until: number
  fence: number
  degraded: string | null
  /** What the exchange has more than the books, in KRW at the prices of when it was compared. */
  unexplained: Decimal
  recovered_at: number | null
}

const columns =
  'id, mode, exchange, base_url, key_ref, lease_owner, lease_until, fence, degraded, unexplained, recovered_at'
const find = statement<Omit<Account, 'unexplained'> & { unexplained: string }>(
  `select ${columns} from trading_accounts where id = $1`,
)
const put = statement<never>(
  `insert into trading_accounts (id, mode, exchange, base_url, key_ref, created_at)
   values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
)
const take = statement<{ fence: number }>(
  `update trading_accounts set
     fence = case when lease_owner = $2 then fence else fence + 1 end, lease_owner = $2, lease_until = $3
   where id = $1 and (lease_owner is null or lease_owner = $2 or lease_until <= $4) returning fence`,
)
const giveUp = statement<never>(
  'update trading_accounts set lease_owner = null, lease_until = 0 where lease_owner = $1',
)
const setState = statement<never>(
  'update trading_accounts set degraded = $2, unexplained = $3, recovered_at = $4 where id = $1',
)

/** The account, made when it is not there yet. */
export async function openAccount(
  tx: Transaction,
  account: Pick<Account, 'id' | 'mode' | 'exchange' | 'base_url' | 'key_ref'>,
  now: number,
): Promise<void> {
  await put(tx, account.id, account.mode, account.exchange, account.base_url, account.key_ref, now)
}

/** An account by its id; null when there is none. */
export async function loadAccount(db: Reader, id: string): Promise<Account | null> {
  const [row] = await find(db, id)
  return row ? { ...row, unexplained: decimal(row.unexplained) } : null
}

/** Takes or keeps the right to send orders; the number of this hold, or null when another has it. */
export async function takeLease(
  tx: Transaction,
  id: string,
  owner: string,
  times: { now: number; until: number },
): Promise<number | null> {
  return (await take(tx, id, owner, times.until, times.now))[0]?.fence ?? null
}

/** Gives up what a process holds. */
export async function dropLease(tx: Transaction, owner: string): Promise<void> {
  await giveUp(tx, owner)
}

/** Says whether books and exchange agree, and when that was looked at. */
export async function setDegraded(
  tx: Transaction,
  id: string,
  difference: { reason: string; krw: Decimal } | null,
  now: number,
): Promise<void> {
  await setState(tx, id, difference?.reason ?? null, plainText(difference?.krw ?? zero), now)
}

const touch = statement<never>('update trading_accounts set fence = fence where id = $1')

/** Takes the account's row, so that decisions on its orders stand one after another. */
export async function lockAccount(tx: Transaction, id: string): Promise<void> {
  await touch(tx, id)
}

const readSetting = statement<{ value: string }>(
  'select value from trading_settings where name = $1',
)
const writeSetting = statement<never>(
  `insert into trading_settings (name, value, updated_by, updated_at) values ($1, $2, $3, $4)
   on conflict (name) do update set value = excluded.value, updated_by = excluded.updated_by,
     updated_at = excluded.updated_at`,
)

/** Something that is set while the program runs, as JSON; null when it never was. */
export async function loadSetting(db: Reader, name: string): Promise<unknown> {
  const [row] = await readSetting(db, name)
  return row ? JSON.parse(row.value) : null
}

/** Sets it. */
export async function saveSetting(
  tx: Transaction,
  name: string,
  value: unknown,
  by: { user_id: string | null; now: number },
): Promise<void> {
  await writeSetting(tx, name, JSON.stringify(value), by.user_id, by.now)
}

/** A role that stands for a right. */
export type RoleRight = { guild_id: string; role_id: string; right: Right }

type RoleRow = { guild_id: string; role_id: string; level: Right }
const roles = statement<RoleRow>(
  'select guild_id, role_id, level from trading_roles order by guild_id, role_id',
)
const putRole = statement<never>(
  `insert into trading_roles (guild_id, role_id, level) values ($1, $2, $3)
   on conflict (guild_id, role_id) do update set level = excluded.level`,
)
const dropRole = statement<never>('delete from trading_roles where guild_id = $1 and role_id = $2')

/** All roles that stand for rights. */
export async function loadRoles(db: Reader): Promise<RoleRight[]> {
  return (await roles(db)).map(({ level, ...role }) => ({ ...role, right: level }))
}

/** Maps a role, or with null forgets it. */
export async function saveRole(
  tx: Transaction,
  role: { guild_id: string; role_id: string; right: Right | null },
): Promise<void> {
  const { guild_id, role_id, right } = role
  if (right === null) await dropRole(tx, guild_id, role_id)
  else await putRole(tx, guild_id, role_id, right)
}

/** What the account was worth at the end of a day, or lately. */
export type Equity = {
  day: string
  at: number
  equity: Decimal
  cash: Decimal
  /** What came in from outside since the line before, or since the day's first look. */
  flow: Decimal
  benchmark: Decimal | null
  /** What it was worth when it was first looked at that day; null for days of long ago. */
  opening: Decimal | null
  opened_at: number | null
  opening_benchmark: Decimal | null
}
type EquityRow = {
  day: string
  at: number
  equity: string
  cash: string
  flow: string
  benchmark: string | null
  opening: string | null
  opened_at: number | null
  opening_benchmark: string | null
}
const equity = statement<EquityRow>(
  `select day, at, equity, cash, flow, benchmark, opening, opened_at, opening_benchmark from trading_equity
   where account_id = $1 and day >= $2 order by day`,
)
const putEquity = statement<never>(
  `insert into trading_equity
     (account_id, day, at, equity, cash, flow, benchmark, opening, opened_at, opening_benchmark)
   values ($1, $2, $3, $4, $5, $6, $7, $4, $3, $7)
   on conflict (account_id, day) do update set at = excluded.at, equity = excluded.equity,
     cash = excluded.cash, flow = excluded.flow, benchmark = excluded.benchmark`,
)

/** Worth by day since a day, oldest first. */
export async function loadEquity(db: Reader, accountId: string, since: string): Promise<Equity[]> {
  return (await equity(db, accountId, since)).map((row) => ({
    ...row,
    equity: decimal(row.equity),
    cash: decimal(row.cash),
    flow: decimal(row.flow),
    benchmark: row.benchmark === null ? null : decimal(row.benchmark),
    opening: row.opening === null ? null : decimal(row.opening),
    opening_benchmark: row.opening_benchmark === null ? null : decimal(row.opening_benchmark),
  }))
}

/** Stores what the account is worth now as the day's line; the first of a day is its opening too. */
export async function saveEquity(
  tx: Transaction,
  accountId: string,
  line: Omit<Equity, 'opening' | 'opened_at' | 'opening_benchmark'>,
): Promise<void> {
  const benchmark = line.benchmark === null ? null : plainText(line.benchmark)
  const texts = [line.equity, line.cash, line.flow].map(plainText)
  await putEquity(tx, accountId, line.day, line.at, ...texts, benchmark)
}
