import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSandbox } from '#sandbox/sandbox.ts'
import { rosterPage } from '#modules/staff/contract/roster.ts'
import { startProgram, type Program } from '../program.ts'
import { millis, type Row } from '../report.ts'
import { pageRows } from './pages.ts'
import {
  addMembers,
  change,
  figure,
  flood,
  followRole,
  newSession,
  residentMb,
  until,
} from './guild.ts'
import { number, scaled, settleMs, size } from './size.ts'

const missed = scaled(50_000)
const soakSeconds = Math.max(6, scaled(40))
const { members, staff, rate } = size

/** A large guild with everybody that its role brings, and its first minute. */
async function memoryRow(program: Program): Promise<Row> {
  await pause(settleMs)
  const idle = await residentMb(program)
  const roleId = addMembers(program, size)
  await newSession(program)
  await until(program, ({ is_running }) => is_running)
  await followRole(program, roleId, staff)
  await flood(program, { ...size, seconds: 5 })
  await pause(settleMs)
  const grown = (await residentMb(program)) - idle
  return {
    name: `memory of ${number(members)} members, ${number(staff)} of them staff by their role, over idle`,
    ours: `${Math.round(grown)} MB`,
    floor: `${Math.round(idle)} MB (idle)`,
    ratio: null,
    target: '<= 120 MB',
    met: grown <= 120,
  }
}

async function wrong(program: Program): Promise<number> {
  const query = 'page_size=1&status=dnd'
  const { count } = rosterPage.parse(await program.api('GET', `/api/staff/roster/?${query}`))
  return staff - count
}

/** The connection drops, much happens, and everybody is right again in the end. */
async function resumeRow(program: Program): Promise<Row> {
  program.sandbox.world.gatewayFaults.add({ id: 'bench', kind: 'drop', left: 1 })
  for (let nth = 0; nth < missed; nth += 1) {
    change(program, nth % staff, nth < missed - staff ? 'idle' : 'dnd')
  }
  const startedAt = performance.now()
  await until(program, ({ is_running, stale }) => is_running && stale === 0)
  const patience = performance.now() + 30_000
  while ((await wrong(program)) > 0 && performance.now() < patience) await pause(50)
  const took = performance.now() - startedAt
  const left = await wrong(program)
  return {
    name: `${number(missed)} presence events while the connection was lost, until all are right`,
    ours: left > 0 ? `${left} of ${staff} wrong` : millis(took),
    floor: '',
    ratio: null,
    target: 'nobody wrong in the end',
    met: left === 0,
  }
}

/** A session that cannot be resumed: everybody is asked for again, by id. */
async function sessionRow(program: Program): Promise<Row> {
  const before = await figure(program, 'discord_member_requests_total')
  const startedAt = performance.now()
  await newSession(program)
  const { linked } = await until(
    program,
    ({ is_running, observed }) => is_running && observed >= staff,
  )
  const took = performance.now() - startedAt
  const sends = (await figure(program, 'discord_member_requests_total')) - before
  // A hundred ids to a request, and one request for all members, whose roles may have changed.
  const most = Math.ceil(linked / 100) + 1
  return {
    name: `a new session, until all ${number(staff)} are live`,
    ours: `${millis(took)}, ${sends} requests`,
    floor: '5 s between two starts (Discord)',
    ratio: null,
    target: `<= ${most} requests`,
    met: sends <= most,
  }
}

/** Whether the heap grows while the same goes on and on: the lowest of its beginning against that of its end. */
async function soakRow(program: Program): Promise<Row> {
  const samples: number[] = []
  let going = true
  const sampling = (async () => {
    while (going) {
      samples.push((await figure(program, 'nodejs_heap_size_used_bytes')) / 2 ** 20)
      await pause(250)
    }
  })()
  await flood(program, { ...size, seconds: soakSeconds })
  going = false
  await sampling
  const third = Math.floor(samples.length / 3)
  const [first, last] = [Math.min(...samples.slice(0, third)), Math.min(...samples.slice(-third))]
  return {
    name: `heap after ${soakSeconds} s at ${number(rate)} events/s, lowest of the last third`,
    ours: `${last.toFixed(1)} MB`,
    floor: `${first.toFixed(1)} MB (of the first third)`,
    ratio: first / last,
    target: '>= 0.9',
    met: first / last >= 0.9,
  }
}

/** The program comes back to a roster that it knows, with a session that it resumes. */
async function startRow(sandbox: Program['sandbox'], dataDir: string): Promise<Row> {
  const startedAt = performance.now()
  await using program = await startProgram({ sandbox, dataDir })
  const query = 'page_size=100&linked=true'
  const { count } = rosterPage.parse(await program.api('GET', `/api/staff/roster/?${query}`))
  const took = performance.now() - startedAt
  const cpu = await figure(program, 'process_cpu_seconds_total')
  return {
    name: `start of the process to the first roster, ${number(count)} staff`,
    ours: `${millis(took)}, ${cpu.toFixed(1)} s of processor time`,
    floor: '',
    ratio: null,
    target: '< 2,000 ms',
    met: took < 2_000 && count >= staff,
  }
}

/** Presences at scale: memory, events to pages, writes, gaps, and a start. */
export async function staffRows(): Promise<Row[]> {
  const sandbox = await createSandbox()
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  const rows: Row[] = []
  try {
    {
      await using program = await startProgram({ sandbox, dataDir })
      await until(program, ({ is_running }) => is_running)
      rows.push(await memoryRow(program))
      rows.push(...(await pageRows(program)))
      rows.push(await resumeRow(program), await sessionRow(program), await soakRow(program))
    }
    rows.push(await startRow(sandbox, dataDir))
    return rows
  } finally {
    await sandbox.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
