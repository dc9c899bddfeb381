import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { createSandbox } from '#sandbox/sandbox.ts'
import { startProgram } from './program.ts'
import { alternate, median, millis, type Row } from './report.ts'

const rounds = 5
const readyTargetMs = 1_500
const rssTargetMb = 150
const idleMs = 3_000

function bareStart(): number {
  const startedAt = performance.now()
  execFileSync(process.execPath, ['-e', ''])
  return performance.now() - startedAt
}

function bareRss(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.memoryUsage.rss()']).toString())
}

async function rssOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
}

/** From spawning the program to its readiness, and what it holds when nothing happens. */
export async function startRows(): Promise<Row[]> {
  const sandbox = await createSandbox()
  try {
    const start = async () => {
      await using program = await startProgram({ sandbox })
      await pause(idleMs)
      return { ms: program.readyMs, rss: await rssOf(program.url) }
    }
    const bare = async () => ({ ms: bareStart(), rss: bareRss() })
    await start()
    const { ours, floor } = await alternate(rounds, { ours: start, floor: bare })
    const middle = (results: typeof ours, key: 'ms' | 'rss') =>
      median(results.map((one) => one[key]))
    const [ms, mb] = [middle(ours, 'ms'), middle(ours, 'rss') / 2 ** 20]
    const [bareMs, bareMb] = [middle(floor, 'ms'), middle(floor, 'rss') / 2 ** 20]
    return [
      {
        name: 'start of the process to ready',
        ours: millis(ms),
        floor: `${millis(bareMs)} (node -e '')`,
        ratio: bareMs / ms,
        target: `<= ${readyTargetMs} ms`,
        met: ms <= readyTargetMs,
      },
      {
        name: 'resident memory when idle',
        ours: `${Math.round(mb)} MB`,
        floor: `${Math.round(bareMb)} MB (node)`,
        ratio: bareMb / mb,
        target: `<= ${rssTargetMb} MB`,
        met: mb <= rssTargetMb,
      },
    ]
  } finally {
    await sandbox.close()
  }
}
