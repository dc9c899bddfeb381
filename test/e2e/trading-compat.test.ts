import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freePort } from '#core/http/free-port.ts'
import {
  balanceData,
  chartData,
  marketsData,
  performanceData,
  positionsData,
  signalsData,
  statusData,
} from '#modules/trading/contract/data.ts'
import { commandAnswer, failureAnswer, healthAnswer } from '#modules/trading/contract/envelope.ts'
import { createSeedBot } from '../support/seed-bot.ts'
import { openWorld, type World } from '../support/world.ts'

describe('trading as bots of the first version know it', () => {
  let world: World
  let port = 0
  before(async () => {
    port = await freePort()
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADING_COMPAT_PORT: String(port),
        TRADING_COMPAT_INSECURE: 'true',
        TRADING_CHANNELS: '#trading',
      },
    })
  })
  after(() => world.close())

  it('serves the sample bot on the port that it expects, failures of the exchange included', async () => {
    const bot = createSeedBot(`http://127.0.0.1:${port}`, {
      author: world.idOf('jiwoo'),
      channel: world.channelId,
    })
    const status = await bot.status()
    assert.ok('embed' in status && status.embed.color === 0x00_99_ff, JSON.stringify(status))
    const bought = await bot.buy('eth', '50000')
    assert.ok('text' in bought && bought.text.startsWith('✅'), JSON.stringify(bought))
    const balance = await bot.balance()
    assert.ok('embed' in balance)
    assert.ok(
      balance.embed.fields.some(([name]) => name === 'ETH'),
      JSON.stringify(balance),
    )
    const part = await bot.sell('eth', '0.005')
    assert.ok('text' in part && part.text.startsWith('✅'), JSON.stringify(part))
    // It shows nothing but the sentence: that says that no money moved.
    for (const { text } of [bought, part]) assert.match(text, /\(paper trading\)$/)
    // Asked back is not yet done: the bot must not claim it.
    const large = await bot.buy('BTC', '900000')
    assert.ok('text' in large && large.text.startsWith('❌'), JSON.stringify(large))
    await world.control.fault({ service: 'upbit', do: { status: 500 } })
    for (const said of [await bot.balance(), await bot.buy('BTC', '20000'), await bot.sell('ETH')])
      assert.match('text' in said ? said.text : '', /^❌ (오류|서버 오류): /, JSON.stringify(said))
    const still = await bot.status()
    assert.ok('embed' in still, JSON.stringify(still))
    await world.control.liftFaults()
  })

  it('answers each of the nine commands with the data that was agreed on', async () => {
    const shapes = {
      balance: balanceData,
      status: statusData,
      positions: positionsData,
      markets: marketsData,
      chart: chartData,
      signals: signalsData,
      performance: performanceData,
    }
    for (const [command, shape] of Object.entries(shapes)) {
      const parameters = command === 'chart' ? { ticker: 'BTC' } : {}
      const body = { user_id: world.idOf('jiwoo'), command, parameters }
      const { status, json } = await world.api('POST', '/api/discord/webhook', body, {})
      assert.equal(status, 200, command)
      shape.parse(commandAnswer.parse(json).response.data)
    }
  })

  it('lets a program without a key in from afar only where that was set by hand, and never tell things', async () => {
    const far = { 'x-forwarded-for': '203.0.113.9' }
    const call = (command: string, user: string) =>
      world.api('POST', '/api/discord/webhook', { user_id: world.idOf(user), command }, far)
    assert.equal((await call('positions', 'jiwoo')).status, 200)
    // Whoever shows nothing is trusted with trading at most, and with nobody's rights but the named one's.
    assert.equal((await call('permissions', 'minjun')).status, 403)
    assert.equal((await call('positions', 'lucas')).status, 403)
    const body = { channel_id: world.channelId, message: 'x' }
    const told = await world.api('POST', '/api/discord/notification', body, far)
    assert.deepEqual([told.status, failureAnswer.parse(told.json).code], [401, 'unauthorized'])
  })

  it('keeps amounts out of channels that are not on its list', async () => {
    const say = async (content: string) => {
      await world.control.advance('3s')
      const { responses } = await world.act('minjun', {
        do: 'message',
        channel: 'general',
        content,
        wait_ms: 700,
      })
      return responses
    }
    await say('!balance')
    await world.settle()
    const general = JSON.stringify(await world.control.messages('general'))
    assert.doesNotMatch(general, /\d,\d\d\d,\d\d\d/)
    assert.match(general, /answered you directly/)
    const inbox = await fetch(`${world.sandbox.origin}/_control/inbox?as=minjun`)
    assert.match(await inbox.text(), /₩\d,\d\d\d,\d\d\d/)
    await say('!markets')
    await world.settle()
    assert.match(JSON.stringify(await world.control.messages('general')), /KRW-BTC/)
    const [guild] = world.sandbox.world.state.guilds.values()
    const other = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'general')
    const told = await world.api('POST', '/api/discord/notification', {
      channel_id: other?.id,
      message: 'x',
    })
    assert.equal(told.status, 403)
  })

  it('says under every answer in Discord that the money is pretended', async () => {
    for (const name of ['balance', 'positions', 'orders', 'signals', 'limits']) {
      const { responses } = await world.act('minjun', { do: 'command', name: `trade ${name}` })
      const embeds = responses.flatMap(({ data }) => data?.embeds ?? [])
      const footers = embeds.map(({ footer }) => footer)
      assert.deepEqual(footers, [{ text: '모의 거래' }], `${name}: ${JSON.stringify(embeds)}`)
    }
  })

  it('says that it is not well when its data cannot be reached', async () => {
    const health = async () => {
      const answer = await world.api('GET', '/health', undefined, {})
      return { http: answer.status, ...healthAnswer.parse(answer.json) }
    }
    const { version } = await health()
    const { database } = world.app.services
    const rename = (from: string, to: string) =>
      database.write((tx) => tx.db.schema.alterTable(from).renameTo(to).execute())
    await rename('trading_notifications', 'hidden')
    const ill = await health()
    assert.deepEqual([ill.http, ill.status, ill.version], [503, 'error', version])
    await rename('hidden', 'trading_notifications')
    assert.equal((await health()).http, 200)
  })
})
