// Runs the tests: all of them, or the files given on the command line. All are dealt out to parts,
// of which two run side by side; what a part says is shown when it ends, and at the end what failed
// and the totals.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

const given = process.argv.slice(2)
const files = ['src', 'sandbox', 'test'].map((folder) => `${folder}/**/*.test.ts`)
/** More would make tests wait for each other that talk to several processes and a browser each. */
const atATime = Math.min(2, availableParallelism())
/** A few for each place, so that a long one does not leave the other place idle. */
const parts = given.length > 0 ? 1 : 4 * atATime

const counted = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const
const totals = Object.fromEntries(counted.map((name) => [name, 0])) as Record<
  (typeof counted)[number],
  number
>
const failures: string[] = []
const startedAt = performance.now()

/**
 * Where the tests keep their data: in memory where there is a place for that, because each commit waits
 * for the disk. What a killed process wrote is still there.
 */
function scratch(): string {
  const memory = '/dev/shm'
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > 4 * 2 ** 30 ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** Of the reason of a failure so many lines are said again at the end. */
const reasonLines = 60

/** What failed in a part: its name, where it stands and why, each cut to some lines. */
function failuresIn(said: string): string[] {
  const [, ...sections] = said.split('\n✖ failing tests:\n')
  return sections
    .flatMap((section) => section.split(/^(?=test at )/m))
    .filter((one) => one.startsWith('test at '))
    .map((one) => one.trim().split('\n').slice(0, reasonLines).join('\n'))
}

/** Shows what a part said, and keeps its totals and what failed. */
function take(part: number, said: string, succeeded: boolean): void {
  const isTotal = new RegExp(`^ℹ (${counted.join('|')}|duration_ms) ([\\d.]+)$`)
  const course = said.split('\n').filter((line) => {
    const [, name, value] = isTotal.exec(line) ?? []
    const key = counted.find((one) => one === name)
    if (key) totals[key] += Number(value)
    return name === undefined
  })
  console.log(course.join('\n').trim())
  const failed = failuresIn(said)
  failures.push(...failed)
  if (succeeded || failed.length > 0) return
  failures.push(`✖ part ${part} of ${parts} ended before its tests did`)
  totals.fail += 1
}

async function run(part: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-isolation=none',
      '--test-reporter=spec',
      `--test-shard=${part}/${parts}`,
      ...(given.length > 0 ? given : files),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        // Parts load the same modules.
        NODE_COMPILE_CACHE: join(tmpdir(), 'muster-test-compile-cache'),
        TMPDIR: scratch(),
        ...process.env,
      },
    },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'close')
  take(part, said, child.exitCode === 0)
}

const waiting = Array.from({ length: parts }, (_, index) => index + 1)
const work = async () => {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await run(part)
}
await Promise.all(Array.from({ length: atATime }, work))

if (failures.length > 0) console.log(`\nfailed:\n${failures.join('\n\n')}\n`)
for (const name of counted) console.log(`ℹ ${name} ${totals[name]}`)
console.log(`ℹ duration_ms ${Math.round(performance.now() - startedAt)}`)
process.exitCode = failures.length > 0 ? 1 : 0
