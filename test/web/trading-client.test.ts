import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { createControl } from '../support/control.ts'
import { picture } from './picture.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

describe('trading in the client page of the emulated Discord', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    for (const [path, body] of [
      ['price', { market: 'KRW-BTC', hold: 100_000_000 }],
      ['pace', { fill_ms: [1, 1], cancel_ms: [1, 1] }],
    ] as const) {
      await createControl(stage.world.sandbox.origin).post(`exchange/${path}`, body)
    }
  })
  after(() => stage.close())

  const idOf = (username: string): string => {
    const people = [...stage.world.sandbox.world.state.users.values()]
    return people.find(({ user }) => user.username === username)?.user.id ?? ''
  }
  /** Two people side by side, each in the channel for trading. */
  async function together(one: string, other: string) {
    const query = `as=${idOf(one)}&as2=${idOf(other)}&split=1&lang=en&web=0`
    const opened = await stage.client(query)
    const { page } = opened
    const panes = page.getByRole('region', { name: /^Discord of/ })
    const [left, right] = [panes.nth(0), panes.nth(1)]
    for (const pane of [left, right]) {
      await pane.getByRole('button', { name: 'Servers and channels' }).click()
      await pane.getByRole('button', { name: 'trading' }).click()
      await pane.getByRole('textbox', { name: /#trading/ }).waitFor()
    }
    return { ...opened, left, right }
  }
  async function type(page: Page, pane: Locator, text: string): Promise<void> {
    await pane.locator('textarea').fill(text)
    await page.keyboard.press('Enter')
  }
  /** Fills the form of a slash command; the values stand in the order of what is required. */
  async function slash(
    page: Page,
    pane: Locator,
    name: string,
    ...values: string[]
  ): Promise<void> {
    await pane.locator('textarea').focus()
    await page.keyboard.type(`/${name}`)
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('form').waitFor()
    for (const [index, value] of values.entries()) {
      if (index > 0) await page.keyboard.press('Tab')
      await page.keyboard.type(value)
    }
    await page.keyboard.press('Enter')
  }

  it('refuses a stranger; a trader orders, an administrator approves', async () => {
    const { page, left, right, context, complaints } = await together('jiwoo', 'minjun')
    await slash(page, left, '거래 매수', 'BTC', '6000000')
    await left.getByRole('button', { name: '확인', exact: true }).click()
    await left
      .getByText(/두 번째|다른 사람/)
      .first()
      .waitFor()
    await right.getByRole('button', { name: 'Approve' }).click()
    await right
      .getByText(/Buy BTC: 0\.0\d+ BTC/)
      .first()
      .waitFor()
    await picture(page, 'client-approved')
    await type(page, left, '!차트 비트코인')
    await left.locator('img[src*="krw-btc"], img[alt*="krw-btc"]').first().waitFor()
    await picture(page, 'client-chart')
    await type(page, left, '!정지 점검')
    await right
      .getByText(/Trading halted/)
      .first()
      .waitFor()
    await type(page, right, '!재개')
    await left
      .getByText(/Trading resumed/)
      .first()
      .waitFor()
    assert.deepEqual(complaints, [])
    await context.close()

    const other = await together('lucas', 'sam')
    await type(other.page, other.left, '!balance')
    await other.left
      .getByText(/no right|droit/)
      .first()
      .waitFor()
    await slash(other.page, other.right, 'trade buy', 'BTC', '10000')
    await other.right
      .getByText(/no right/)
      .last()
      .waitFor()
    await slash(other.page, other.right, 'trade balance')
    await other.right.getByText(/₩\d/).last().waitFor()
    await picture(other.page, 'client-viewer')
    assert.deepEqual(other.complaints, [])
    await other.context.close()
  })
})
