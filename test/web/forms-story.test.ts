import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { z } from 'zod'
import { formPage, type FormJson } from '#modules/forms/contract/form.ts'
import { signIn } from '../support/browser.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

if (withoutChromium !== false) process.stderr.write(`\n*** ${withoutChromium} ***\n\n`)

const hour = 3_600_000

const worldBody = z.object({
  google: z.object({ forms: z.array(z.object({ title: z.string(), edit_url: z.string() })) }),
})
const shown = z.array(
  z.looseObject({
    id: z.string(),
    content: z.string().default(''),
    embeds: z.array(z.looseObject({ title: z.string().optional() })).default([]),
    components: z
      .array(
        z.looseObject({
          components: z.array(z.looseObject({ custom_id: z.string().optional() })).default([]),
        }),
      )
      .default([]),
  }),
)

describe(
  'the story of a form, from Google’s editor to the count',
  { skip: withoutChromium },
  () => {
    let stage: Stage
    before(async () => {
      stage = await openStage()
    })
    after(() => stage.close())

    async function editUrl(title: string): Promise<string> {
      const answer = await fetch(`${stage.world.sandbox.origin}/_control/world`)
      const { forms } = worldBody.parse(await answer.json()).google
      return forms.find((one) => one.title === title)?.edit_url ?? ''
    }

    /** Nothing that axe finds fault with. */
    async function assertAccessible(page: Page, place: string): Promise<void> {
      await page.evaluate(axe.source)
      const found: unknown = await page.evaluate(
        `axe.run(document, { resultTypes: ['violations'] }).then((result) =>
        result.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
      )
      assert.deepEqual(found, [], place)
    }

    async function theForm(page: Page): Promise<FormJson> {
      const body: unknown = await page.evaluate(`fetch('/api/forms').then((one) => one.json())`)
      const [form] = formPage.parse(body).results
      assert.ok(form)
      return form
    }

    /** Codes stand among the answers alone, and no answer names anybody. */
    async function assertUnlinked(form: FormJson, codes: readonly string[]): Promise<void> {
      const { db } = stage.world.app.services.database
      const people = [...stage.world.sandbox.world.state.users.keys()]
      for (const { name } of await db.introspection.getTables()) {
        const rows = await db
          .selectFrom(name as 'meta')
          .selectAll()
          .execute()
        const told = rows.map((row) => JSON.stringify(row)).filter((row) => row.includes(form.id))
        const named = told.filter((row) => codes.some((code) => row.includes(code)))
        assert.equal(named.length, name === 'form_answers' ? codes.length : 0, name)
        assert.ok(named.every((row) => people.every((id) => !row.includes(id))))
      }
    }

    /** A page of somebody else’s browser. */
    async function fresh(context: BrowserContext): Promise<Page> {
      const other = await context.browser()?.newContext({ locale: 'en', reducedMotion: 'reduce' })
      assert.ok(other)
      other.setDefaultTimeout(10_000)
      return other.newPage()
    }

    /** Presses the answer button in Discord; what is said beside the link is of no matter. */
    async function press(person: string, form: FormJson): Promise<string> {
      const answer = await fetch(
        `${stage.world.sandbox.origin}/_control/messages?channel=forms&as=${person}`,
      )
      const custom_id = `form_answer_${form.id}`
      const message = shown
        .parse(await answer.json())
        .find(({ components }) =>
          components.some((row) => row.components.some((one) => one.custom_id === custom_id)),
        )
      assert.ok(message)
      const place = { as: person, channel: 'forms', message_id: message.id }
      return JSON.stringify(await stage.act({ ...place, do: 'click', custom_id }))
    }

    /** The address of the door that the button gives out. */
    async function doorOf(person: string, form: FormJson): Promise<string> {
      const said = await press(person, form)
      const url = /https?:\/\/[^"\\\s)]+\/auth\/form\/[^"\\\s)]+/.exec(said)?.[0]
      assert.ok(url, said)
      return url
    }

    /** Fills Google’s page in and sends it. */
    async function send(page: Page, answer: { day: string; code?: string }): Promise<void> {
      if (answer.code !== undefined) {
        await page.getByLabel(/Response code/).fill(answer.code)
      }
      await page.getByLabel('Name').fill('Somebody')
      await page.getByLabel('Student ID').fill('S-1')
      await page.getByLabel(answer.day).check()
      await page.getByRole('button', { name: 'Submit' }).click()
      await page.getByText('Your response has been recorded.').waitFor()
    }

    /** Goes through the door to Google’s page; returns the code that is filled in there. */
    async function enter(page: Page, door: string): Promise<string> {
      await page.goto(door)
      await page.getByRole('button').first().click()
      await page.waitForURL(/\/google\/forms\/d\/e\//)
      return page.getByLabel(/Response code/).inputValue()
    }

    async function advance(length: string): Promise<void> {
      await fetch(`${stage.world.sandbox.origin}/_control/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advance: length }),
      })
      await stage.world.sandbox.settle()
    }

    /** Usernames that each reminder in the channel names, the oldest first. */
    async function reminded(): Promise<string[][]> {
      const answer = await fetch(`${stage.world.sandbox.origin}/_control/messages?channel=forms`)
      const users = [...stage.world.sandbox.world.state.users.values()].map(({ user }) => user)
      const nameOf = (id: string) => users.find((one) => one.id === id)?.username ?? id
      return shown
        .parse(await answer.json())
        .filter(({ embeds }) => embeds.some(({ title }) => title === 'Please answer the survey'))
        .map(({ content }) => [...content.matchAll(/<@(\d+)>/g)].map(([, id = '']) => nameOf(id)))
        .map((names) => names.toSorted())
        .toReversed()
    }

    it('members answer anonymously in their own browsers, and nobody is found out', async () => {
      const title = 'Open question'
      await stage.act({ as: 'olivia', do: 'google_create', title })
      const item = { title: 'What do you think?', questionItem: { question: { textQuestion: {} } } }
      const requests = [{ createItem: { item, location: { index: 0 } } }]
      await stage.act({ as: 'olivia', do: 'google_edit', form: title, requests })
      await stage.act({ as: 'olivia', do: 'google_share', form: title, with: 'service' })
      const officer = await stage.open({ as: 'olivia', path: '/forms' })
      const { page } = officer
      await page.getByRole('link', { name: 'New form' }).first().click()
      await page.getByLabel('Address of the form').fill(await editUrl(title))
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByText(title).first().waitFor()
      await page.getByRole('radio', { name: 'Anonymous, provably' }).check()
      await page.getByRole('button', { name: 'Create the draft' }).click()
      await page.getByRole('button', { name: 'Show what would be added' }).click()
      await page.getByRole('button', { name: 'Add for me' }).click()
      await page.getByText('Everything that Muster needs is there.').waitFor()
      await page.getByLabel('Channel').selectOption({ label: '#forms' })
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await page.getByText('The form is open').waitFor()
      // Nobody has a link yet; from now on somebody may.
      const known = page.getByRole('group', { name: 'What is known of the answers' })
      await page.locator('fieldset:disabled').and(known).waitFor()
      await stage.world.sandbox.settle()
      const form = await theForm(page)
      assert.equal(form.anonymity, 'blind')
      const codes: string[] = []
      // Two of them share a browser, as in a club's room; each has a code of their own.
      const shared = await fresh(officer.context)
      for (const person of ['yui', 'kenta', 'emma']) {
        const member = person === 'emma' ? await fresh(officer.context) : shared
        const door = await doorOf(person, form)
        await member.goto(door)
        await member.getByText(form.key_fingerprint ?? '?').waitFor()
        if (person === 'yui') await assertAccessible(member, 'the anonymous door')
        await member.getByRole('button').first().click()
        await member.waitForURL(/\/google\/forms\/d\/e\//)
        const code = await member.getByLabel(/Response code/).inputValue()
        assert.match(code, /^[\w-]{43}$/)
        codes.push(code)
        await member.getByRole('button', { name: 'Submit' }).click()
        await member.getByText('Your response has been recorded.').waitFor()
        // Another browser gets nothing out of another link.
        if (person === 'yui') {
          const elsewhere = await fresh(officer.context)
          await elsewhere.goto(await doorOf(person, form))
          await elsewhere.getByRole('button').first().click()
          await elsewhere.getByText('You have already taken your link.').waitFor()
          await elsewhere.context().close()
        }
        if (member !== shared) await member.context().close()
      }
      await shared.context().close()
      assert.equal(new Set(codes).size, 3)
      await page.goto(`${stage.world.app.url}/forms/${form.id}`)
      await page.getByRole('button', { name: 'Look now' }).click()
      await page.locator('[aria-valuetext^="3 of "]').first().waitFor()
      await assertUnlinked(form, codes)
      assert.deepEqual(officer.complaints, [])
      await officer.context.close()
    })

    it('fits a phone in the dark, in Japanese', async () => {
      const narrow = { width: 320, height: 700, dark: true, locale: 'ja' }
      const { page, complaints, context } = await stage.open({
        ...narrow,
        as: 'olivia',
        path: '/forms',
      })
      const { id } = await theForm(page)
      const parts = ['people', 'answers', 'links', 'reminders', 'sheet']
      const own = parts.map((tab) => `/${id}?tab=${tab}`)
      const ends = ['', `/${id}`, ...own, `/${id}/edit`, '/new', '/members', '/settings']
      const paths = ends.map((end) => `/forms${end}`)
      for (const path of [...paths, '/my']) {
        await page.goto(stage.world.app.url + path)
        await page.locator('main h1').waitFor()
        await page.waitForLoadState('networkidle')
        const spill: unknown = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )
        assert.equal(spill, 0, path)
        await assertAccessible(page, path)
      }
      assert.deepEqual(complaints, [])
      await context.close()
    })

    it('an officer adopts a form and publishes it, members answer, and the count is right', async () => {
      const officer = await stage.open({ as: 'olivia', path: '/forms' })
      const { page } = officer
      await assertAccessible(page, 'the empty list')
      await page.getByRole('link', { name: 'New form' }).first().click()
      await page.getByLabel('Address of the form').fill(await editUrl('Server survey'))
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByText('Server survey').first().waitFor()
      await page.getByRole('checkbox', { name: /Raider/ }).check()
      await page.getByRole('checkbox', { name: /Organiser/ }).check()
      await page.getByText('4 people are asked').waitFor()
      // Four days from now, to the minute, as it is typed in Tokyo.
      const end = new Date(stage.world.sandbox.clock.now() + (4 * 24 + 9) * hour)
      await page.getByLabel('Deadline').fill(end.toISOString().slice(0, 16))
      await assertAccessible(page, 'the page of a new form')
      await page.getByRole('button', { name: 'Create the draft' }).click()

      await page.getByRole('heading', { name: 'Questions' }).waitFor()
      await page.getByRole('button', { name: 'Show what would be added' }).click()
      await page.getByRole('button', { name: 'Add for me' }).click()
      await page.getByText('Everything that Muster needs is there.').waitFor()
      await assertAccessible(page, 'the builder')
      await page.getByLabel('Channel').selectOption({ label: '#forms' })
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await page.getByText('The form is open').waitFor()
      await stage.world.sandbox.settle()

      const form = await theForm(page)
      const member = await fresh(officer.context)
      const members = member.context()
      // The first one finds the button in Discord himself, and follows its link.
      const kenta = [...stage.world.sandbox.world.state.users.values()].find(
        ({ user }) => user.username === 'kenta',
      )
      await member.goto(`${stage.world.sandbox.origin}/?as=${kenta?.user.id}&web=0`)
      await member.getByRole('button', { name: /forms/ }).first().click()
      await member.getByRole('button', { name: 'Answer', exact: true }).last().click()
      const [door] = await Promise.all([
        members.waitForEvent('page'),
        member
          .getByRole('listitem')
          .filter({ hasText: /Server survey.*このリンク/s })
          .getByRole('link', { name: /回答する/ })
          .click(),
      ])
      await door.waitForURL(/\/auth\/form\//)
      const code = await enter(member, door.url())
      await door.close()
      assert.match(code, /^[0-9A-Z-]{20,}$/)
      await send(member, { day: 'Friday' })
      // He thinks better of it: the same code, and one answer that counts.
      assert.equal(await enter(member, await doorOf('kenta', form)), code)
      await send(member, { day: 'Saturday' })
      await enter(member, await doorOf('haruka', form))
      await send(member, { day: 'Friday' })
      // Somebody who was not asked gets no link, and makes a code up.
      assert.match(await press('noah', form), /You are not asked to answer this form/)
      await member.goto(form.google?.responder_uri ?? '')
      await send(member, { day: 'Friday', code: '0000-0000-0000-0000-0' })
      // Emma mistypes hers, and keeps Google's page open.
      const hers = await enter(member, await doorOf('emma', form))
      const open = member.url()
      await send(member, {
        day: 'Friday',
        code: hers.replace(/.$/, (one) => (one === '0' ? '1' : '0')),
      })

      await page.goto(`${stage.world.app.url}/forms/${form.id}`)
      await page.locator('[data-testid=live-state][data-state=live]').waitFor()
      await page.getByRole('button', { name: 'Look now' }).click()
      await page.locator('[aria-valuetext="2 of 4 people have answered"]').first().waitFor()
      await assertAccessible(page, 'the form')
      const up = page.getByRole('link', { name: 'All forms' })
      assert.ok((await up.getAttribute('href'))?.includes(form.guild_id), 'back to its server')
      for (const tab of ['People', 'Answers', 'Links', 'Reminders', 'Spreadsheet']) {
        await page.getByText(tab, { exact: true }).first().click()
        await page.waitForLoadState('networkidle')
        await assertAccessible(page, tab)
      }
      await page.goto(`${stage.world.app.url}/forms/${form.id}?tab=people`)
      await page.getByText('Emma').first().waitFor()
      assert.equal(await page.locator('main').getByText('けんた').count(), 0)
      assert.deepEqual(officer.complaints, [])
      await officer.context.close()

      // Time passes: each reminder comes once, and to nobody who has answered.
      await advance('25h')
      assert.deepEqual(await reminded(), [['camille', 'emma']])
      await enter(member, await doorOf('camille', form))
      await send(member, { day: 'Saturday' })
      await advance('48h')
      await advance('1h')
      const rest = [['camille', 'emma'], ['emma']]
      assert.deepEqual(await reminded(), rest)
      await advance('20h')
      assert.deepEqual(await reminded(), [...rest, ['emma']])
      const last = await doorOf('emma', form)
      await advance('3h')
      assert.deepEqual(await reminded(), [...rest, ['emma']])
      await member.goto(last)
      await member.getByRole('heading', { name: 'The deadline is over.' }).waitFor()
      // The owner opens Google's form once more, and Emma's answer is late.
      await stage.act({ as: 'olivia', do: 'google_settings', form: form.form_id, accepting: true })
      await member.goto(open)
      await send(member, { day: 'Friday' })
      await members.close()

      const back = await stage.open({ path: `/forms/${form.id}` })
      await signIn(back.page, 'olivia')
      await back.page.getByRole('button', { name: 'Look now' }).click()
      await back.page.locator('[aria-valuetext="3 of 4 people have answered"]').first().waitFor()
      await back.page.getByText('Answers', { exact: true }).first().click()
      for (const status of ['Unknown code', 'Mistyped code', 'After the deadline']) {
        await back.page.getByText(status).first().waitFor()
      }
      await back.context.close()
    })
  },
)
