import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { openStage, withoutChromium, type Stage } from './stage.ts'
import { picture } from './picture.ts'
import type { WatchedPage } from '../support/browser.ts'
import { createControl } from '../support/control.ts'

const hourMs = 3_600_000
const made = z.looseObject({ id: z.string() })

describe('everything around events that people press', { skip: withoutChromium }, () => {
  let stage: Stage
  let guild = ''
  let key = ''
  /** The page of the organiser, which all of these share. */
  let olivia: WatchedPage
  const others = new Map<string, WatchedPage>()

  before(async () => {
    stage = await openStage()
    const [only] = stage.world.sandbox.world.state.guilds.keys()
    guild = only ?? ''
    ;({ key } = await stage.world.app.access.keys.create({ name: 'maker', scopes: ['admin'] }))
    olivia = await stage.open({ as: 'olivia', path: '/events' })
  })
  after(() => stage.close())

  const idOf = (username: string) => {
    const people = [...stage.world.sandbox.world.state.users.values()]
    return people.find(({ user }) => user.username === username)?.user.id ?? ''
  }
  const soon = (hours: number) =>
    new Date(stage.world.app.services.clock.now() + hours * hourMs).toISOString()
  const settle = () => stage.world.sandbox.settle()
  const fault = (wanted: Record<string, unknown>) =>
    createControl(stage.world.sandbox.origin).fault(wanted)
  const lift = () => createControl(stage.world.sandbox.origin).liftFaults()

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(stage.world.app.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  async function plan(fields: object): Promise<string> {
    const body = {
      guild_id: guild,
      start_at_utc: soon(3),
      location: 'Hall',
      discord_user_id: idOf('olivia'),
    }
    const { id } = made.parse(await ask('POST', '/api/v1/events', { ...body, ...fields }))
    await settle()
    return id
  }
  const signUp = (id: string, username: string, fields: object = {}) =>
    ask('POST', `/api/v1/events/${id}/signups`, {
      discord_user_id: idOf(username),
      discord_username: username,
      ...fields,
    })

  /** The page of a member, who is signed in once. */
  async function pageOf(username: string, path: string): Promise<Page> {
    const known = others.get(username) ?? (await stage.open({ as: username, path: '/events' }))
    others.set(username, known)
    await known.page.goto(stage.world.app.url + path)
    return known.page
  }
  const go = async (path: string) => {
    await olivia.page.goto(stage.world.app.url + path)
    return olivia.page
  }
  const choose = async (page: Page, person: string, line: string) => {
    await page.getByRole('button', { name: `Manage ${person}`, exact: true }).click()
    await page.getByRole('menuitem', { name: line, exact: true }).click()
  }
  const group = (page: Page, name: string | RegExp) =>
    page.getByTestId('roster').locator('section', { has: page.getByRole('heading', { name }) })

  it('people are approved, sent to the bench, given a place and blocked', async () => {
    const id = await plan({ title: 'By approval', approval_required: true, max_participants: 2 })
    for (const name of ['emma', 'noah', 'lucas']) await signUp(id, name)
    const page = await go(`/events/${id}`)
    await group(page, /^Waiting for approval/)
      .getByText('emma')
      .waitFor()
    await choose(page, 'emma', 'Approve')
    await group(page, 'Everybody').getByText('emma').waitFor()
    await choose(page, 'noah', 'Approve')
    await group(page, 'Everybody').getByText('noah').waitFor()
    await choose(page, 'emma', 'Move to the waiting list')
    await group(page, /^Waiting list/)
      .getByText('emma')
      .waitFor()
    await picture(page, 'press-roster')
    await choose(page, 'emma', 'Give a place')
    await group(page, 'Everybody').getByText('emma').waitFor()
    await choose(page, 'lucas', 'Block from the event')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Block lucas?').waitFor()
    await dialog.getByRole('button', { name: 'Block from the event' }).click()
    await page.getByTestId('roster').getByText('lucas').waitFor({ state: 'detached' })
  })

  it('a place that is offered is taken, and guests come along', async () => {
    const id = await plan({
      title: 'Offered',
      max_participants: 3,
      waitlist_mode: 'offer',
      guests_allowed: true,
    })
    await signUp(id, 'noah', { guests: 2 })
    const page = await pageOf('emma', `/events/${id}`)
    await page.getByLabel('Guests').fill('1')
    await page.getByRole('button', { name: 'Going' }).click()
    await page.getByTestId('my-standing').getByText('Waiting list').waitFor()
    await ask('DELETE', `/api/v1/events/${id}/signups/${idOf('noah')}`)
    await page.getByRole('button', { name: 'Take the place' }).click()
    await page.getByTestId('my-standing').getByText('Confirmed').waitFor()
    await group(page, 'Everybody').getByText('+1 guest').waitFor()
  })

  it('one is there by the link at the door', async () => {
    const id = await plan({
      title: 'At the door',
      start_at_utc: soon(0.3),
      attendance_enabled: true,
    })
    await signUp(id, 'emma')
    const { checkin_url } = z
      .looseObject({ checkin_url: z.string() })
      .parse(await ask('GET', `/api/v1/events/${id}/attendance`))
    const page = await pageOf('emma', checkin_url.replace(stage.world.app.url, ''))
    await page.getByTestId('checkin').getByRole('button', { name: 'I am here' }).click()
    await page.getByText('You are checked in.').waitFor()
    const own = await go(`/events/${id}`)
    await own.getByTestId('roster').getByText('Checked in').waitFor()
  })

  it('a conflict that waits for somebody is decided by a press', async () => {
    await ask('PATCH', `/api/v1/discord/guilds/${guild}`, { conflict_policy: 'ask' })
    const id = await plan({ title: 'Both' })
    const events = [...stage.world.sandbox.world.guild(guild).events.values()]
    const theirs = events.find(({ name }) => name === 'Both')
    assert.ok(theirs)
    await fault({ gateway: 'silence' })
    await stage.act({ as: 'olivia', do: 'edit_event', event_id: theirs.id, name: 'Theirs' })
    await ask('PATCH', `/api/v1/events/${id}`, { title: 'Ours' })
    await lift()
    await settle()
    const page = await go(`/events/${id}`)
    const sync = page.getByTestId('sync')
    await sync.getByText('To be decided').waitFor()
    await picture(page, 'press-conflict')
    await sync.getByRole('button', { name: 'Take Discord’s value' }).click()
    await page.getByRole('heading', { name: 'Theirs' }).waitFor()
    await settle()
    await ask('PATCH', `/api/v1/discord/guilds/${guild}`, { conflict_policy: 'latest' })
  })

  it('a job that failed says why, and is tried again; one that waits is called off or run', async () => {
    await fault({
      when: { method: 'POST', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
      times: 1,
    })
    const id = await plan({ title: 'Refused', reminders: [60, 30] })
    const page = await go(`/admin/jobs?event=${id}&status=failed&guild=${guild}`)
    const row = page.getByTestId('jobs').getByRole('listitem').first()
    await row.locator('summary').click()
    await row.getByText(/Create Events and Manage Events/).waitFor()
    await picture(page, 'press-jobs')
    await row.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('Saved.').first().waitFor()
    const jobs = z.array(z.looseObject({ id: z.string(), job_type: z.string() }))
    const own = jobs.parse(await ask('GET', `/api/v1/discord/jobs?event_id=${id}`))
    assert.ok(own.some(({ job_type }) => job_type === 'create_discord_event'))
    // What hangs on no server is for administrators, who act by key: a manager steers the server's.
    await stage.world.app.services.database.write((tx) =>
      stage.world.app.services.jobs.enqueue(tx, {
        kind: 'events.manage_roles',
        payload: { guild_id: guild, event_id: id },
        key: `event:${id}:${guild}:later`,
        guild_id: guild,
        run_at: stage.world.app.services.clock.now() + hourMs,
      }),
    )
    await page.goto(
      `${stage.world.app.url}/admin/jobs?event=${id}&job_type=manage_roles&status=pending&guild=${guild}`,
    )
    const waiting = page.getByTestId('jobs').getByRole('listitem').first()
    await waiting.locator('summary').click()
    await waiting.getByRole('button', { name: 'Cancel job' }).click()
    await page.getByText('No such jobs').waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('cancelled')
    await page.locator('[data-status=cancelled] summary').first().click()
    await page.getByRole('button', { name: 'Retry', exact: true }).first().click()
    await page.getByLabel('Status', { exact: true }).selectOption('completed')
    await page.locator('[data-status=completed]').first().waitFor()
  })

  it('of a series one date, the following or all are changed, and one is left out', async () => {
    const first = made.extend({ series_id: z.string() }).parse(
      await ask('POST', '/api/v1/series', {
        guild_id: guild,
        rule: 'FREQ=WEEKLY',
        timezone: 'UTC',
        local_start: soon(30).slice(0, 16),
        window: 3,
        fields: { title: 'Weekly', location: 'Hall' },
        discord_user_id: idOf('olivia'),
      }),
    )
    await settle()
    const page = await go(`/events/${first.id}/edit`)
    const rename = async (title: string, scope: string) => {
      await page.getByLabel('Title', { exact: true }).fill(title)
      await page.getByText(scope, { exact: true }).click()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('heading', { name: title }).waitFor()
    }
    const titles = async () => {
      const { results } = z
        .looseObject({ results: z.array(z.looseObject({ title: z.string() })) })
        .parse(await ask('GET', `/api/v1/events?series_id=${first.series_id}`))
      return results.map(({ title }) => title)
    }
    await rename('Only this', 'Only this one')
    assert.deepEqual(await titles(), ['Only this', 'Weekly', 'Weekly'])
    await page.goto(`${stage.world.app.url}/events/${first.id}/edit`)
    await rename('All of them', 'The whole series')
    await settle()
    assert.deepEqual(await titles(), ['All of them', 'All of them', 'All of them'])
    await page.goto(`${stage.world.app.url}/events/series/${first.series_id}`)
    await picture(page, 'press-series')
    await page
      .getByTestId('series')
      .getByRole('button', { name: /^Skip / })
      .nth(1)
      .click()
    await page
      .getByTestId('series')
      .getByRole('button', { name: /after all$/ })
      .waitFor()
    await settle()
    const { results } = z
      .looseObject({ results: z.array(z.looseObject({ state: z.string() })) })
      .parse(await ask('GET', `/api/v1/events?series_id=${first.series_id}`))
    assert.equal(results.filter(({ state }) => state === 'cancelled').length, 1)
  })

  it('an event is dragged to another day, by those who may, and keeps its time', async () => {
    const id = await plan({ title: 'Dragged', start_at_utc: '2059-03-12T12:00:00Z' })
    const address = '/events?date=2059-03-12'
    const chipOn = (page: Page, day: string) =>
      page
        .locator('td', { has: page.locator(`[data-day="${day}"]`) })
        .getByRole('link', { name: /Dragged/ })
    const guest = await pageOf('emma', address)
    assert.equal(await chipOn(guest, '2059-03-12').getAttribute('draggable'), 'false')
    const page = await go(address)
    const there = page.locator('td', { has: page.locator('[data-day="2059-03-14"]') })
    await chipOn(page, '2059-03-12').dragTo(there)
    await chipOn(page, '2059-03-14').waitFor()
    const { start_at_utc } = z
      .looseObject({ start_at_utc: z.string() })
      .parse(await ask('GET', `/api/v1/events/${id}`))
    assert.equal(start_at_utc, '2059-03-14T12:00:00.000Z')
  })

  it('a role menu is made, changed, switched off and removed', async () => {
    const page = await go(`/events/servers/${guild}`)
    const menus = page.getByTestId('role-menus')
    await menus.getByRole('button', { name: 'New role menu' }).click()
    await menus.getByLabel('Title').fill('Choose')
    await menus.getByLabel('Shown as').selectOption('buttons')
    await menus.getByLabel('May choose').selectOption('single')
    const first = menus.getByLabel('Role 1', { exact: true })
    if (!(await first.isVisible())) await menus.getByRole('button', { name: 'Add a role' }).click()
    await first.selectOption({ label: 'Raider' })
    await menus.getByRole('button', { name: 'Add a role' }).click()
    await menus.getByLabel('Role 2', { exact: true }).selectOption({ label: 'Admin' })
    await menus.getByText('Admin cannot be given: the bot’s role must stand above it.').waitFor()
    await picture(page, 'press-menu')
    await menus.getByRole('button', { name: 'Save' }).click()
    await menus.getByText('Raider, Admin').waitFor()
    await settle()
    await menus.getByRole('button', { name: 'Edit Choose' }).click()
    await menus.getByLabel('Title').fill('Choose well')
    await menus.getByRole('button', { name: 'Save' }).click()
    await menus.getByRole('button', { name: 'Turn Choose well off' }).click()
    await menus.getByRole('button', { name: 'Turn Choose well on' }).click()
    await menus.getByRole('button', { name: 'Delete Choose well' }).click()
    await menus.getByText('No role menu yet.').or(menus.getByText('Off')).waitFor()
  })

  it('nothing of it broke a page', () => {
    for (const { complaints } of [olivia, ...others.values()]) assert.deepEqual(complaints, [])
  })
})
