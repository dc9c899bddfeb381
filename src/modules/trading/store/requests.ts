import { statement, type Transaction } from '#core/db/database.ts'
import type { Reader } from './orders.ts'

/** A request that was made under a key, and its answer once there is one. */
export type StoredRequest = {
  key: string
  request_hash: string
  answer: string | null
  /** The process that works on it. */
  owner: string
  /** Until when that process counts as alive without another sign. */
  lease_until: number
  created_at: number
}

const find = statement<StoredRequest>(
  `select key, request_hash, answer, owner, lease_until, created_at
   from trading_requests where key = $1`,
)
const claim = statement<{ key: string }>(
  `insert into trading_requests (key, request_hash, answer, owner, lease_until, created_at)
   values ($1, $2, null, $3, $4, $5) on conflict (key) do nothing returning key`,
)
const takeOver = statement<{ key: string }>(
  `update trading_requests set owner = $3, lease_until = $4
   where key = $1 and owner = $2 and lease_until = $5 and answer is null returning key`,
)
const prolong = statement<never>(
  'update trading_requests set lease_until = $3 where key = $1 and owner = $2 and answer is null',
)
const finish = statement<never>(
  'update trading_requests set answer = $2 where key = $1 and answer is null',
)
const forgetOne = statement<never>(
  'delete from trading_requests where key = $1 and owner = $2 and answer is null',
)
const forgetOld = statement<never>('delete from trading_requests where created_at < $1')
const spend = statement<{ nonce: string }>(
  `insert into trading_nonces (nonce, expires_at) values ($1, $2)
   on conflict (nonce) do nothing returning nonce`,
)
const forgetNonces = statement<never>('delete from trading_nonces where expires_at < $1')

/** A request by its key; null when it is new. */
export async function loadRequest(db: Reader, key: string): Promise<StoredRequest | null> {
  return (await find(db, key))[0] ?? null
}

/** Begins a request; false when it was begun before. */
export async function beginRequest(
  tx: Transaction,
  request: Omit<StoredRequest, 'answer'>,
): Promise<boolean> {
  const { key, request_hash, owner, lease_until, created_at } = request
  return (await claim(tx, key, request_hash, owner, lease_until, created_at)).length > 0
}

/** Goes on with the request of a process that died; false when another one was faster. */
export async function continueRequest(
  tx: Transaction,
  { key, owner, lease_until }: StoredRequest,
  next: { owner: string; lease_until: number },
): Promise<boolean> {
  const { length } = await takeOver(tx, key, owner, next.owner, next.lease_until, lease_until)
  return length > 0
}

/** Says that its process still works on a request. */
export async function keepRequest(
  tx: Transaction,
  { key, owner, lease_until }: Pick<StoredRequest, 'key' | 'owner' | 'lease_until'>,
): Promise<void> {
  await prolong(tx, key, owner, lease_until)
}

/** Keeps the answer for those who ask again; the first one stays. */
export async function answerRequest(tx: Transaction, key: string, answer: string): Promise<void> {
  await finish(tx, key, answer)
}

/** A request that came to nothing may be made anew, unless another process has taken it over. */
export async function dropRequest(tx: Transaction, key: string, owner: string): Promise<void> {
  await forgetOne(tx, key, owner)
}

/** Uses up a nonce; false when it was used before. */
export async function spendNonce(
  tx: Transaction,
  nonce: string,
  expiresAt: number,
): Promise<boolean> {
  return (await spend(tx, nonce, expiresAt)).length > 0
}

/** Forgets what is too old to matter. */
export async function forgetRequests(tx: Transaction, before: number, now: number): Promise<void> {
  await forgetOld(tx, before)
  await forgetNonces(tx, now)
}
