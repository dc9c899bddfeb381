import type { Generated } from 'kysely'
import type { Database, Transaction } from '#core/db/database.ts'

/** The tables of this module, for Kysely; JSON is text, flags are 0 and 1, times epoch milliseconds. */
export type FormTables = {
  google_forms: {
    id: string
    form_id: string
    form_url: string
    title: string
    description: string | null
    created_by: string
    created_at: number
    deadline: number | null
    state: string
    target_roles: string
    is_anonymous: number
    allow_edit: number
    message_id: string | null
    channel_id: string | null
    updated_at: number
    guild_id: string
    anonymity: string
    responder_uri: string | null
    revision_id: string | null
    questions: string
    code_question_id: string | null
    code_question_ids: string
    prefill: string
    prefill_map: string
    purge_told_at: number | null
    code_key: string | null
    voprf_public_key: string | null
    question_count: number
    estimated_minutes: number | null
    published_at: number | null
    closed_at: number | null
    accepting: number | null
    legacy: number
    reissued: number
    shown_answered: number
    shown_at: number
    last_fetch_at: number | null
    next_fetch_at: number | null
    swept_at: number | null
    hot_until: number
    cursor: number | null
    fetch_error: string | null
    drift: string
    undo: string | null
    locale: string
    version: number
  }
  form_responses: {
    id: Generated<number>
    form_id: string
    discord_id: string
    responded_at: number
    jwt_token_hash: string | null
    response_edit_url: string | null
    google_response_id: string
    last_submitted_at: number
    status: string
    source: string
  }
  form_answers: {
    form_id: string
    google_response_id: string
    code_hash: string | null
    code_state: string
    status: string
    flags: string
    ruling: string | null
    create_time: number
    submitted_time: number
    seen_time: number
    answers: string
  }
  form_tokens: {
    token_hash: string
    form_id: string
    discord_id: string
    issued_at: number
    expires_at: number
    used_at: number | null
    used_ip: string | null
    revoked: number
  }
  form_links: {
    form_id: string
    discord_id: string
    code_hash: string
    first_issued_at: number | null
    used_at: number | null
  }
  form_anon_issued: { form_id: string; discord_id: string; blinded: string | null }
  form_code_pool: { form_id: string; number: number; sealed: string }
  form_code_hashes: { form_id: string; code_hash: string }
  form_refusals: { form_id: string; code: string; count: number }
  form_reminders: {
    id: Generated<number>
    form_id: string
    discord_id: string
    reminder_type: string
    sent_at: number
    channel: string
    outcome: string
    batch: string | null
  }
  form_reminder_steps: {
    form_id: string
    reminder_type: string
    due_at: number
    state: string
    users: string | null
  }
  form_members: {
    discord_id: string
    name: string
    student_id: string | null
    discord_username: string | null
    team: string | null
    grade: string | null
  }
  form_preferences: { discord_id: string; dm_reminders: number }
  form_uses: { user_id: string; kind: string; at: number; id: string }
  form_settings: { guild_id: string; settings: string }
  form_alerts: {
    guild_id: string
    code: string
    object_id: string
    count: number
    detail: string
    since: number
    told_at: number | null
  }
  form_watches: {
    form_id: string
    event: string
    watch_id: string | null
    renew_at: number
  }
  form_sheets: {
    form_id: string
    spreadsheet_id: string
    next_row: number
    written_at: number | null
    error: string | null
    next_try_at: number
    failures: number
  }
  form_sheet_rows: {
    form_id: string
    google_response_id: string
    row_number: number
    written_hash: string | null
    waiting_since: number | null
  }
}

/**
 * Tables that name people and are written when these do something: in which order they did it must
 * not be read out of the files.
 */
export const namingTables = [
  'form_tokens',
  'form_anon_issued',
  'form_code_pool',
  'form_code_hashes',
  'form_answers',
  'form_sheet_rows',
  'form_uses',
] as const satisfies readonly (keyof FormTables)[]

/** Committed state or a transaction. */
export type Reader = Pick<Transaction, 'db' | 'dialect'>

/** The module's tables of a database or a transaction. */
export function tables(from: Pick<Database, 'db'>) {
  return from.db.$extendTables<FormTables>()
}
