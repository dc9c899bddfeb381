import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { locales } from '#core/i18n/locale.ts'
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

describe('trading pages for everybody', { skip: withoutChromium, concurrency: 2 }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    const command = { channel: 'trading', do: 'command', name: 'trade buy' }
    await stage.act({ ...command, as: 'jiwoo', options: { ticker: 'BTC', amount: '100000' } })
    await stage.world.sandbox.settle()
  })
  after(() => stage.close())

  for (const [index, locale] of locales.entries())
    it(`has no barrier and never scrolls sideways: ${locale}`, async () => {
      const { page, context, complaints } = await stage.open({
        as: 'minjun',
        path: '/trading',
        locale,
        dark: index % 2 === 1,
      })
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
