import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { startProgram, type Program } from '../program.ts'
import { millis, type Row } from '../report.ts'

const edits = 1_000
const events = 20
/** A fault comes with every so many edits. */
const faultEvery = 20
const target = { ms: 30_000, writesPerEdit: 2 }
const base = '/api/v1/events'
const route = '/guilds/:guild_id/scheduled-events/:guild_scheduled_event_id'

const faults: readonly object[] = [
  { when: { method: 'PATCH', route }, do: { status: 500, body: {} }, times: 2 },
  { when: { method: 'PATCH', route }, do: { drop: 'before' }, times: 1 },
  { when: { method: 'PATCH', route }, do: { drop: 'after' }, times: 1 },
  { when: { method: 'GET', route }, do: { status: 503, body: {} }, times: 2 },
  { gateway: 'duplicate', times: 3 },
  { gateway: 'reorder', times: 3 },
  { gateway: 'drop' },
]

async function control(program: Program, method: string, path: string, body?: object) {
  const answer = await fetch(`${program.sandbox.origin}/_control/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return text === '' ? null : (JSON.parse(text) as unknown)
}

const guildOf = ({ sandbox, guildId }: Program) => {
  const guild = sandbox.world.state.guilds.get(guildId)
  if (!guild) throw new Error('the guild is gone')
  return guild
}

/** Discord's event of ours, by the link below its description. */
function remoteOf(program: Program, id: string) {
  return [...guildOf(program).events.values()].find(({ description }) => description?.includes(id))
}

async function read(program: Program, id: string): Promise<EventJson> {
  return eventShape.parse(await program.api('GET', `${base}/${id}`))
}

async function isEqual(program: Program, id: string, remoteId: string): Promise<boolean> {
  const one = await read(program, id)
  const remote = guildOf(program).events.get(remoteId)
  return (
    remote?.name === one.title &&
    remote.entity_metadata?.location === one.location &&
    (remote.description ?? '').startsWith(one.description)
  )
}

async function prepare(program: Program): Promise<Map<string, string>> {
  await program.api('POST', '/api/v1/discord/guilds', {
    guild_id: program.guildId,
    org_id: 'bench',
  })
  const pairs = new Map<string, string>()
  for (let nth = 0; nth < events; nth += 1) {
    const made = eventShape.parse(
      await program.api('POST', base, {
        title: `Event ${nth}`,
        description: 'Bench',
        org_id: 'bench',
        location: 'Here',
        start_at_utc: new Date(Date.now() + (nth + 48) * 3_600_000).toISOString(),
      }),
    )
    let remote = remoteOf(program, made.id)
    while (!remote) {
      await pause(50)
      remote = remoteOf(program, made.id)
    }
    pairs.set(made.id, remote.id)
  }
  return pairs
}

async function edit(
  program: Program,
  nth: number,
  [id, event_id]: [string, string],
): Promise<void> {
  const text = `edit ${nth}`
  if (nth % 2 === 0) {
    const field = nth % 4 === 0 ? { title: text } : { location: text }
    await program.api('PATCH', `${base}/${id}`, field)
  } else {
    const field = nth % 4 === 1 ? { name: text } : { entity_metadata: { location: text } }
    const as = guildOf(program).base.owner_id
    await control(program, 'POST', 'act', { as, do: 'edit_event', event_id, ...field })
  }
}

const calls = z.array(
  z.object({ n: z.int(), method: z.string(), path: z.string(), status: z.int() }),
)

async function writesSince(program: Program, since: number): Promise<number> {
  const all = calls.parse(await control(program, 'GET', `calls?since=${since}`))
  return all.filter(
    ({ method, path, status }) =>
      method === 'PATCH' && path.includes('/scheduled-events/') && status < 300,
  ).length
}

async function measure(program: Program): Promise<Row> {
  const pairs = await prepare(program)
  const list = [...pairs]
  const before = calls.parse(await control(program, 'GET', 'calls?since=0')).at(-1)?.n ?? 0
  for (let nth = 0; nth < edits; nth += 1) {
    // A course that looks random and is the same each time.
    const pair = list[(nth * 7 + Math.floor(nth / 3)) % list.length]
    if (pair) await edit(program, nth, pair)
    const fault = faults[Math.floor(nth / faultEvery) % faults.length]
    if (nth % faultEvery === 0 && fault) await control(program, 'POST', 'faults', fault)
  }
  await control(program, 'DELETE', 'faults')
  const startedAt = performance.now()
  let open = list
  while (open.length > 0 && performance.now() - startedAt < 4 * target.ms) {
    const equal = await Promise.all(open.map(([id, remote]) => isEqual(program, id, remote)))
    open = open.filter((_, index) => equal[index] !== true)
    if (open.length > 0) await pause(200)
  }
  const took = performance.now() - startedAt
  // An echo that came late would show as a write now.
  await pause(5_000)
  const writes = await writesSince(program, before)
  const each = writes / edits
  return {
    name: `${edits.toLocaleString('en')} edits on both sides of ${events} events with faults, until both are equal after the last`,
    ours:
      open.length > 0
        ? `${open.length} differ`
        : `${millis(took)}, ${each.toFixed(2)} writes an edit`,
    floor: '',
    ratio: null,
    target: `<= ${target.ms / 1_000} s, <= ${target.writesPerEdit} writes`,
    met: open.length === 0 && took <= target.ms && each <= target.writesPerEdit,
  }
}

/** People here and in Discord edit at once while calls fail and frames are lost. */
export async function editsRow(): Promise<Row> {
  await using program = await startProgram()
  return await measure(program)
}
