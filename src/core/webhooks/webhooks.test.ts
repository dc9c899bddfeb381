import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { databases } from '../../../test/support/databases.ts'
import {
  allowLoopback,
  openReceiver,
  openWebhooks,
  thingSource,
  type Received,
  type WebhookProcess,
} from '../../../test/support/webhooks.ts'
import { retryDelays } from './retry.ts'
import * as service from './service.ts'
import type { WebhookSource } from './source.ts'

const guild = '100000000000000001'
const otherGuild = '100000000000000002'
const hour = 3_600_000

const told = (received: readonly Received[]) =>
  received.map(({ type, data }) => [type, data['id'], data['version']])
const ids = (received: readonly Received[]) =>
  received.map(({ headers }) => String(headers['webhook-id']))

/** An endpoint at this address that hears everything. */
function endpointAt({ context }: WebhookProcess, url: string, more: object = {}) {
  const body = { url, types: [], discord_guild_id: null, ...more }
  return service.create(context, body, allowLoopback)
}

const log = (process: WebhookProcess, id: string) =>
  service.deliveries(process.context, id, { limit: 100 })

/** Lets the official library check a sending, whose time it compares with the machine's. */
function verify(secret: string, { headers, body }: Received): void {
  mock.timers.enable({ apis: ['Date'], now: Number(headers['webhook-timestamp']) * 1_000 })
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
  } finally {
    mock.timers.reset()
  }
}

for (const store of databases()) {
  describe(`webhooks on ${store.name}`, () => {
    test('a fact arrives signed, with its time and type, only where it is wanted', async (t) => {
      const { process } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const all = await endpointAt(app, receiver.url)
      const some = await endpointAt(app, `${receiver.url}/some`, { types: ['thing.seat'] })
      await endpointAt(app, `${receiver.url}/other`, { discord_guild_id: otherGuild })
      await app.tell('1', 'created', 1, guild)
      await app.tell('1', 'seat.taken', 2, guild)
      await app.tell('1', 'quiet', 3, guild)
      await app.settle()
      const sent = (path: string) => receiver.received.filter((one) => one.path === `/hook${path}`)
      assert.deepEqual(told(sent('')), [
        ['thing.created', '1', 1],
        ['thing.seat.taken', '1', 2],
      ])
      assert.deepEqual(told(sent('/some')), [['thing.seat.taken', '1', 2]])
      assert.deepEqual(sent('/other'), [])
      for (const one of sent('')) verify(all.secret, one)
      const stored = await app.context.database.db
        .$extendTables<{ webhooks: { secret: string } }>()
        .selectFrom('webhooks')
        .select('secret')
        .execute()
      assert.ok(stored.length > 0 && stored.every(({ secret }) => secret.startsWith('box1.')))
      for (const one of sent('/some')) verify(some.secret, one)
      const [first] = sent('')
      assert.ok(first)
      assert.throws(() => verify(some.secret, first))
      assert.throws(() => verify(all.secret, { ...first, body: `${first.body} ` }))
      assert.equal(first.headers['content-type'], 'application/json; charset=utf-8')
      assert.equal(JSON.parse(first.body).timestamp, '2030-01-01T00:00:00.000Z')
      assert.equal(new Set(ids(receiver.received)).size, 3)
    })

    test('an endpoint hears nothing from before its time, nor while it is off', async (t) => {
      const { process } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      await app.tell('1', 'created', 1)
      await app.settle()
      const { id } = await endpointAt(app, receiver.url)
      await app.tell('1', 'edited', 2)
      await app.settle()
      const off = { enabled: false }
      const disabled = await service.change(app.context, id, off, allowLoopback)
      assert.equal(disabled.disabled_reason, 'manual')
      await app.tell('1', 'edited', 3)
      await app.settle()
      await service.change(app.context, id, { enabled: true }, allowLoopback)
      await app.tell('1', 'edited', 4)
      await app.settle()
      assert.deepEqual(
        receiver.received.map(({ data }) => data['version']),
        [2, 4],
      )
    })

    test('one object stays in order through failures, and holds no other up', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const { id } = await endpointAt(app, receiver.url)
      let broken = true
      receiver.answer = (response, { data }) =>
        response.writeHead(broken && data['id'] === 'a' ? 500 : 200).end('thanks')
      await app.tell('a', 'edited', 1)
      await app.settle()
      for (const version of [2, 3]) {
        await app.tell('a', 'edited', version)
        await app.tell('b', 'edited', version)
        await app.settle()
      }
      const versionsOf = (object: string) =>
        receiver.received
          .filter(({ data }) => data['id'] === object)
          .map(({ data }) => data['version'])
      assert.deepEqual(versionsOf('a'), [1])
      assert.deepEqual(versionsOf('b'), [2, 3])
      broken = false
      // Waits are up to a fifth shorter than the schedule says.
      clock.advance(3_999)
      await app.settle()
      assert.deepEqual(versionsOf('a'), [1])
      clock.advance(1_001)
      await app.settle()
      assert.deepEqual(versionsOf('a'), [1, 1, 2, 3])
      const [first, again] = receiver.received.filter(({ data }) => data['id'] === 'a')
      assert.equal(first?.headers['webhook-id'], again?.headers['webhook-id'])
      assert.notEqual(first?.headers['webhook-timestamp'], again?.headers['webhook-timestamp'])
      const logged = (await log(app, id)).find(({ log: attempts }) => attempts.length === 2)
      assert.deepEqual(
        logged?.log.map(({ attempt, response_status, response_body }) => [
          attempt,
          response_status,
          response_body,
        ]),
        [
          [1, 500, 'thanks'],
          [2, 200, 'thanks'],
        ],
      )
    })

    test('every wait of the schedule is kept, and after the last try the endpoint is off', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const { id } = await endpointAt(app, receiver.url)
      const facts: string[] = []
      app.services.outbox.subscribe(({ topic, type }) => {
        if (topic === 'webhook') facts.push(type)
      })
      receiver.answer = (response) => response.writeHead(302, { location: receiver.url }).end()
      await app.tell('1', 'created', 1)
      await app.tell('1', 'edited', 2)
      await app.settle()
      for (const [n, delay] of retryDelays.entries()) {
        assert.equal(receiver.received.length, n + 1)
        const shortest = delay * 0.8 - 1
        clock.advance(shortest)
        await app.settle()
        assert.equal(receiver.received.length, n + 1, `before wait ${n} is over`)
        clock.advance(delay - shortest)
        await app.settle()
      }
      assert.equal(receiver.received.length, 10)
      assert.equal(new Set(ids(receiver.received)).size, 1)
      const [endpoint] = await service.list(app.context, undefined)
      assert.deepEqual([endpoint?.enabled, endpoint?.disabled_reason], [false, 'unreachable'])
      assert.deepEqual(facts.at(-1), 'disabled')
      clock.advance(100 * hour)
      await app.settle()
      assert.equal(receiver.received.length, 10)
      // Whoever turns it on again gets what has waited; what was given up comes on request.
      receiver.answer = (response) => response.writeHead(200).end()
      await service.change(app.context, id, { enabled: true }, allowLoopback)
      await app.settle()
      assert.deepEqual(told(receiver.received.slice(10)), [['thing.edited', '1', 2]])
      const failed = (await log(app, id)).find(({ status }) => status === 'failed')
      assert.equal(failed?.log.length, 10)
      await service.resend(app.context, failed.id)
      await app.settle()
      assert.equal(ids(receiver.received).at(-1), failed.id)
      const resent = (await log(app, id)).find((one) => one.id === failed.id)
      assert.deepEqual([resent?.status, resent?.log.length], ['delivered', 11])
    })

    test('410 ends it at once; Retry-After is kept for the whole endpoint and costs no try', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const { id } = await endpointAt(app, receiver.url)
      receiver.answer = (response) => response.writeHead(429, { 'retry-after': '7200' }).end()
      await app.tell('a', 'created', 1)
      await app.settle()
      await app.tell('b', 'created', 1)
      clock.advance(2 * hour - 1)
      await app.settle()
      assert.deepEqual(told(receiver.received), [['thing.created', 'a', 1]])
      const date = new Date(clock.now() + 1 + 3 * hour).toUTCString()
      receiver.answer = (response) => response.writeHead(503, { 'retry-after': date }).end()
      clock.advance(1)
      await app.settle()
      // Of those that waited one tries; the others hear of the new pause, or tried at the same time.
      const tried = receiver.received.length
      assert.ok(tried >= 2 && tried <= 3)
      const pending = await log(app, id)
      assert.ok(pending.every(({ failures, status }) => failures === 0 && status === 'pending'))
      receiver.answer = (response) => response.writeHead(410).end()
      clock.advance(3 * hour)
      await app.settle()
      const [endpoint] = await service.list(app.context, undefined)
      assert.deepEqual([endpoint?.enabled, endpoint?.disabled_reason], [false, 'gone'])
      assert.ok(receiver.received.length > tried)
    })

    test('while the secret is being changed both sign, after a day the new one alone', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const old = await endpointAt(app, receiver.url)
      const { secret } = await service.rotate(app.context, old.id)
      assert.notEqual(secret, old.secret)
      await app.tell('1', 'created', 1)
      await app.settle()
      clock.advance(24 * hour)
      await app.tell('1', 'edited', 2)
      await app.settle()
      const [during, later] = receiver.received
      assert.ok(during && later)
      assert.equal(String(during.headers['webhook-signature']).split(' ').length, 2)
      for (const one of [secret, old.secret]) verify(one, during)
      verify(secret, later)
      assert.throws(() => verify(old.secret, later))
    })

    test('what was cut off in the middle is sent again under its old id', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const first = await process()
      const receiver = await openReceiver(t)
      const { id } = await endpointAt(first, receiver.url)
      const arrived = Promise.withResolvers<void>()
      receiver.answer = () => arrived.resolve()
      await first.tell('1', 'created', 1)
      await first.webhooks.settle()
      await arrived.promise
      const stopped = first.services.jobs.stop(0)
      clock.advance(1)
      await stopped
      await first.stop()
      receiver.answer = (response) => response.writeHead(200).end()
      const second = await process()
      await second.settle()
      assert.equal(receiver.received.length, 2)
      assert.equal(new Set(ids(receiver.received)).size, 1)
      const [delivery] = await log(second, id)
      assert.deepEqual([delivery?.status, delivery?.log.length], ['delivered', 1])
    })

    test('a fact that cannot be told is tried three times and then left out', async (t) => {
      let renderings = 0
      const source: WebhookSource = {
        topic: 'thing',
        async render(context, fact) {
          if (fact.type !== 'broken') return thingSource.render(context, fact)
          renderings += 1
          throw new Error('this fact cannot be told')
        },
      }
      const { process, clock } = await openWebhooks(t, store, source)
      const app = await process()
      const receiver = await openReceiver(t)
      await endpointAt(app, receiver.url)
      await app.tell('1', 'created', 1)
      await app.tell('1', 'broken', 2)
      await app.tell('1', 'edited', 3)
      for (let n = 0; n < 3; n += 1) {
        await app.settle()
        clock.advance(1_000)
      }
      await app.settle()
      assert.equal(renderings, 3)
      assert.deepEqual(told(receiver.received), [
        ['thing.created', '1', 1],
        ['thing.edited', '1', 3],
      ])
    })

    test('by hand: a trial and a re-sending reach an endpoint that is off, once each', async (t) => {
      const { process, clock } = await openWebhooks(t, store)
      const app = await process()
      const receiver = await openReceiver(t)
      const { id } = await endpointAt(app, receiver.url)
      receiver.answer = (response) => response.writeHead(500).end()
      await app.tell('1', 'created', 1)
      await app.settle()
      await service.change(app.context, id, { enabled: false }, allowLoopback)
      const trial = await service.test(app.context, id)
      const waiting = (await log(app, id)).find((one) => one.id !== trial.id)
      await service.resend(app.context, waiting?.id ?? '')
      await app.settle()
      clock.advance(100 * hour)
      await app.settle()
      assert.deepEqual(receiver.received.map(({ type }) => type).toSorted(), [
        'thing.created',
        'thing.created',
        'webhook.test',
      ])
      const logged = await log(app, id)
      assert.deepEqual(
        logged.map(({ status }) => status),
        ['failed', 'failed'],
      )
      assert.ok(logged.some((one) => one.id === trial.id))
    })

    test('one message for each fact, over restarts and two processes', async (t) => {
      const world = await openWebhooks(t, store)
      const receiver = await openReceiver(t)
      const first = await world.process()
      const { id } = await endpointAt(first, receiver.url)
      // Recorded while nothing reads: as after a crash between the commit and the feed.
      await first.webhooks.stop()
      for (let n = 1; n <= 20; n += 1) await first.tell(`early ${n % 4}`, 'edited', n)
      await first.stop()
      const [second, third] = [await world.process(), await world.process(world.store.again())]
      await Promise.all([second.settle(), third.settle()])
      await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? second : third).tell(`late ${n}`, 'edited', n + 1),
        ),
      )
      for (let round = 0; round < 3; round += 1) {
        await Promise.all([second.settle(), third.settle()])
      }
      const delivered = await service.deliveries(second.context, id, { limit: 100 })
      assert.equal(delivered.length, 60)
      assert.ok(delivered.every(({ status }) => status === 'delivered'))
      assert.equal(new Set(ids(receiver.received)).size, 60)
      // An endpoint that one process makes is known to the other.
      await endpointAt(third, `${receiver.url}/new`, { types: ['thing.created'] })
      await second.services.outbox.settle()
      await second.tell('new', 'created', 1)
      await Promise.all([second.settle(), third.settle()])
      assert.ok(receiver.received.some(({ path }) => path === '/hook/new'))
      for (let n = 0; n < 4; n += 1) {
        const versions = receiver.received
          .filter(({ data }) => data['id'] === `early ${n}`)
          .map(({ data }) => Number(data['version']))
        assert.deepEqual(
          versions,
          versions.toSorted((a, b) => a - b),
        )
        assert.equal(versions.length, 5)
      }
    })
  })
}
