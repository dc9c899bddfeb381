import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { systemClock } from '#core/clock.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { createRest } from './rest.ts'

test('when the program ends, calls that Discord does not answer end, too', async (context) => {
  const heard: string[] = []
  const silent = createServer(({ method = '' }) => void heard.push(method)).listen(0, '127.0.0.1')
  context.after(() => {
    silent.close()
    silent.closeAllConnections()
  })
  await once(silent, 'listening')
  const address = silent.address()
  assert.ok(address !== null && typeof address === 'object')
  const rest = createRest(
    { api: `http://127.0.0.1:${address.port}/api`, token: 'a.b.c' },
    { clock: systemClock, random: systemRandom, log: silentLog },
  )
  context.after(() => rest.stop())
  const path = '/channels/123456789012345678/messages' as const
  const call = () => rest.send({ method: 'POST', path, lane: 'bulk' })
  // The second one waits for the first: they are of one route.
  const both = [call(), call()].map((one) => assert.rejects(one, { name: 'DiscordUnavailable' }))
  await once(silent, 'request')
  rest.cut()
  await Promise.all(both)
  await rest.settle()
  await assert.rejects(call, { outcome: 'not_sent' })
  assert.deepEqual(heard, ['POST'])
})
