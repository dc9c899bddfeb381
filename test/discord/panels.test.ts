import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { changeCounter, createCounter, readCounter } from './counter.ts'
import { databases } from '../support/databases.ts'
import { openBench, type Bench } from './bench.ts'

const messageRoute = '/channels/:channel_id/messages/:message_id'
const messagesRoute = '/channels/:channel_id/messages'

for (const store of databases())
  describe(`posted messages under faults, on ${store.name}`, () => {
    let bench: Bench

    before(async () => {
      bench = await openBench({ store })
      await bench.start()
      await bench.ready()
    })
    after(() => bench.close())

    async function newCounter(): Promise<number> {
      const { guildId: guild_id, channelId: channel_id } = bench
      return (await createCounter(bench.context(), { guild_id, channel_id, post_after: null })).id
    }
    const shown = async (id: number) =>
      (await bench.messages()).filter(({ components }) =>
        components.some((row) =>
          row.components.some(({ custom_id }) => custom_id.endsWith(`:${id}`)),
        ),
      )
    const set = (id: number, value: number) => changeCounter(bench.context(), id, () => ({ value }))
    const fault = (method: string, route: string, action: object, times = 1) =>
      bench.post('faults', { when: { method, route }, do: action, times })
    /** Time passes until retries are through. */
    async function later(ms = 20_000): Promise<void> {
      await bench.settle()
      for (let passed = 0; passed < ms; passed += 5_000)
        await bench.clock.advance(5_000, bench.settle)
      await bench.settle()
    }

    it('posts once though the answer to the post was lost, again and again', async () => {
      await fault('POST', messagesRoute, { drop: 'after' }, 4)
      const id = await newCounter()
      await later()
      assert.equal((await shown(id)).length, 1)
      assert.equal((await readCounter(bench.database, id))?.message_id, (await shown(id))[0]?.id)
    })

    it('adopts a message whose nonce is long forgotten', async () => {
      await fault('POST', messagesRoute, { drop: 'after' }, 3)
      const id = await newCounter()
      await bench.settle()
      await bench.clock.advance(15 * 60_000, bench.settle)
      await later()
      assert.equal((await shown(id)).length, 1)
      assert.ok((await readCounter(bench.database, id))?.message_id)
    })

    it('ends at the newest value after server errors and lost answers', async () => {
      const id = await newCounter()
      await bench.settle()
      await fault('PATCH', messageRoute, { status: 502 }, 4)
      await set(id, 1)
      await set(id, 2)
      await fault('PATCH', messageRoute, { drop: 'after' }, 2)
      await set(id, 3)
      await later(60_000)
      assert.deepEqual(
        (await shown(id)).map(({ content }) => content),
        ['value 3'],
      )
    })

    it('folds a burst of changes into few edits', async () => {
      const id = await newCounter()
      await bench.settle()
      const edits = async () =>
        (await bench.calls()).filter(({ method }) => method === 'PATCH').length
      const before_ = await edits()
      for (let value = 1; value <= 50; value += 1) await set(id, value)
      await later(5_000)
      assert.equal((await shown(id))[0]?.content, 'value 50')
      assert.ok((await edits()) - before_ <= 4)
    })

    it('leaves a deleted message deleted, or posts it anew, as its owner says', async () => {
      for (const repost of [false, true]) {
        bench.controls.repost = repost
        const id = await newCounter()
        await bench.settle()
        const message_id = (await shown(id))[0]?.id
        await bench.act({ do: 'delete_message', message_id })
        await later(5_000)
        await set(id, 9)
        await later(5_000)
        const contents = (await shown(id)).map(({ content }) => content)
        assert.deepEqual(contents, repost ? ['value 9'] : [])
      }
      bench.controls.repost = false
    })

    it('replaces an old message that Discord no longer lets it edit', async () => {
      const id = await newCounter()
      await bench.settle()
      const first = (await shown(id))[0]?.id
      const body = { code: 30046, message: 'Maximum number of edits', retry_after: 1 }
      await fault('PATCH', messageRoute, { status: 429, body, headers: { 'retry-after': '1' } }, 3)
      await set(id, 7)
      await later()
      const now = await shown(id)
      assert.deepEqual(
        now.map(({ content }) => content),
        ['value 7'],
      )
      assert.notEqual(now[0]?.id, first)
      assert.equal((await readCounter(bench.database, id))?.message_id, now[0]?.id)
    })

    it('opens an archived thread for an edit, and archives it again', async () => {
      const id = await newCounter()
      await bench.settle()
      const archived = { status: 400, body: { code: 50083, message: 'Thread is archived' } }
      await fault('PATCH', messageRoute, archived, 1)
      const { length: before_ } = await bench.calls()
      await set(id, 3)
      await later(5_000)
      const made = (await bench.calls()).slice(before_)
      assert.deepEqual(
        made
          .filter(({ method }) => method === 'PATCH')
          .map(({ route }) => route.replace('/api/v10', '')),
        [messageRoute, '/channels/:channel_id', messageRoute, '/channels/:channel_id'],
      )
      assert.equal((await shown(id))[0]?.content, 'value 3')
    })

    it('asks a place that refuses it once, until something changes there', async () => {
      const id = await newCounter()
      await bench.settle()
      const body = { code: 50013, message: 'Missing Permissions' }
      await fault('PATCH', messageRoute, { status: 403, body }, 100)
      const edits = async () =>
        (await bench.calls()).filter(({ method }) => method === 'PATCH').length
      const before_ = await edits()
      await set(id, 1)
      await bench.settle()
      await set(id, 2)
      await bench.settle()
      assert.equal((await edits()) - before_, 1)
      await bench.lift()
      await bench.act({ do: 'edit_channel', channel: bench.channelId, topic: 'anew' })
      await later(5_000)
      assert.equal((await shown(id))[0]?.content, 'value 2')
    })

    it('makes good after a restart what happened while it was down', async () => {
      const id = await newCounter()
      await bench.settle()
      const other = await newCounter()
      await bench.settle()
      await fault('PATCH', messageRoute, { status: 503 }, 100)
      await set(id, 11)
      await bench.settle()
      await bench.stop()
      await set(other, 12)
      await bench.lift()
      await bench.start()
      await bench.ready()
      await later()
      assert.equal((await shown(id))[0]?.content, 'value 11')
      assert.equal((await shown(other))[0]?.content, 'value 12')
      assert.equal((await shown(id)).length, 1)
    })
  })
