import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { z } from 'zod'
import { sqliteFile } from '#core/db/open.ts'
import { startChild, type Child } from '../child.ts'
import { startProgram, type Program } from '../program.ts'
import { alternate, median, medianRatio, millis, perSecond, type Row } from '../report.ts'
import { peoplePerConnection, type ClickPlace } from './clicks.ts'

const measured = z.object({
  rate: z.number(),
  p50: z.number(),
  p99: z.number(),
  answer: z.string(),
})
type Measured = z.infer<typeof measured>

const rounds = 5
const partyCount = 8
/** Connections, and clicks of each of them in one round. */
const loads = [
  { connections: 32, clicks: 100 },
  { connections: 1, clicks: 1_000 },
]

/** Some parties with their posted messages. */
export async function placeOf(program: Program): Promise<ClickPlace> {
  const { sandbox, guildId, channelId } = program
  const parties: ClickPlace['parties'] = []
  for (let nth = 1; nth <= partyCount; nth += 1) {
    const { id, discord_message_id } = await program.open(`Party ${nth}`, 99)
    const path = `/api/v10/channels/${channelId}/messages/${discord_message_id}`
    const headers = { authorization: `Bot ${sandbox.application.bot_token}` }
    const message = await (await fetch(`${sandbox.origin}${path}`, { headers })).json()
    parties.push({ id, message: z.looseObject({ id: z.string() }).parse(message) })
  }
  return { applicationId: sandbox.application.id, guildId, channelId, parties }
}

/** Everything that is needed to measure clicks on the program and on the floor. */
export async function clickers(program: Program, load: Child) {
  const { sandbox } = program
  const place = await placeOf(program)
  const privateKey = sandbox.world.state.application.private_key
  let made = 0

  const clicker = (url: string) => (connections: number, clicks: number) => {
    const from = made
    made += connections * clicks
    return load.ask({ url, privateKey, place, connections, clicks, from }, measured)
  }

  const ours = clicker(`${program.url}/api/discord/interactions/`)
  // Everybody is met once, and the code is warm.
  const { answer } = await ours(32, peoplePerConnection * 4)
  return { ours, clicker, answer }
}

function rowOf(connections: number, ours: readonly Measured[], floor: readonly Measured[]): Row {
  const rate = ({ rate: value }: Measured) => value
  const text = (results: readonly Measured[]) => {
    const p50 = median(results.map((one) => one.p50))
    const p99 = median(results.map((one) => one.p99))
    return `${perSecond(median(results.map(rate)))} (p50 ${millis(p50)}, p99 ${millis(p99)})`
  }
  const ratio = medianRatio(ours.map(rate), floor.map(rate))
  return {
    name: `signed click to durable commit and answer, ${connections} connection${connections > 1 ? 's' : ''}`,
    ours: text(ours),
    floor: text(floor),
    ratio,
    target: connections > 1 ? '>= 0.5' : '',
    met: connections > 1 ? ratio >= 0.5 : null,
  }
}

/** Clicks through the HTTP door against a bare server with the same statements and signatures. */
export async function clickRows(): Promise<Row[]> {
  await using program = await startProgram()
  const load = startChild('click/load.ts')
  const floor = startChild('click/floor.ts')
  try {
    const { ours, clicker, answer } = await clickers(program, load)
    const file = join(program.dataDir, 'floor.sqlite')
    const source = new DatabaseSync(sqliteFile(program.dataDir))
    source.prepare('VACUUM INTO ?').run(file)
    source.close()
    const { public_key: publicKey } = program.sandbox.application
    const order = { file, publicKey, answer }
    const { url } = await floor.ask(order, z.object({ url: z.string() }))
    const bare = clicker(url)
    await bare(32, peoplePerConnection * 2)
    const rows: Row[] = []
    for (const { connections, clicks } of loads) {
      const results = await alternate(rounds, {
        ours: () => ours(connections, clicks),
        floor: () => bare(connections, clicks),
      })
      rows.push(rowOf(connections, results.ours, results.floor))
    }
    return rows
  } finally {
    await Promise.all([load.stop(), floor.stop()])
  }
}
