import { z } from 'zod'
import { startChild, type Child } from '../child.ts'
import { alternate, median, medianRatio, millis, percentile, type Row } from '../report.ts'

const started = z.object({ url: z.string() })
const told = z.object({ at: z.number() })
const heard = z.object({ at: z.number(), text: z.string() })

const sockets = 1_000
const rounds = 5
const perRound = 20
const target = 0.7

/** Milliseconds until everybody had one message after another. */
async function tellAll(server: Child, readers: Child, message: object): Promise<number[]> {
  const took: number[] = []
  for (let nth = 0; nth < perRound; nth += 1) {
    const [{ at }, last] = await Promise.all([
      server.ask({ do: 'tell', ...message }, told),
      readers.ask({ heard: true }, heard),
    ])
    took.push(last.at - at)
  }
  return took
}

/** One committed fact to a thousand open pages, against a bare broadcast of the same bytes. */
export async function fanOutRows(): Promise<Row[]> {
  const [server, floor] = [startChild('fanout/server.ts'), startChild('fanout/floor.ts')]
  const [pages, bare] = [startChild('fanout/readers.ts'), startChild('fanout/readers.ts')]
  try {
    const pairs = [
      [server, pages],
      [floor, bare],
    ] as const
    for (const [from, to] of pairs) {
      const { url } = await from.ask({ do: 'start' }, started)
      await to.ask({ connect: url, count: sockets }, z.object({}))
    }
    const first = server.ask({ do: 'tell' }, told)
    const { text } = await pages.ask({ heard: true }, heard)
    await first
    const contestants = {
      ours: () => tellAll(server, pages, {}),
      floor: () => tellAll(floor, bare, { text }),
    }
    await alternate(1, contestants)
    const { ours, floor: theirs } = await alternate(rounds, contestants)
    const medians = (results: number[][]) => results.map(median)
    const ratio = medianRatio(medians(theirs), medians(ours))
    const figure = (results: number[][]) =>
      `p50 ${millis(median(results.flat()))}, p95 ${millis(percentile(results.flat(), 95))}`
    const bytes = Buffer.byteLength(text).toLocaleString('en')
    return [
      {
        name: `fan-out of a fact to ${sockets.toLocaleString('en')} sockets, ${bytes} bytes, all received`,
        ours: figure(ours),
        floor: figure(theirs),
        ratio,
        target: `>= ${target}`,
        met: ratio >= target,
      },
    ]
  } finally {
    await Promise.all([server, floor, pages, bare].map((one) => one.stop()))
  }
}
