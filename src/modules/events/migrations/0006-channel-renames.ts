import type { Kysely } from 'kysely'

/** When a channel got another name: Discord takes few of them in a while. */
export const channelRenames = {
  name: '0006-channel-renames',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('discord_channel_mappings')
      .addColumn('renamed_at', 'bigint')
      .execute()
  },
}
