import { z } from 'zod'
import { startChild } from '../child.ts'
import { alternate, median, medianRatio, perSecond, type Row } from '../report.ts'
import { readerKind, type ReaderKind } from './kinds.ts'

const measured = z.object({ rate: z.number(), rss: z.number() })
type Measured = z.infer<typeof measured>

const rounds = 5
const count = 30_000
/** How far a bare socket may be ahead. */
const target = 0.8

const rates = (results: readonly Measured[]) => results.map(({ rate }) => rate)

function text(results: readonly Measured[]): string {
  const rss = Math.round(median(results.map((one) => one.rss)) / 2 ** 20)
  return `${perSecond(median(rates(results)))} at ${rss} MB`
}

/** Presence dispatches through our gateway, against a bare socket and against discord.js. */
export async function gatewayRows(): Promise<Row[]> {
  const flood = startChild('gateway/flood.ts')
  const readers = readerKind.options.map((kind) => ({
    kind,
    child: startChild('gateway/reader.ts'),
  }))
  try {
    const { url } = await flood.ask({ start: true }, z.object({ url: z.string() }))
    await Promise.all(readers.map(({ kind, child }) => child.ask({ kind, url }, z.object({}))))
    const contestants = Object.fromEntries(
      readers.map(({ kind, child }) => [
        kind,
        async () => {
          const [result] = await Promise.all([
            child.ask({ count }, measured),
            flood.ask({ token: kind, count }, z.object({})),
          ])
          return result
        },
      ]),
    ) as Record<ReaderKind, () => Promise<Measured>>
    // The first flood warms everybody up.
    await alternate(1, contestants)
    const results = await alternate(rounds, contestants)
    const row = (name: string, ours: Measured[], floor: Measured[], goal: number | null): Row => {
      const ratio = medianRatio(rates(ours), rates(floor))
      return {
        name: `presence dispatches, ${name}`,
        ours: text(ours),
        floor: text(floor),
        ratio,
        target: goal === null ? '' : `>= ${goal}`,
        met: goal === null ? null : ratio >= goal,
      }
    }
    const { muster, ws } = results
    const listening = results['muster-listening']
    return [
      row('nobody listens, against ws + JSON.parse', muster, ws, target),
      row('some are listened to, against ws + JSON.parse', listening, ws, target),
      row('some are listened to, against discord.js', listening, results['discord.js'], null),
      row(
        'some people are followed, against ws + JSON.parse',
        results['muster-following'],
        ws,
        target,
      ),
      row(
        'zlib-stream, against inflate at once + JSON.parse',
        results['muster-zlib'],
        results.inflate,
        target,
      ),
      row('zlib-stream, against discord.js', results['muster-zlib'], results['discord.js'], 5),
    ]
  } finally {
    await Promise.all([flood, ...readers.map(({ child }) => child)].map((one) => one.stop()))
  }
}
