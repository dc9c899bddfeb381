import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { orderDetail } from '#modules/trading/contract/values.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

describe('trading in Discord', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'trading' })
  })
  after(() => world.close())

  const shown = (value: unknown): string => JSON.stringify(value)

  it('answers commands in messages, in Korean too, and turns away those without the right', async () => {
    const said = await world.act('minjun', { do: 'message', content: '!잔고', wait_ms: 700 })
    assert.match(shown(said.responses), /10,000,000/)
    const refused = await world.act('lucas', { do: 'message', content: '!balance', wait_ms: 700 })
    assert.doesNotMatch(shown(refused.responses), /10,000,000/)
    assert.equal(refused.responses.length, 1)
    const ignored = await world.act('lucas', { do: 'message', content: '!unrelated', wait_ms: 300 })
    assert.equal(ignored.responses.length, 0)
  })

  it('places an order by slash and button, privately, and only for whom it is', async () => {
    const asked = await world.act('jiwoo', {
      do: 'command',
      name: 'trade buy',
      options: { ticker: 'BTC', amount: '600000' },
      wait_ms: 500,
    })
    const [reply] = asked.responses
    assert.ok(reply?.ephemeral && reply.message_id, shown(asked))
    const id = /tr:1:confirm:(\w+)/.exec(shown(reply.data))?.[1]
    assert.ok(id, shown(reply))
    const stranger = await world.control.act({
      as: 'minjun',
      channel: 'trading',
      do: 'command',
      name: 'trade confirm',
      options: { id },
    })
    assert.doesNotMatch(shown(stranger.responses), /체결|Buy BTC: 0\.0/)
    const done = await world.act('jiwoo', {
      do: 'click',
      message_id: reply.message_id,
      custom_id: `tr:1:confirm:${id}`,
      wait_ms: 800,
    })
    assert.ok(done.ok)
    await eventually(async () => {
      const order = orderDetail.parse((await world.api('GET', `/api/trading/orders/${id}`)).json)
      assert.equal(order.state, 'filled')
      assert.equal(order.source.user_id, world.idOf('jiwoo'))
    })
  })

  it('tells what it is told to tell, once, without pinging anybody', async () => {
    const body = {
      channel_id: world.channelId,
      message: '@everyone BTC 매수 주문이 체결되었습니다.',
      type: 'success',
      dedupe_key: 'k1',
    }
    const first = await world.api('POST', '/api/discord/notification?wait=true', body)
    assert.equal(first.status, 200, JSON.stringify(first.json))
    assert.equal((await world.api('POST', '/api/discord/notification?wait=true', body)).status, 200)
    const messages = await world.control.messages(world.channelId)
    const told = messages.filter(({ embeds }) => JSON.stringify(embeds).includes('체결되었습니다.'))
    assert.equal(
      told.filter(
        ({ embeds }) =>
          embeds[0]?.['color'] === 0x00ff00 && JSON.stringify(embeds).includes('@everyone'),
      ).length,
      1,
    )
    assert.equal(told[0]?.['mention_everyone'], false)
    assert.equal(
      (await world.api('POST', '/api/discord/notification', { ...body, type: 'loud' })).status,
      400,
    )
    assert.equal(
      (await world.api('POST', '/api/discord/notification', { ...body, channel_id: '1' })).status,
      403,
    )
    assert.equal((await world.api('POST', '/api/discord/notification', body, {})).status, 403)
  })

  it('shows a chart as a picture', async () => {
    const chart = await world.act('minjun', {
      do: 'command',
      name: 'trade chart',
      options: { ticker: 'BTC' },
      wait_ms: 2_000,
    })
    await eventually(async () => {
      const messages = await world.control.messages(world.channelId)
      assert.match(shown([chart.responses, messages]), /krw-btc-1h\.png/)
    })
  })
})
