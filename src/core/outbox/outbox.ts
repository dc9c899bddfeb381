import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import { statement, type Database, type Transaction } from '../db/database.ts'
import type { Log } from '../log.ts'
import type { Signals } from '../signals.ts'

/** Something that happened to an object, recorded in the transaction that made it true. */
export type Fact = {
  /** The kind of object, e.g. `recruitment`. */
  topic: string
  /** What happened, e.g. `participant_joined`. */
  type: string
  object_id: string
  guild_id: string | null
  /** The object's version after the fact; grows strictly. */
  version: number
  /** Discord id of the person who did it; null for the program itself. */
  actor_id: string | null
  /** The door it came through: `discord`, `web`, `api` or `system`. */
  source: string
  /** Details for history and live pages; no secrets. */
  data: Record<string, unknown>
}

/** A fact that is committed; `position` numbers all facts without gap or doubt. */
export type PublishedFact = Fact & { position: number; created_at: number }

/** Facts in the order of their commit, delivered after it. */
export type Outbox = {
  record(tx: Transaction, fact: Fact): Promise<void>
  /** Hears each fact of this installation once per process, in order. */
  subscribe(listener: (fact: PublishedFact) => void): () => void
  /** Facts after a position, oldest first. */
  since(position: number, limit: number): Promise<PublishedFact[]>
  /** The newest position that listeners have heard of. */
  position(): number
  start(): Promise<void>
  /** Resolves when every committed fact has been delivered here. */
  settle(): Promise<void>
  stop(): Promise<void>
}

type FactRow = Omit<Fact, 'data'> & {
  id: number
  position: number
  data: string
  created_at: number
}

const wakeChannel = 'outbox'
const batchSize = 500
/** How often a process looks by itself, in case a wake-up call was lost. */
const lookAgainMs = 1_000

const columns = 'topic, type, object_id, guild_id, version, actor_id, source, data, created_at'
const insertFact = statement<never>(
  `insert into facts (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)
/** SQLite has one writer, whose order is the order of commits: the number is given at once. */
const insertNumberedFact = statement<never>(
  `insert into facts (${columns}, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
   (select coalesce(max(position), 0) + 1 from facts))`,
)

function published(row: FactRow): PublishedFact {
  const { id: _, ...fact } = row
  return { ...fact, data: JSON.parse(row.data) as Record<string, unknown> }
}

async function hasUnnumbered(database: Database): Promise<boolean> {
  const query = database.db.selectFrom('facts').select('id').where('position', 'is', null).limit(1)
  return (await query.executeTakeFirst()) !== undefined
}

/**
 * Gives the committed facts that have no number yet the next ones. On PostgreSQL transactions commit
 * in another order than they draw ids, so one process at a time numbers what has become visible.
 */
async function numberNewFacts(database: Database): Promise<void> {
  if (database.dialect === 'sqlite' || !(await hasUnnumbered(database))) return
  await database.write(async (tx) => {
    await sql`select pg_advisory_xact_lock(314159265)`.execute(tx.db)
    await sql`
      update facts set position = numbered.position
      from (
        select id, row_number() over (order by id)
          + coalesce((select max(position) from facts), 0) as position
        from facts where position is null
      ) as numbered
      where facts.id = numbered.id`.execute(tx.db)
  })
}

async function factsAfter(
  database: Database,
  position: number,
  limit: number,
): Promise<PublishedFact[]> {
  const rows = await database.db
    .selectFrom('facts')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute()
  return rows.map((row) => published(row as FactRow))
}

async function newestPosition(database: Database): Promise<number> {
  const row = await database.db
    .selectFrom('facts')
    .select((eb) => eb.fn.max('position').as('position'))
    .executeTakeFirst()
  return Number(row?.position ?? 0)
}

async function insert(tx: Transaction, fact: Fact, now: number): Promise<void> {
  const { topic, type, object_id, guild_id, version, actor_id, source, data } = fact
  const into = tx.dialect === 'sqlite' ? insertNumberedFact : insertFact
  const details = JSON.stringify(data)
  await into(tx, topic, type, object_id, guild_id, version, actor_id, source, details, now)
}

/** What the outbox is made of. */
type OutboxServices = {
  database: Database
  clock: Clock
  log: Log
  signals: Signals
  /** For looking by itself now and then; default the clock. A moved clock must not hurry it. */
  ticker?: Clock
}

/** Makes the outbox of one process. */
export function createOutbox(services: OutboxServices): Outbox {
  const { database, clock, log, signals, ticker = clock } = services
  const listeners = new Set<(fact: PublishedFact) => void>()
  let delivered = 0
  let wanted = false
  let round: Promise<void> | null = null
  let timer = { cancel: () => {} }
  let stopListening = () => {}
  let stopped = false

  function deliver(fact: PublishedFact): void {
    delivered = fact.position
    for (const listener of listeners) {
      try {
        listener(fact)
      } catch (error) {
        log.error({ err: error, position: fact.position }, 'a listener of the outbox failed')
      }
    }
  }

  async function look(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      await numberNewFacts(database)
      for (;;) {
        const facts = await factsAfter(database, delivered, batchSize)
        facts.forEach(deliver)
        if (facts.length < batchSize) break
      }
    }
  }

  function wake(): void {
    wanted = true
    round ??= look()
      .catch((error: unknown) => {
        // The next look comes with the timer.
        wanted = false
        log.error({ err: error }, 'the outbox could not be read')
      })
      .finally(() => {
        round = null
        if (wanted && !stopped) wake()
      })
  }

  function tick(): void {
    wake()
    timer = ticker.after(lookAgainMs, tick)
  }

  return {
    async record(tx, fact) {
      await insert(tx, fact, clock.now())
      tx.afterCommit(() => signals.send(wakeChannel))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    since: (position, limit) => factsAfter(database, position, limit),
    position: () => delivered,
    async start() {
      await numberNewFacts(database)
      delivered = await newestPosition(database)
      stopListening = signals.listen(wakeChannel, wake)
      timer = ticker.after(lookAgainMs, tick)
    },
    async settle() {
      wake()
      while (round) await round
    },
    async stop() {
      stopped = true
      timer.cancel()
      stopListening()
      if (round) await round
    },
  }
}
