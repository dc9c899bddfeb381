import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createLogFiles } from './log-files.ts'
import { createLog } from './log.ts'

test('a log has a file for each day, of which the last ones are kept', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-log-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'notes.log'), 'of somebody else')
  await writeFile(join(folder, '2026-01-31.log'), 'old')
  const clock = createManualClock(Date.parse('2026-03-01T12:00:00Z'))
  const passed: string[] = []
  const next = { write: (line: string) => passed.push(line) }
  const files = createLogFiles(folder, { clock, days: 3, next })
  const log = createLog('info', ['a-secret-word'], files)
  for (let day = 1; day <= 5; day += 1) {
    log.info({ day }, 'a day with a-secret-word')
    const name = `2026-03-0${day}.log`
    await eventually(async () => {
      const text = await readFile(join(folder, name), 'utf8')
      assert.match(text, new RegExp(`"day":${day},"msg":"a day with \\[secret\\]"`))
    })
    clock.advance(24 * 3_600_000)
  }
  assert.equal(passed.length, 5)
  assert.deepEqual((await readdir(folder)).toSorted(), [
    '2026-03-03.log',
    '2026-03-04.log',
    '2026-03-05.log',
    'notes.log',
  ])
  // Without its folder the log goes on elsewhere, and says so.
  await rm(folder, { recursive: true })
  log.info({ day: 6 }, 'a day without a disk')
  await eventually(async () => {
    assert.match(passed.join(''), /a day without a disk/)
    assert.match(passed.join(''), /the log file cannot be written: ENOENT/)
  })
})
