import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { locales } from '#core/i18n/locale.ts'
import type { WatchedPage } from '../support/browser.ts'
import { findings, overflow } from './barriers.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

describe('the staff pages', { skip: withoutChromium }, () => {
  let stage: Stage
  let olivia: WatchedPage

  const idOf = (username: string) => {
    const people = [...stage.world.sandbox.world.state.users.values()]
    return people.find(({ user }) => user.username === username)?.user.id ?? ''
  }

  before(async () => {
    stage = await openStage()
    olivia = await stage.open({ as: 'olivia', path: '/staff' })
  })
  after(() => stage.close())

  it('somebody is added by hand, and the presence is there as it happens', async () => {
    const { page } = olivia
    await page.getByRole('button', { name: 'Add somebody' }).first().click()
    const form = page.getByRole('form', { name: 'Add somebody' })
    await form.getByLabel('Name').fill('Sam')
    await form.getByLabel('Rank').fill('Support')
    await form.getByLabel('Discord id').fill('12')
    await page.getByText('This is not a Discord id.').waitFor()
    await form.getByLabel('Discord id').fill(idOf('sam'))
    await form.getByRole('button', { name: 'Add somebody' }).click()
    await page.locator('main').getByText('0 of 1 online').first().waitFor()
    await stage.act({
      as: 'sam',
      do: 'presence',
      status: 'dnd',
      custom_status: 'In a meeting',
      activities: [{ name: 'Chess', type: 0 }],
    })
    await page.locator('main').getByText('1 of 1 online').first().waitFor()
    await page.getByText('Do Not Disturb').first().waitFor()
    await page.getByText('In a meeting').first().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  it('filters stand in the address', async () => {
    const { page } = olivia
    await page.getByLabel('Search').fill('nobody of that name')
    await page.getByText('Nobody matches').waitFor()
    assert.match(page.url(), /search=nobody/)
    await page.getByRole('button', { name: 'Show everybody' }).click()
    await page.getByText('In a meeting').first().waitFor()
  })

  it('a sheet is seen before it is taken over', async () => {
    const { page } = olivia
    await page.getByRole('link', { name: 'Import' }).click()
    const lines = [`Name,Rank,Discord ID`, `Yui,Support,${idOf('yui')}`, 'Tom,Support,1.2E+18']
    await page.getByLabel('Or its text').fill(lines.join('\n'))
    await page.getByRole('button', { name: 'Show what would happen' }).click()
    await page.getByText('Would add 1, change 0, leave 0 and refuse 1.').waitFor()
    await page.getByText('has turned this id into a number').waitFor()
    await page.getByRole('button', { name: 'Take it over' }).click()
    await page.getByText('Added 1').waitFor()
  })

  it('a manager writes a note about somebody and takes it back', async () => {
    const { page } = olivia
    await page.goto(`${stage.world.app.url}/staff/1`)
    await page.getByLabel('New note').fill('Speaks Welsh')
    await page.getByRole('button', { name: 'Add note' }).click()
    const item = page.getByRole('listitem').filter({ hasText: 'Speaks Welsh' })
    await item.getByText('olivia').waitFor()
    await item.getByRole('button', { name: 'Remove' }).click()
    await item.waitFor({ state: 'detached' })
  })

  it('one’s own row: duty and privacy', async () => {
    const { page, context } = await stage.open({ as: 'sam', path: '/staff/me' })
    await page.getByRole('button', { name: 'On duty' }).click()
    await page.getByText('on duty', { exact: true }).first().waitFor()
    await page.getByLabel('Hide everything').click()
    await page.getByText('Hidden', { exact: true }).first().waitFor()
    await page.getByLabel('Show status and activities').click()
    await page.getByText('Do Not Disturb').first().waitFor()
    await context.close()
  })

  for (const locale of locales) {
    it(`has no barrier and never scrolls sideways: ${locale}`, async () => {
      const { page, context, complaints } = await stage.open({ locale, as: 'olivia' })
      for (const path of [
        '/staff',
        '/staff?view=cards',
        '/staff/1',
        '/staff/me',
        '/staff/link',
        '/staff/import',
      ]) {
        await page.goto(stage.world.app.url + path)
        await page.locator('main h1').waitFor()
        await page.locator('main:not(:has([aria-busy=true]))').waitFor()
        for (const look of [
          { colorScheme: 'light', width: 1280 },
          { colorScheme: 'dark', width: 320 },
        ] as const) {
          await page.emulateMedia({ colorScheme: look.colorScheme })
          await page.setViewportSize({ width: look.width, height: 800 })
          assert.deepEqual(await findings(page), [], `${path} ${look.colorScheme}`)
          assert.ok((await overflow(page)) <= 0, `${path} at ${look.width}`)
        }
      }
      assert.deepEqual(complaints, [])
      await context.close()
    })
  }
})
