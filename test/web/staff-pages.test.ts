import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { locales, type Locale } from '#core/i18n/locale.ts'
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

  it('an id that is not on the server is taken, and said', async () => {
    const { page } = olivia
    await stage.act({ as: 'lucas', do: 'leave_guild' })
    await page.getByRole('button', { name: 'Add somebody' }).first().click()
    const form = page.getByRole('form', { name: 'Add somebody' })
    await form.getByLabel('Name').fill('Lucas')
    await form.getByLabel('Discord id').fill(idOf('lucas'))
    await form.getByRole('button', { name: 'Add somebody' }).click()
    await page.getByText('Lucas: This account is not on the server.').waitFor()
    await page.locator('main').getByText('Not on the server').first().waitFor()
    await stage.act({ as: 'lucas', do: 'join_guild' })
    await page.locator('main').getByText('Not on the server').waitFor({ state: 'detached' })
  })

  it('ranks are made, coloured, renamed and mapped to a role of Discord', async () => {
    const { page } = olivia
    await page.getByRole('link', { name: 'Ranks' }).click()
    await page.getByRole('button', { name: 'Add a rank' }).click()
    const form = page.getByRole('form', { name: 'Add a rank' })
    await form.getByLabel('Name').fill('Support')
    await form.getByLabel('Order').fill('5')
    await form.getByLabel('Department').fill('Help desk')
    await form.getByLabel('Role in Discord').selectOption({ label: 'Trader' })
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Whoever has the role “Trader” in Discord').waitFor()
    await page.getByRole('button', { name: 'Edit: Support' }).click()
    const edit = page.getByRole('form', { name: 'Change the rank' })
    await edit.getByLabel('Name').fill('Helpers')
    await edit.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Helpers', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Remove: Helpers' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Somebody has this rank.').waitFor()
    await page.getByRole('link', { name: 'Back to the roster' }).click()
    // Those whom the role brings, and Sam, whose rank has got another name.
    const group = page.locator('section', { hasText: 'Help desk' })
    for (const name of ['Sam', '민준', '지우']) await group.getByRole('link', { name }).waitFor()
  })

  it('a sheet is seen before it is taken over', async () => {
    const { page } = olivia
    await page.goto(`${stage.world.app.url}/staff`)
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
    const [guild] = stage.world.sandbox.world.state.guilds.keys()
    const back = page.getByRole('link', { name: 'Back to the roster' })
    assert.ok((await back.getAttribute('href'))?.includes(guild ?? ''), 'back to its server')
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

  const paths = [
    '/staff',
    '/staff?view=cards',
    '/staff/1',
    '/staff/me',
    '/staff/link',
    '/staff/import',
    '/staff/ranks',
  ]
  const looks = [
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 320 },
  ] as const

  async function look(locale: Locale): Promise<void> {
    const { page, context, complaints } = await stage.open({ locale, as: 'olivia' })
    for (const path of paths) {
      await page.goto(stage.world.app.url + path)
      await page.locator('main h1').waitFor()
      await page.locator('main:not(:has([aria-busy=true]))').waitFor()
      for (const { colorScheme, width } of looks) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        assert.ok((await overflow(page)) <= 0, `${locale} ${path} at ${width}`)
        // Words alone differ by language: one look of each is enough.
        if (locale !== 'en' && width > 320) continue
        assert.deepEqual(await findings(page), [], `${locale} ${path} ${colorScheme}`)
      }
    }
    assert.deepEqual(complaints, [])
    await context.close()
  }

  it('has no barrier and never scrolls sideways, in four languages', async () => {
    await Promise.all(locales.map(look))
  })

  it('a team of a thousand is there as a whole, for keyboards and readers too', async () => {
    const { page, complaints } = olivia
    await page.goto(`${stage.world.app.url}/staff/import`)
    const lines = Array.from({ length: 990 }, (_, nth) => `Person ${nth},Crowd`)
    await page.getByLabel('Or its text').fill(['Name,Rank', ...lines].join('\n'))
    await page.getByRole('button', { name: 'Show what would happen' }).click()
    await page.getByRole('button', { name: 'Take it over' }).click()
    await page.getByText('Added 990').waitFor({ timeout: 30_000 })
    await page.goto(`${stage.world.app.url}/staff?role=Crowd`)
    const last = page.getByRole('link', { name: 'Person 989', exact: true })
    await last.waitFor({ state: 'attached', timeout: 30_000 })
    // One head, and everybody.
    assert.equal(await page.getByRole('row').count(), lines.length + 1)
    await last.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Person 989', level: 1 }).waitFor()
    assert.deepEqual(complaints, [])
  })
})
