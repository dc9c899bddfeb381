import type { MigrationSet } from '#core/db/migrate.ts'
import { gateway } from './0001-gateway.ts'
import { panels } from './0002-panels.ts'
import { notices } from './0003-notices.ts'

/** The steps of the Discord layer's tables. */
export const discordMigrations: MigrationSet = {
  owner: 'discord',
  migrations: [gateway, panels, notices],
}
