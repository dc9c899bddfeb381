import { availableParallelism, loadavg } from 'node:os'
import { clickRows } from './click/row.ts'
import { fanOutRows } from './fanout/row.ts'
import { crowdRows } from './crowd.ts'
import { eventRows } from './events/row.ts'
import { firstPaintRows } from './first-paint.ts'
import { formsRows } from './forms/row.ts'
import { gatewayRows } from './gateway/row.ts'
import { listRows } from './list.ts'
import { paintRows } from './paint.ts'
import { table, type Row } from './report.ts'
import { staffRows } from './staff/row.ts'
import { startRows } from './start.ts'
import { tradingRows } from './trading/row.ts'

/** What can be measured, by the name that picks it on the command line. */
const benches: Record<string, () => Promise<Row[]>> = {
  click: clickRows,
  crowd: crowdRows,
  events: eventRows,
  list: listRows,
  gateway: gatewayRows,
  'fan-out': fanOutRows,
  forms: formsRows,
  paint: paintRows,
  'first-paint': firstPaintRows,
  staff: staffRows,
  start: startRows,
  trading: tradingRows,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}
const load = loadavg()[0]?.toFixed(1)
const rows: Row[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.error(`measuring ${name} …`)
  try {
    const measured = await bench()
    for (const { name: row, ours } of measured) console.error(`  ${row}: ${ours}`)
    rows.push(...measured)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    console.error(`NOT MEASURED: ${name}: ${text}`)
    rows.push({ name, ours: 'not measured', floor: '', ratio: null, target: '', met: null })
  }
}
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${load} before the start\n`,
)
console.log(table(rows))
// Speed is no test, and nothing that is still open may keep the table from its end.
process.exit(0)
