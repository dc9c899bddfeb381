import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { sqliteFile } from '#core/db/open.ts'
import { crowd, type Sample } from '../crowd.ts'
import { startProgram, type Program } from '../program.ts'
import { millis, percentile, perSecond, type Row } from '../report.ts'

const due = 100_000
const target = 500
/** Interactions a second meanwhile. */
const rate = 50
/** Longer than this nobody waits for the end, in milliseconds. */
const patienceMs = 300_000

/** Makes so many pieces of work due at once: each opens a unit of work of its own and looks for its event. */
function fill(database: DatabaseSync): void {
  const now = Date.now()
  database.exec(`
    with recursive numbers (nth) as (
      select 1 union all select nth + 1 from numbers where nth < ${due}
    )
    insert into jobs (kind, payload, guild_id, run_at, created_at)
    select 'events.clock', json_object('event_id', 'bench-' || nth), '', ${now}, ${now} from numbers`)
}

const counted = (database: DatabaseSync, where: string): number =>
  Number(
    database
      .prepare(`select count(*) as count from jobs where payload like '%bench-%' and ${where}`)
      .get()?.['count'],
  )

const p99Of = (samples: readonly Sample[]): number =>
  percentile(
    samples.map(({ took }) => took),
    99,
  )

async function measure(program: Program, database: DatabaseSync): Promise<Row> {
  const press = await crowd(program, rate)
  await press(5)
  const calm = p99Of(await press(10))
  fill(database)
  const startedAt = performance.now()
  const samples: Sample[] = []
  while (counted(database, "state in ('ready', 'running')") > 0) {
    if (performance.now() - startedAt > patienceMs) break
    samples.push(...(await press(2)))
  }
  const seconds = (performance.now() - startedAt) / 1_000
  await pause(1_000)
  const once = counted(database, "state = 'done' and run = 1 and attempts = 1")
  const p99 = p99Of(samples)
  const wrong = samples.filter(({ status }) => status >= 500).length
  return {
    name: `${due.toLocaleString('en')} jobs due at once, beside ${rate} interactions/s`,
    ours: `${once.toLocaleString('en')} run once at ${perSecond(due / seconds)}; interactions p99 ${millis(p99)}, ${wrong} failed`,
    floor: `p99 ${millis(calm)} without them`,
    ratio: calm / p99,
    target: `each once, p99 <= ${target} ms`,
    met: once === due && p99 <= target && wrong === 0,
  }
}

/** Much work at once must not make people wait. */
export async function dueJobsRow(): Promise<Row> {
  await using program = await startProgram()
  const database = new DatabaseSync(sqliteFile(program.dataDir), { timeout: 30_000 })
  try {
    return await measure(program, database)
  } finally {
    database.close()
  }
}
