import type { Generated } from 'kysely'
import type { Transaction } from '#core/db/database.ts'

/** The module's own tables, for Kysely. Times are epoch milliseconds, flags 0 or 1. */
export type StaffTables = {
  staff_members: {
    id: Generated<number>
    guild_id: string
    discord_id: string | null
    account_id: number | null
    display_name: string
    username: string | null
    role: string | null
    department: string | null
    timezone: string | null
    is_active: number
    loa_since: number | null
    loa_until: number | null
    loa_reason: string | null
    duty: string
    duty_since: number | null
    privacy: string
    shares: number
    origin: string
    app_seen_at: number | null
    version: number
    created_at: number
    updated_at: number
  }
  staff_ranks: {
    guild_id: string
    role: string
    priority: number
    color: string | null
    department: string | null
    discord_role_id: string | null
  }
  staff_duty_sessions: {
    id: Generated<number>
    member_id: number
    started_at: number
    ended_at: number | null
    break_ms: number
    break_since: number | null
  }
  staff_presences: {
    guild_id: string
    discord_id: string
    presence: string | null
    in_guild: number | null
    observed_at: number | null
    since: number | null
    seen_at: number | null
  }
  staff_history: { guild_id: string; discord_id: string; at: number; status: string | null }
  staff_panels: {
    guild_id: string
    channel_id: string
    message_id: string | null
    locale: string
    version: number
    updated_at: number
  }
  staff_invites: { token_hash: string; member_id: number; expires_at: number }
  staff_notes: {
    id: Generated<number>
    member_id: number
    author: string | null
    text: string
    created_at: number
  }
  staff_syncs: { guild_id: string; at: number }
}

/** Where rows are read or written: committed state, or a unit of work. */
export type Reader = Pick<Transaction, 'db' | 'dialect'>

/** The module's tables of a database or unit of work. */
export function tables({ db }: Reader) {
  return db.$extendTables<StaffTables>()
}
