import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { findings, overflow } from './barriers.ts'
import { picture } from './picture.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 1280 },
] as const

describe('what a server and its people decide, on the web', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    const command = { channel: 'recruit', do: 'command', name: 'recruit', as: 'olivia' }
    for (const [title, game, slots] of [
      ['Ranked', 'LoL', 2],
      ['Raid', '로스트아크', 8],
      ['Solo', 'Chess', 1],
    ] as const) {
      await stage.act({ ...command, options: { title, game, slots } })
    }
    await stage.world.sandbox.settle()
  })
  after(() => stage.close())

  async function assertGood(page: Page, name: string): Promise<void> {
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await picture(page, `${name}-${String(width)}`)
      const look = colorScheme === 'light' ? 'all' : 'colours'
      assert.deepEqual(await findings(page, look), [], `${name} ${String(width)}`)
      assert.equal(await overflow(page), 0, `${name} ${String(width)}`)
    }
  }

  const go = async (page: Page, path: string) => {
    await page.goto(`${stage.world.app.url}/discord-recruitments${path}`)
    await page.locator('main h1').waitFor()
  }

  it('plots how parties filled', async () => {
    const { page, complaints, context } = await stage.open({ as: 'olivia' })
    await go(page, '')
    await page.getByRole('link', { name: 'Statistics' }).click()
    await page.getByRole('heading', { name: 'By hour of the day' }).waitFor()
    const rate = page.getByText('Fill rate').locator('xpath=following-sibling::dd')
    assert.equal(await rate.textContent(), '33%')
    await assertGood(page, 'statistics')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('changes settings, only those that were touched', async () => {
    const { page, complaints, context } = await stage.open({ as: 'olivia' })
    await go(page, '/settings')
    await page.getByLabel('Places, unless said otherwise').fill('400')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('input[aria-invalid=true]').waitFor()
    await page.getByLabel('Places, unless said otherwise').fill('6')
    await page.getByLabel('Quiet from').fill('23:00')
    await page.getByLabel('Quiet until').fill('07:30')
    await page.getByText('One party at a time for everybody').click()
    await page.getByRole('checkbox', { name: '1 hour before' }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.reload()
    assert.equal(await page.getByLabel('Places, unless said otherwise').inputValue(), '6')
    assert.equal(await page.getByLabel('Quiet until').inputValue(), '07:30')
    assert.ok(await page.getByRole('switch', { name: /^One party at a time/ }).isChecked())
    const reminders = page.getByRole('checkbox', { name: / before$/, checked: true })
    assert.deepEqual(await reminders.count(), 2, 'fifteen minutes before is the usual reminder')
    await assertGood(page, 'settings')
    assert.deepEqual(
      complaints.filter((one) => !one.includes('400')),
      [],
    )
    await context.close()
  })

  it('says why a member may not see them', async () => {
    const { page, context } = await stage.open({ as: 'emma' })
    await go(page, '/settings')
    await page.getByText('You may not see this').waitFor()
    await context.close()
  })

  it('keeps templates', async () => {
    const { page, complaints, context } = await stage.open({ as: 'olivia' })
    await go(page, '/templates')
    await page.getByLabel('Name of the template').fill('Weekly raid')
    await page.getByLabel('Places', { exact: true }).fill('8')
    await page.getByRole('button', { name: 'Save the template' }).click()
    await page.getByText('8 places').waitFor()
    await assertGood(page, 'templates')
    await page.getByRole('button', { name: 'Remove Weekly raid' }).click()
    await page.getByText('There are no templates yet.').waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('keeps alerts and blocks of a person', async () => {
    const { page, complaints, context } = await stage.open({ as: 'lucas' })
    await go(page, '/mine')
    await page.getByLabel('Somebody looks for members for this game').fill('Chess')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Remove chess' }).waitFor()
    const people = page.getByRole('combobox', { name: 'Keep somebody out' })
    await people.pressSequentially('noah')
    await page.getByRole('option', { name: /noah/i }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: /noah|\d{17}/i })
      .first()
      .waitFor()
    await assertGood(page, 'mine')
    await page.getByRole('button', { name: 'Remove chess' }).click()
    await page.getByRole('button', { name: 'Remove chess' }).waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('narrows the list to one state, and to whose parties they are', async () => {
    const { page, complaints, context } = await stage.open({ as: 'minjun' })
    await go(page, '')
    await page.getByText('More filters').click()
    await page.getByLabel('State').selectOption({ label: 'Full' })
    const cards = page.getByTestId('recruitment-card')
    await cards.filter({ hasText: 'Solo' }).waitFor()
    assert.equal(await cards.count(), 1)
    const { searchParams } = new URL(page.url())
    assert.deepEqual([searchParams.get('state'), searchParams.get('status')], ['full', 'all'])
    await cards.getByRole('link', { name: 'Solo', exact: true }).click()
    await page.getByRole('link', { name: 'All parties by Olivia' }).click()
    await cards.nth(2).waitFor()
    assert.match(page.url(), /[?&]owner=\d+/)
    await page.getByRole('button', { name: 'From everybody again' }).click()
    await page.waitForURL((url) => !url.searchParams.has('owner'))
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('shows the list as a table, in any order, narrowed by what is in the address', async () => {
    const { page, complaints, context } = await stage.open({ as: 'minjun', locale: 'ja' })
    await go(page, '?view=table&status=all&sort=fullest')
    const titles = page.getByTestId('recruitment-table').getByRole('rowheader').getByRole('link')
    await titles.first().waitFor()
    assert.equal(await titles.count(), 3)
    await assertGood(page, 'table')
    await go(page, '?view=table&status=all&game=LoL')
    await titles.first().waitFor()
    assert.deepEqual(await titles.allTextContents(), ['Ranked'])
    await page.getByTestId('recruitment-table').getByRole('button').first().click()
    await page.getByTestId('recruitment-table').getByText('2/2').waitFor()
    await go(page, '?view=table&status=all&tag=none')
    await page.locator('main:not(:has([role=progressbar]))').waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
