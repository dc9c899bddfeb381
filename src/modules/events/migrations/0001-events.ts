import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const key = (column: ColumnDefinitionBuilder) => column.primaryKey()

type Columns = Record<string, 'text' | 'bigint' | 'integer'>

/** A table from names: `!` marks what is required, `#` the key. */
async function table(db: Kysely<unknown>, name: string, columns: Columns): Promise<void> {
  let builder = db.schema.createTable(name)
  for (const [column, type] of Object.entries(columns)) {
    const plain = column.replace(/[!#]$/, '')
    if (column.endsWith('#')) builder = builder.addColumn(plain, type, key)
    else if (column.endsWith('!')) builder = builder.addColumn(plain, type, required)
    else builder = builder.addColumn(plain, type)
  }
  await builder.execute()
}

async function index(db: Kysely<unknown>, on: string, columns: string[], unique = false) {
  let builder = db.schema
    .createIndex(`${on}_by_${columns.join('_')}`)
    .on(on)
    .columns(columns)
  if (unique) builder = builder.unique()
  await builder.execute()
}

async function platform(db: Kysely<unknown>): Promise<void> {
  await table(db, 'event_organizations', {
    'id#': 'text',
    'name!': 'text',
    'created_at!': 'bigint',
  })
  await table(db, 'events', {
    'id#': 'text',
    'slug!': 'text',
    'org_id!': 'text',
    created_by: 'text',
    'title!': 'text',
    'description!': 'text',
    'type!': 'text',
    'start_at!': 'bigint',
    'end_at!': 'bigint',
    'timezone!': 'text',
    location: 'text',
    voice_channel_id: 'text',
    'visibility!': 'text',
    'state!': 'text',
    max_participants: 'integer',
    min_participants: 'integer',
    min_deadline_minutes: 'integer',
    signup_opens_at: 'bigint',
    signup_closes_at: 'bigint',
    'waitlist_mode!': 'text',
    'flags!': 'text',
    'allowed_role_ids!': 'text',
    'banned_role_ids!': 'text',
    'roles!': 'text',
    'options!': 'text',
    'reminders!': 'text',
    series_id: 'text',
    occurrence_key: 'text',
    template_id: 'text',
    banner_url: 'text',
    guild_ids: 'text',
    'locale!': 'text',
    cancel_reason: 'text',
    'confirmed_count!': 'integer',
    'field_times!': 'text',
    clock_at: 'bigint',
    started_at: 'bigint',
    ended_at: 'bigint',
    filled_at: 'bigint',
    'ics_sequence!': 'integer',
    'version!': 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
    deleted_at: 'bigint',
  })
  await index(db, 'events', ['org_id', 'start_at'])
  await index(db, 'events', ['state', 'start_at'])
  await index(db, 'events', ['series_id', 'occurrence_key'])
  await index(db, 'events', ['voice_channel_id'])
  await index(db, 'events', ['start_at', 'id'])
}

async function people(db: Kysely<unknown>): Promise<void> {
  await table(db, 'event_signups', {
    'id#': 'text',
    'event_id!': 'text',
    'user_id!': 'text',
    role_id: 'text',
    'option!': 'text',
    'status!': 'text',
    'seq!': 'bigint',
    offer_expires_at: 'bigint',
    'notes!': 'text',
    'guests!': 'integer',
    'source!': 'text',
    checked_in_at: 'bigint',
    first_seen: 'bigint',
    'seconds!': 'integer',
    'benched!': 'integer',
    present_since: 'bigint',
    result: 'text',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'event_signups', ['event_id', 'user_id'], true)
  await index(db, 'event_signups', ['user_id', 'event_id'])
  await table(db, 'event_series', {
    'id#': 'text',
    'org_id!': 'text',
    created_by: 'text',
    'rule!': 'text',
    'timezone!': 'text',
    'local_start!': 'text',
    'duration_minutes!': 'integer',
    'options!': 'text',
    'fields!': 'text',
    'skipped!': 'text',
    'origin!': 'text',
    until: 'bigint',
    'ended!': 'integer',
    'version!': 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await table(db, 'event_templates', {
    'id#': 'text',
    'org_id!': 'text',
    'name!': 'text',
    'fields!': 'text',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'event_templates', ['org_id', 'name'], true)
}

async function discord(db: Kysely<unknown>): Promise<void> {
  await table(db, 'discord_guilds', {
    'guild_id#': 'text',
    'id!': 'text',
    'guild_name!': 'text',
    owner_id: 'text',
    'org_id!': 'text',
    'status!': 'text',
    'options!': 'text',
    'webhook_verified!': 'integer',
    'permissions_missing!': 'text',
    last_sync_at: 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'discord_guilds', ['org_id'])
  await table(db, 'discord_events', {
    'id#': 'text',
    discord_event_id: 'text',
    'guild_id!': 'text',
    'event_id!': 'text',
    'origin!': 'text',
    'link_state!': 'text',
    'read_only!': 'integer',
    base: 'text',
    remote: 'text',
    'pushed!': 'text',
    intent_at: 'bigint',
    missing_at: 'bigint',
    heard_at: 'bigint',
    judge_at: 'bigint',
    footer_at: 'bigint',
    problem: 'text',
    last_pulled_at: 'bigint',
    last_pushed_at: 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'discord_events', ['event_id', 'guild_id'])
  await index(db, 'discord_events', ['guild_id', 'link_state'])
  await index(db, 'discord_events', ['discord_event_id'], true)
  await table(db, 'interactive_messages', {
    'id#': 'text',
    'guild_id!': 'text',
    'channel_id!': 'text',
    thread_id: 'text',
    discord_message_id: 'text',
    event_id: 'text',
    'message_type!': 'text',
    'locale!': 'text',
    post_after: 'bigint',
    'active!': 'integer',
    'version!': 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'interactive_messages', ['event_id', 'guild_id'])
}

async function roles(db: Kysely<unknown>): Promise<void> {
  await table(db, 'discord_role_mappings', {
    'id#': 'text',
    'guild_id!': 'text',
    'discord_role_id!': 'text',
    'role_type!': 'text',
    entity_id: 'text',
    'auto_assign!': 'integer',
    'auto_remove!': 'integer',
    'temporary!': 'integer',
    'created_by_muster!': 'integer',
    'created_at!': 'bigint',
  })
  await index(db, 'discord_role_mappings', ['guild_id', 'role_type'])
  await table(db, 'event_role_grants', {
    'id#': 'text',
    'guild_id!': 'text',
    'user_id!': 'text',
    'discord_role_id!': 'text',
    'event_id!': 'text',
    'created_at!': 'bigint',
  })
  await index(db, 'event_role_grants', ['guild_id', 'user_id', 'discord_role_id'])
  await index(db, 'event_role_grants', ['event_id'])
}

async function channels(db: Kysely<unknown>): Promise<void> {
  await table(db, 'discord_channel_mappings', {
    'id#': 'text',
    'guild_id!': 'text',
    discord_channel_id: 'text',
    'discord_channel_name!': 'text',
    'channel_type!': 'text',
    'event_id!': 'text',
    'auto_created!': 'integer',
    'auto_archive!': 'integer',
    permissions: 'text',
    'state!': 'text',
    delete_at: 'bigint',
    'created_at!': 'bigint',
  })
  await index(db, 'discord_channel_mappings', ['event_id'])
  await index(db, 'discord_channel_mappings', ['guild_id', 'state'])
  await table(db, 'event_role_menus', {
    'id#': 'text',
    'guild_id!': 'text',
    'channel_id!': 'text',
    discord_message_id: 'text',
    'fields!': 'text',
    'active!': 'integer',
    'version!': 'bigint',
    'created_at!': 'bigint',
    'updated_at!': 'bigint',
  })
  await index(db, 'event_role_menus', ['guild_id'])
}

async function records(db: Kysely<unknown>): Promise<void> {
  await table(db, 'event_conflicts', {
    'id#': 'text',
    'event_id!': 'text',
    'guild_id!': 'text',
    'field!': 'text',
    'ours!': 'text',
    'theirs!': 'text',
    'base!': 'text',
    'winner!': 'text',
    'policy!': 'text',
    ours_at: 'bigint',
    theirs_at: 'bigint',
    theirs_by: 'text',
    resolved_at: 'bigint',
    resolved_by: 'text',
    'created_at!': 'bigint',
  })
  await index(db, 'event_conflicts', ['event_id', 'created_at'])
  await table(db, 'event_sync_log', {
    'id#': 'text',
    'event_id!': 'text',
    'guild_id!': 'text',
    'at!': 'bigint',
    'direction!': 'text',
    'cause!': 'text',
    'fields!': 'text',
    'detail!': 'text',
    actor: 'text',
  })
  await index(db, 'event_sync_log', ['event_id', 'at'])
}

async function counters(db: Kysely<unknown>): Promise<void> {
  await table(db, 'event_reminders', {
    'id#': 'text',
    'event_id!': 'text',
    'kind!': 'text',
    'due_at!': 'bigint',
    sent_at: 'bigint',
    outcome: 'text',
  })
  await index(db, 'event_reminders', ['event_id', 'kind', 'due_at'], true)
  await table(db, 'event_voice', {
    'id#': 'text',
    'guild_id!': 'text',
    'user_id!': 'text',
    'channel_id!': 'text',
  })
  await index(db, 'event_voice', ['channel_id'])
  await table(db, 'event_counts', {
    'id#': 'text',
    'event_id!': 'text',
    'kind!': 'text',
    'source!': 'text',
    'day!': 'text',
    'count!': 'integer',
  })
  await index(db, 'event_counts', ['event_id', 'kind', 'source', 'day'], true)
  await table(db, 'event_feeds', {
    'user_id#': 'text',
    'token_hash!': 'text',
    'token!': 'text',
    'created_at!': 'bigint',
  })
  await index(db, 'event_feeds', ['token_hash'], true)
  await table(db, 'event_notice_preferences', {
    'user_id#': 'text',
    'preferences!': 'text',
    'updated_at!': 'bigint',
  })
  await table(db, 'discord_job_policies', {
    'job_type#': 'text',
    'policy!': 'text',
    'updated_at!': 'bigint',
  })
  await table(db, 'event_alerts', {
    'id#': 'text',
    'guild_id!': 'text',
    'kind!': 'text',
    'detail!': 'text',
    'since!': 'bigint',
    ended_at: 'bigint',
  })
  await index(db, 'event_alerts', ['kind', 'guild_id'])
}

/** Events, the servers they are shown in, and what happens between the two. */
export const eventTables = {
  name: '0001-events',
  async up(db: Kysely<unknown>): Promise<void> {
    await platform(db)
    await people(db)
    await discord(db)
    await roles(db)
    await channels(db)
    await records(db)
    await counters(db)
  },
}
