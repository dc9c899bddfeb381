import type { Actor, MemberDirectory } from './access/actor.ts'
import type { ProofRequest } from './access/sign-in.ts'
import type { Clock } from './clock.ts'
import type { SecretBox } from './crypto/secret-box.ts'
import type { Database, Transaction } from './db/database.ts'
import type { Metrics } from './http/metrics.ts'
import type { Locale } from './i18n/locale.ts'
import type { Random } from './ids.ts'
import { once, type InboxEntry } from './inbox.ts'
import type { Instances } from './instances.ts'
import type { Jobs, NewJob } from './jobs/jobs.ts'
import type { Log } from './log.ts'
import type { Limits } from './http/limits.ts'
import type { Fact, Outbox } from './outbox/outbox.ts'
import type { PresenceDirectory } from './presence.ts'
import type { SettingsReader } from './settings.ts'

/** The connection to Discord, as other software may know it. */
export type Connection = {
  gateway: 'connected' | 'http' | 'down'
  /** Between a beat and its answer, in milliseconds. */
  latency_ms: number | null
  guilds: number
  /** How calls to Discord are doing; `unauthorized` and `paused` stop them. */
  rest: string
  /** Several processes share Redis. */
  redis: boolean
}

/** What the whole program shares; made once by `createApp`. */
export type Services = {
  clock: Clock
  random: Random
  log: Log
  database: Database
  jobs: Jobs
  outbox: Outbox
  members: MemberDirectory
  presences: PresenceDirectory
  limits: Limits
  /** Seals what must not stand readable in the database. */
  secretBox: SecretBox
  /** What modules make once per program. */
  instance: Instances
  /** Figures for Prometheus. */
  metrics: Metrics
  /** The settings of a module, by its table. */
  settings: SettingsReader
  /**
   * The server that is meant where none is named: `DISCORD_GUILD_ID`, else the only one that the bot
   * is in. Null while there is none.
   */
  primaryGuild(): string | null
  /** Tells live readers of a topic something that is true for a moment only. */
  whisper(topic: string, frame: { type: string } & Record<string, unknown>): void
  /** How the connection to Discord is doing. */
  connection(): Connection
  /** Where to send a browser that is to prove who somebody is; see `IdentityProof`. */
  prove(purpose: string, data: string): Promise<ProofRequest>
  /** Where a live page that loads its first state now resumes: `<epoch>-<position>`. */
  cursor(): string
  /** Public base address without a final slash, for links. */
  publicUrl: string
  /** Base address of the Discord that people use in the browser, without a final slash. */
  discordWebUrl: string
  /** Discord's page on which the bot is invited, with the permissions that the modules need. */
  invitationUrl: string
}

/** A transaction with the ways to make something happen after it. */
export type Unit = Transaction & {
  fact(fact: Omit<Fact, 'actor_id' | 'source'>): Promise<void>
  job(job: NewJob): Promise<{ id: string; folded: boolean }>
  /** Takes the waiting job with this key away, if there is one. */
  withdraw(key: string): Promise<void>
}

/** What a use case receives: the program's services, who asks, and in which language. */
export type Context = Services & {
  actor: Actor
  /** Language of private answers to this actor. */
  locale: Locale
  /**
   * The one transaction of a use case: state, facts and jobs together. When the request came with an
   * inbox entry it runs once, and a repetition throws `Replay`.
   */
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T>
}

/** Who asks, for one request. */
export type Request = { actor: Actor; locale: Locale; inbox?: InboxEntry | undefined }

/** Makes the context of one request. */
export function createContext(services: Services, request: Request): Context {
  const { actor, locale, inbox } = request
  const unitOf = (tx: Transaction): Unit => ({
    ...tx,
    fact: (fact) =>
      services.outbox.record(tx, {
        ...fact,
        actor_id: actor.user?.discord_id ?? null,
        source: actor.source,
      }),
    job: (job) => services.jobs.enqueue(tx, job),
    withdraw: (key) => services.jobs.withdraw(tx, key),
  })
  return {
    ...services,
    actor,
    locale,
    write: (work) =>
      inbox
        ? once(services.database, services.clock.now(), inbox, (tx) => work(unitOf(tx)))
        : services.database.write((tx) => work(unitOf(tx))),
  }
}
