import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { startPageBot } from './sandbox-page-bot.ts'
import { launchBrowser, withoutChromium } from './support/browser.ts'
import { findings, overflow } from './web/barriers.ts'

const folder = fileURLToPath(new URL('../dist/sandbox', import.meta.url))
const kilobyte = 1024

let web: Server
let sandbox: Sandbox
let bot: { stop(): Promise<void> }
let browser: Browser

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('No address.')
  return `http://127.0.0.1:${address.port}`
}

/** A page that fails the test on any error or refused load. */
async function open(
  t: { after(run: () => Promise<void>): void },
  path: string,
  options: BrowserContextOptions = {},
) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()))
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [])
  })
  await page.goto(`${sandbox.origin}/${path}`)
  await page.locator('textarea').first().waitFor()
  return page
}

const idOf = (username: string): string => {
  const person = [...sandbox.world.state.users.values()].find(
    ({ user }) => user.username === username,
  )
  assert.ok(person)
  return person.user.id
}

async function assertAccessible(page: Page, state: string, look?: 'colours'): Promise<void> {
  assert.deepEqual(await findings(page, look), [], state)
  assert.equal(await overflow(page), 0, `${state} is wider than the screen`)
}

const step = (page: Page, id: string) => page.locator(`[data-step="${id}"][data-done="true"]`)
const paneOf = (page: Page, name: string) =>
  page.getByRole('region', { name: `Discord of ${name}`, exact: true })

async function command(page: Page, text: string): Promise<void> {
  await page.keyboard.type(`/${text}`)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('form').waitFor()
}

describe('the client page', { skip: withoutChromium }, () => {
  before(async () => {
    browser = await launchBrowser()
    web = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<title>App</title><h1>App</h1>')
    })
    sandbox = await createSandbox({ page: folder, appOrigin: await listen(web) })
    bot = await startPageBot(sandbox)
  })

  after(async () => {
    await browser.close()
    await bot.stop()
    await sandbox.close()
    web.closeAllConnections()
    web.close()
  })

  test('what is loaded first stays small', async () => {
    const assets = join(folder, 'assets')
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    for (const name of await readdir(assets)) {
      const size = gzipSync(await readFile(join(assets, name))).length
      const limit = name.endsWith('.css') ? 15 : html.includes(name) ? 180 : 45
      assert.ok(size <= limit * kilobyte, `${name} has ${size} bytes, ${limit} kB are allowed`)
    }
  })

  test('a newcomer recruits, two people join, the party fills and opens again', async (t) => {
    const page = await open(t, `?split=1&as2=${idOf('emma')}`)
    const [sam, emma] = [paneOf(page, 'Sam'), paneOf(page, 'Emma')]
    await sam.locator('textarea').focus()
    await command(page, 'recruit')
    await page.keyboard.press('Enter')
    await page.getByText('This is needed.').waitFor()
    await page.keyboard.type('Raid night')
    await page.getByRole('button', { name: '+ slots' }).click()
    await page.keyboard.type('3')
    await page.keyboard.press('Enter')
    await sam.getByText('1/3').waitFor()
    await step(page, 'watch').waitFor()

    await emma.getByRole('button', { name: 'Join' }).click()
    await sam.getByText('2/3').waitFor()
    await emma.getByRole('button', { name: /^Acting as/ }).click()
    await page.getByRole('button', { name: /^Noah/ }).click()
    const noah = paneOf(page, 'Noah')
    await noah.getByRole('button', { name: 'Join' }).click()
    await sam.getByText('3/3').waitFor()
    await noah.getByRole('button', { name: 'Leave' }).click()
    await sam.getByText('2/3').waitFor()
    for (const id of ['start', 'join', 'watch', 'fill', 'leave']) await step(page, id).waitFor()

    await page.getByRole('button', { name: 'Inspector' }).click()
    await page.locator('summary').first().click()
    await page.getByText('"custom_id"').first().waitFor()
    await assertAccessible(page, 'inspector')
  })

  test('the composer has the focus, commands have names in the reader’s language', async (t) => {
    const page = await open(t, `?as=${idOf('yui')}&web=0`)
    await page.locator('textarea:focus').waitFor()
    await page.keyboard.type('/募')
    await page.getByRole('option', { name: /\/募集/ }).waitFor()
    await assertAccessible(page, 'command list')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '+ game' }).click()
    await page.getByRole('option', { name: 'Chess' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.equal(await page.getByRole('combobox', { name: 'game' }).inputValue(), 'chess')
    await assertAccessible(page, 'command form')
  })

  test('a form is checked, sent, and answered for this person alone', async (t) => {
    const page = await open(t, `?as=${idOf('olivia')}&web=0`)
    await command(page, 'form create')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New form' })
    await dialog.getByLabel('Name').fill('ab')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await dialog.getByText('At least 3 characters.').waitFor()
    await assertAccessible(page, 'form with errors')
    await dialog.getByLabel('Name').fill('Survey')
    await dialog.getByRole('button', { name: 'Job Choose…' }).click()
    await page.getByRole('button', { name: 'Healer' }).click()
    await dialog.getByRole('radio', { name: 'Tank' }).check()
    await dialog.getByRole('checkbox', { name: 'Damage' }).check()
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await page.getByText('The form is in.').waitFor()
    await page.getByText('Only you can see this').waitFor()
    assert.equal(await dialog.count(), 0)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByText('The form is in.').waitFor({ state: 'detached' })
  })

  test('every component works; a late answer replaces the thinking', async (t) => {
    const page = await open(t, `?as=${idOf('sam')}&web=0`)
    await command(page, 'slow')
    await page.keyboard.press('Enter')
    await page.getByText('Thought about it.').waitFor()
    await command(page, 'showcase')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Style 1' }).click()
    await page.getByText('You used style:1.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Style 4' }).isDisabled())
    for (const [name, choice] of [
      ['user', 'Emma'],
      ['role', '@Staff'],
      ['channel', '#recruit'],
    ] as const) {
      await page.getByRole('button', { name: `${name} ${name}` }).click()
      await page.getByRole('dialog', { name }).getByRole('button', { name: choice }).click()
      await page.getByText(`You used ${name}.`).waitFor()
    }
    await page.getByRole('button', { name: 'roles roles' }).click()
    await page.getByRole('checkbox', { name: 'Tank' }).check()
    await page.getByRole('checkbox', { name: 'Healer' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('You used roles.').waitFor()
    await assertAccessible(page, 'all components')
  })

  test('people write, react, answer, pin, plan events and set their status', async (t) => {
    const page = await open(t, `?as=${idOf('haruka')}&lang=en&web=0`)
    await page.getByRole('button', { name: 'general' }).click()
    await page.keyboard.type('**Hello** <b>there</b>')
    await page.keyboard.press('Enter')
    const row = page.locator('li[data-message]', { hasText: 'Hello <b>there</b>' })
    await row.hover()
    await row.getByRole('button', { name: 'Add reaction' }).click()
    await page.getByRole('button', { name: '🎉' }).click()
    await row.getByRole('button', { name: '🎉, 1 reaction' }).waitFor()
    await row.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Pin', exact: true }).click()
    await page.getByText('pinned a message.').waitFor()

    await page.getByRole('button', { name: /^Events/ }).click()
    await page.getByRole('button', { name: 'New event' }).click()
    await page.getByLabel('Name').fill('Game night')
    await page.getByLabel('Place or link').fill('Lounge')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'Game night' }).waitFor()
    await assertAccessible(page, 'events')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: /Change your status/ }).click()
    await page.getByRole('radio', { name: 'Do Not Disturb' }).check()
    await page.getByLabel('Status text').fill('Busy')
    await page.getByLabel('Kind of activity').selectOption('Listening to …')
    await page.getByLabel('Name of the activity').fill('Bossa nova')
    await page.getByLabel('Device').selectOption('Phone')
    await assertAccessible(page, 'status')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: /Busy.*Change your status/ }).waitFor()
    await page.getByText('Busy · Listening to Bossa nova').waitFor()
    const [guild] = sandbox.world.state.guilds.values()
    assert.deepEqual(guild?.presences.get(idOf('haruka'))?.client_status, { mobile: 'dnd' })
    await page.getByRole('button', { name: 'Join voice channel Lounge' }).click()
    await page.getByRole('button', { name: 'Leave voice channel Lounge' }).waitFor()
  })

  test('an organiser moves an event, makes it weekly and starts it; an admin changes roles and channels', async (t) => {
    const page = await open(t, `?as=${idOf('olivia')}&lang=en&web=0`)
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('button', { name: /^Events/ }).click()
    await press('New event')
    await page.getByLabel('Name').fill('Film night')
    await page.getByLabel('Place or link').fill('Roof')
    await press('Create')
    const card = page.getByRole('listitem').filter({ hasText: 'Film night' })
    await card.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Place or link').fill('Cellar')
    await page.getByRole('button', { name: /^Repeats/ }).click()
    await press('Every week')
    await assertAccessible(page, 'event form')
    await press('Save')
    await page.getByText('Cellar').waitFor()
    await page.getByText('Every week').waitFor()
    await card.getByRole('button', { name: 'Start' }).click()
    await page.getByText('Running now').waitFor()
    await page.keyboard.press('Escape')

    await press('Roles and channels')
    await press('New role')
    await page.locator('summary', { hasText: 'New role' }).click()
    const role = page.locator('details[open]')
    await role.getByLabel('Name of the role').fill('Cook')
    await role.getByRole('button', { name: 'Rename' }).click()
    await page.locator('summary', { hasText: 'Cook' }).waitFor()
    await role.getByRole('checkbox', { name: 'Create Events' }).click()
    await role.getByRole('checkbox', { name: 'Create Events', checked: true }).waitFor()
    await page.getByRole('textbox', { name: 'Name of the channel', exact: true }).fill('Kitchen')
    await press('New channel')
    await page.getByRole('button', { name: 'Delete kitchen' }).waitFor()
    await assertAccessible(page, 'settings')
    const [guild] = sandbox.world.state.guilds.values()
    const made = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Cook')
    assert.ok(BigInt(made?.permissions ?? 0) & (1n << 44n))
    await press('Delete kitchen')
    await page.getByRole('button', { name: 'Delete kitchen' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: /^Lucas/ }).click()
    await page.getByRole('checkbox', { name: 'Cook' }).click()
    await page.getByText('Cook', { exact: true }).first().waitFor()
    await press('Remove Lucas from the server')
    await page.getByRole('button', { name: /^Lucas/ }).waitFor({ state: 'detached' })
  })

  test('a link to a message opens its channel', async (t) => {
    const page = await open(t, '?web=0')
    const general = [...sandbox.world.state.guilds.values()]
      .flatMap(({ channels }) => [...channels.values()])
      .find(({ name }) => name === 'general')
    await page.goto(`${sandbox.origin}/channels/${general?.guild_id}/${general?.id}/1?web=0`)
    await page.getByRole('textbox', { name: 'Write in #general' }).waitFor()
  })

  test('faults, time and a new world are a press away', async (t) => {
    const page = await open(t, '?web=0')
    const tool = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await tool('Faults')
    await page.getByRole('button', { name: 'The bot may not send its next message' }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'may not send' })
      .getByRole('button', { name: 'Lift' })
      .waitFor()
    await assertAccessible(page, 'faults')
    await page.getByRole('button', { name: 'Lift', exact: true }).click()
    await page.getByText('Everything works.').waitFor()
    await tool('Time travel')
    const begun = sandbox.clock.now()
    await page.getByRole('button', { name: '+1 day' }).click()
    await page.waitForFunction(
      `fetch('/_control/clock').then((r) => r.json()).then(({ now }) => Date.parse(now) >= ${begun + 86_400_000})`,
    )
    await tool('World')
    await page.getByRole('button', { name: 'Reset world' }).click()
    await page.getByText('This is the beginning of #recruit').waitFor()
  })

  test('the price of the exchange is moved, held and halted by hand', async (t) => {
    const page = await open(t, '?web=0')
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await press('Exchange')
    await page.getByText('10,000,000').waitFor()
    await page.getByLabel('Market').selectOption('KRW-XRP')
    await page.getByLabel('Price to jump to').fill('3000')
    await press('Hold the price')
    await page.getByRole('button', { name: 'Let the price move' }).waitFor()
    await press('Go')
    await page.getByText('3,000 KRW').waitFor()
    await press('Halt this market')
    await page.getByRole('button', { name: 'Resume this market' }).waitFor()
    assert.equal(sandbox.exchange.desk.market('KRW-XRP')?.state.state, 'halted')
    await press('Resume this market')
    await page.getByRole('button', { name: 'Halt this market' }).waitFor()
    await assertAccessible(page, 'exchange')
    if (process.env['MUSTER_PICTURES'])
      await page.screenshot({ path: `${process.env['MUSTER_PICTURES']}/exchange-pane.png` })
  })

  describe('in every language', { concurrency: 2 }, () => {
    for (const [language, username] of [
      ['en', 'sam'],
      ['ja', 'haruka'],
      ['fr', 'camille'],
      ['ko', 'jiwoo'],
    ] as const)
      test(`accessible and unbroken in ${language}, light and dark, narrow and wide`, async (t) => {
        for (const width of [320, 1280]) {
          const page = await open(t, `?as=${idOf(username)}`, { viewport: { width, height: 700 } })
          assert.equal(await page.locator('html').getAttribute('lang'), language)
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme })
            const look = colorScheme === 'dark' ? 'colours' : undefined
            await assertAccessible(page, `${language} ${colorScheme} ${width}`, look)
          }
          if (width > 320) continue
          await page.locator('button:has(.lucide-menu)').click()
          await page.getByRole('navigation').waitFor()
          await assertAccessible(page, `${language} navigation`)
        }
      })
  })
})
