import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { openStage, withoutChromium, type Stage } from './stage.ts'
import { picture } from './picture.ts'

describe('events on the web', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  const detail = (page: Page) => page.getByTestId('event-detail')

  /** Makes an event by the form; ends on its page and returns its address. */
  async function create(page: Page, title: string, fill: () => Promise<void> = async () => {}) {
    await page.goto(`${stage.world.app.url}/events/new`)
    await page.getByLabel('Title', { exact: true }).fill(title)
    await page.getByLabel('Place or link').fill('Town hall')
    await fill()
    await page.getByRole('button', { name: 'Create the event' }).click()
    await detail(page).waitFor()
    await stage.world.sandbox.settle()
    return new URL(page.url()).pathname
  }

  async function addRole(page: Page, number: number, name: string, places: string) {
    await page.getByRole('button', { name: 'Add a role' }).click()
    const row = page.getByRole('listitem').filter({ has: page.getByLabel(`Role ${number}`) })
    await row.getByLabel(`Role ${number}`).first().fill(name)
    await row.getByLabel('Places').fill(places)
  }

  it('makes an event with roles; two people sign up and see each other at once', async () => {
    const owner = await stage.open({ as: 'camille', path: '/events' })
    const { page } = owner
    page.on('response', (answer) => {
      if (answer.status() >= 400) owner.complaints.push(`${answer.status()} ${answer.url()}`)
    })
    await page.getByRole('link', { name: 'New event' }).click()
    await page.getByRole('heading', { name: 'New event' }).waitFor()
    const address = await create(page, 'Castle raid', async () => {
      await addRole(page, 1, 'Tank', '1')
      await addRole(page, 2, 'Healer', '2')
      await page.getByLabel('Description').fill('**Bring** potions.')
      const preview = page.getByTestId('discord-preview')
      await preview.getByText('Castle raid').first().waitFor()
      await preview.getByText('Bring potions.').getByText('Bring', { exact: true }).waitFor()
      await preview.getByText('Sign up', { exact: true }).waitFor()
      await picture(page, 'events-create')
    })
    await detail(page).locator('strong', { hasText: 'Bring' }).waitFor()
    const guest = await stage.open({ as: 'yui', path: address })
    await guest.page.getByLabel('Role', { exact: true }).selectOption({ index: 1 })
    await guest.page.getByLabel('Note to the organiser').fill('A little late')
    await guest.page.getByRole('button', { name: 'Going' }).click()
    await guest.page.getByText('You are in “Castle raid”.').waitFor()
    await page.getByTestId('roster').getByText('A little late').waitFor()
    await page.getByTestId('roster').getByRole('progressbar', { name: 'Tank' }).waitFor()
    const third = await stage.open({ as: 'noah', path: address })
    await third.page.getByLabel('Role', { exact: true }).selectOption({ index: 1 })
    await third.page.getByRole('button', { name: 'Going' }).click()
    await third.page.getByText(/You wait for “Castle raid” as number 1/).waitFor()
    await guest.page.getByTestId('roster').getByText('Waiting list (1)').waitFor()
    await picture(page, 'events-detail')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    assert.match((await saving).suggestedFilename(), /\.csv$/)
    await guest.page.getByRole('button', { name: 'Withdraw' }).click()
    await guest.page.getByText('You withdrew from “Castle raid”.').waitFor()
    await third.page.getByTestId('my-standing').getByText('Confirmed').waitFor()
    assert.deepEqual([...owner.complaints, ...guest.complaints, ...third.complaints], [])
    for (const { context } of [owner, guest, third]) await context.close()
  })

  it('shows the calendar by month, week and list; keys go from day to day, filters are in the address', async () => {
    const { page, complaints, context } = await stage.open({ as: 'camille', path: '/events' })
    await create(page, 'Board games')
    // Events of the form begin tomorrow.
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await page.goto(`${stage.world.app.url}/events?date=${day}`)
    const chip = page.getByRole('link', { name: /Board games/ })
    await chip.waitFor()
    await picture(page, 'events-month')
    const chosen = page.locator(`[data-day="${day}"]`)
    await chosen.focus()
    await page.keyboard.press('ArrowRight')
    assert.notEqual(await page.evaluate('document.activeElement.dataset.day'), day)
    await page.getByText('Week', { exact: true }).click()
    await page.waitForURL(/view=week/)
    await chip.waitFor()
    await picture(page, 'events-week')
    await page.getByText('List', { exact: true }).click()
    await page.waitForURL(/view=agenda/)
    await chip.waitFor()
    await picture(page, 'events-agenda')
    await page.getByLabel('Search titles').fill('zzz')
    await page.getByText('No event matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await chip.waitFor()
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
    await page.waitForURL(/zone=Asia/)
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('plans an event on a day with a short form', async () => {
    const { page, complaints, context } = await stage.open({ as: 'haruka', path: '/events' })
    await page.locator('button[aria-current=date]').waitFor()
    await page.keyboard.press('Tab')
    const plus = page.getByRole('button', { name: /^New event on/ }).last()
    await plus.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Title').fill('Tea')
    await picture(page, 'events-quick')
    await page.getByRole('dialog').getByRole('button', { name: 'Create the event' }).click()
    await detail(page).waitFor()
    await page.getByRole('heading', { name: 'Tea' }).waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('lets the organiser edit, start, end, and asks before cancelling; mistakes stand at their fields', async () => {
    const { page, complaints, context } = await stage.open({ as: 'camille', path: '/events' })
    await create(page, 'Film night')
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByLabel('Places', { exact: true }).fill('0')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('[aria-invalid]').first().waitFor()
    await page.getByLabel('Places', { exact: true }).fill('12')
    await page.getByLabel('Title', { exact: true }).fill('Film night outside')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'Film night outside' }).waitFor()
    const old = await page.getByRole('time').first().getAttribute('datetime')
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByRole('menuitem', { name: 'A day later' }).click()
    await page.waitForFunction(
      `document.querySelector('article time').dateTime !== ${JSON.stringify(old)}`,
    )
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('“Film night outside” has begun.').waitFor()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('“Film night outside” has ended.').waitFor()
    await page.getByRole('button', { name: 'Duplicate' }).click()
    await page.waitForURL((url) => !url.pathname.endsWith('/edit'))
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('button', { name: 'Cancel the event' }).click()
    await page.getByLabel('Reason, for everybody to read').fill('Rain')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).click()
    await page.getByText('Why it was called off: Rain').waitFor()
    await picture(page, 'events-cancelled')
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
