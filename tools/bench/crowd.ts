import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'node:http'
import { ed25519PrivateKey, signRequest } from '#sandbox/discord/interactions/signing.ts'
import { clickBody } from './click/clicks.ts'
import { placeOf } from './click/row.ts'
import { serviceToken, startProgram, type Program } from './program.ts'
import { millis, percentile, perSecond, type Row } from './report.ts'

const perSecondWanted = 300
const seconds = 60
const warmUpSeconds = 5
const tickMs = 20
const target = { p99: 500, worst: 2_500 }

/** How one request was answered, and after how many milliseconds from when it was due. */
export type Sample = { took: number; status: number }

/** Sends one request and says how long the answer took, from when it was due. */
function send(
  agent: Agent,
  url: string,
  init: { body: string; headers: Record<string, string> },
  due: number,
): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const { body, headers } = init
    const length = { 'content-length': Buffer.byteLength(body), 'content-type': 'application/json' }
    const outgoing = request(url, { agent, method: 'POST', headers: { ...headers, ...length } })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      response.resume()
      response.on('end', () =>
        resolve({ took: performance.now() - due, status: response.statusCode ?? 0 }),
      )
    })
    outgoing.end(body)
  })
}

/** Everybody joins and leaves in turn; two of three by a click, one over the API. */
export async function crowd(program: Program, rate = perSecondWanted) {
  const place = await placeOf(program)
  const key = ed25519PrivateKey(program.sandbox.world.state.application.private_key)
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  const clicks = `${program.url}/api/discord/interactions/`
  let index = 0
  return async (durationSeconds: number): Promise<Sample[]> => {
    const answers: Promise<Sample>[] = []
    const startedAt = performance.now()
    const total = durationSeconds * rate
    for (let sent = 0; sent < total;) {
      const dueBy = Math.floor(((performance.now() - startedAt) / 1_000) * rate)
      for (; sent < Math.min(dueBy, total); sent += 1) {
        const person = index % 480
        const verb = Math.floor(index / 480) % 2 === 0 ? 'join' : 'leave'
        const due = startedAt + (sent / rate) * 1_000
        if (index % 3 === 2) {
          const party = place.parties[Math.floor(person / 16) % place.parties.length]
          const user = String(1_410_000_000_000_000_000n + BigInt(person))
          const url = `${program.url}/api/discord/recruitments/${party?.id ?? 0}/${verb}/`
          const headers = { authorization: `Bearer ${serviceToken}` }
          const body = JSON.stringify({ discord_user_id: user })
          answers.push(send(agent, url, { body, headers }, due))
        } else {
          const body = clickBody(place, { index, person, verb })
          const signed = signRequest(key, String(Math.floor(Date.now() / 1_000)), body)
          answers.push(send(agent, clicks, { body, headers: { ...signed } }, due))
        }
        index += 1
      }
      await pause(tickMs)
    }
    return Promise.all(answers)
  }
}

/** Seconds of processor time that the program has used so far; other programs do not change them. */
async function cpuOf({ url }: Program): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
}

/** A minute of mixed clicks at a steady rate, whoever is slow; the time counts from when each was due. */
export async function crowdRows(): Promise<Row[]> {
  await using program = await startProgram()
  const run = await crowd(program)
  await run(warmUpSeconds)
  const usedBefore = await cpuOf(program)
  const startedAt = performance.now()
  const samples = await run(seconds)
  const rate = samples.length / ((performance.now() - startedAt) / 1_000)
  const cpuMs = ((await cpuOf(program)) - usedBefore) * 1_000
  const took = samples.map((one) => one.took)
  const p99 = percentile(took, 99)
  const worst = Math.max(...took)
  const failed = samples.filter(({ status }) => status !== 200 && status !== 409).length
  const text = `${perSecond(rate)}, p50 ${millis(percentile(took, 50))}, p99 ${millis(p99)}, worst ${millis(worst)}, ${millis(cpuMs / samples.length)} of processor each`
  return [
    {
      name: `mixed clicks, ${perSecondWanted}/s for ${seconds} s`,
      ours: failed > 0 ? `${text}, ${failed} refused` : text,
      floor: '',
      ratio: null,
      target: `p99 <= ${target.p99} ms, worst <= ${target.worst} ms`,
      met: p99 <= target.p99 && worst <= target.worst && failed === 0,
    },
  ]
}
