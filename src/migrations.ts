import { coreMigrations, type MigrationSet } from '#core/db/migrate.ts'
import { discordMigrations } from '#discord/migrations/discord-migrations.ts'
import { modules } from './modules.ts'

/** Every step of the schema: the core's, the Discord layer's and each module's. */
export const migrationSets: readonly MigrationSet[] = [
  coreMigrations,
  discordMigrations,
  ...modules.map((module) => module.migrations),
]
