import { Agent, request } from 'node:http'
import { z } from 'zod'
import type { Child } from '../child.ts'
import { benchTrader, serviceToken, startProgram } from '../program.ts'
import { alternate, median, medianRatio, millis, percentile, type Row } from '../report.ts'

const connections = 8
const commands = 3_000
const rounds = 3

type Answered = { took: number[]; answer: string }

/** One command; how long it took, and what was answered. */
function once(url: string, agent: Agent, body: string): Promise<{ ms: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const at = performance.now()
    const headers = {
      authorization: `Bearer ${serviceToken}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const sent = request(`${url}/api/discord/webhook`, { method: 'POST', agent, headers })
    sent.on('error', reject).on('response', (response) => {
      const parts: Buffer[] = []
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          const answer = Buffer.concat(parts).toString()
          if (response.statusCode !== 200) return reject(new Error(answer))
          resolve({ ms: performance.now() - at, answer })
        })
    })
    sent.end(body)
  })
}

/** So many commands over several connections, one after another on each. */
async function load(url: string, command: string): Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const body = JSON.stringify({ user_id: benchTrader, command, parameters: {} })
  const took: number[] = []
  let answer = ''
  const work = async () => {
    for (let nth = 0; nth < commands / connections; nth += 1) {
      const done = await once(url, agent, body)
      took.push(done.ms)
      answer = done.answer
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  return { took, answer }
}

const started = z.object({ url: z.string() })

/** Commands of the webhook against a bare server that answers the same bytes. */
export async function webhookRows(floor: Child): Promise<Row[]> {
  await using program = await startProgram()
  const rows: Row[] = []
  for (const command of ['status', 'positions'] as const) {
    const { answer } = await load(program.url, command)
    const { url } = await floor.ask({ answer }, started)
    await load(url, command)
    const results = await alternate(rounds, {
      ours: () => load(program.url, command),
      floor: () => load(url, command),
    })
    const p99 = (list: readonly Answered[]) => list.map(({ took }) => percentile(took, 99))
    const p50 = (list: readonly Answered[]) => list.map(({ took }) => percentile(took, 50))
    const [ours, bare] = [p99(results.ours), p99(results.floor)]
    rows.push({
      name: `webhook command ${command}, ${connections} connections`,
      ours: `p50 ${millis(median(p50(results.ours)))}, p99 ${millis(median(ours))}`,
      floor: `p99 ${millis(median(bare))} (bare server, same bytes)`,
      ratio: medianRatio(bare, ours),
      target: 'p99 <= 50 ms',
      met: median(ours) <= 50,
    })
  }
  return rows
}
