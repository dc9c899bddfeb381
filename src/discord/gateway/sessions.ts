import type { SessionInfo } from '@discordjs/ws'
import type { Clock, Timer } from '#core/clock.ts'
import type { Database } from '#core/db/database.ts'
import type { Log } from '#core/log.ts'
import type { DiscordTables } from '../tables.ts'
import { createLowWater, type LowWater } from './low-water.ts'

/** Sessions of all shards: in memory as received, in the database as handled. */
export type Sessions = {
  load(): Promise<void>
  /** For the client library: what to resume from within this process. */
  retrieve(shardId: number): SessionInfo | null
  update(shardId: number, info: SessionInfo | null): void
  /** A dispatch that nobody has to look at was received. */
  skip(shardId: number, sequence: number): void
  /** Gives all sessions up: the next connection begins new ones. */
  forget(): void
  /** Counts the dispatches of the shard's present session. */
  lowWater(shardId: number): LowWater
  /** Something was handled: write the mark down soon. */
  touch(): void
  flush(): Promise<void>
}

type Held = { info: SessionInfo; water: LowWater; written: number }

/** How far the stored mark may lag, in milliseconds. */
const writeEveryMs = 1_000

async function writeDown(
  database: Database,
  gone: readonly number[],
  changed: readonly [number, Held][],
): Promise<void> {
  // An older mark only means that more is repeated.
  await database.relaxed.write(async (tx) => {
    const db = tx.db.$extendTables<DiscordTables>()
    if (gone.length > 0) {
      await db.deleteFrom('gateway_sessions').where('shard_id', 'in', gone).execute()
    }
    for (const [shard_id, session] of changed) {
      const { sessionId, resumeURL, shardCount } = session.info
      const row = {
        session_id: sessionId,
        resume_url: resumeURL,
        shard_count: shardCount,
        sequence: session.water.mark(),
      }
      session.written = row.sequence
      await db
        .insertInto('gateway_sessions')
        .values({ shard_id, ...row })
        .onConflict((conflict) => conflict.column('shard_id').doUpdateSet(row))
        .execute()
    }
  })
}

/** Makes the store. */
export function createSessions(services: { database: Database; clock: Clock; log: Log }): Sessions {
  const { database, clock, log } = services
  const held = new Map<number, Held>()
  const dropped = new Set<number>()
  let timer: Timer | null = null
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const gone = [...dropped].filter((shardId) => !held.has(shardId))
    const changed = [...held].filter(([, { water, written }]) => water.mark() !== written)
    if (gone.length === 0 && changed.length === 0) return
    await writeDown(database, gone, changed)
    for (const shardId of gone) dropped.delete(shardId)
  }

  function flush(): Promise<void> {
    timer?.cancel()
    timer = null
    writing = writing.then(write).catch((error: unknown) => {
      log.warn({ err: error }, 'the gateway session could not be written down')
    })
    return writing
  }

  function touch(): void {
    timer ??= clock.after(writeEveryMs, () => void flush())
  }

  function hold(info: SessionInfo, written: number): Held {
    const session = { info, water: createLowWater(info.sequence), written }
    held.set(info.shardId, session)
    return session
  }

  return {
    async load() {
      const db = database.db.$extendTables<DiscordTables>()
      const rows = await db.selectFrom('gateway_sessions').selectAll().execute()
      for (const row of rows) {
        const { shard_id, session_id, resume_url, sequence, shard_count } = row
        const names = { shardId: shard_id, sessionId: session_id, resumeURL: resume_url }
        hold({ ...names, sequence, shardCount: shard_count }, sequence)
      }
    },
    retrieve: (shardId) => held.get(shardId)?.info ?? null,
    update(shardId, info) {
      const session = held.get(shardId)
      if (!info) {
        held.delete(shardId)
        dropped.add(shardId)
        touch()
      } else if (session?.info.sessionId === info.sessionId) session.info = info
      else {
        // A new session: whatever was not handled of the old one is found by reconciling.
        hold(info, -1)
        touch()
      }
    },
    skip(shardId, sequence) {
      const session = held.get(shardId)
      if (!session) return
      if (sequence > session.info.sequence) session.info = { ...session.info, sequence }
      session.water.skip(sequence)
      touch()
    },
    forget() {
      for (const shardId of held.keys()) dropped.add(shardId)
      held.clear()
      touch()
    },
    lowWater: (shardId) => held.get(shardId)?.water ?? createLowWater(0),
    touch,
    flush,
  }
}
