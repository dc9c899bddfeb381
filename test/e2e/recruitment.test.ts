import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { launchBrowser, openPage, signIn, withoutChromium } from '../support/browser.ts'
import type { ActResult } from '../support/control.ts'
import { assertShows, readMessage } from '../support/equality.ts'
import { openWorld, type World } from '../support/world.ts'

const card = (page: Page, title: string) =>
  page.getByTestId('recruitment-card').filter({ hasText: title })

async function shows(page: Page, title: string, slots: string, state: string): Promise<void> {
  await card(page, title)
    .and(page.locator(`[data-state=${state}]`))
    .waitFor()
  await card(page, title).getByText(slots, { exact: true }).waitFor()
}

/** Chooses a command in the composer of the Discord page. */
async function chooseCommand(discord: Page, name: string): Promise<void> {
  await discord.locator('textarea').first().focus()
  await discord.keyboard.type(`/${name}`)
  await discord.getByRole('option').first().waitFor()
  await discord.keyboard.press('Enter')
  await discord.getByRole('form').waitFor()
}

async function newest(world: World): Promise<RecruitmentJson> {
  const { json } = await world.api('GET', '/api/discord/recruitments/?page_size=1')
  assert.ok(typeof json === 'object' && json !== null && 'results' in json)
  assert.ok(Array.isArray(json.results))
  return recruitment.parse(json.results[0])
}

/** The words of an answer that only one person sees. */
function saidTo({ responses }: ActResult): string {
  const [response] = responses
  assert.equal(response?.ephemeral, true)
  return JSON.stringify(response.data)
}

/** The page, the message in Discord and the state tell the same of a party. */
async function assertEqual(world: World, page: Page, id: number): Promise<void> {
  await world.settle()
  const party = await world.party(id)
  const [message, ...more] = await world.messagesOf(id)
  assertShows(message, party)
  assert.deepEqual(more, [])
  const { slots = '' } = message ? readMessage(message) : {}
  await shows(page, party.title, slots, party.state)
  const names = await card(page, party.title).getByRole('listitem').allTextContents()
  const known = party.participants.map(({ display_name }) => display_name ?? '')
  assert.deepEqual(
    names.map((name, index) => name.endsWith(known[index] ?? '?')),
    known.map(() => true),
    `${names.join()} are ${known.join()}`,
  )
}

for (const door of ['gateway', 'http'] as const) {
  describe(
    `a party from Discord to the web through the ${door} door`,
    { skip: withoutChromium },
    () => {
      let browser: Browser
      let world: World
      before(async () => {
        browser = await launchBrowser()
        world = await openWorld({ door })
      })
      after(async () => {
        await browser.close()
        await world.close()
      })

      const web = async (as?: string) => {
        const opened = await openPage(browser, `${world.app.url}/discord-recruitments`)
        if (as) await signIn(opened.page, as)
        await opened.page.locator('[data-testid=live-state][data-state=live]').waitFor()
        return opened
      }
      const discordAs = async (username: string) => {
        const address = `${world.sandbox.origin}/?as=${world.idOf(username)}&web=0`
        const opened = await openPage(browser, address)
        const { page } = opened
        await page.locator('textarea').first().waitFor()
        await page.getByRole('button', { name: 'recruit', exact: true }).first().click()
        return opened
      }

      it('/recruit, joining, full, leaving: message and page move together', async () => {
        const visitor = await web()
        const signedIn = await web('camille')
        const olivia = await discordAs('olivia')
        const discord = olivia.page
        await visitor.page.evaluate('window.notReloaded = true')
        await chooseCommand(discord, 'recruit')
        await discord.getByRole('button', { name: '+ title' }).click()
        await discord.keyboard.type('Night raid')
        await discord.getByRole('button', { name: '+ slots' }).click()
        await discord.keyboard.type('4')
        await discord.keyboard.press('Enter')
        await discord.getByText('Members 1/4').waitFor()
        for (const label of ['Join', 'Leave', 'Manage'])
          await discord.getByRole('button', { name: label, exact: true }).waitFor()
        await shows(visitor.page, 'Night raid', '1/4', 'open')
        assert.equal(await visitor.page.getByText('Olivia').count(), 0)

        await world.settle()
        const party = await newest(world)
        const answer = await world.press('emma', 'join', party)
        assert.equal(answer.door, door)
        await discord.getByText('Members 2/4').waitFor()
        await shows(visitor.page, 'Night raid', '2/4', 'open')
        await world.press('kenta', 'join', party)
        await shows(visitor.page, 'Night raid', '3/4', 'open')
        await signedIn.page.getByRole('button', { name: 'Join: Night raid' }).click()
        await signedIn.page.getByText('You joined “Night raid”.').waitFor()
        await discord.getByText('Members 4/4').waitFor()
        await shows(visitor.page, 'Night raid', '4/4', 'full')
        await assertEqual(world, signedIn.page, party.id)

        await world.press('noah', 'join', party)
        await discord.getByText('Waiting list (1)').waitFor()
        await world.press('noah', 'leave', party)
        await world.press('emma', 'leave', party)
        await shows(visitor.page, 'Night raid', '3/4', 'open')
        await assertEqual(world, signedIn.page, party.id)
        assert.equal(await visitor.page.evaluate('window.notReloaded'), true)
        for (const { complaints, context } of [visitor, signedIn, olivia]) {
          assert.deepEqual(complaints, [])
          await context.close()
        }
      })

      it('/recruit without options asks in a form; the manage panel does all it offers', async () => {
        const signedIn = await web('olivia')
        const sam = await discordAs('sam')
        const discord = sam.page
        await chooseCommand(discord, 'recruit')
        await discord.keyboard.press('Enter')
        const form = discord.getByRole('dialog', { name: 'Look for members' })
        await form.getByLabel('Title').fill('Board games')
        await form.getByLabel('Places (with you)').fill('５')
        await form.getByLabel('Game').fill('Catan')
        await form.getByRole('button', { name: 'Submit' }).click()
        await discord.getByText('Members 1/5').waitFor()
        await shows(signedIn.page, 'Board games', '1/5', 'open')
        await world.settle()
        const party = await newest(world)

        await discord.getByRole('button', { name: 'Manage', exact: true }).last().click()
        const panel = discord
          .getByRole('listitem')
          .filter({ hasText: 'Only you can see this panel' })
        const press = (name: string) => panel.getByRole('button', { name, exact: true }).click()
        await panel.waitFor()
        await press('One more place')
        await shows(signedIn.page, 'Board games', '1/6', 'open')
        await press('One place less')
        await shows(signedIn.page, 'Board games', '1/5', 'open')
        await press('Edit')
        const edit = discord.getByRole('dialog', { name: 'Edit the party' })
        await edit.getByLabel('Title').fill('Card games')
        await edit.getByRole('button', { name: 'Submit' }).click()
        await shows(signedIn.page, 'Card games', '1/5', 'open')
        await press('Close')
        await shows(signedIn.page, 'Card games', '1/5', 'closed')
        await assertEqual(world, signedIn.page, party.id)
        await press('Open again')
        await shows(signedIn.page, 'Card games', '1/5', 'open')
        await assertEqual(world, signedIn.page, party.id)
        await press('Delete')
        await discord.getByRole('button', { name: 'Delete for good', exact: true }).click()
        await discord.getByText('The party was deleted.').waitFor()
        await card(signedIn.page, 'Card games').waitFor({ state: 'detached' })
        await world.settle()
        assert.deepEqual(await world.messagesOf(party.id), [])
        for (const { complaints, context } of [signedIn, sam]) {
          assert.deepEqual(complaints, [])
          await context.close()
        }
      })

      it('speaks the guild’s language in public and each person’s own in private', async () => {
        const party = await world.open({ title: '言葉', discord_owner_id: world.idOf('haruka') })
        const told: Record<string, RegExp> = {
          haruka: /すでにこの募集に参加しています/,
          camille: /participez déjà|déjà/,
          minjun: /이미/,
          emma: /already/,
        }
        for (const [person, words] of Object.entries(told)) {
          if (person !== 'haruka') await world.press(person, 'join', party)
          const again = await world.press(person, 'join', party)
          assert.match(saidTo(again), words)
        }
        const manage = await world.press('haruka', 'manage', party)
        assert.match(saidTo(manage), /「言葉」の管理/)
        const refused = await world.press('noah', 'manage', party)
        assert.match(saidTo(refused), /may not|allowed|permission|right/i)
        await world.settle()
        const [message] = await world.messagesOf(party.id)
        assert.ok(message && JSON.stringify(message).includes('Members 4/4'))
      })

      it('leaves no complaint behind: no policy report, no warning, no error', () => {
        assert.deepEqual(world.logged, [])
      })
    },
  )
}

it('writes a Japanese guild’s messages in Japanese', async (context) => {
  const world = await openWorld({ seed: 'japanese-party', channel: '募集' })
  context.after(() => world.close())
  await world.command('misaki', { title: 'ランク @2', slots: 3 })
  await world.settle()
  const party = await newest(world)
  assert.equal(party.locale, 'ja')
  await world.press('daichi', 'join', party)
  await world.settle()
  const [message] = await world.messagesOf(party.id)
  assertShows(message, await world.party(party.id))
  assert.equal(message?.embeds[0]?.fields[0]?.name, 'メンバー 2/3')
  assert.equal(message?.embeds[0]?.author?.name, '募集中')
})
