import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { errorBody } from '#core/contract.ts'
import {
  backtestData,
  marketsData,
  permissionsData,
  strategiesData,
} from '#modules/trading/contract/data.ts'
import { failureAnswer } from '#modules/trading/contract/envelope.ts'
import { tradingIn } from '../support/trading.ts'
import { openWorld, type World } from '../support/world.ts'

const dayMs = 86_400_000
const languages = ['en', 'ja', 'fr', 'ko'] as const
/** What no reader is to see: a library's own words. */
const raw = /Invalid input: expected|Too (big|small)|Unrecognized key|expected number/

const start = { action: 'start', strategy: 'ma_cross', ticker: 'BTC' }
const test = { strategy: 'ma_cross', ticker: 'BTC' }

/** Command, what it is told, and the field that is wrong. */
const mistakes: [command: string, parameters: object, field: string][] = [
  ['strategy', { ...start, params: 'speed=3' }, 'params.speed'],
  ['strategy', { ...start, params: 'stop_pct=abc' }, 'params.stop_pct'],
  ['strategy', { ...start, params: 'stop_pct=0' }, 'params.stop_pct'],
  ['strategy', { ...start, params: 'stop_pct=100' }, 'params.stop_pct'],
  ['strategy', { ...start, params: '__proto__=1' }, 'params.__proto__'],
  ['strategy', { ...start, params: 'constructor=1' }, 'params.constructor'],
  ['strategy', { ...start, params: 'fast=26 slow=26' }, 'params.fast'],
  ['strategy', { ...start, params: 'fast=1' }, 'params.fast'],
  ['strategy', { ...start, params: 'fast' }, 'params.fast'],
  ['strategy', { ...start, params: 'fast=0x10' }, 'params.fast'],
  ['strategy', { ...start, params: { fast: true } }, 'params.fast'],
  ['strategy', { ...start, params: { fast: null } }, 'params.fast'],
  ['strategy', { ...start, params: ['fast', 3] }, 'params'],
  ['strategy', { ...start, amount: '100' }, 'amount'],
  ['strategy', { ...start, amount: 'much' }, 'amount'],
  ['backtest', { ...test, params: 'slow=2.5' }, 'params.slow'],
  ['backtest', { ...test, params: 'slow=181' }, 'params.slow'],
  ['backtest', { ...test, strategy: 'rsi_reversion', params: 'low=60' }, 'params.low'],
  ['backtest', { ...test, strategy: 'rsi_reversion', params: 'trend=1' }, 'params.trend'],
  ['backtest', { ...test, strategy: 'volatility_breakout', params: 'k=0' }, 'params.k'],
  ['backtest', { ...test, strategy: 'dca', params: 'every=0' }, 'params.every'],
  ['backtest', { ...test, params: 'stop_pct=5' }, 'params.stop_pct'],
  ['backtest', { ...test, fee: '2' }, 'fee'],
  ['backtest', { ...test, cash: '0' }, 'cash'],
  ['backtest', { ...test, from: '2026-02-31' }, 'from'],
  ['backtest', { ...test, from: '5' }, 'from'],
  ['backtest', { ...test, from: '2026-02-02', to: '2026-02-01' }, 'from'],
  ['backtest', { ...test, from: '2126-01-01', to: '2126-02-01' }, 'from'],
  ['limits', { name: 'max_order_krw', value: 'much' }, 'value'],
  ['permissions', { role: 'everybody', right: 'view' }, 'role'],
]

describe('what commands of trading are told, and tell', () => {
  let world: World
  const { send, say, exchange } = tradingIn(
    () => world,
    () => world.idOf('minjun'),
  )
  const reads = (language: string) => [undefined, { 'accept-language': language }] as const
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      env: {
        TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
        UPBIT_RATE_LIMITS: '{"quotation": 1000}',
      },
    })
    await exchange('limits', { factor: 100 })
  })
  after(() => world.close())

  const strategies = async () =>
    strategiesData.parse((await world.api('GET', '/api/trading/strategies')).json).strategies

  it('names each mistake with its field, in the language of the reader, and changes nothing', async () => {
    const minjun = await world.signIn('minjun')
    for (const [command, parameters, field] of mistakes) {
      const where = `${command} ${JSON.stringify(parameters)}`
      const said = new Set<string>()
      for (const language of languages) {
        const answer = await send(command, parameters, ...reads(language))
        const { code, message, response } = failureAnswer.parse(answer.json)
        assert.deepEqual([answer.status, code], [400, 'bad_request'], `${where}: ${message}`)
        const [text = ''] = z.array(z.string()).parse(response.data[field])
        assert.ok(message.includes(`${field}: ${text}`), `${where}: ${message}`)
        assert.doesNotMatch(message, raw, where)
        said.add(text)
      }
      assert.equal(said.size, languages.length, `${where}: ${[...said].join(' | ')}`)
      // The page is told the same, in the shape of the platform's errors.
      const path = `/api/trading/commands/${command}`
      const page = await world.api('POST', path, parameters, {
        ...minjun,
        'accept-language': 'ko',
      })
      const body = errorBody.parse(page.json)
      assert.deepEqual([page.status, body.code], [400, 'bad_request'], where)
      assert.ok(said.has(z.array(z.string()).parse(body[field])[0] ?? ''), where)
    }
    assert.deepEqual(await strategies(), [])
  })

  it('names those who never came by, as their server does', async () => {
    const { response } = await say('permissions', {})
    const { users } = permissionsData.parse(response.data)
    const jiwoo = users.find(({ user_id }) => user_id === world.idOf('jiwoo'))
    assert.equal(jiwoo?.name, '지우', JSON.stringify(users))
  })

  it('says which markets can be bought as the exchange does, page by page', async () => {
    await exchange('market', { market: 'KRW-XRP', state: 'halted' })
    await exchange('market', { market: 'KRW-DOT', state: 'delisted' })
    await exchange('market', { market: 'KRW-ETH', min_total: '10000' })
    const found = async (query: string) => {
      const { json } = await world.api('GET', `/api/trading/markets?query=${query}`)
      return marketsData.parse(json).markets.find(({ market }) => market === query)
    }
    const shown = async (market: string) => {
      const one = await found(market)
      return [one?.tradable, one?.warning, one?.min_total]
    }
    assert.deepEqual(await shown('KRW-BTC'), [true, false, '5000'])
    assert.deepEqual(await shown('KRW-XRP'), [false, false, '5000'])
    assert.deepEqual(await shown('KRW-WAVES'), [false, true, '5000'])
    assert.deepEqual(await shown('KRW-ETH'), [true, false, '10000'])
    assert.notEqual((await found('KRW-DOT'))?.tradable, true)
    const first = marketsData.parse((await world.api('GET', '/api/trading/markets')).json)
    const beyond = `/api/trading/markets?page=${first.pages + 1}`
    const { status, json } = await world.api('GET', beyond)
    const { code, page } = errorBody.parse(json)
    assert.deepEqual(
      [status, code, page],
      [400, 'bad_request', [`Must be at most ${first.pages}.`]],
    )
  })

  it('says them in Discord, to a slash command and to a typed one', async () => {
    const options = { action: 'start', strategy: 'ma_cross', ticker: 'BTC', params: 'fast=300' }
    const used = await world.act('minjun', { do: 'command', name: 'trade strategy', options })
    assert.match(JSON.stringify(used.responses), /params\.fast: .*180/)
    assert.doesNotMatch(JSON.stringify(used.responses), raw)
    const content = '!전략 start ma_cross BTC 1h 100000 fast=30 slow=20'
    const typed = await world.act('minjun', { do: 'message', content })
    assert.match(JSON.stringify(typed.responses), /params\.fast: slow보다 작아야 합니다/)
  })

  it('names in Korean what was left out, says how it is typed, and takes names in Korean', async () => {
    const said = async (content: string) =>
      JSON.stringify((await world.act('minjun', { do: 'message', content })).responses)
    assert.match(
      await said('!매수 BTC'),
      /수량: 필수 항목입니다\.\\n.*`!매수 <종목> <수량> \[가격\] \[조건\]`/,
    )
    assert.match(await said('!매수 BTC 5000 가격=많이'), /“많이”은\(는\) 가격이 아닙니다/)
    const help = await said('!도움말')
    assert.match(help, /"!잔고".*\(balance, /)
    assert.match(await said('!전략'), /설정된 전략이 없습니다/)
  })

  it('keeps what a change leaves out, the stop too, and takes the stop away when told', async () => {
    const params = { fast: '5', slow: 12, stop_pct: '2.5' }
    await say('strategy', { ...start, action: 'set', params })
    await say('strategy', { ...start, action: 'set', params: 'slow=20' })
    const [set] = await strategies()
    assert.deepEqual([set?.params, set?.stop_pct], [{ fast: 5, slow: 20 }, '2.5'])
    // What is left must fit together with what is changed.
    assert.equal((await send('strategy', { ...start, params: 'fast=20' })).status, 400)
    await say('strategy', { ...start, action: 'set', params: 'stop_pct=off' })
    assert.equal((await strategies())[0]?.stop_pct, null)
  })

  it('says when a backtest looks at less than it was asked for, and why', async () => {
    const now = world.sandbox.clock.now()
    const day = (at: number) => new Date(at).toISOString().slice(0, 10)
    const run = async (parameters: object, language = 'en') => {
      const { message, response } = await say(
        'backtest',
        { ...test, ...parameters },
        ...reads(language),
      )
      return { message, data: backtestData.parse(response.data) }
    }
    const plain = await run({ interval: '1h', from: day(now - 3 * dayMs), to: day(now + dayMs) })
    assert.deepEqual(plain.data.cut, [])
    assert.equal(Date.parse(plain.data.requested_to), Date.parse(day(now + dayMs)))
    const long = { interval: '1m', from: day(now - 40 * dayMs), to: day(now + 9 * dayMs) }
    const cut = await run(long, 'ko')
    assert.deepEqual(cut.data.cut, ['limit', 'future'])
    assert.equal(Date.parse(cut.data.requested_from), Date.parse(long.from))
    assert.ok(Date.parse(cut.data.from) > Date.parse(cut.data.requested_from))
    assert.match(cut.message, /20,000개까지.*끝이 미래/)
    assert.ok(cut.message.includes(cut.data.from.slice(0, 10)), cut.message)
  })
})
