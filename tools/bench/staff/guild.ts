import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { sqliteFile } from '#core/db/open.ts'
import { fullStatus, type FullStatus } from '#modules/staff/contract.ts'
import { presenceUpdate } from '#sandbox/discord/gateway/frames.ts'
import { setPresence } from '#sandbox/discord/gateway/presence.ts'
import { monotonicMs } from '../fanout/monotonic.ts'
import type { Program } from '../program.ts'

const patienceMs = 60_000
const pollMs = 50
const lookMs = 20

/** The id of the nth added member. */
function memberId(nth: number): string {
  return String(1_350_000_000_000_000_000n + BigInt(nth))
}

/** Adds so many quiet members to the guild of a sandbox. Bots hear of them with a new session. */
export function addMembers({ sandbox, guildId }: Program, count: number): void {
  const { world } = sandbox
  const guild = world.guild(guildId)
  const owner = guild.members.get(guild.base.owner_id)
  const person = world.person(guild.base.owner_id)
  if (!owner) throw new Error('the owner is a member')
  for (let nth = 0; nth < count; nth += 1) {
    const id = memberId(nth)
    const user = { ...person.user, id, username: `person${nth}` }
    world.state.users.set(id, { ...person, user, token: id })
    guild.members.set(id, { ...owner, user_id: id, roles: [] })
  }
}

/** Puts the first members on the roster and waits until Discord has been asked for all of them. */
export async function putOnRoster(program: Program, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, nth) => `P${nth},${memberId(nth)}`)
  const csv = `name,discord id\n${lines.join('\n')}\n`
  await program.api('POST', '/api/staff/import/', { csv, apply: true })
  await until(program, ({ observed }) => observed >= count)
}

/** How the bot is doing. */
async function health(program: Program): Promise<FullStatus> {
  return fullStatus.parse(await program.api('GET', '/api/staff/discord/status/'))
}

/** Waits for a state of the bot; throws after a minute. */
export async function until(
  program: Program,
  condition: (status: FullStatus) => boolean,
): Promise<FullStatus> {
  const startedAt = performance.now()
  for (;;) {
    const status = await health(program)
    if (condition(status)) return status
    if (performance.now() - startedAt > patienceMs) {
      throw new Error(`not so after ${patienceMs} ms: ${JSON.stringify(status)}`)
    }
    await pause(pollMs)
  }
}

/** One change of a member, which says when it was made. */
export function change({ sandbox }: Program, nth: number, status: 'online' | 'idle' | 'dnd'): void {
  const activities = [{ name: 'Custom Status', type: 4, state: `at ${monotonicMs().toFixed(2)}` }]
  setPresence(sandbox.world, memberId(nth), presenceUpdate.parse({ status, activities }))
}

/** Changes of all members in turn at a rate; the rate that was reached, and how many were of the first `staff`. */
export async function flood(
  program: Program,
  wish: { members: number; staff: number; rate: number; seconds: number },
): Promise<{ rate: number; ofStaff: number }> {
  const { members, staff, rate, seconds } = wish
  const statuses = ['online', 'idle', 'dnd'] as const
  const total = rate * seconds
  let ofStaff = 0
  const startedAt = performance.now()
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate))
    for (; sent < due; sent += 1) {
      const round = Math.floor(sent / members)
      const nth = sent % members
      if (nth < staff) ofStaff += 1
      change(program, nth, statuses[round % statuses.length] ?? 'online')
    }
    await pause(lookMs)
  }
  return { rate: total / ((performance.now() - startedAt) / 1_000), ofStaff }
}

/** Counts rows that are written to the table of presences from now on. */
export function countWrites({ dataDir }: Program): { read(): number; close(): void } {
  const database = new DatabaseSync(sqliteFile(dataDir), { timeout: 30_000 })
  database.exec(`
    create table if not exists bench_writes (nth integer primary key);
    create trigger if not exists bench_insert after insert on staff_presences
      begin insert into bench_writes values (null); end;
    create trigger if not exists bench_update after update on staff_presences
      begin insert into bench_writes values (null); end;
    delete from bench_writes`)
  const count = database.prepare('select count(*) as count from bench_writes')
  return {
    read: () => Number(count.get()?.['count']),
    close() {
      database.exec('drop trigger bench_insert; drop trigger bench_update; drop table bench_writes')
      database.close()
    },
  }
}

/** Resident memory of the program in MB. */
export async function residentMb({ url }: Program): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20
}
