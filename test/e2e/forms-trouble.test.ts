import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { showCode } from '#modules/forms/rules/code.ts'
import { memberCode } from '#modules/forms/service/codes.ts'
import { watchForm } from '#modules/forms/service/watch.ts'
import { loadForm } from '#modules/forms/store/forms.ts'
import { linkPage, type ResponseJson } from '#modules/forms/contract/people.ts'
import { formsHealth } from '#modules/forms/contract/results.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { openGoogle, scope } from '#sandbox/google/test-client.ts'
import { filledIn, openFormWorld, typedIn, type FormWorld } from '../support/forms.ts'
import { overtaken } from '../support/overtaken.ts'
import { serviceHeaders } from '../support/world.ts'

const hour = 3_600_000
const day = 24 * hour

/** What was typed into each response, and how it is judged. */
function judged(responses: readonly ResponseJson[]): string[] {
  const texts = responses.map((response) =>
    [typedIn(response), response.status, ...response.flags].join(' '),
  )
  return texts.toSorted()
}

describe('forms in trouble', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld()
    const settings = `/api/forms/settings?guild_id=${world.guildId}`
    await world.api('PATCH', settings, { log_channel_id: world.channelId })
  })
  after(() => world.close())

  const alerts = async () =>
    (await world.control.messages('forms')).filter(({ content }) => content.startsWith('⚠️'))
  const driftOf = async ({ id }: FormJson) => (await world.form(id)).drift.map(({ kind }) => kind)
  const look = async (minutes = 6) => {
    await world.control.advance(`${minutes}m`)
    await world.settle()
  }
  const deadlineIn = (ms: number) => new Date(world.sandbox.clock.now() + ms).toISOString()

  it('say so once, go on with the others, and recover by themselves', async () => {
    const lost = await world.publishForm()
    const other = await world.publishForm()
    const before_ = (await alerts()).length
    await world.google({ do: 'google_unshare', form: lost.form_id, with: 'service' })
    await world.answer('yui', other, 'here')
    await look()
    await look(15)
    assert.deepEqual(await driftOf(lost), ['form_unshared'])
    assert.equal((await world.form(other.id)).counts.answered, 1)
    const told = (await alerts()).slice(0, (await alerts()).length - before_)
    assert.equal(told.length, 1, 'told once')
    assert.match(told[0]?.content ?? '', /no longer shared/)
    assert.match(JSON.stringify(told[0]?.components), new RegExp(`/forms/${lost.id}`))
    await world.google({ do: 'google_share', form: lost.form_id, with: 'service' })
    await look(15)
    assert.deepEqual(await driftOf(lost), [])
    assert.equal((await world.form(lost.id)).google?.fetch_error, null)
  })

  it('lose Google’s account together, in one message, and find it again without a restart', async () => {
    const forms = [await world.publishForm(), await world.publishForm()]
    const before_ = (await alerts()).length
    const refusal = { status: 400, body: { error: 'invalid_grant', error_description: 'revoked' } }
    await world.control.fault({ service: 'google', when: { route: '/token' }, do: refusal })
    // The token that is held is refused as well.
    const unauthenticated = {
      status: 401,
      body: { error: { code: 401, status: 'UNAUTHENTICATED', message: 'as asked' } },
    }
    const when = { route: '/v1/forms/{formId}/responses' }
    await world.control.fault({ service: 'google', when, do: unauthenticated })
    await look()
    await look()
    const told = (await alerts()).slice(0, (await alerts()).length - before_)
    assert.ok(told.length >= 1 && told.length <= 2, `${told.length} messages`)
    assert.ok(told.every(({ content }) => content.includes('refuses')))
    for (const form of forms) assert.deepEqual(await driftOf(form), ['account_broken'])
    const { json } = await world.api('GET', '/api/forms/health')
    assert.equal(formsHealth.parse(json).status, 'degraded')
    await world.control.liftFaults()
    await look(15)
    for (const form of forms) assert.deepEqual(await driftOf(form), [])
    const well = formsHealth.parse((await world.api('GET', '/api/forms/health')).json)
    assert.equal(well.status, 'ok')
    assert.ok(well.google.calls > 10 && well.google.errors > 0)
    const metrics = await (await fetch(`${world.app.url}/metrics`)).text()
    for (const name of [
      'google_calls_total{',
      'google_seconds_bucket{',
      'google_quota_used{',
      'forms_door_total{',
      'forms_fetch_lag_seconds ',
      'forms_sheets_lag_seconds ',
      'forms_responses{',
      'http_request_duration_seconds_count{method="POST",route="/auth/form/:token"',
    ]) {
      assert.ok(metrics.includes(`\n${name}`), name)
    }
  })

  it('put right what was changed in Google, at the press of a button', async () => {
    const form = await world.publishForm({ target_roles: [world.roleOf('Raider')] })
    const { results } = z
      .looseObject({
        results: z.array(
          z.looseObject({
            role: z.string().nullable(),
            item_id: z.string(),
            question_id: z.string(),
          }),
        ),
      })
      .parse((await world.api('GET', `/api/forms/${form.id}/questions`)).json)
    const code = results.find(({ role }) => role === 'code')
    assert.ok(code)
    const question = { questionId: code.question_id, required: false, textQuestion: {} }
    const page = { title: 'Later', pageBreakItem: {} }
    const item = { itemId: code.item_id, questionItem: { question } }
    await world.google({
      do: 'google_edit',
      form: form.form_id,
      requests: [
        {
          updateItem: {
            item,
            location: { index: 0 },
            updateMask: 'questionItem.question.required',
          },
        },
        { createItem: { item: page, location: { index: 0 } } },
      ],
    })
    await world.google({ do: 'google_settings', form: form.form_id, accepting: false })
    await world.act('olivia', { do: 'delete_role', role: 'Raider' })
    await look()
    assert.deepEqual((await driftOf(form)).toSorted(), [
      'closed_in_google',
      'code_question_moved',
      'code_question_optional',
      'role_deleted',
    ])
    assert.equal((await world.api('POST', `/api/forms/${form.id}/mend`)).status, 200)
    await world.settle()
    assert.deepEqual(await driftOf(form), ['role_deleted'])
    assert.equal((await world.form(form.id)).counts.targets, 0)
  })

  it('ask for a pre-filled link where Google’s page wants a sign-in, and take it', async () => {
    const made = await world.makeForm('Behind a sign-in')
    await world.google({ do: 'google_settings', form: made.id, sign_in: true })
    const body = { guild_id: world.guildId, google_form_url: made.edit_url }
    const { json } = await world.api('POST', '/api/forms', body)
    const { id } = z.looseObject({ id: z.string() }).parse(json)
    await world.api('POST', `/api/forms/${id}/questions`, { add: ['code'] })
    const before_ = (await alerts()).length
    const publish = { channel_id: world.channelId }
    assert.equal((await world.api('POST', `/api/forms/${id}/publish`, publish)).status, 200)
    await look()
    const form = await world.form(id)
    assert.equal(form.google?.prefill, 'needs_link')
    const [drift] = form.drift
    assert.deepEqual([drift?.kind, drift?.fix], ['prefill_unknown', 'enter_link'])
    const told = (await alerts()).slice(0, (await alerts()).length - before_)
    assert.match(
      told[0]?.content ?? '',
      /Make a pre-filled link in Google’s editor[^]*Behind a sign-in/,
    )
    // Members can go on meanwhile: most probably the number is right.
    const { location } = await world.redeem(await world.link('yui', form))
    const [entry = ''] = Object.keys(filledIn(location ?? ''))
    const enter = (url: string) => world.api('POST', `/api/forms/${id}/prefill`, { url })
    const page = form.google?.responder_uri ?? ''
    const foreign = await enter('https://docs.google.com/forms/d/e/other/viewform?entry.1=CODE')
    assert.equal(foreign.status, 400)
    assert.match(JSON.stringify(foreign.json), /INVALID_PREFILL_URL/)
    // It is entered while Google is looked at.
    await overtaken(
      world.app.services,
      async () => assert.equal((await enter(`${page}?usp=pp_url&entry.${entry}=CODE`)).status, 200),
      (context) => watchForm(context, id, { full: true }),
    )
    await world.sync(form)
    assert.equal((await world.form(id)).google?.prefill, 'works')
    assert.deepEqual(await driftOf(form), [])
  })

  it('of a service account cannot be made in Google; the others go on', async () => {
    const other = await world.publishForm()
    const wish = { guild_id: world.guildId, title: 'No room', template: 'attendance' }
    const refused = await world.api('POST', '/api/forms', wish)
    assert.equal(refused.status, 409)
    assert.match(
      JSON.stringify(refused.json),
      /CANNOT_CREATE.*cannot own files|cannot own files.*CANNOT_CREATE/,
    )
    await world.answer('yui', other, 'here')
    await world.sync(other)
    assert.equal((await world.form(other.id)).counts.answered, 1)
  })

  it('refuse to be anonymous where Google asks for addresses', async () => {
    const made = await world.makeForm('With addresses')
    const collect = { settings: { emailCollectionType: 'VERIFIED' }, updateMask: '*' }
    await world.google({
      do: 'google_edit',
      form: made.id,
      requests: [{ updateSettings: collect }],
    })
    const { status, json } = await world.api('POST', '/api/forms', {
      guild_id: world.guildId,
      google_form_url: made.edit_url,
      is_anonymous: true,
    })
    assert.equal(status, 409)
    assert.match(JSON.stringify(json), /EMAIL_COLLECTED/)
  })

  it('end links with the deadline, which may move, and take the door’s time for the truth', async () => {
    const form = await world.publishForm({ deadline: deadlineIn(5 * 60_000) })
    const url = await world.link('yui', form)
    const { location } = await world.redeem(await world.link('kenta', form))
    await world.control.advance('4m')
    const last = await world.redeem(await world.link('noah', form))
    assert.equal(last.status, 303, 'until the deadline')
    await world.control.advance('61s')
    const late = await world.redeem(url)
    assert.equal(late.status, 410)
    // Google is told a little later than the second.
    await world.google({ do: 'google_settings', form: form.form_id, accepting: true })
    await world.submit('kenta', location ?? '', 'too late')
    await world.sync(form)
    assert.deepEqual(
      (await world.responses(form)).map(({ status }) => status),
      ['late'],
    )
    const response = (await world.responses(form))[0]?.response_id ?? ''
    const accept = { ruling: 'accept' }
    await world.api('POST', `/api/forms/${form.id}/responses/${response}`, accept)
    assert.equal((await world.form(form.id)).counts.answered, 1)

    const moved = await world.publishForm({ deadline: deadlineIn(2 * day) })
    const early = await world.link('yui', moved)
    const patch = { deadline: deadlineIn(1 * day) }
    assert.equal((await world.api('PATCH', `/api/forms/${moved.id}`, patch)).status, 200)
    assert.equal((await world.redeem(early)).status, 401)
    assert.equal((await world.redeem(await world.link('yui', moved))).status, 303)
    const ledger = linkPage.parse((await world.api('GET', `/api/forms/${moved.id}/links`)).json)
    assert.deepEqual(
      ledger.refused.map(({ code }) => code),
      ['TOKEN_INVALID'],
    )
  })

  it('keep the first answer where answers may not be changed, in whichever order they come', async () => {
    const form = await world.publishForm({ allow_edit: false })
    await world.google({ do: 'google_settings', form: form.form_id, edit_after_submit: true })
    const { location } = await world.redeem(await world.link('yui', form))
    await world.submit('yui', location ?? '', 'first')
    await world.control.advance('1m')
    await world.submit('yui', location ?? '', 'second')
    await world.sync(form)
    const [code] = Object.entries(filledIn(location ?? ''))
    const [one] = (await world.responses(form)).filter(({ status }) => status === 'valid')
    assert.ok(one && code)
    await world.control.advance('1m')
    await world.google({
      as: 'yui',
      do: 'google_submit',
      form: form.form_id,
      edit: one.response_id,
      answers: { [code[0]]: code[1], 'How was it?': 'edited' },
    })
    await look(1)
    await world.sync(form)
    const all = await world.responses(form)
    assert.deepEqual(judged(all), ['first valid edited_after_lock', 'second duplicate'])
  })

  it('alarm when a code is used that nobody was given, and count who has left apart', async () => {
    const role = world.roleOf('Organiser')
    const form = await world.publishForm({ target_roles: [role] })
    const { location } = await world.redeem(await world.link('camille', form))
    await world.submit('camille', location ?? '', 'mine')
    const before_ = (await alerts()).length
    // Made with the form's own key: by hand, or after it leaked.
    const { services } = world.app
    const stored = await loadForm(services.database, form.id)
    assert.ok(stored)
    const [entry = ''] = Object.keys(filledIn(location ?? ''))
    const base = location?.split('?')[0] ?? ''
    for (const name of ['haruka', 'noah']) {
      const code = showCode(memberCode(services, stored, world.idOf(name)))
      await world.submit(name, `${base}?entry.${entry}=${code}`, name)
    }
    await world.sync(form)
    await world.settle()
    assert.deepEqual(judged(await world.responses(form)), [
      'haruka valid no_door',
      'mine valid',
      'noah not_target',
    ])
    assert.equal((await alerts()).length, before_ + 1)
    await world.act('olivia', { do: 'set_roles', user: 'camille', roles: [] })
    await world.settle()
    const { answered, targets, outside } = (await world.form(form.id)).counts
    assert.deepEqual([answered, targets, outside], [1, 1, 1])
  })

  it('are cleaned up: links after a day, addresses after a month, forms after their time', async () => {
    const form = await world.publishForm({ deadline: deadlineIn(2 * hour) })
    await world.answer('yui', form, 'done')
    await world.link('noah', form)
    const ledger = async () =>
      linkPage.parse((await world.api('GET', `/api/forms/${form.id}/links`)).json)
    assert.equal((await ledger()).count, 2)
    await world.control.advance('27h')
    await world.settle()
    assert.equal((await world.form(form.id)).state, 'expired')
    assert.equal((await ledger()).count, 1, 'the unused one is gone')
    await world.control.advance('31d')
    await world.settle()
    assert.equal((await ledger()).count, 0)
    // Long after their time, but nothing has run meanwhile: first they are told of.
    await world.control.advance('150d')
    await world.control.advance('1h')
    await world.settle()
    assert.ok((await alerts()).some(({ content }) => content.includes('seven days')))
    assert.equal((await world.form(form.id)).state, 'expired')
    await world.control.advance('8d')
    await world.settle()
    const gone = await fetch(`${world.app.url}/api/forms/${form.id}`, { headers: serviceHeaders })
    assert.equal(gone.status, 404)
  })
})

describe('notices from Google', () => {
  let world: FormWorld
  before(async () => {
    const project = 'projects/muster-sandbox'
    world = await openFormWorld({
      env: {
        // Google is hardly polled: what is heard comes from its notices.
        FORMS_POLL_SECONDS: '3600',
        GOOGLE_PUBSUB_TOPIC: `${project}/topics/forms`,
        GOOGLE_PUBSUB_SUBSCRIPTION: `${project}/subscriptions/forms`,
      },
    })
  })
  after(() => world.close())

  it('say of anonymous forms only that the questions have changed', async () => {
    const form = await world.publishForm({ anonymity: 'ledger' })
    await world.control.advance('11s')
    await world.settle()
    const google = await openGoogle(world.sandbox, [scope.forms, scope.responses])
    const { body } = await google.call('GET', `/v1/forms/${form.form_id}/watches`)
    const shape = z.looseObject({ watches: z.array(z.looseObject({ eventType: z.string() })) })
    assert.deepEqual(
      shape.parse(body).watches.map(({ eventType }) => eventType),
      ['SCHEMA'],
    )
    await world.api('DELETE', `/api/forms/${form.id}`)
  })

  it('say that an answer is there, through watches that are renewed and made anew', async () => {
    const form = await world.publishForm()
    await world.control.advance('11s')
    await world.settle()
    const watches = async () => {
      const google = await openGoogle(world.sandbox, [scope.forms, scope.responses])
      const { body } = await google.call('GET', `/v1/forms/${form.form_id}/watches`)
      const shape = z.looseObject({ watches: z.array(z.looseObject({ expireTime: z.string() })) })
      return shape.parse(body).watches.map(({ expireTime }) => Date.parse(expireTime))
    }
    assert.equal((await watches()).length, 2)
    const { location } = await world.redeem(await world.link('yui', form))
    // Past the quarter of an hour in which Google is asked more often.
    await world.control.advance('20m')
    await world.settle()
    await world.submit('yui', location ?? '', 'heard')
    await world.control.advance('31s')
    await world.settle()
    assert.equal((await world.form(form.id)).counts.answered, 1)
    const [first = 0] = await watches()
    await world.control.advance('6d')
    await world.settle()
    const renewed = await watches()
    assert.equal(renewed.length, 2)
    assert.ok(renewed.every((at) => at > first))
    // Nothing ran for longer than a watch lives.
    await world.control.advance('9d')
    await world.settle()
    assert.equal((await watches()).length, 2)
  })
})
