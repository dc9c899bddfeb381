import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { wait } from '#core/clock.ts'
import { changeCounter, readCounter } from './counter.ts'
import { openBench, type Bench } from './bench.ts'

for (const door of ['gateway', 'http'] as const) {
  describe(`interactions through the ${door} door`, () => {
    let bench: Bench
    let message = ''

    before(async () => {
      bench = await openBench({ door })
      await bench.start()
      await bench.ready()
    })
    after(() => bench.close())

    const value = async () => (await readCounter(bench.database, 1))?.value
    const click = (verb: string, person = 0) =>
      bench.act({
        as: bench.people[person],
        do: 'click',
        message_id: message,
        custom_id: `ct:1:${verb}:1`,
      })
    const edits = async () =>
      (await bench.calls()).filter(
        ({ method, route }) => method === 'PATCH' && !route.includes('webhooks'),
      )

    it('lets the answer to a command become the message, without a second call', async () => {
      const done = await bench.act({ do: 'command', name: 'counter' })
      assert.equal(done.responses[0]?.type, 4)
      await bench.settle()
      message = (await readCounter(bench.database, 1))?.message_id ?? ''
      const posted = await bench.messages()
      assert.deepEqual(
        posted.map(({ id, content }) => ({ id, content })),
        [{ id: message, content: 'value 0' }],
      )
      assert.deepEqual(await edits(), [])
    })

    it('answers clicks by the new state; one edit follows where they may have crossed', async () => {
      const answers = await Promise.all([click('plus', 0), click('plus', 1), click('plus', 2)])
      assert.deepEqual(
        answers.map(({ responses }) => responses[0]?.type),
        [7, 7, 7],
      )
      await bench.settle()
      assert.equal(await value(), 3)
      assert.equal((await bench.messages())[0]?.content, 'value 3')
      assert.equal((await edits()).length, 1)
    })

    it('answers refusals and bugs privately, in words', async () => {
      const refused = (await click('refuse')).responses[0]
      assert.equal(refused?.ephemeral, true)
      assert.match(refused?.data?.content ?? '', /not allowed/i)
      const failed = (await click('fail')).responses[0]
      assert.match(failed?.data?.content ?? '', /Reference: [0-9a-f]{10}/)
    })

    it('puts slow work off and delivers its answer later', async () => {
      let open = () => {}
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      let entered = () => {}
      const inside = new Promise<void>((resolve) => {
        entered = resolve
      })
      bench.controls.gate = () => {
        entered()
        return opened
      }
      const answer = click('slow')
      await inside
      await bench.clock.advance(1_500)
      assert.equal((await answer).responses[0]?.type, 6)
      open()
      await bench.settle()
      assert.equal(await value(), 4)
      assert.equal((await bench.messages())[0]?.content, 'value 4')
    })

    it('follows a change from elsewhere with one edit', async () => {
      const before_ = (await edits()).length
      await changeCounter(bench.context(), 1, () => ({ value: 50 }))
      await bench.settle()
      assert.equal((await bench.messages())[0]?.content, 'value 50')
      assert.equal((await edits()).length, before_ + 1)
    })
  })
}

describe('an answer that comes too late', () => {
  it('reaches the person and the message on other ways', async () => {
    const bench = await openBench()
    await bench.start()
    await bench.ready()
    await bench.act({ do: 'command', name: 'counter' })
    await bench.settle()
    const message_id = (await readCounter(bench.database, 1))?.message_id
    const tooLate = { status: 404, body: { code: 10062, message: 'Unknown interaction' } }
    const when = {
      method: 'POST',
      route: '/interactions/:interaction_id/:interaction_token/callback',
    }
    await bench.post('faults', { when, do: tooLate, times: 2 })
    const acts = ['plus', 'refuse'].map((verb) =>
      bench.act({ do: 'click', message_id, custom_id: `ct:1:${verb}:1` }),
    )
    const lateAnswers = async () =>
      (await bench.calls()).filter(
        ({ status, route }) => status === 404 && route.endsWith('callback'),
      )
    while ((await lateAnswers()).length < 2) await wait(bench.clock, 10)
    await bench.clock.advance(3_000)
    await Promise.all(acts)
    await bench.settle()
    assert.equal((await bench.messages())[0]?.content, 'value 1')
    const routes = (await bench.calls()).map(({ method, route }) => `${method} ${route}`)
    assert.ok(routes.some((route) => route.endsWith('/users/@me/channels')))
    await bench.close()
  })
})

describe('a dispatch that comes twice', () => {
  it('takes effect once', async () => {
    const bench = await openBench()
    await bench.start()
    await bench.ready()
    await bench.act({ do: 'command', name: 'counter' })
    await bench.settle()
    const message_id = (await readCounter(bench.database, 1))?.message_id
    for (let round = 0; round < 5; round += 1) {
      await bench.post('faults', { gateway: 'duplicate', times: 1 })
      await bench.act({ do: 'click', message_id, custom_id: 'ct:1:plus:1' })
      await bench.settle()
    }
    assert.equal((await readCounter(bench.database, 1))?.value, 5)
    await bench.close()
  })
})
