import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { findings } from './barriers.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

const parties = '/api/discord/recruitments'

describe(
  'parties without a pointer, and when something is missing',
  { skip: withoutChromium },
  () => {
    let stage: Stage
    before(async () => {
      stage = await openStage()
    })
    after(() => stage.close())

    /** What a screen reader says of the element in focus: its role and its name. */
    const focused = (page: Page) =>
      page.evaluate<string>(`(() => {
      const one = document.activeElement
      const by = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent
      return by.trim()
    })()`)

    /** Walks with the Tab key until something of this name has the focus, which must be visible. */
    async function tabTo(page: Page, name: string | RegExp): Promise<void> {
      const isIt = (text: string) => (typeof name === 'string' ? text === name : name.test(text))
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab')
        if (!isIt(await focused(page))) continue
        const hidden = await page.evaluate<boolean>(
          `(() => { const box = document.activeElement.getBoundingClientRect()
          return box.bottom < 0 || box.top > innerHeight })()`,
        )
        assert.equal(hidden, false, `${String(name)} is in sight when it has the focus`)
        return
      }
      assert.fail(`nothing of the name ${String(name)} comes into focus`)
    }

    const press = async (page: Page, name: string | RegExp, key = 'Enter') => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }

    it('a party is opened, joined, left and managed with the keys alone', async () => {
      const owner = await stage.open({ as: 'olivia' })
      const { page } = owner
      await press(page, 'New party')
      await page.getByRole('heading', { name: 'New party' }).waitFor()
      await tabTo(page, 'Title')
      await page.keyboard.type('By hand @2')
      await press(page, 'Open the party')
      await page.getByTestId('recruitment-detail').waitFor()
      const address = page.url()

      const guest = await stage.open({ as: 'haruka' })
      await guest.page.goto(address)
      await guest.page.locator('main h1').waitFor()
      await press(guest.page, 'Join: By hand')
      await guest.page.getByText('You joined “By hand”.').waitFor()
      await page.getByText('2/3', { exact: true }).waitFor()
      await press(guest.page, 'Leave: By hand')
      await page.getByText('1/3', { exact: true }).waitFor()
      await guest.context.close()

      await press(page, 'Edit')
      await tabTo(page, 'Title')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('By hand again')
      await press(page, 'Save')
      await page.getByRole('heading', { name: 'By hand again' }).waitFor()
      await press(page, 'Close', 'Space')
      await page
        .getByTestId('recruitment-detail')
        .and(page.locator('[data-state=closed]'))
        .waitFor()
      await press(page, 'Open again')
      await page.getByTestId('recruitment-detail').and(page.locator('[data-state=open]')).waitFor()
      await press(page, 'Delete')
      await page.getByRole('alertdialog').waitFor()
      // The question holds the focus, and Escape takes it back.
      await page.keyboard.press('Escape')
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      assert.equal(await focused(page), 'Delete')
      await page.keyboard.press('Enter')
      await page.getByRole('alertdialog').waitFor()
      await press(page, 'Delete')
      await page.getByText('“By hand again” is deleted.').waitFor()
      assert.deepEqual(owner.complaints, [])
      await owner.context.close()
    })

    it('a list shows that it loads, that it failed, and tries again', async () => {
      await stage.act({
        channel: 'recruit',
        do: 'command',
        name: 'recruit',
        as: 'olivia',
        options: { title: 'Slow road', slots: 3 },
      })
      const { page, context } = await stage.open({ as: 'emma', path: '/staff' })
      const held: Route[] = []
      const arrived = Promise.withResolvers<void>()
      await page.route(`**${parties}/?*`, (route) => {
        held.push(route)
        arrived.resolve()
      })
      await page.getByRole('navigation').getByRole('link', { name: 'Recruitments' }).first().click()
      await page.getByRole('heading', { name: 'Recruitments', exact: true }).waitFor()
      await page.locator('main [aria-busy=true]').first().waitFor()
      assert.deepEqual(await findings(page), [])
      await arrived.promise
      const failure = { detail: 'It hurts.', code: 'internal_error', reference: 'r-1' }
      await Promise.all(
        held.splice(0).map((route) => route.fulfill({ status: 400, json: failure })),
      )
      await page.getByText('It hurts.').waitFor()
      assert.deepEqual(await findings(page), [])
      await page.unroute(`**${parties}/?*`)
      await page.getByRole('main').getByRole('button').last().click()
      await page.getByText('Slow road').waitFor()
      await context.close()
    })

    it('says that it is not connected, with the age of what it shows, and why one may not join', async () => {
      const { page, context } = await stage.open({ as: 'noah', path: '/staff' })
      const { sandbox, app } = stage.world
      const [guild] = sandbox.world.state.guilds.values()
      const role = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Staff')
      const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
      const { key } = await app.access.keys.create({ name: 'maker', scopes: ['admin'] })
      const made = await fetch(`${app.url}${parties}/`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          title: 'Closed circle',
          discord_guild_id: guild?.base.id,
          discord_channel_id: channel?.id,
          discord_owner_id: guild?.base.owner_id,
          required_role_id: role?.id,
        }),
      })
      assert.equal(made.status, 201, await made.clone().text())
      await page.routeWebSocket(/\/ws\//, (socket) => socket.close())
      await page.goto(`${app.url}/discord-recruitments?search=circle`)
      const card = page.getByTestId('recruitment-card').filter({ hasText: 'Closed circle' })
      await card.getByText('Your roles in the server do not allow joining.').waitFor()
      assert.equal(await card.getByRole('button').count(), 0)
      await page
        .getByText(/What you see is from .* ago|What you see is from/)
        .first()
        .waitFor()
      assert.deepEqual(await findings(page), [])
      await context.close()
    })
  },
)
