import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { openStage, withoutChromium, type Stage } from './stage.ts'

if (withoutChromium !== false) process.stderr.write(`\n*** ${withoutChromium} ***\n\n`)

describe('the recruitment pages in a browser', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  /** Somebody opens a party in Discord; returns what clicking its buttons needs. */
  async function recruit(title: string, slots: number, as = 'olivia') {
    const command = { as, channel: 'recruit', do: 'command', name: 'recruit' }
    await stage.act({ ...command, options: { title, slots } })
    await stage.world.sandbox.settle()
    const url = `${stage.world.app.url}/api/discord/recruitments/?search=${encodeURIComponent(title)}`
    const list = (await (await fetch(url)).json()) as {
      results: { id: number; discord_message_id: string }[]
    }
    const [party] = list.results
    assert.ok(party)
    const press = (person: string, verb: 'join' | 'leave') =>
      stage.act({
        as: person,
        channel: 'recruit',
        do: 'click',
        message_id: party.discord_message_id,
        custom_id: `rc:1:${verb}:${String(party.id)}`,
      })
    return { id: party.id, press }
  }

  const card = (page: Page, title: string) =>
    page.getByTestId('recruitment-card').filter({ hasText: title })
  const bar = (page: Page, title: string) => card(page, title).getByRole('progressbar')

  async function shows(page: Page, title: string, slots: string) {
    await card(page, title).getByText(slots, { exact: true }).waitFor()
  }

  it('shows a visitor how a party appears, fills, closes and reopens, without names', async () => {
    const { page, complaints, context } = await stage.open()
    await page.getByText('Nobody is looking for members right now').waitFor()
    await page.locator('[data-testid=live-state][data-state=live]').waitFor()
    const { press } = await recruit('Night raid', 3)
    await shows(page, 'Night raid', '1/3')
    assert.equal(await page.getByText('Olivia').count(), 0)
    await press('sam', 'join')
    await shows(page, 'Night raid', '2/3')
    assert.equal(
      await bar(page, 'Night raid').getAttribute('aria-valuetext'),
      '2 of 3 places taken',
    )
    await press('yui', 'join')
    await shows(page, 'Night raid', '3/3')
    await card(page, 'Night raid').getByText('Full', { exact: true }).waitFor()
    await press('sam', 'leave')
    await shows(page, 'Night raid', '2/3')
    await card(page, 'Night raid').getByText('Open', { exact: true }).waitFor()
    assert.match((await page.getByTestId('announcer').textContent()) ?? '', /Night raid/)
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('signs a person in, who joins and leaves from the page; Discord shows it', async () => {
    const { id } = await recruit('Tea and chess', 4)
    const { page, complaints, context } = await stage.open({ as: 'emma' })
    await card(page, 'Tea and chess').getByText('Olivia').first().waitFor()
    await page.getByRole('button', { name: 'Join: Tea and chess' }).click()
    await page.getByText('You joined “Tea and chess”.').waitFor()
    await shows(page, 'Tea and chess', '2/4')
    await stage.world.sandbox.settle()
    const messages = await fetch(
      `${stage.world.sandbox.origin}/_control/messages?channel=recruit&as=noah`,
    )
    assert.match(await messages.text(), /2\/4/)
    await card(page, 'Tea and chess').getByRole('link', { name: 'Tea and chess' }).first().click()
    await page.getByTestId('recruitment-detail').getByText('(you)').waitFor()
    assert.ok(page.url().endsWith(`/discord-recruitments/${String(id)}`))
    await page.getByRole('button', { name: 'Leave: Tea and chess' }).click()
    await page.getByText('You left “Tea and chess”.').waitFor()
    await page.getByTestId('recruitment-detail').getByText('1/4', { exact: true }).waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('two members fill a party in the client of Discord, and the open page moves along', async () => {
    const watcher = await stage.open()
    const { page: client, context, complaints } = await stage.open()
    const { origin, world } = stage.world.sandbox
    const emma = [...world.state.users.values()].find(({ user }) => user.username === 'emma')
    await client.goto(`${origin}/?split=1&as2=${emma?.user.id ?? ''}`)
    const paneOf = (name: string) =>
      client.getByRole('region', { name: `Discord of ${name}`, exact: true })
    await paneOf('Sam').locator('textarea').focus()
    await client.keyboard.type('/recruit')
    await client.getByRole('option').first().waitFor()
    await client.keyboard.press('Enter')
    // Without a title the form opens, and reads the places out of it.
    await client.getByRole('form').waitFor()
    await client.keyboard.press('Enter')
    const form = client.getByRole('dialog')
    await form.getByRole('textbox').first().fill('Two of us @1')
    await form.getByRole('button', { name: 'Submit' }).click()
    await paneOf('Sam').getByText('1/2').first().waitFor()
    await shows(watcher.page, 'Two of us', '1/2')
    await paneOf('Emma').getByRole('button', { name: 'Join', exact: true }).last().click()
    await paneOf('Sam').getByText('2/2').first().waitFor()
    await card(watcher.page, 'Two of us').getByText('Full', { exact: true }).waitFor()
    await paneOf('Emma').getByRole('button', { name: 'Leave', exact: true }).last().click()
    await paneOf('Sam').getByText('1/2').first().waitFor()
    await shows(watcher.page, 'Two of us', '1/2')
    assert.deepEqual([...watcher.complaints, ...complaints], [])
    await watcher.context.close()
    await context.close()
  })

  it('shows a join at once and takes it back when the server refuses', async () => {
    const { id } = await recruit('Short lived', 4, 'camille')
    const { page, context } = await stage.open({ as: 'noah' })
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(`**/api/discord/recruitments/${String(id)}/join/`, async (route) => {
      await held
      await route.continue()
    })
    await page.getByRole('button', { name: 'Join: Short lived' }).click()
    await shows(page, 'Short lived', '2/4')
    await page.getByRole('button', { name: 'Leave: Short lived' }).waitFor()
    const { key } = await stage.world.app.access.keys.create({ name: 'closer', scopes: ['admin'] })
    const address = `${stage.world.app.url}/api/discord/recruitments/${String(id)}/`
    const closed = await fetch(address, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"status":"closed"}',
    })
    assert.equal(closed.status, 200)
    release()
    await page.getByRole('region', { name: 'Notices' }).getByText('This party is closed.').waitFor()
    await shows(page, 'Short lived', '1/4')
    await card(page, 'Short lived').getByText('Closed', { exact: true }).waitFor()
    await context.close()
  })

  it('says that it is offline and how old it is, and catches up by itself', async () => {
    const { press } = await recruit('Long walk', 5)
    const { page, context } = await stage.open({ as: 'lucas' })
    await shows(page, 'Long walk', '1/5')
    await page.locator('[data-testid=live-state][data-state=live]').waitFor()
    await context.setOffline(true)
    await page.getByText(/You are offline\. What you see is from/).waitFor()
    const join = page.getByRole('button', { name: 'Join: Long walk' })
    assert.equal(await join.getAttribute('aria-disabled'), 'true')
    await press('sam', 'join')
    await context.setOffline(false)
    await shows(page, 'Long walk', '2/5')
    await page.locator('[data-testid=live-state][data-state=live]').waitFor()
    await context.close()
  })

  it('says that a session has ended and offers to sign in again', async () => {
    await recruit('Last call', 5)
    const { page, context } = await stage.open({ as: 'kenta' })
    await shows(page, 'Last call', '1/5')
    const [cookie] = (await context.cookies()).filter(({ name }) => name.startsWith('muster_'))
    assert.ok(cookie)
    await context.clearCookies({ name: cookie.name })
    await page.getByRole('button', { name: 'Join: Last call' }).click()
    await page.getByText('Your session has ended.').waitFor()
    await shows(page, 'Last call', '1/5')
    await context.close()
  })

  it('keeps every filter in the address, and tells "nothing" from "nothing found"', async () => {
    await recruit('Mountain bikes', 5)
    const { page, context } = await stage.open()
    await page.getByLabel('Search').fill('zzz')
    await page.getByText('Nothing matches your filters').waitFor()
    assert.equal(new URL(page.url()).searchParams.get('search'), 'zzz')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await shows(page, 'Mountain bikes', '1/5')
    await page.getByText('All', { exact: true }).click()
    await page.getByText('With free places only').click()
    await page.waitForURL(/has_space=true/)
    await page.reload()
    await shows(page, 'Mountain bikes', '1/5')
    assert.equal(await page.getByRole('switch').isChecked(), true)
    assert.equal(await page.getByRole('radio', { name: 'All' }).isChecked(), true)
    await context.close()
  })

  it('is painted with its data, without asking for it, and says what a link leads to', async () => {
    const { id } = await recruit('Painted at once', 5)
    const path = `/discord-recruitments/${String(id)}`
    const { page, context } = await stage.open({ as: 'sam', path: '/staff' })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    for (const address of ['/', '/discord-recruitments', path]) {
      await page.goto(stage.world.app.url + address)
      await page.getByText('Painted at once').first().waitFor()
      await page.locator('[data-testid=live-state][data-state=live]').waitFor()
    }
    await context.close()
    assert.ok(asked.includes(path))
    assert.deepEqual(
      asked.filter((one) => /^\/api\/(me|discord\/recruitments)/.test(one)),
      [],
    )
    const link = await fetch(`${stage.world.app.url}/r/${String(id)}`)
    assert.match(await link.text(), /<meta property="og:title" content="Painted at once \(1\/5\)">/)
  })

  it('follows the short link, and has a page for what does not exist', async () => {
    const { id } = await recruit('By the short way', 5)
    const { page, context } = await stage.open({ path: `/r/${String(id)}` })
    await page.getByRole('heading', { name: 'By the short way' }).waitFor()
    assert.equal(new URL(page.url()).pathname, `/discord-recruitments/${String(id)}`)
    await page.goto(`${stage.world.app.url}/discord-recruitments/999999`)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    await context.close()
  })
})
