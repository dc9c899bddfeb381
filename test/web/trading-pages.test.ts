import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { Page } from 'playwright-core'
import { locales } from '#core/i18n/locale.ts'
import { createControl, shownMessage } from '../support/control.ts'
import { findings, overflow } from './barriers.ts'
import { picture } from './picture.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

const pages = [
  '/trading',
  '/trading/markets',
  '/trading/markets/KRW-BTC',
  '/trading/orders',
  '/trading/signals',
  '/trading/strategies',
  '/trading/backtest',
  '/trading/performance',
  '/trading/permissions',
  '/trading/notifications',
]

describe('trading in the web app', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage({
      TRADING_MODE: 'live',
      TRADING_RATE_LIMITS: '{"view": 0, "trade": 0, "backtest": 0}',
    })
    await exchange('price', { market: 'KRW-BTC', hold: 100_000_000 })
    await exchange('pace', { fill_ms: [1, 1], cancel_ms: [1, 1] })
  })
  after(() => stage.close())

  const exchange = (what: string, body: object) =>
    createControl(stage.world.sandbox.origin).post(`exchange/${what}`, body)

  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).click()
  /** Answers the question that was just asked. */
  const agree = (page: Page, name: string) =>
    page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click()

  async function order(page: Page, amount: string): Promise<void> {
    await page.goto(`${stage.world.app.url}/trading/markets/KRW-BTC`)
    await page.getByLabel('Amount in KRW').fill(amount)
    await page.getByText('Estimated volume').waitFor()
    await press(page, 'Review order')
    await page.getByText('Please check').waitFor()
    await press(page, 'Place buy order')
  }

  it('shows nothing to those without a right, not even that there is an account', async () => {
    const { page, context, complaints } = await stage.open({ as: 'emma', path: '/' })
    await page.getByRole('heading', { name: /Emma/ }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Trading' }).count(), 0)
    await page.goto(`${stage.world.app.url}/trading`)
    await page.locator('main h1').waitFor()
    assert.equal(await page.getByText('Paper trading').count(), 0)
    assert.equal(await page.getByText('10,000,000').count(), 0)
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('lets a trader look, order, follow the order and close the position', async () => {
    const { page, context, complaints } = await stage.open({ as: 'jiwoo', path: '/trading' })
    await page.getByText('Paper trading').waitFor()
    await page.getByText('₩10,000,000').first().waitFor()
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByRole('link', { name: /Bitcoin KRW-BTC/ }).click()
    await page.locator('canvas').first().waitFor()
    await picture(page, 'trading-market')
    const chart = page.getByLabel(/^Price chart of KRW-BTC/)
    await chart.focus()
    for (const key of ['ArrowLeft', 'ArrowUp', '-', 'Home', 'End']) await page.keyboard.press(key)
    await page.getByLabel('RSI 14').check()
    await press(page, 'Show as table')
    await page.getByRole('columnheader', { name: 'SMA 20' }).waitFor()
    await press(page, 'Show as chart')

    await page.getByLabel('Amount in KRW').fill('4000')
    await page.getByText(/minimum of ₩5,000/).waitFor()
    assert.equal(
      await page.getByRole('button', { name: 'Review order' }).getAttribute('aria-disabled'),
      'true',
    )
    await order(page, '100000')
    await page.getByRole('link', { name: /^Order / }).click()
    await page.getByRole('heading', { name: 'Buy KRW-BTC for ₩100,000' }).waitFor()
    await stage.world.sandbox.settle()
    await page.getByRole('table', { name: 'Trades' }).waitFor()
    // Steps are told in words, and money as money.
    await page.getByRole('cell', { name: 'Being sent to the exchange' }).waitFor()
    await page.getByRole('cell', { name: '₩50', exact: true }).waitFor()
    await picture(page, 'trading-order')

    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('columnheader', { name: 'Entry at the exchange' }).waitFor()
    // A row is of one moment: with the price its value and result move.
    await exchange('price', { market: 'KRW-BTC', hold: 110_000_000 })
    await page
      .getByRole('row', { name: /^KRW-BTC 0\.00\d+ 100,\S+ 1(09|10),\S+ ₩1(09|10),.* \+₩/ })
      .waitFor()
    await exchange('price', { market: 'KRW-BTC', hold: 100_000_000 })
    await press(page, 'Close BTC')
    await agree(page, 'Close')
    await stage.world.sandbox.settle()
    await page.getByText('Nothing is held.').waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('asks again before a large order, and wants a second person above the limit', async () => {
    const trader = await stage.open({ as: 'jiwoo', path: '/trading' })
    await order(trader.page, '1000000')
    await trader.page.getByText('Confirm this large order').waitFor()
    await trader.page.getByText(/seconds? left/).waitFor()
    await picture(trader.page, 'trading-confirm')
    // The price moves away while the question stands: it is asked anew, and then answered.
    await exchange('price', { market: 'KRW-BTC', hold: 103_000_000 })
    await trader.page
      .getByText(/103,\d\d\d,000/)
      .first()
      .waitFor()
    await press(trader.page, 'Confirm')
    await trader.page
      .getByText(/^The price has moved; here is a new quote\. .* at about ₩103,/)
      .waitFor()
    await press(trader.page, 'Confirm')
    await trader.page.getByRole('link', { name: /^Order / }).waitFor()

    await order(trader.page, '6000000')
    await trader.page.getByText('Confirm this large order').waitFor()
    await press(trader.page, 'Confirm')
    await trader.page.getByRole('link', { name: /^Order / }).waitFor()
    const leader = await stage.open({ as: 'minjun', path: '/trading/orders?show=open' })
    await leader.page.getByText('Needs a second person').waitFor()
    await press(leader.page, /^Confirm: Buy KRW-BTC/)
    await agree(leader.page, 'Confirm')
    await stage.world.sandbox.settle()
    await leader.page.getByText('No orders.').waitFor()
    await leader.page.getByRole('radio', { name: 'All' }).check({ force: true })
    await leader.page.getByText('Filled', { exact: true }).first().waitFor()
    const [file] = await Promise.all([
      leader.page.waitForEvent('download'),
      press(leader.page, 'Save as CSV'),
    ])
    const text = await readFile(await file.path(), 'utf8')
    assert.match(text, /^\uFEFF?id,created_at,market/)
    assert.match(text, /KRW-BTC,buy,market,filled/)
    assert.deepEqual([...trader.complaints, ...leader.complaints], [])
    await trader.context.close()
    await leader.context.close()
  })

  it('rests a limit order and cancels it', async () => {
    const { page, context, complaints } = await stage.open({
      as: 'jiwoo',
      path: '/trading/markets/KRW-XRP',
    })
    await exchange('price', { market: 'KRW-XRP', hold: 2000 })
    await page.getByText('Limit', { exact: true }).click()
    await page.getByLabel('Limit price in KRW').fill('1500.4')
    await page.getByLabel('Amount in KRW').fill('15000')
    await page.getByText('Estimated volume').waitFor()
    await press(page, 'Review order')
    await page.getByText(/^Buy 10 XRP at ₩1,500: .* The price was rounded/).waitFor()
    await press(page, 'Place buy order')
    await page.getByRole('link', { name: /^Order / }).waitFor()
    // What was said follows the order.
    await exchange('trade', { market: 'KRW-XRP', price: 1499, volume: 4, side: 'ask' })
    await page.getByText('Buy XRP: 4 XRP of 10 XRP at ₩1,500 so far.').first().waitFor()
    await page.getByRole('link', { name: 'Orders' }).click()
    await press(page, /^Cancel: Buy KRW-XRP: 10 XRP at 1,500/)
    await agree(page, 'Cancel')
    await stage.world.sandbox.settle()
    await page.getByText('Cancelled').first().waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('stops everything at one press; only an administrator resumes', async () => {
    const trader = await stage.open({ as: 'jiwoo', path: '/trading' })
    const leader = await stage.open({ as: 'minjun', path: '/trading' })
    await press(trader.page, 'Stop everything')
    await agree(trader.page, 'Stop everything')
    for (const { page } of [trader, leader]) await page.getByText('Trading is stopped.').waitFor()
    await picture(leader.page, 'trading-halted')
    assert.equal(await trader.page.getByRole('button', { name: 'Resume trading' }).count(), 0)
    await press(leader.page, 'Resume trading')
    await agree(leader.page, 'Resume trading')
    for (const { page } of [trader, leader])
      await page.getByText('Trading is stopped.').waitFor({ state: 'detached' })
    assert.deepEqual([...trader.complaints, ...leader.complaints], [])
    await trader.context.close()
    await leader.context.close()
  })

  it('sets limits, gives a right to a role, and does not go live by accident', async () => {
    const { page, context, complaints } = await stage.open({
      as: 'minjun',
      path: '/trading/permissions',
    })
    await page.getByRole('textbox', { name: 'Largest order (KRW)' }).fill('3000000')
    await press(page, 'Save: Largest order (KRW)')
    await page
      .getByText(/3,?000,?000|Largest order/i)
      .first()
      .waitFor()
    // What is set in Discord stands on the page at once.
    const content = '!limits max_order_krw 4000000'
    await stage.act({ as: 'minjun', do: 'message', channel: 'trading', content })
    await page.getByText('₩4,000,000').waitFor()
    const largest = page.getByRole('textbox', { name: 'Largest order (KRW)' })
    assert.equal(await largest.inputValue(), '4000000')
    await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Raider' })
    await page.getByLabel('Right', { exact: true }).selectOption('view')
    await press(page, 'Save')
    await page.getByRole('rowheader', { name: 'Role Raider' }).waitFor()
    await press(page, 'Trade with real money')
    await page.locator('[data-mode=paper]').waitFor()
    assert.equal(await page.locator('[data-mode=live]').count(), 0)
    // The role's right is one at once.
    const raider = await stage.open({ as: 'kenta', path: '/trading' })
    await raider.page.getByText('Paper trading').waitFor()
    assert.equal(await raider.page.getByRole('button', { name: 'Stop everything' }).count(), 0)
    assert.deepEqual([...complaints, ...raider.complaints], [])
    await context.close()
    await raider.context.close()
  })

  it('runs a strategy, shows its signals and marks them on the chart', async () => {
    const held = await exchange('price', { market: 'KRW-SOL', hold: true })
    const { price } = z.object({ price: z.number() }).parse(held)
    const { page, context, complaints } = await stage.open({
      as: 'minjun',
      path: '/trading/strategies',
    })
    const trader = await stage.open({ as: 'jiwoo', path: '/trading/strategies' })
    await page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'Regular buying' })
    await page.getByLabel('Coin').fill('sol')
    await page.getByLabel('Candles', { exact: true }).selectOption({ label: '1 minute' })
    await page.getByLabel('Parameters').fill('every=0 speed=9')
    await page.getByLabel('Sell when so far below cost (%)').fill('much')
    await press(page, 'Save')
    await page.getByText('every: Must be at least 1.').waitFor()
    await page.getByText('speed: There is no such field.').waitFor()
    await page.getByText('Must be above 0 and below 100 percent, or "off".').waitFor()
    await page.getByLabel('Parameters').fill('every=1')
    await page.getByLabel('KRW per purchase').fill('20000')
    await page.getByLabel('Sell when so far below cost (%)').fill('3')
    await press(page, 'Save')
    await press(page, 'Start: Regular buying KRW-SOL')
    await page.getByText('Running').waitFor()
    await trader.page.getByText('Running').waitFor()
    assert.equal(await trader.page.getByRole('button', { name: /^(Start|Stop): / }).count(), 0)
    await trader.page.getByRole('link', { name: 'Signals' }).click()
    await trader.page.getByText('No signals yet.').waitFor()
    // In a quiet minute there would be no candle.
    await exchange('trade', { market: 'KRW-SOL', price, volume: 1, side: 'bid' })
    await createControl(stage.world.sandbox.origin).advance('61s')
    await stage.world.sandbox.settle()
    await trader.page.getByRole('link', { name: 'Ordered' }).first().waitFor()
    await press(page, 'Stop: Regular buying KRW-SOL')
    await page.getByText('Stopped').waitFor()
    await picture(page, 'trading-strategy')
    await trader.page.goto(`${stage.world.app.url}/trading/markets/KRW-SOL`)
    await trader.page.getByLabel('Candles', { exact: true }).selectOption({ label: '1 minute' })
    await trader.page.locator('canvas').first().waitFor()
    await picture(trader.page, 'trading-markers')
    await press(trader.page, 'Show as table')
    await trader.page
      .getByRole('cell', { name: /buy signal|bought/ })
      .first()
      .waitFor()
    assert.deepEqual([...complaints, ...trader.complaints], [])
    await context.close()
    await trader.context.close()
  })

  it('plots a backtest and the account itself beside holding, and gives both as tables', async () => {
    const { page, context, complaints } = await stage.open({
      as: 'jiwoo',
      path: '/trading/backtest',
    })
    await page
      .getByLabel('Strategy', { exact: true })
      .selectOption({ label: 'Moving average cross' })
    await press(page, 'Run backtest')
    await page.getByRole('heading', { name: 'Result' }).waitFor()
    await page.getByText('Holding KRW-BTC').waitFor()
    await page.getByRole('img', { name: /Equity/ }).waitFor()
    await picture(page, 'trading-backtest')
    await page.getByText('Show the figures as a table').click()
    await page.getByRole('table', { name: 'Equity' }).getByRole('row').nth(20).waitFor()
    await page.getByRole('table', { name: 'Trades' }).waitFor()
    await page.getByLabel('From').fill('2040-01-01')
    await press(page, 'Run backtest')
    await page.getByText('Must lie in the past.').waitFor()
    assert.equal(await page.getByLabel('From').getAttribute('aria-invalid'), 'true')

    await page.getByRole('link', { name: 'Performance' }).click()
    await page.getByText('Holding KRW-BTC').first().waitFor()
    await page.getByRole('img', { name: /Drop from the best day before/ }).waitFor()
    await page.getByRole('rowheader', { name: 'Regular buying' }).waitFor()
    await page.getByRole('rowheader', { name: 'By hand' }).waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as CSV')])
    assert.match(
      await readFile(await file.path(), 'utf8'),
      /^\uFEFF?day,equity_krw,return_pct,benchmark_krw\r?\n\d{4}-\d\d-\d\d,\d+/,
    )
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('tries a notification out, silences another, and shows what was told', async () => {
    const { page, context, complaints } = await stage.open({
      as: 'minjun',
      path: '/trading/notifications',
    })
    await page
      .getByLabel('Exchange not reachable', { exact: true })
      .selectOption({ label: '#staff' })
    await press(page, 'Send test: Exchange not reachable')
    await page.getByText('The test has arrived.').waitFor()
    await page.getByRole('row', { name: /#staff Error .*This is a test|#staff .*시험/ }).waitFor()
    const guilds = [...stage.world.sandbox.world.state.guilds.values()]
    const channel = [...(guilds[0]?.channels.values() ?? [])].find(({ name }) => name === 'staff')
    const address = `${stage.world.sandbox.origin}/_control/messages?channel=${channel?.id}`
    const messages = shownMessage.array().parse(await (await fetch(address)).json())
    const told = messages.flatMap(({ embeds }) => embeds)
    assert.deepEqual(
      told.map(({ color }) => color),
      [0xff_00_00],
    )
    await page
      .getByLabel('Exchange not reachable', { exact: true })
      .selectOption({ label: 'Nowhere' })
    assert.equal(
      await page.getByRole('button', { name: 'Send test: Exchange not reachable' }).count(),
      0,
    )
    await press(page, 'Save')
    await page.getByText('Saved.').waitFor()
    await page.reload()
    await page.getByLabel('Order filled', { exact: true }).waitFor()
    const chosen = page
      .getByLabel('Exchange not reachable', { exact: true })
      .locator('option:checked')
    assert.equal(await chosen.textContent(), 'Nowhere')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('goes live by a typed sentence alone, unmistakably, and back at one press', async () => {
    const { page, context, complaints } = await stage.open({
      as: 'minjun',
      path: '/trading/permissions',
    })
    const trader = await stage.open({ as: 'jiwoo', path: '/trading' })
    await press(page, 'Trade with real money')
    await page.getByText(/I TRADE REAL MONEY/).waitFor()
    await page.getByRole('textbox', { name: 'Sentence to type' }).fill('I TRADE REAL MONEY')
    await press(page, 'Trade with real money')
    for (const one of [page, trader.page]) {
      await one.locator('[data-mode=live]').getByText('Real money', { exact: true }).waitFor()
      assert.equal(await one.locator('[data-mode=paper]').count(), 0)
    }
    await picture(trader.page, 'trading-live')
    const back = trader.page.getByRole('button', { name: 'Back to paper trading' })
    assert.equal(await back.count(), 0)
    await press(page, 'Back to paper trading')
    for (const one of [page, trader.page]) await one.locator('[data-mode=paper]').waitFor()
    assert.deepEqual([...complaints, ...trader.complaints], [])
    await context.close()
    await trader.context.close()
  })

  it('paints gains as the reader is used to, or as they choose', async () => {
    const { page, context } = await stage.open({ as: 'jiwoo', path: '/trading', locale: 'ko' })
    const checked = () =>
      page
        .locator(
          'input[name=trading-colours]:checked + *, label:has(input[name=trading-colours]:checked)',
        )
        .first()
        .textContent()
    await page.getByText('모의 거래').waitFor()
    assert.equal(await checked(), '상승을 빨강')
    await page.getByText('상승을 초록').click()
    await page.reload()
    await page.getByText('모의 거래').waitFor()
    assert.equal(await checked(), '상승을 초록')
    await context.close()
  })

  describe('in every language', { concurrency: 2 }, () => {
    for (const [index, locale] of locales.entries())
      it(`has no barrier and never scrolls sideways: ${locale}`, async () => {
        const dark = index % 2 === 1
        const as = 'minjun'
        const { page, context, complaints } = await stage.open({ as, path: '/', locale, dark })
        for (const [number, path] of pages.entries()) {
          await page.goto(stage.world.app.url + path)
          await page.locator('[data-mode=paper]').waitFor()
          await page.locator('main [aria-busy=true]').waitFor({ state: 'detached' })
          if (path.endsWith('KRW-BTC')) await page.locator('canvas').first().waitFor()
          for (const width of [320, 1280]) {
            await page.setViewportSize({ width, height: 700 })
            await picture(page, `trading${path.replaceAll('/', '-')}-${width}-${locale}`)
            assert.equal(await overflow(page), 0, `${path} ${width}`)
          }
          // Barriers hardly depend on the language: each page is looked at closely in two of the four.
          if ((number + index) % 2 === 0) {
            await page.setViewportSize({ width: index < 2 ? 320 : 1280, height: 700 })
            assert.deepEqual(await findings(page), [], path)
          }
        }
        assert.deepEqual(complaints, [])
        await context.close()
      })
  })
})
