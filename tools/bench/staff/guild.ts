import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { sqliteFile } from '#core/db/open.ts'
import { fullStatus, type FullStatus } from '#modules/staff/contract/status.ts'
import { presenceUpdate } from '#sandbox/discord/gateway/frames.ts'
import { setPresence } from '#sandbox/discord/gateway/presence.ts'
import { monotonicMs } from '../fanout/monotonic.ts'
import type { Program } from '../program.ts'

const patienceMs = 60_000
const pollMs = 50
const lookMs = 10
const statuses = ['online', 'idle', 'dnd'] as const
/** Members take turns in steps of this prime, so that staff come evenly among the others. */
const step = 7_919

/** How large everything is. The first `staff` of the members are on the roster. */
export type Size = { members: number; staff: number }

/** The id of the nth added member. */
function memberId(nth: number): string {
  return String(1_350_000_000_000_000_000n + BigInt(nth))
}

/** Adds quiet members to the guild of a sandbox; staff have a role, whose id this returns. */
export function addMembers({ sandbox, guildId }: Program, { members, staff }: Size): string {
  const { world } = sandbox
  const guild = world.guild(guildId)
  const owner = guild.members.get(guild.base.owner_id)
  const person = world.person(guild.base.owner_id)
  const role = [...guild.roles.values()].find(({ name }) => name === 'Trader')
  if (!owner || !role) throw new Error('the standard seed has an owner and traders')
  for (let nth = 0; nth < members; nth += 1) {
    const id = memberId(nth)
    const user = { ...person.user, id, username: `person${nth}`, global_name: `Person ${nth}` }
    world.state.users.set(id, { ...person, user, token: id })
    guild.members.set(id, {
      ...owner,
      user_id: id,
      nick: null,
      roles: nth < staff ? [role.id] : [],
    })
  }
  return role.id
}

const gatewayBot = z.object({ session_start_limit: z.object({ remaining: z.number() }) })

/** How often the bot may still begin a session today. */
async function startsLeft({ sandbox }: Program): Promise<number> {
  const headers = { authorization: `Bot ${sandbox.application.bot_token}` }
  const answer = await fetch(`${sandbox.origin}/api/v10/gateway/bot`, { headers })
  return gatewayBot.parse(await answer.json()).session_start_limit.remaining
}

/** Has the bot begin a new session of the gateway, whose first events are the whole guild. */
export async function newSession(program: Program): Promise<void> {
  const before = await startsLeft(program)
  program.sandbox.world.gatewayFaults.add({ id: 'bench', kind: 'invalid_session', left: 1 })
  while ((await startsLeft(program)) === before) await pause(pollMs)
}

/** Puts everybody with a role on the roster and waits until Discord has been asked for all of them. */
export async function followRole(program: Program, roleId: string, staff: number): Promise<void> {
  const rank = { role: 'Staff', priority: 1, color: '#3498db', discord_role_id: roleId }
  await program.api('POST', '/api/staff/roles/', rank)
  await until(program, ({ observed }) => observed >= staff)
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
export function change({ sandbox }: Program, nth: number, status: (typeof statuses)[number]): void {
  const activities = [{ name: 'Custom Status', type: 4, state: `at ${monotonicMs().toFixed(2)}` }]
  setPresence(sandbox.world, memberId(nth), presenceUpdate.parse({ status, activities }))
}

/** Changes of all members in turn at a rate; the rate that was reached, and how many were of staff. */
export async function flood(
  program: Program,
  wish: Size & { rate: number; seconds: number },
): Promise<{ rate: number; ofStaff: number }> {
  const { members, staff, rate, seconds } = wish
  const total = rate * seconds
  let ofStaff = 0
  const startedAt = performance.now()
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate))
    for (; sent < due; sent += 1) {
      const nth = (sent * step) % members
      if (nth < staff) ofStaff += 1
      change(program, nth, statuses[Math.floor(sent / members) % statuses.length] ?? 'online')
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

/** One of the figures that the program tells of itself; NaN where it has none of that name. */
export async function figure({ url }: Program, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
}

/** Resident memory of the program in MB. */
export async function residentMb(program: Program): Promise<number> {
  return (await figure(program, 'process_resident_memory_bytes')) / 2 ** 20
}
