import type { MigrationSet } from '#core/db/migrate.ts'
import { gateway } from './0001-gateway.ts'
import { panels } from './0002-panels.ts'

/** The steps of the Discord layer's tables. */
export const discordMigrations: MigrationSet = { owner: 'discord', migrations: [gateway, panels] }
