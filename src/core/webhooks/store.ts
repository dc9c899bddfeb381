import { z } from 'zod'
import { statement, type Transaction } from '../db/database.ts'

type Store = Pick<Transaction, 'db' | 'dialect'>

/** Why an endpoint was turned off: by people, because it said so itself, or for lack of answers. */
export type DisabledReason = 'manual' | 'gone' | 'unreachable'

/** An address of other software that is told what happens. */
export type Endpoint = {
  id: string
  /** Null: of every guild. */
  guild_id: string | null
  url: string
  /** Names of types, each with all below it; empty: everything. */
  types: readonly string[]
  /** Sealed, and so is the previous one. */
  secret: string
  /** The secret before the last change; signs too until `previous_until`. */
  previous_secret: string | null
  previous_until: number | null
  enabled: boolean
  disabled_reason: DisabledReason | null
  /** Discord id of the person, or null for a key that acts for nobody. */
  created_by: string | null
  version: number
  /** Facts up to this position are older than the endpoint. */
  after_position: number
  /** The endpoint asked for nothing to be sent before this time. */
  paused_until: number
  created_at: number
  updated_at: number
}

type EndpointRow = Omit<Endpoint, 'types' | 'enabled'> & { types: string; enabled: number }

const typeList = z.array(z.string())

function endpointOf(row: EndpointRow): Endpoint {
  return { ...row, types: typeList.parse(JSON.parse(row.types)), enabled: row.enabled === 1 }
}

const insertOne = statement<EndpointRow>(
  `insert into webhooks (id, guild_id, url, types, secret, enabled, created_by, version,
     after_position, paused_until, created_at, updated_at)
   values ($1, $2, $3, $4, $5, 1, $6, 1,
     (select coalesce(max(position), 0) from facts), 0, $7, $7) returning *`,
)
const selectOne = statement<EndpointRow>('select * from webhooks where id = $1')
const selectAll = statement<EndpointRow>('select * from webhooks order by created_at, id')
const selectEnabled = statement<EndpointRow>('select * from webhooks where enabled = 1')
// Counting up locks the row until the end of the transaction.
const lockOne = statement<EndpointRow>(
  'update webhooks set version = version + 1, updated_at = $2 where id = $1 returning *',
)
const saveOne = statement<never>(
  `update webhooks set url = $2, types = $3, secret = $4, previous_secret = $5, previous_until = $6,
   enabled = $7, disabled_reason = $8, paused_until = $9 where id = $1`,
)
const deleteOne = statement<{ id: string }>('delete from webhooks where id = $1 returning id')

/** Stores a new endpoint, which hears of facts from now on. */
export async function addEndpoint(
  tx: Transaction,
  endpoint: Pick<Endpoint, 'id' | 'guild_id' | 'url' | 'types' | 'secret' | 'created_by'>,
  now: number,
): Promise<Endpoint> {
  const { id, guild_id, url, types, secret, created_by } = endpoint
  const rows = await insertOne(
    tx,
    id,
    guild_id,
    url,
    JSON.stringify(types),
    secret,
    created_by,
    now,
  )
  const [row] = rows
  if (!row) throw new Error('a row that was just stored is returned')
  return endpointOf(row)
}

/** One endpoint, or null. */
export async function findEndpoint(store: Store, id: string): Promise<Endpoint | null> {
  const [row] = await selectOne(store, id)
  return row ? endpointOf(row) : null
}

/** All endpoints, oldest first. */
export async function listEndpoints(store: Store): Promise<Endpoint[]> {
  return (await selectAll(store)).map(endpointOf)
}

/** The endpoints that are turned on. */
export async function enabledEndpoints(store: Store): Promise<Endpoint[]> {
  return (await selectEnabled(store)).map(endpointOf)
}

/** Takes an endpoint for changing it in this transaction, as its next version; null: it is gone. */
export async function takeEndpoint(
  tx: Transaction,
  id: string,
  now: number,
): Promise<Endpoint | null> {
  const [row] = await lockOne(tx, id, now)
  return row ? endpointOf(row) : null
}

/** Stores what was changed of an endpoint that `takeEndpoint` returned. */
export async function saveEndpoint(tx: Transaction, one: Endpoint): Promise<void> {
  const types = JSON.stringify(one.types)
  const { previous_secret, previous_until, disabled_reason, paused_until } = one
  const enabled = one.enabled ? 1 : 0
  const secrets = [one.secret, previous_secret, previous_until]
  await saveOne(tx, one.id, one.url, types, ...secrets, enabled, disabled_reason, paused_until)
}

/** Removes an endpoint with all that it was told; false when there is none. */
export async function removeEndpoint(tx: Transaction, id: string): Promise<boolean> {
  return (await deleteOne(tx, id)).length > 0
}

const insertPosition = statement<never>(
  `insert into meta (key, value) select 'webhooks_position',
     cast(coalesce(max(position), 0) as text) from facts where true
   on conflict (key) do nothing`,
)
const selectPosition = statement<{ value: string }>(
  `select value from meta where key = 'webhooks_position'`,
)
const movePosition = statement<{ key: string }>(
  `update meta set value = $2 where key = 'webhooks_position' and value = $1 returning key`,
)

/** Up to which fact messages have been made; begins at the newest one. */
export async function loadPosition(tx: Transaction): Promise<number> {
  await insertPosition(tx)
  const [row] = await selectPosition(tx)
  return Number(row?.value ?? 0)
}

/** Moves the position on; false when another process has moved it meanwhile. */
export async function advancePosition(tx: Transaction, from: number, to: number): Promise<boolean> {
  return (await movePosition(tx, String(from), String(to))).length > 0
}
