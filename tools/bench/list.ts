import { DatabaseSync } from 'node:sqlite'
import { sqliteFile } from '#core/db/open.ts'
import { startProgram, type Program } from './program.ts'
import { median, millis, type Row } from './report.ts'

const few = 100
const many = 100_000
const samples = 40
/** The lists that people look at, by the query of the page. */
const lists = {
  'open parties': 'status=open',
  'closed parties': 'status=closed',
  'all parties': '',
}
type Name = keyof typeof lists

/** Adds ended parties, copies of the first one, until so many are stored. */
function fill(program: Program, count: number): void {
  const database = new DatabaseSync(sqliteFile(program.dataDir), { timeout: 30_000 })
  const columns = database
    .prepare('select name from pragma_table_info(?)')
    .all('recruitments')
    .map(({ name }) => String(name))
    .filter((name) => name !== 'id')
  const values = columns.map((name) => {
    if (name === 'state') return "'closed'"
    if (name === 'created_at') return 'created_at - nth * 1000'
    return name === 'message_id' ? 'null' : name
  })
  database.exec(`
    with recursive numbers (nth) as (
      select 1 union all select nth + 1 from numbers
      where nth < ${count} - (select count(*) from recruitments)
    )
    insert into recruitments (${columns.join(', ')})
    select ${values.join(', ')} from numbers, (select * from recruitments order by id limit 1)`)
  database.close()
}

async function timesOf(program: Program, query: string): Promise<number[]> {
  const took: number[] = []
  for (let nth = 0; nth < samples + 10; nth += 1) {
    const at = performance.now()
    await program.api('GET', `/api/discord/recruitments/?${query}`)
    // The first ones warm everything up.
    if (nth >= 10) took.push(performance.now() - at)
  }
  return took
}

async function measure(program: Program): Promise<Record<Name, number>> {
  const found: [string, number][] = []
  for (const [name, query] of Object.entries(lists)) {
    found.push([name, median(await timesOf(program, query))])
  }
  return Object.fromEntries(found) as Record<Name, number>
}

/** The answer of a list with many stored parties against that with few. */
export async function listRows(): Promise<Row[]> {
  await using program = await startProgram()
  for (let nth = 1; nth <= 20; nth += 1) await program.open(`Party ${nth}`, 5)
  fill(program, few)
  const withFew = await measure(program)
  fill(program, many)
  const withMany = await measure(program)
  return Object.keys(lists).map((key) => {
    const name = key as Name
    const ratio = withFew[name] / withMany[name]
    return {
      name: `list of ${name}, ${many.toLocaleString('en')} stored against ${few}`,
      ours: `p50 ${millis(withMany[name])}`,
      floor: `p50 ${millis(withFew[name])}`,
      ratio,
      target: '>= 0.5',
      met: ratio >= 0.5,
    }
  })
}
