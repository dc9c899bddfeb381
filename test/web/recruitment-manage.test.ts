import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { openStage, withoutChromium, type Stage } from './stage.ts'
import { picture } from './picture.ts'

describe('opening and managing parties on the web', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  const preview = (page: Page) => page.getByTestId('discord-preview')

  /** Opens a party by the form; ends on its page. */
  async function create(page: Page, title: string, fill: () => Promise<void> = async () => {}) {
    await page.goto(`${stage.world.app.url}/discord-recruitments/new`)
    await page.getByLabel('Title', { exact: true }).fill(title)
    await fill()
    await page.getByRole('button', { name: 'Open the party' }).click()
    await page.getByTestId('recruitment-detail').waitFor()
    const id = Number(/(\d+)$/.exec(new URL(page.url()).pathname)?.[1])
    await stage.world.sandbox.settle()
    return id
  }

  async function addRole(page: Page, number: number, label: string, places: string) {
    await page.getByRole('button', { name: 'Add a role' }).click()
    const row = page
      .getByRole('listitem')
      .filter({ has: page.getByLabel(`Role ${String(number)}`) })
    await row
      .getByLabel(`Role ${String(number)}`)
      .first()
      .fill(label)
    await row.getByLabel('Places').fill(places)
  }

  it('shows the message while one types, reads "@2", and posts the party to Discord', async () => {
    const { page, complaints, context } = await stage.open({ as: 'emma' })
    page.on('response', (answer) => {
      if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`)
    })
    await page.getByRole('link', { name: 'New party' }).click()
    await page.getByRole('heading', { name: 'New party' }).waitFor()
    await page.getByLabel('Channel').selectOption({ label: '#recruit' })
    await page.getByLabel('Title', { exact: true }).fill('Deep dungeon @2')
    await page.getByLabel('Title', { exact: true }).blur()
    assert.equal(await page.getByLabel('Places', { exact: true }).inputValue(), '3')
    await preview(page).getByText('Deep dungeon', { exact: true }).waitFor()
    await preview(page).getByText('Members 1/3').waitFor()
    await preview(page).getByText('@Emma').waitFor()
    await page.getByLabel('Game').fill('로스트아크')
    await addRole(page, 1, 'Tank', '1')
    await preview(page).getByText('Tank 0/1').waitFor()
    await picture(page, 'create')
    await page.getByRole('button', { name: 'Open the party' }).click()
    await page.getByRole('heading', { name: 'Deep dungeon' }).waitFor()
    await page.getByText('The message is in Discord.').waitFor()
    await stage.world.sandbox.settle()
    const origin = stage.world.sandbox.origin
    const posted = await (await fetch(`${origin}/_control/messages?channel=recruit&as=noah`)).text()
    assert.match(posted, /Deep dungeon/)
    await picture(page, 'detail-owner')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('adds people from the start, found by name with the keyboard alone', async () => {
    const { page, complaints, context } = await stage.open({ as: 'emma' })
    const id = await create(page, 'Together', async () => {
      const people = page.getByRole('combobox', { name: 'Members from the start' })
      await people.pressSequentially('har')
      await page.getByRole('option', { name: /haruka/i }).waitFor()
      await picture(page, 'people')
      await people.press('ArrowDown')
      await people.press('Enter')
      await page.getByRole('button', { name: /^Remove / }).waitFor()
      assert.equal(await people.inputValue(), '')
      await people.pressSequentially('qqq')
      await page.getByText('Nobody was found.').waitFor()
      await people.press('Escape')
    })
    const answer = await fetch(`${stage.world.app.url}/api/discord/recruitments/${String(id)}/`)
    assert.match(await answer.text(), /"current_slots":2/)
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('says at the field what is wrong, and asks before it throws away what was typed', async () => {
    const { page, complaints, context } = await stage.open({ as: 'lucas' })
    await page.goto(`${stage.world.app.url}/discord-recruitments/new`)
    await page.getByLabel('Places', { exact: true }).fill('400')
    await page.getByRole('button', { name: 'Open the party' }).click()
    await page.getByText('Must be between 1 and 99.').waitFor()
    const title = page.getByLabel('Title', { exact: true })
    assert.equal(await title.getAttribute('aria-invalid'), 'true')
    assert.equal(await page.evaluate('document.activeElement.id'), await title.getAttribute('id'))
    await picture(page, 'create-errors')
    await page.getByRole('link', { name: 'All recruitments' }).click()
    await page.getByRole('alertdialog').getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Stay' }).click()
    assert.equal(await page.getByLabel('Places', { exact: true }).inputValue(), '400')
    await page.getByRole('link', { name: 'All recruitments' }).click()
    await page.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.getByRole('heading', { name: 'Recruitments' }).waitFor()
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('lets the owner edit, hand over, close, reopen and delete, and tells the history', async () => {
    const owner = await stage.open({ as: 'olivia' })
    const id = await create(owner.page, 'Board games')
    const guest = await stage.open({ as: 'noah', path: `/discord-recruitments/${String(id)}` })
    await guest.page.getByRole('button', { name: 'Join: Board games' }).click()
    await guest.page.getByText('You joined “Board games”.').waitFor()
    assert.equal(await guest.page.getByTestId('recruitment-manage').count(), 0)

    const { page } = owner
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Title', { exact: true }).fill('Board games tonight')
    await page.getByLabel('Places', { exact: true }).fill('1')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Move the last ones to the waiting list' }).click()
    await page.getByText('Saved.').waitFor()
    await guest.page.getByRole('heading', { name: 'Board games tonight' }).waitFor()
    await guest.page.getByText('You are number 1 on the waiting list.').waitFor()

    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Places', { exact: true }).fill('4')
    await page.getByRole('button', { name: 'Save' }).click()
    await guest.page.getByText('2/4', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'History' }).click()
    await page.getByTestId('recruitment-history').getByRole('listitem').nth(3).waitFor()
    await picture(page, 'detail-history')

    const reopen = page.getByRole('button', { name: 'Open again' })
    assert.equal(await reopen.getAttribute('aria-disabled'), 'true')
    await page.getByRole('button', { name: 'Close', exact: true }).first().click()
    await guest.page.getByTestId('recruitment-detail').getByText('Closed').first().waitFor()
    await guest.page.getByRole('button', { name: 'Leave: Board games tonight' }).click()
    await guest.page.getByText('This party is closed.').waitFor()
    await reopen.click()
    await guest.page.getByRole('button', { name: 'Join: Board games tonight' }).click()
    await guest.page.getByRole('button', { name: 'Leave: Board games tonight' }).waitFor()

    await page.getByRole('button', { name: /^Manage Noah/ }).click()
    await page.getByRole('menuitem', { name: 'Hand the party over' }).click()
    await page.getByRole('button', { name: 'Hand the party over' }).click()
    await guest.page.getByTestId('recruitment-manage').waitFor()
    await guest.page.getByRole('button', { name: /^Manage Olivia/ }).click()
    await guest.page.getByRole('menuitem', { name: 'Remove from the party' }).click()
    await guest.page.getByRole('button', { name: 'Remove from the party' }).click()
    await page.getByText('1/4', { exact: true }).waitFor()
    await guest.page.getByRole('button', { name: 'Delete', exact: true }).click()
    await guest.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    assert.deepEqual([...owner.complaints, ...guest.complaints], [])
    await owner.context.close()
    await guest.context.close()
  })

  it('offers the kinds of places, and begins a rematch with the same people', async () => {
    const owner = await stage.open({ as: 'camille' })
    const { page } = owner
    const id = await create(page, 'Raid night', async () => {
      await page.getByLabel('Places', { exact: true }).fill('5')
      await addRole(page, 1, 'Tank', '1')
      await addRole(page, 2, 'Healer', '2')
    })
    const guest = await stage.open({ as: 'sam', path: `/discord-recruitments/${String(id)}` })
    await guest.page.getByRole('button', { name: 'Join: Raid night' }).click()
    await guest.page.getByRole('menuitem', { name: 'Tank 0/1' }).click()
    await guest.page.getByText('You joined “Raid night”.').waitFor()
    await page.getByText('2/5', { exact: true }).waitFor()
    await guest.page.getByRole('button', { name: 'Change role: Raid night' }).click()
    await guest.page.getByRole('menuitem', { name: 'Healer 0/2' }).click()
    await guest.page.getByText('You changed your role in “Raid night”.').waitFor()
    await picture(guest.page, 'detail-roles')
    await page.getByRole('link', { name: 'Rematch' }).click()
    await page.getByRole('button', { name: 'Remove Sam' }).waitFor()
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'Raid night')
    await page.getByRole('button', { name: 'Open the party' }).click()
    await page.getByTestId('recruitment-detail').getByText('Added by the owner').waitFor()
    assert.deepEqual([...owner.complaints, ...guest.complaints], [])
    await owner.context.close()
    await guest.context.close()
  })

  it('holds a freed place for who waits, who takes it; templates fill in the rest', async () => {
    const { app } = stage.world
    const { key } = await app.access.keys.create({ name: 'guild', scopes: ['admin'] })
    const ask = async (method: string, path: string, body?: object) =>
      fetch(`${app.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    const { page, complaints, context } = await stage.open({ as: 'seoyeon' })
    const id = await create(page, 'Tight squeeze', async () => {
      await page.getByLabel('Places', { exact: true }).fill('2')
    })
    const party = `/api/discord/recruitments/${String(id)}`
    const { discord_guild_id: guild } = (await (await ask('GET', `${party}/`)).json()) as {
      discord_guild_id: string
    }
    const settings = `/api/discord/guilds/${guild}/recruitment-settings/`
    assert.equal((await ask('PATCH', settings, { offer_minutes: 5 })).status, 200)
    const templates = `/api/discord/guilds/${guild}/recruitment-templates/`
    const fields = { max_slots: 2, game: 'Shogi', waitlist_enabled: true }
    assert.equal((await ask('POST', templates, { name: 'Evening', fields })).status, 200)

    const second = await create(page, 'Held place', async () => {
      await page.getByLabel('Template').selectOption('Evening')
      await preview(page).getByText('Shogi').waitFor()
    })
    const join = `/api/discord/recruitments/${String(second)}/join/`
    const person = { discord_user_id: '100000000000000081', discord_username: 'guest' }
    assert.equal((await ask('POST', join, person)).status, 200)
    const guest = await stage.open({ as: 'yui', path: `/discord-recruitments/${String(second)}` })
    await guest.page.getByRole('button', { name: 'Join the waiting list: Held place' }).click()
    await guest.page.getByText('You are number 1 on the waiting list.').waitFor()
    await ask('POST', join.replace('join', 'leave'), person)
    await guest.page.getByText(/A place is held for you until it goes to the next: in/).waitFor()
    await picture(guest.page, 'offer')
    const list = await context.newPage()
    await list.goto(`${app.url}/discord-recruitments?status=all&mine=true`)
    await list.getByRole('heading', { name: 'Tight squeeze' }).waitFor()
    assert.equal(await list.getByRole('heading', { name: 'Deep dungeon' }).count(), 0)
    await list.close()
    await guest.page.getByRole('button', { name: 'Take the place' }).click()
    await guest.page.getByText('You are in “Held place”.').waitFor()
    await page.getByText('2/2', { exact: true }).waitFor()
    assert.deepEqual([...complaints, ...guest.complaints], [])
    await context.close()
    await guest.context.close()
  })

  it('shows a visitor the party to read, and asks to sign in where that is needed', async () => {
    const { page, complaints, context } = await stage.open({ path: '/discord-recruitments/new' })
    await page.getByText('Sign in to open a party').waitFor()
    await page.goto(`${stage.world.app.url}/r/1`)
    await page.getByRole('link', { name: /^Sign in to join/ }).waitFor()
    assert.equal(await page.getByTestId('recruitment-manage').count(), 0)
    assert.equal(await page.getByRole('button', { name: 'History' }).count(), 0)
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
