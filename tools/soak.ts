// Runs the long campaigns of the tests one after another, each time with another seed, until the time is
// over: npm run soak -- --minutes 60 --seed 7. The first third belongs to a server in steady use.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const minutes = Number(values.minutes)
const firstSeed = Number(values.seed)
if (!(minutes > 0) || !Number.isSafeInteger(firstSeed) || firstSeed < 1) {
  console.error('npm run soak -- --minutes 60 --seed 7: both are numbers above zero.')
  process.exit(2)
}

/** A test file, and the settings that make it a whole campaign. */
type Campaign = { file: string; env: Record<string, string> }

const steady: Campaign = {
  file: 'test/e2e/steady.test.ts',
  // On two databases, one after the other.
  env: { SOAK_MINUTES: String(minutes / 6) },
}
const others: readonly Campaign[] = [
  { file: 'test/e2e/kill.test.ts', env: { KILLS: '50' } },
  { file: 'test/e2e/trading-kill.test.ts', env: { TRADING_KILLS: '20' } },
  { file: 'test/e2e/trading-campaign.test.ts', env: { TRADING_ORDERS: '1000' } },
  { file: 'test/events-merge.test.ts', env: { MERGE_SEEDS: '200' } },
  { file: 'test/http-fuzz.test.ts', env: { FUZZ_RUNS: '20000' } },
]

const endAt = performance.now() + minutes * 60_000
let failed = 0

async function run({ file, env }: Campaign, seed: number): Promise<void> {
  const settings = { SEED: String(seed), ...env }
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'close')
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  const told = said.match(/^\s+ℹ .+$/gm)?.map((line) => line.trim().slice(2)) ?? []
  const again = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  console.log(
    [`${child.exitCode === 0 ? '✔' : '✖'} ${again.join(' ')} ${file} (${seconds} s)`, ...told].join(
      '\n    ',
    ),
  )
  if (child.exitCode === 0) return
  failed += 1
  console.log(said)
}

await run(steady, firstSeed)
for (let seed = firstSeed; performance.now() < endAt; seed += 1) {
  for (const campaign of others) if (performance.now() < endAt) await run(campaign, seed)
}
console.log(failed === 0 ? 'Nothing failed.' : `${failed} campaigns failed.`)
process.exitCode = failed === 0 ? 0 : 1
