import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { rosterPage } from '#modules/staff/contract.ts'
import { startChild } from '../child.ts'
import { startProgram, type Program } from '../program.ts'
import { millis, percentile, perSecond, type Row } from '../report.ts'
import { addMembers, change, countWrites, flood, putOnRoster, residentMb, until } from './guild.ts'

// A part of the full size, for a first look: BENCH_SCALE=0.02 takes seconds.
const scale = Math.min(1, Math.max(0.01, Number(process.env['BENCH_SCALE'] ?? 1)))
const scaled = (full: number) => Math.ceil(full * scale)

const members = scaled(100_000)
const staff = scaled(1_000)
const sockets = scaled(500)
const rate = scaled(5_000)
const seconds = Math.max(3, scaled(20))
const missed = scaled(50_000)
const settleMs = 1_500

const heard = z.object({ latencies: z.array(z.number()) })
const number = (value: number) => value.toLocaleString('en')

async function memoryRow(program: Program): Promise<Row> {
  await pause(settleMs)
  const idle = await residentMb(program)
  addMembers(program, members)
  await putOnRoster(program, staff)
  await flood(program, { members, staff, rate, seconds })
  await pause(settleMs)
  const grown = (await residentMb(program)) - idle
  return {
    name: `memory of ${number(members)} members, ${number(staff)} of them staff, over idle`,
    ours: `${Math.round(grown)} MB`,
    floor: `${Math.round(idle)} MB (idle)`,
    ratio: null,
    target: '< 120 MB',
    met: grown < 120,
  }
}

/** From the gateway to pages, with what it costs the database. */
async function floodRows(program: Program): Promise<Row[]> {
  const pages = startChild('staff/readers.ts')
  const writes = countWrites(program)
  try {
    const url = `${program.url.replace('http', 'ws')}/ws/staff/`
    await pages.ask({ connect: url, count: sockets }, z.object({}))
    const { rate: events, ofStaff } = await flood(program, { members, staff, rate, seconds })
    await pause(settleMs)
    const { latencies } = await pages.ask({ latencies: true }, heard)
    const p99 = percentile(latencies, 99)
    const per1000 = (writes.read() / (rate * seconds)) * 1_000
    const share = (ofStaff / (rate * seconds)) * 1_000
    return [
      {
        name: `presence events to ${number(sockets)} pages, ${number(staff)} of ${number(members)} members staff`,
        ours: `${perSecond(events)}, p50 ${millis(percentile(latencies, 50))}, p99 ${millis(p99)}, ${number(latencies.length)} deliveries`,
        floor: '',
        ratio: null,
        target: `>= ${number(rate)}/s, p99 < 250 ms`,
        met: events >= rate * 0.95 && p99 < 250,
      },
      {
        name: 'rows written to the database per 1,000 presence events',
        ours: per1000.toFixed(1),
        floor: `${share.toFixed(1)} (changes of staff)`,
        ratio: per1000 > 0 ? share / per1000 : null,
        target: 'no more than changes of staff',
        met: per1000 <= share,
      },
    ]
  } finally {
    writes.close()
    await pages.stop()
  }
}

/** The connection drops, much happens, and everybody is right again in the end. */
async function resumeRow(program: Program): Promise<Row> {
  const { gatewayFaults } = program.sandbox.world
  gatewayFaults.add({ id: 'bench', kind: 'drop', left: 1 })
  for (let nth = 0; nth < missed; nth += 1) {
    change(program, nth % staff, nth < missed - staff ? 'idle' : 'dnd')
  }
  const startedAt = performance.now()
  await until(program, ({ is_running, stale }) => is_running && stale === 0)
  const wrong = async () => {
    const query = 'page_size=100&status=dnd'
    const { count } = rosterPage.parse(await program.api('GET', `/api/staff/roster/?${query}`))
    return staff - count
  }
  const patience = performance.now() + 30_000
  while ((await wrong()) > 0 && performance.now() < patience) await pause(20)
  const took = performance.now() - startedAt
  const left = await wrong()
  return {
    name: `${number(missed)} presence events while the connection was lost, until all are right`,
    ours: left > 0 ? `${left} of ${staff} wrong` : millis(took),
    floor: '',
    ratio: null,
    target: 'nobody wrong in the end',
    met: left === 0,
  }
}

/** Presences at scale: memory, events to pages, writes, and the repair of a gap. */
export async function staffRows(): Promise<Row[]> {
  await using program = await startProgram()
  await until(program, ({ is_running }) => is_running)
  const memory = await memoryRow(program)
  return [memory, ...(await floodRows(program)), await resumeRow(program)]
}
