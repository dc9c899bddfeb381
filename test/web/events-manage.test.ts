import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { openStage, withoutChromium, type Stage } from './stage.ts'
import { findings, overflow } from './barriers.ts'
import { picture } from './picture.ts'

describe('what organisers see around events', { skip: withoutChromium }, () => {
  let stage: Stage
  let guild = ''

  before(async () => {
    stage = await openStage()
    const [only] = stage.world.sandbox.world.state.guilds.keys()
    guild = only ?? ''
  })
  after(() => stage.close())

  /** The bot's answers to requests that go through Discord are there. */
  const settle = () => stage.world.sandbox.settle()

  async function make(title: string): Promise<string> {
    const { key } = await stage.world.app.access.keys.create({ name: title, scopes: ['admin'] })
    const [owner] = stage.world.sandbox.world.state.users.keys()
    const answer = await fetch(`${stage.world.app.url}/api/v1/events/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        guild_id: guild,
        title,
        location: 'Town hall',
        start_at_utc: new Date(stage.world.sandbox.clock.now() + 3_600_000).toISOString(),
        duration_minutes: 60,
        attendance_enabled: true,
        discord_user_id: owner,
      }),
    })
    assert.equal(answer.status, 201, await answer.clone().text())
    await settle()
    return z.looseObject({ id: z.string() }).parse(await answer.json()).id
  }

  it('shows both sides of an event; an edit in Discord arrives on the page', async () => {
    const id = await make('Quiz')
    const { page, complaints, context } = await stage.open({ as: 'olivia', path: `/events/${id}` })
    const sync = page.getByTestId('sync')
    await sync.getByRole('row').nth(1).waitFor()
    await sync.getByText('Linked').waitFor()
    const start = sync
      .getByRole('row', { name: /^Start/ })
      .getByRole('time')
      .first()
    assert.match(await start.innerText(), /^[A-Z][a-z]+day, [A-Z][a-z]+ \d+, \d{4}/)
    const events = [...stage.world.sandbox.world.guild(guild).events.values()]
    const theirs = events.find(({ name }) => name === 'Quiz')
    assert.ok(theirs)
    await stage.act({ as: 'olivia', do: 'edit_event', event_id: theirs.id, name: 'Pub quiz' })
    await settle()
    await page.getByRole('heading', { name: 'Pub quiz' }).waitFor()
    await page.getByRole('button', { name: 'Show history' }).click()
    await page.getByTestId('event-history').getByText('Title: Quiz → Pub quiz').waitFor()
    await page.getByTestId('attendance').getByText('Check-in at the door').click()
    await page.getByRole('img', { name: 'QR code of the check-in page' }).waitFor()
    await picture(page, 'events-sync')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('changes how a server shows events, and examines it', async () => {
    await make('Anything')
    const { page, complaints, context } = await stage.open({
      as: 'olivia',
      path: '/events/servers',
    })
    await page.goto(`${stage.world.app.url}/events/servers/${guild}`)
    const settings = page.getByTestId('server-settings')
    await settings.getByLabel('When both sides were edited').selectOption('ask')
    await settings.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
    await page.getByTestId('doctor').getByText('Permissions of the bot').waitFor()
    await picture(page, 'events-server')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('says who would get a role before it is tied to anything, in every language and on a phone', async () => {
    await make('Led by somebody')
    for (const locale of ['en', 'ja', 'fr', 'ko']) {
      const { page, complaints, context } = await stage.open({
        as: 'olivia',
        path: `/events/servers/${guild}`,
        locale,
        width: 320,
      })
      const card = page.getByTestId('role-mappings')
      const preview = card.getByTestId('mapping-preview')
      const [role, standsFor] = [card.locator('select').first(), card.locator('select').nth(1)]
      await role.selectOption({ index: 1 })
      await preview.getByText(/./).first().waitFor()
      await standsFor.selectOption('event_organizer')
      await preview.getByText(/1/).first().waitFor()
      assert.deepEqual(await findings(page), [], locale)
      assert.ok((await overflow(page)) <= 0, locale)
      assert.deepEqual(complaints, [], locale)
      await context.close()
    }
  })

  it('lists the jobs with filters in the address and runs them', async () => {
    const { page, complaints, context } = await stage.open({ as: 'olivia', path: '/admin/jobs' })
    await page.getByTestId('health').waitFor()
    await page.getByTestId('jobs').getByRole('listitem').first().waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('completed')
    await page.waitForURL(/status=completed/)
    await page.getByTestId('jobs').locator('summary').first().click()
    await page.getByRole('link', { name: 'To the event' }).first().waitFor()
    await picture(page, 'events-jobs')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('shows jobs to those who manage a server, and says so to others', async () => {
    const { page, complaints, context } = await stage.open({ as: 'kenta', path: '/admin/jobs' })
    await page.getByText('Jobs are for those who manage a server').waitFor()
    assert.equal(await page.getByTestId('health').count(), 0)
    assert.equal(await page.getByRole('main').getByRole('link', { name: 'Jobs' }).count(), 0)
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('plans a series of which one date is skipped', async () => {
    const { page, complaints, context } = await stage.open({ as: 'olivia', path: '/events/new' })
    await page.getByLabel('Title', { exact: true }).fill('Weekly run')
    await page.getByLabel('Place or link').fill('Park')
    await page.getByLabel('Repeats').selectOption('WEEKLY')
    await page.getByRole('button', { name: 'Create the series' }).click()
    await page.getByTestId('series').waitFor()
    await page
      .getByRole('button', { name: /^Skip / })
      .nth(1)
      .click()
    await page.getByRole('button', { name: /^Hold / }).waitFor()
    await picture(page, 'events-series')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('keeps one’s notices and calendar, and templates', async () => {
    const id = await make('Template of an evening')
    assert.ok(id)
    const { page, complaints, context } = await stage.open({
      as: 'olivia',
      path: '/events/notices',
    })
    await page.getByTestId('notices').getByLabel('Quiet from').fill('22:00')
    await page.getByTestId('notices').getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
    await page.getByRole('button', { name: 'Make an address' }).click()
    const address = await page.getByTestId('feed').getByLabel('Address').inputValue()
    assert.match(await (await fetch(address)).text(), /BEGIN:VCALENDAR/)
    await page.getByRole('button', { name: 'Switch it off' }).click()
    await page.getByRole('button', { name: 'Make an address' }).waitFor()
    assert.notEqual((await fetch(address)).status, 200)
    await page.goto(`${stage.world.app.url}/events/templates`)
    await page.getByLabel('Name', { exact: true }).fill('Evening')
    await page.getByLabel('From the event').selectOption({ label: 'Template of an evening' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Evening', { exact: true }).waitFor()
    await page.goto(`${stage.world.app.url}/events/analytics`)
    await page.getByRole('figure').first().waitFor()
    await picture(page, 'events-analytics')
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
