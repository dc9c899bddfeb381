import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { startChild, type Child } from '../child.ts'
import type { Program } from '../program.ts'
import { millis, percentile, perSecond, type Row } from '../report.ts'
import { countWrites, figure, flood } from './guild.ts'
import { number, scaled, settleMs, size } from './size.ts'

const sockets = scaled(500)
const deafSockets = scaled(5)
const seconds = Math.max(4, scaled(20))
const warmUpSeconds = Math.max(2, scaled(5))
const { members, staff, rate } = size

const heard = z.object({ latencies: z.array(z.number()) })

/** A flood, and how long each page waited for each change. */
async function measure(program: Program, pages: Child, length: number) {
  const cpu = () => figure(program, 'process_cpu_seconds_total')
  const before = await cpu()
  const { rate: events, ofStaff } = await flood(program, { ...size, seconds: length })
  await pause(settleMs)
  const { latencies } = await pages.ask({ latencies: true }, heard)
  const cores = ((await cpu()) - before) / length
  return { events, ofStaff, latencies, cores, p99: percentile(latencies, 99) }
}

/** The 99th percentile of a bare server's way to as many pages, with as many changes of staff. */
async function floorOf(): Promise<number> {
  const server = startChild('staff/floor.ts')
  const pages = startChild('staff/readers.ts')
  try {
    const { url } = await server.ask({ start: true }, z.object({ url: z.string() }))
    await pages.ask({ connect: url, count: sockets, deaf: false }, z.object({}))
    const perSecondOfStaff = (rate * staff) / members
    await server.ask({ perSecond: perSecondOfStaff, seconds: seconds / 2 }, z.object({}))
    await pause(settleMs)
    return percentile((await pages.ask({ latencies: true }, heard)).latencies, 99)
  } finally {
    await Promise.all([server.stop(), pages.stop()])
  }
}

/** From the gateway to pages, with what it costs the database, also while some pages take nothing. */
export async function pageRows(program: Program): Promise<Row[]> {
  const floors = [await floorOf()]
  const pages = startChild('staff/readers.ts')
  const deafPages = startChild('staff/readers.ts')
  const writes = countWrites(program)
  try {
    const connect = `${program.url.replace('http', 'ws')}/ws/staff/`
    await pages.ask({ connect, count: sockets, deaf: false }, z.object({}))
    // The first flood warms everybody up.
    await measure(program, pages, warmUpSeconds)
    const writtenBefore = writes.read()
    const { events, ofStaff, latencies, cores, p99 } = await measure(program, pages, seconds)
    const per1000 = ((writes.read() - writtenBefore) / (rate * seconds)) * 1_000
    const share = (ofStaff / (rate * seconds)) * 1_000
    await deafPages.ask({ connect, count: deafSockets, deaf: true }, z.object({}))
    const beside = await measure(program, pages, seconds / 2)
    // Before and after: what others do on the machine meanwhile shows in all of them.
    floors.push(await floorOf())
    const floor = Math.max(...floors)
    return [
      {
        name: `presence events to ${number(sockets)} pages, ${number(staff)} of ${number(members)} members staff`,
        ours: `${perSecond(events)}, p50 ${millis(percentile(latencies, 50))}, p99 ${millis(p99)}, ${number(latencies.length)} deliveries, ${cores.toFixed(2)} cores`,
        floor: `p99 ${floors.map(millis).join(' and ')} (bare ws, changes of staff alone)`,
        ratio: floor / p99,
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
      {
        name: `the same beside ${deafSockets} pages that take nothing`,
        ours: `p50 ${millis(percentile(beside.latencies, 50))}, p99 ${millis(beside.p99)}`,
        floor: `p99 ${millis(p99)} (without them)`,
        ratio: p99 / beside.p99,
        target: 'p99 < 250 ms',
        met: beside.p99 < 250,
      },
    ]
  } finally {
    writes.close()
    await Promise.all([pages.stop(), deafPages.stop()])
  }
}
