import type { Generated } from 'kysely'

/** Facts that were committed with the data; see `core/outbox`. */
export type FactsTable = {
  id: Generated<number>
  /** Order in which the fact became visible; null until it is numbered. */
  position: number | null
  topic: string
  type: string
  object_id: string
  guild_id: string | null
  version: number
  actor_id: string | null
  source: string
  data: string
  created_at: number
}

/** Requests that were taken, with the answer they got; see `core/inbox.ts`. */
export type InboxTable = {
  key: string
  request_hash: string
  response: string
  created_at: number
}

/** People, known by their Discord id. */
export type UsersTable = {
  id: Generated<number>
  discord_id: string
  username: string
  display_name: string
  avatar: string | null
  locale: string | null
  updated_at: number
}

/** Values of which there is one per installation. */
export type MetaTable = { key: string; value: string }

/** The tables of the foundation; every other area adds its own by `$extendTables`. */
export type CoreTables = {
  facts: FactsTable
  inbox: InboxTable
  users: UsersTable
  meta: MetaTable
}
