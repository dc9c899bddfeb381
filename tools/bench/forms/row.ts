import { DatabaseSync } from 'node:sqlite'
import { Agent, request } from 'node:http'
import { z } from 'zod'
import { sqliteFile } from '#core/db/open.ts'
import { openGoogle, scope } from '#sandbox/google/test-client.ts'
import { startProgram, type Program } from '../program.ts'
import { median, millis, percentile, type Row } from '../report.ts'
import { choices, openPlace, type FormPlace } from './place.ts'

const connections = 16
const looks = 4_000
const people = 250
const linksEach = 4
const responses = 12_000
const atOnce = 3_000
const rounds = 5

const page = z.looseObject({
  responses: z.array(z.unknown()).default([]),
  nextPageToken: z.string().optional(),
})

/** How long each of these calls takes, so many at a time, over connections that stay open. */
async function timesOf(
  method: 'GET' | 'POST',
  urls: readonly string[],
  status: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const took: number[] = []
  const left = [...urls]
  const call = (url: string) =>
    new Promise<void>((resolve, reject) => {
      const at = performance.now()
      const { origin } = new URL(url)
      const headers = method === 'POST' ? { origin, 'content-length': '0' } : {}
      request(url, { method, agent, headers }, (answer) => {
        answer.resume().once('end', () => {
          took.push(performance.now() - at)
          if (answer.statusCode === status) resolve()
          else reject(new Error(`${method} ${url}: ${answer.statusCode}`))
        })
      })
        .once('error', reject)
        .end()
    })
  async function worker(): Promise<void> {
    for (let url = left.pop(); url !== undefined; url = left.pop()) await call(url)
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
  return took
}

function textOf(times: readonly number[]): string {
  return `p50 ${millis(median(times))}, p99 ${millis(percentile(times, 99))}`
}

/** The page behind links and going through it, against the plainest page of the same server. */
async function doorRows(program: Program, place: FormPlace): Promise<Row[]> {
  const links = await place.links(people, linksEach)
  const [first = ''] = links
  const again = (url: string, count: number) => Array.from({ length: count }, () => url)
  const bare = `${program.url}/healthz`
  await timesOf('GET', again(first, 500), 200)
  await timesOf('GET', again(bare, 500), 200)
  const get = await timesOf('GET', again(first, looks), 200)
  const floor = await timesOf('GET', again(bare, looks), 200)
  const post = await timesOf('POST', links, 303)
  const row = (name: string, times: readonly number[], most: number): Row => {
    const p99 = percentile(times, 99)
    return {
      name,
      ours: textOf(times),
      floor: `${textOf(floor)} (/healthz)`,
      ratio: median(floor) / median(times),
      target: `p99 < ${most} ms`,
      met: p99 < most,
    }
  }
  return [
    row(`door: GET of a link, ${connections} connections`, get, 100),
    row(`door: POST, each link once, ${connections} connections`, post, 250),
  ]
}

/** All pages of the responses, without doing anything with them. */
async function pagesAlone(program: Program, formId: string): Promise<number> {
  const google = await openGoogle(program.sandbox, [scope.responses, scope.forms])
  const at = performance.now()
  let token: string | undefined
  do {
    const query = token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`
    const path = `/v1/forms/${formId}/responses?pageSize=5000${query}`
    token = page.parse((await google.call('GET', path)).body).nextPageToken
  } while (token !== undefined)
  return performance.now() - at
}

async function fetchRow(program: Program, place: FormPlace): Promise<Row> {
  const { form, questions } = place
  for (let begin = 0; begin < responses; begin += atOnce) {
    const submissions = Array.from({ length: atOnce }, (_, index) => ({
      [questions.code]: `forged ${begin + index}`,
      [questions.choice]: choices[(begin + index) % choices.length] ?? '',
      [questions.text]: `because of ${begin + index}`,
    }))
    await place.submit(submissions)
  }
  const floor = await pagesAlone(program, form.form_id ?? '')
  const at = performance.now()
  await program.api('POST', `/api/forms/${form.id}/sync`)
  const took = performance.now() - at
  const counted = z.object({ count: z.int() })
  const path = `/api/forms/${form.id}/responses?page_size=1&status=mistyped`
  const { count } = counted.parse(await program.api('GET', path))
  if (count !== responses) throw new Error(`${count} responses are stored`)
  return {
    name: `${responses.toLocaleString('en')} responses fetched, judged and stored`,
    ours: millis(took),
    floor: `${millis(floor)} (the pages alone)`,
    ratio: floor / took,
    target: '< 10 s',
    met: took < 10_000,
  }
}

/** The same sums from the stored rows, with nothing around them. */
function sumsAlone(program: Program, { form, questions }: FormPlace): number {
  const database = new DatabaseSync(sqliteFile(program.dataDir), { readOnly: true })
  const at = performance.now()
  const rows = database.prepare('select answers from form_answers where form_id = ?').all(form.id)
  const sums = new Map<string, number>()
  for (const { answers } of rows) {
    const read = z.record(z.string(), z.unknown()).parse(JSON.parse(String(answers)))
    const [chosen] = z.array(z.string()).parse(read[questions.choice])
    if (chosen !== undefined) sums.set(chosen, (sums.get(chosen) ?? 0) + 1)
  }
  const took = performance.now() - at
  database.close()
  return took
}

async function statsRow(program: Program, place: FormPlace): Promise<Row> {
  const { form } = place
  // They count once somebody has said whose they are: here all at once.
  const database = new DatabaseSync(sqliteFile(program.dataDir), { timeout: 30_000 })
  database.prepare("update form_answers set status = 'valid' where form_id = ?").run(form.id)
  database.close()
  const ours: number[] = []
  const floor: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const at = performance.now()
    const answer = await program.api('GET', `/api/forms/${form.id}/stats`)
    const took = performance.now() - at
    const { answers } = z.looseObject({ answers: z.int() }).parse(answer)
    if (answers !== responses) throw new Error(`${answers} answers were added up`)
    const alone = sumsAlone(program, place)
    // The first round warms everything up.
    if (round === 0) continue
    ours.push(took)
    floor.push(alone)
  }
  return {
    name: `statistics over ${responses.toLocaleString('en')} responses`,
    ours: `p50 ${millis(median(ours))}`,
    floor: `p50 ${millis(median(floor))} (sums of one question alone)`,
    ratio: median(floor) / median(ours),
    target: '< 1 s',
    met: median(ours) < 1_000,
  }
}

/** Forms: the door, fetching what is new at Google, and adding it up. */
export async function formsRows(): Promise<Row[]> {
  await using program = await startProgram()
  const place = await openPlace(program)
  const door = await doorRows(program, place)
  const fetched = await fetchRow(program, place)
  return [...door, fetched, await statsRow(program, place)]
}
