import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import { syncAnswer } from '#modules/forms/contract/results.ts'
import { formsDoctor } from '#modules/forms/doctor.ts'
import { saveDirect } from '#modules/forms/store/settings.ts'
import { filledIn, openFormWorld, type FormWorld } from '../support/forms.ts'
import { serviceHeaders } from '../support/world.ts'

const hour = 3_600_000

describe('a form from its address to its answers', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld()
  })
  after(() => world.close())

  it('is adopted by its edit address only, and only when it is shared', async () => {
    const { guildId } = world
    const made = await world.makeForm('Explained')
    const adopt = (google_form_url: string) =>
      world.api('POST', '/api/forms', { guild_id: guildId, google_form_url })
    for (const url of [
      'https://docs.google.com/forms/d/e/1FAIpQLSabc/viewform',
      'https://forms.gle/abc',
      'nonsense',
    ]) {
      const { status, json } = await adopt(url)
      assert.equal(status, 400)
      assert.equal((json as { code: string }).code, 'INVALID_FORM_URL')
    }
    await world.google({ do: 'google_unshare', form: made.id, with: 'service' })
    const refused = await adopt(made.edit_url)
    assert.equal(refused.status, 403)
    const text = JSON.stringify(refused.json)
    assert.match(text, /FORM_NOT_SHARED/)
    assert.match(text, /gserviceaccount\.com/)
    await world.google({ do: 'google_share', form: made.id, with: 'service' })
    assert.equal((await adopt(made.edit_url)).status, 201)
    assert.equal((await adopt(made.edit_url)).status, 409)
  })

  it('is answered through a link that previews do not use up', async () => {
    const form = await world.publishForm()
    assert.equal(form.state, 'published')
    assert.ok(form.message_id)
    const url = await world.link('yui', form)
    assert.ok(url.length <= 512)
    for (const agent of ['Discordbot/2.0', 'Slackbot', 'Twitterbot', 'Googlebot']) {
      for (const method of ['GET', 'HEAD']) {
        const seen = await fetch(url, { method, headers: { 'user-agent': agent } })
        assert.equal(seen.status, 200)
        assert.equal(seen.headers.get('cache-control'), 'no-store')
        assert.equal(seen.headers.get('referrer-policy'), 'no-referrer')
        assert.match(seen.headers.get('x-robots-tag') ?? '', /noindex/)
        assert.match(seen.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
        const page = await seen.text()
        if (method === 'GET') assert.doesNotMatch(page, /og:|<script/)
      }
    }
    const foreign = await fetch(url, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    })
    assert.equal(foreign.status, 403)
    const { status, location } = await world.redeem(url)
    assert.equal(status, 303)
    const [code = ''] = Object.values(filledIn(location ?? ''))
    assert.match(code, /^(\w{4}-){4}\w$/)
    const second = await world.redeem(url)
    assert.equal(second.status, 409)
    assert.match(second.text, /already been used/)
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 409)
    await world.submit('yui', location ?? '', 'good')
    await world.sync(form)
    assert.equal((await world.form(form.id)).counts.answered, 1)
    const [response] = await world.responses(form)
    assert.equal(response?.status, 'valid')
    assert.equal(response?.person?.discord_username, 'yui')
    // A new link fills in the same code: what was lost costs nothing.
    const again = await world.redeem(await world.link('yui', form))
    assert.deepEqual(Object.values(filledIn(again.location ?? '')), [code])
  })

  it('counts one answer for each person, and tells the others apart', async () => {
    const form = await world.publishForm()
    const { location } = await world.redeem(await world.link('kenta', form))
    const [entry = '', code = ''] = Object.entries(filledIn(location ?? ''))[0] ?? []
    const send = (typed: string, answer: string) =>
      world.submit(
        'kenta',
        `${location?.split('?')[0]}?entry.${entry}=${encodeURIComponent(typed)}`,
        answer,
      )
    await send(code.toLowerCase(), 'first')
    await world.control.advance('1m')
    await send(code, 'second')
    await send(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`, 'typo')
    await send('0000-0000-0000-0000-0', 'forged')
    await world.sync(form)
    const responses = await world.responses(form)
    const byAnswer = (text: string) =>
      responses.find(({ answers }) => Object.values(answers).flat().includes(text))
    assert.equal(byAnswer('first')?.status, 'superseded')
    assert.equal(byAnswer('second')?.status, 'valid')
    assert.equal(byAnswer('typo')?.status, 'mistyped')
    assert.equal(byAnswer('forged')?.status, 'foreign')
    const { counts } = await world.form(form.id)
    assert.deepEqual([counts.answered, counts.problems], [1, 2])
    const { json: again } = await world.api('POST', `/api/forms/${form.id}/sync`)
    assert.deepEqual([syncAnswer.parse(again).fetched, syncAnswer.parse(again).changed], [4, 0])
    // An administrator says whose the mistyped one is: it belongs to somebody else.
    const path = `/api/forms/${form.id}/responses/${byAnswer('typo')?.response_id}`
    const ruling = { ruling: 'assign', discord_user_id: world.idOf('emma') }
    assert.equal((await world.api('POST', path, ruling)).status, 200)
    assert.equal((await world.form(form.id)).counts.answered, 2)
    // Deleted in Google: gone from the count with the next sweep.
    const response_id = byAnswer('second')?.response_id
    await world.google({ do: 'google_delete_response', form: form.form_id, response_id })
    await world.sync(form)
    const rest = await world.responses(form)
    const statusOf = (id?: string) => rest.find((one) => one.response_id === id)?.status
    assert.equal(statusOf(response_id), 'withdrawn')
    assert.equal(statusOf(byAnswer('first')?.response_id), 'valid')
  })

  it('closes at the deadline, in Google too, and marks what comes later', async () => {
    const now = world.sandbox.clock.now()
    const deadline = new Date(now + 10 * 60_000).toISOString()
    const form = await world.publishForm({ deadline })
    await world.answer('noah', form, 'in time')
    const url = await world.link('lucas', form)
    const { location } = await world.redeem(await world.link('emma', form))
    await world.control.advance('601s')
    await world.settle()
    assert.equal((await world.form(form.id)).state, 'expired')
    assert.equal((await world.redeem(url)).status, 410)
    assert.equal((await world.form(form.id)).google?.accepting, false)
    // Somebody opens it again in Google and answers late.
    await world.google({ do: 'google_settings', form: form.form_id, accepting: true })
    await world.submit('emma', location ?? '', 'late')
    await world.sync(form)
    const statuses = (await world.responses(form)).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), ['late', 'valid'])
    // The panel's button is off by then.
    await assert.rejects(world.pressed('lucas', form), /disabled/)
  })

  it('reminds of what is still to come, each person once, and nobody who has answered', async () => {
    const deadline = new Date(world.sandbox.clock.now() + 4 * hour).toISOString()
    const form = await world.publishForm({ deadline })
    await world.answer('yui', form, 'done')
    await world.sync(form)
    const seen = async () =>
      (await world.control.messages('forms')).filter(
        ({ content, embeds }) =>
          content.includes('<@') && embeds[0]?.title?.includes('Please answer'),
      )
    const earlier = (await seen()).length
    await world.control.advance('61m')
    await world.settle()
    const found = (await seen()).slice(0, (await seen()).length - earlier)
    assert.equal(found.length, 1)
    assert.ok(found.every(({ content }) => !content.includes(world.idOf('yui'))))
    await world.control.advance('10m')
    await world.settle()
    assert.equal((await seen()).length - earlier, 1)
    const plan = await world.api('GET', `/api/forms/${form.id}/reminders`)
    const { results } = plan.json as { results: { state: string; sent: number; failed: number }[] }
    assert.deepEqual(
      results.map(({ state, failed }) => [state, failed]),
      [
        ['skipped', 0],
        ['skipped', 0],
        ['sent', 0],
      ],
    )
    assert.ok((results[2]?.sent ?? 0) > 5)
  })

  it('is not told to somebody directly twice when it is not known whether it arrived', async () => {
    const { database } = world.app.services
    await database.write((tx) => saveDirect(tx, world.idOf('kenta'), true))
    const deadline = new Date(world.sandbox.clock.now() + 4 * hour).toISOString()
    const form = await world.publishForm({ deadline, target_roles: [world.roleOf('Raider')] })
    const told = async () =>
      (await world.inbox('kenta')).filter((text) => text.includes(form.message_id ?? '?')).length
    await world.control.advance('61m')
    await world.settle()
    await world.control.advance('5s')
    await world.settle()
    assert.equal(await told(), 1)
    // The program ended before it noted that, and for longer than Discord knows a nonce.
    await database.write(async ({ db }) => {
      await sql`update form_reminders set outcome = 'sending' where form_id = ${form.id}`.execute(
        db,
      )
    })
    await world.control.advance('20m')
    const once = await world.api('POST', `/api/forms/${form.id}/remind`, {
      discord_user_ids: [world.idOf('emma')],
    })
    assert.equal(once.status, 202)
    await world.settle()
    assert.equal(await told(), 1)
    await database.write((tx) => saveDirect(tx, world.idOf('kenta'), false))
  })

  it('keeps the deadline to the second where only something else is changed in the modal', async () => {
    const deadline = new Date(world.sandbox.clock.now() + hour + 12_345).toISOString()
    const form = await world.publishForm({ deadline })
    const link = await world.link('yui', form)
    const change = async (fields: object) => {
      const options = { form: form.id }
      const { modal } = await world.act('olivia', { do: 'command', name: 'form edit', options })
      const shown = z
        .array(z.looseObject({ component: z.looseObject({ value: z.string().optional() }) }))
        .parse(modal?.components)
      const [googleFormUrl = '', typed = ''] = shown.map(({ component }) => component.value ?? '')
      await world.act('olivia', {
        do: 'submit',
        fields: { googleFormUrl, deadline: typed, isAnonymous: false, ...fields },
      })
      return world.form(form.id)
    }
    const changed = await change({ allowEdit: false })
    assert.deepEqual([changed.allow_edit, changed.deadline], [false, form.deadline])
    assert.equal((await world.redeem(link)).status, 303)
    await world.api('POST', `/api/forms/${form.id}/close`)
    await world.control.advance('2h')
    assert.equal((await change({ allowEdit: true })).allow_edit, true)
  })

  it('tells the doctor of a form that is shared no more', async () => {
    const form = await world.publishForm()
    const { settings, clock, database } = world.app.services
    const look = async () => {
      const findings = await formsDoctor({ settings, clock, database })
      return findings.filter(({ state }) => state !== 'works')
    }
    assert.deepEqual(await look(), [])
    await world.google({ do: 'google_unshare', form: form.form_id, with: 'service' })
    const found = await look()
    assert.deepEqual(
      found.map(({ outcome, about }) => [outcome, about]),
      [['form.unshared', form.id]],
    )
    await world.google({ do: 'google_share', form: form.form_id, with: 'service' })
  })

  it('leaves no complaint behind', () => {
    assert.deepEqual(
      world.logged.filter((line) => !line.includes('forms need care')),
      [],
    )
  })
})

describe('links with a sign-in', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld({ env: { FORMS_REQUIRE_LOGIN: 'true' } })
  })
  after(() => world.close())

  it('are of no use to anybody else, and fill in one’s own earlier answers', async () => {
    const form = await world.publishForm()
    const open = async (url: string, as?: string) => {
      const headers = as === undefined ? {} : { cookie: (await world.signIn(as)).cookie }
      const seen = await fetch(url, { headers })
      const posted = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, origin: world.app.url },
      })
      return { page: await seen.text(), status: posted.status, to: posted.headers.get('location') }
    }
    const url = await world.link('yui', form)
    const nobody = await open(url)
    assert.match(nobody.page, /\/auth\/login\?return=/)
    assert.equal(nobody.status, 403)
    assert.equal((await open(url, 'noah')).status, 403)
    const own = await open(url, 'yui')
    assert.equal(own.status, 303)
    await world.submit('yui', own.to ?? '', 'my words')
    await world.sync(form)
    const again = await open(await world.link('yui', form), 'yui')
    assert.ok(Object.values(filledIn(again.to ?? '')).includes('my words'))
  })

  it('are not for anonymous forms, and those from before ask nobody to sign in', async () => {
    const { edit_url } = await world.makeForm('Secret')
    const body = { guild_id: world.guildId, google_form_url: edit_url }
    const texts = new Set<string>()
    for (const locale of ['en', 'ja', 'fr', 'ko']) {
      const headers = { ...serviceHeaders, 'accept-language': locale }
      const wish = { ...body, is_anonymous: true }
      const { status, json } = await world.api('POST', '/api/forms', wish, headers)
      assert.equal(status, 409)
      const said = z.looseObject({ code: z.string(), detail: z.string() }).parse(json)
      assert.equal(said.code, 'SIGN_IN_KEPT')
      texts.add(said.detail)
    }
    assert.equal(texts.size, 4)
    const form = await world.publishForm({ anonymity: 'confidential' })
    const draft = await world.api('POST', '/api/forms', body)
    const { id } = z.looseObject({ id: z.string() }).parse(draft.json)
    const changed = await world.api('PATCH', `/api/forms/${id}`, { anonymity: 'ledger' })
    assert.match(JSON.stringify(changed.json), /SIGN_IN_KEPT/)
    const shown = async () => (await fetch(await world.link('noah', form))).text()
    assert.match(await shown(), /\/auth\/login/)
    // As a form is that was published before the setting was switched on.
    await world.app.services.database.write(({ db }) =>
      sql`update google_forms set anonymity = 'ledger' where id = ${form.id}`.execute(db),
    )
    const page = await shown()
    assert.doesNotMatch(page, /\/auth\/login/)
    assert.match(page, /What is stored: .*database’s own log/)
  })
})
