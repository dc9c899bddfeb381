import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { redisUrl } from '../../test/support/redis.ts'
import { openRedisDoor } from '../../test/support/redis-door.ts'
import { silentLog } from './log.ts'
import { createLocalSignals, type Signals } from './signals.ts'
import { createRedisSignals } from './signals-redis.ts'

const skip = redisUrl === null && 'no Redis server could be reached'

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const drivers: { name: string; skip: string | false; pair(): Promise<[Signals, Signals]> }[] = [
  {
    name: 'in one process',
    skip: false,
    pair() {
      const signals = createLocalSignals()
      return Promise.resolve([signals, signals])
    },
  },
  {
    name: 'over Redis',
    skip,
    async pair() {
      assert.ok(redisUrl)
      const prefix = `test-${randomUUID()}`
      const one = createRedisSignals(redisUrl, prefix, silentLog)
      const two = createRedisSignals(redisUrl, prefix, silentLog)
      await until(() => one.connected() && two.connected())
      return [one, two]
    },
  },
]

for (const driver of drivers) {
  test(
    `signals ${driver.name} reach each listener of their channel once`,
    {
      skip: driver.skip,
    },
    async () => {
      const [one, two] = await driver.pair()
      const heard: string[] = []
      const stop = two.listen('jobs', (payload) => heard.push(`two ${payload}`))
      one.listen('jobs', (payload) => heard.push(`one ${payload}`))
      one.listen('other', (payload) => heard.push(`other ${payload}`))
      one.send('jobs', 'a')
      one.send('jobs')
      await until(() => heard.filter((text) => text.startsWith('two')).length === 2)
      stop()
      two.send('jobs', 'b')
      two.send('other', 'end')
      await until(() => heard.includes('other end'))
      assert.deepEqual(heard.toSorted(), ['one ', 'one a', 'one b', 'other end', 'two ', 'two a'])
      await Promise.all([one.close(), two.close()])
    },
  )
}

test('signals over Redis survive its absence', { skip }, async (context) => {
  assert.ok(redisUrl)
  const door = await openRedisDoor(context, redisUrl)
  const prefix = `test-${randomUUID()}`
  const one = createRedisSignals(door.url, prefix, silentLog)
  const two = createRedisSignals(redisUrl, prefix, silentLog)
  const heard: string[] = []
  one.listen('jobs', (payload) => heard.push(payload))
  await until(() => one.connected() && two.connected())
  door.shut()
  await until(() => !one.connected())
  one.send('jobs', 'here')
  assert.deepEqual(heard, ['here'])
  door.reopen()
  await until(() => one.connected())
  two.send('jobs', 'there')
  await until(() => heard.includes('there'))
  await Promise.all([one.close(), two.close()])
})
