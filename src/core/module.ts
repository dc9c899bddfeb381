import type { IdentityProof } from './access/sign-in.ts'
import type { Services } from './context.ts'
import type { SealedColumn } from './db/sealed.ts'
import type { MigrationSet } from './db/migrate.ts'
import type { Doctor } from './doctor.ts'
import type { ErrorTable } from './errors.ts'
import type { ErrorShape } from './http/error-reply.ts'
import type { PageStart } from './http/page-start.ts'
import type { AnyRoute } from './http/route.ts'
import type { Catalogue } from './i18n/translate.ts'
import type { JobKind, JobSchedule } from './jobs/jobs.ts'
import type { Topic } from './live/topic.ts'
import type { Selftest } from './selftest.ts'
import type { SettingsTable } from './settings.ts'
import type { WebhookSource } from './webhooks/source.ts'

/** What a module does all the time: its own connections and loops. */
export type Runner = {
  /** Begins, after jobs and Discord. What cannot be done yet is tried again until it is. */
  start(): Promise<void>
  /** Resolves when nothing is under way. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** One more address of the same server, for software that expects a port of its own. */
export type SecondDoor = (services: Services) => { host: string; port: number } | null

/**
 * What a module offers; `module.ts` of each module fills it in and holds no logic. `DiscordPart` is
 * what the Discord layer asks of a module; the core does not know it.
 */
export type Module<DiscordPart = unknown> = {
  name: string
  /** Environment variables of this module, by name. */
  settings: SettingsTable
  errors: ErrorTable
  catalogue: Catalogue
  migrations: MigrationSet
  routes: readonly AnyRoute[]
  topics: readonly Topic[]
  /** Pages of the web app that come with their first answers, and previews of links to them. */
  pages?: readonly PageStart[]
  jobs(services: Services): readonly JobKind[]
  schedules: readonly JobSchedule[]
  runner?(services: Services): Runner
  /** How errors under some addresses are written, where older software expects another shape. */
  errorShape?: ErrorShape
  secondDoor?: SecondDoor
  /** What other software may be told of this module's facts; default nothing. */
  webhooks?: readonly WebhookSource[]
  /** What this module asks people to prove who they are for. */
  proofs?: readonly IdentityProof[]
  /** Where this module keeps sealed secrets. */
  sealed?: readonly SealedColumn[]
  /** What `muster selftest` tries in a running installation. */
  selftest?: Selftest
  /** What `muster doctor` looks at beside the core and Discord. */
  doctor?: Doctor
  discord: DiscordPart
}

/** Checks a manifest's shape while keeping its literal types. */
export function defineModule<DiscordPart>(module: Module<DiscordPart>): Module<DiscordPart> {
  return module
}
