import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { visitor } from '#core/access/actor.ts'
import { databases } from '../../../test/support/databases.ts'
import { counterTables, counterTopic, startLiveProcess } from '../../../test/support/live.ts'
import { serverFrame } from './dialect.ts'

test('whatever a client says is answered in the dialect, or ends the connection', async () => {
  const [sqlite] = databases()
  assert.ok(sqlite)
  const { database, close } = await sqlite.open([counterTables])
  const process = await startLiveProcess(database)
  const said = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constant(null),
    fc
      .record({
        type: fc.constantFrom('ping', 'resume', 'subscribe', 'hello'),
        cursor: fc.oneof(fc.constantFrom(`${process.epoch}-0`, '0-0'), fc.string(), fc.double()),
        filter: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      })
      .map((frame) => JSON.stringify(frame)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 40 }), async (texts) => {
      let open = true
      const frames: unknown[] = []
      const late: unknown[] = []
      const connection = await process.live.open(
        { topic: counterTopic, params: {}, actor: visitor, locale: 'ja', address: null },
        {
          send: (frame) => (open ? frames : late).push(JSON.parse(frame.toString())),
          buffered: () => 0,
          probe: () => {},
          close: () => {
            open = false
          },
        },
      )
      for (const text of texts) connection?.receive(text)
      await process.settle()
      const known = frames.filter((frame) => (frame as { type: string }).type !== 'snapshot')
      for (const frame of known) serverFrame.parse(frame)
      assert.deepEqual(late, [])
      connection?.closed()
    }),
    { numRuns: 200 },
  )
  assert.deepEqual(process.live.stats(), { connections: 0, groups: 0 })
  await process.stop()
  await close()
})
