import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { formPage, type FormJson } from '#modules/forms/contract/form.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

if (withoutChromium !== false) process.stderr.write(`\n*** ${withoutChromium} ***\n\n`)

const worldBody = z.object({
  google: z.object({ forms: z.array(z.object({ title: z.string(), edit_url: z.string() })) }),
})
const shown = z.array(
  z.looseObject({
    id: z.string(),
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

    /** Presses the answer button in Discord; returns the address of the door. */
    async function doorOf(person: string, form: FormJson): Promise<string> {
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
      const pressed = await stage.act({
        as: person,
        channel: 'forms',
        do: 'click',
        message_id: message.id,
        custom_id,
      })
      const url = /https?:\/\/[^"\\\s)]+\/auth\/form\/[^"\\\s)]+/.exec(JSON.stringify(pressed))?.[0]
      assert.ok(url, JSON.stringify(pressed))
      return url
    }

    it('an officer adopts a form and publishes it, members answer, and the count is right', async () => {
      const officer = await stage.open({ as: 'olivia', path: '/forms' })
      const { page } = officer
      await assertAccessible(page, 'the empty list')
      await page.getByRole('link', { name: 'New form' }).first().click()
      await page.getByLabel('Address of the form').fill(await editUrl('Server survey'))
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByText('Server survey').first().waitFor()
      await page.getByRole('checkbox', { name: /Raider/ }).check()
      await page.getByText('2 people are asked').waitFor()
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
      const member = await officer.context.newPage()
      await member.goto(await doorOf('kenta', form))
      await member.getByRole('button').first().click()
      await member.waitForURL(/\/google\/forms\/d\/e\//)
      assert.match(await member.getByLabel(/Response code/).inputValue(), /^[0-9A-Z-]{20,}$/)
      await member.getByLabel('Name').fill('Kenta')
      await member.getByLabel('Student ID').fill('S-1')
      await member.getByLabel('Friday').check()
      await member.getByRole('button', { name: 'Submit' }).click()
      await member.getByText('Your response has been recorded.').waitFor()

      await page.goto(`${stage.world.app.url}/forms/${form.id}`)
      await page.locator('[data-testid=live-state][data-state=live]').waitFor()
      await page.getByRole('button', { name: 'Look now' }).click()
      await page.locator('[aria-valuetext="1 of 2 people have answered"]').first().waitFor()
      await assertAccessible(page, 'the form')
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
      const ends = ['', `/${id}`, ...own, `/${id}/edit`, '/new', '/members']
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
  },
)
