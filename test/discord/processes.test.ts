import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wait } from '#core/clock.ts'
import { roundsEveryMs } from '#discord/panels/rounds.ts'
import { databases } from '../support/databases.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { openBench, type Bench } from './bench.ts'
import { changeCounter, createCounter, readCounter } from './counter.ts'

const edits = async (bench: Bench) =>
  (await bench.calls()).filter(
    ({ method, route }) => method === 'PATCH' && !route.includes('webhooks'),
  ).length

async function posted(bench: Bench): Promise<string> {
  const { guildId: guild_id, channelId: channel_id } = bench
  const { id } = await createCounter(bench.context(), { guild_id, channel_id, post_after: null })
  await bench.settle()
  return (await readCounter(bench.database, id))?.message_id ?? ''
}

for (const store of databases())
  describe(`two processes on ${store.name}`, () => {
    it('share one connection and one keeper of messages, which pass on when it stops', async () => {
      const first = await openBench({ store, door: 'http' })
      const second = await openBench({ beside: first, door: 'http' })
      await first.start()
      await first.ready()
      await second.start()
      await second.ready()
      assert.deepEqual(
        [first, second].map((bench) => bench.discord().status().leads),
        [true, false],
      )
      const settle = async () => {
        for (const bench of [second, first]) await bench.settle()
      }
      // Clicks come to the second one, by HTTP.
      await second.act({ do: 'command', name: 'counter' })
      await settle()
      const message_id = (await readCounter(second.database, 1))?.message_id
      const before = await edits(first)
      for (const as of second.people.slice(0, 5)) {
        await second.act({ as, do: 'click', message_id, custom_id: 'ct:1:plus:1' })
      }
      await settle()
      assert.equal((await first.messages())[0]?.content, 'value 5')
      assert.equal((await first.messages())[0]?.id, message_id)
      assert.ok((await edits(first)) - before <= 1)
      await changeCounter(second.context(), 1, () => ({ value: 70 }))
      await settle()
      assert.equal((await first.messages())[0]?.content, 'value 70')
      await first.stop()
      while (second.discord().status().gateway.state !== 'ready') await wait(second.clock, 10)
      await changeCounter(second.context(), 1, () => ({ value: 71 }))
      await second.settle()
      assert.equal((await second.messages())[0]?.content, 'value 71')
      await second.stop()
      await first.start()
      await first.ready()
      assert.equal(first.discord().status().leads, true)
      await first.close()
    })
  })

describe('what changed while nobody listened', () => {
  /** Discord's side changes without a word: no event says so. */
  function tamper(bench: Bench, messageId: string, change: 'edit' | 'delete'): void {
    const { guilds } = bench.sandbox.world.state
    const channel = guilds.get(bench.guildId)?.channels.get(bench.channelId)
    const messages = bench.sandbox.world.state.messages.get(channel?.id ?? '')
    const stored = messages?.get(messageId)
    assert.ok(messages && stored)
    if (change === 'edit') stored.message.content = 'value changed unseen'
    else messages.delete(messageId)
  }

  it('is repaired when the session could not be resumed', async () => {
    const bench = await openBench()
    await bench.start()
    await bench.ready()
    const [edited, deleted] = [await posted(bench), await posted(bench)]
    await bench.stop()
    tamper(bench, edited, 'edit')
    tamper(bench, deleted, 'delete')
    await bench.post('faults', { gateway: 'invalid_session', times: 1 })
    await bench.start()
    await bench.clock.advance(10_000, bench.settle)
    await bench.ready()
    while (
      !(await bench.calls()).some(
        ({ method, route }) => method === 'GET' && route.endsWith('/messages/:message_id'),
      )
    )
      await wait(bench.clock, 10)
    await bench.settle()
    const shown = await bench.messages()
    assert.deepEqual(
      shown.map(({ id, content }) => ({ id, content })),
      [{ id: edited, content: 'value 0' }],
    )
    // The owner of the object decided that it stays without a message.
    assert.equal((await readCounter(bench.database, 2))?.message_id, null)
    await bench.close()
  })

  it('is repaired within the hour, and looking costs no edit', async () => {
    const realTime = createManualClock(0)
    const bench = await openBench({ realTime })
    await bench.start()
    await bench.ready()
    const message = await posted(bench)
    const before = await edits(bench)
    realTime.advance(roundsEveryMs)
    await bench.settle()
    assert.equal(await edits(bench), before)
    tamper(bench, message, 'edit')
    realTime.advance(roundsEveryMs)
    await bench.settle()
    assert.equal((await bench.messages())[0]?.content, 'value 0')
    assert.equal(await edits(bench), before + 1)
    await bench.close()
  })
})
