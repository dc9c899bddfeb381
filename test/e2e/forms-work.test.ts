import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import { createInstances } from '#core/instances.ts'
import { createSettingsReader } from '#core/settings.ts'
import { questionList } from '#modules/forms/contract/builder.ts'
import { answeredPage, responsePage } from '#modules/forms/contract/people.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { fetchForm } from '#modules/forms/service/fetch.ts'
import { syncAnswer } from '#modules/forms/contract/results.ts'
import { goThrough } from '#modules/forms/service/door.ts'
import { nextSending, settleSending, type Sending } from '#modules/forms/service/remind.ts'
import { channelReminder } from '#modules/forms/views/reminder.ts'
import { hashOfToken, signToken, verifyToken } from '#modules/forms/service/tokens.ts'
import { dumpOf } from '../support/databases.ts'
import { filledIn, openFormWorld, type FormWorld } from '../support/forms.ts'
import { overtaken } from '../support/overtaken.ts'
import { places } from '../support/places.ts'

const hour = 3_600_000

async function questionsOf(world: FormWorld, form: FormJson) {
  return questionList.parse((await world.api('GET', `/api/forms/${form.id}/questions`)).json)
}

for (const place of places()) {
  describe(`forms at work on ${place.name}`, () => {
    let world: FormWorld
    before(async () => {
      world = await openFormWorld({ place })
    })
    after(() => world.close())

    // The first one: nothing else asks Google then, and the faults meet this form.
    it('fetch 12,000 responses over refusals and an expired page token, none lost, none twice', async () => {
      const form = await world.publishForm()
      const { results } = await questionsOf(world, form)
      const code = results.find(({ role }) => role === 'code')?.question_id ?? ''
      for (let begin = 0; begin < 12_000; begin += 3_000) {
        const submissions = Array.from({ length: 3_000 }, (_, index) => ({
          [code]: `forged ${begin + index}`,
          'How was it?': `answer ${begin + index}`,
        }))
        await world.google({ do: 'google_submit_many', form: form.form_id, submissions })
      }
      const when = { route: '/v1/forms/{formId}/responses' }
      const google = (status: number, name: string) => ({
        status,
        body: { error: { code: status, status: name, message: 'as asked' } },
      })
      const tooMany = google(429, 'RESOURCE_EXHAUSTED')
      const expired = google(400, 'INVALID_ARGUMENT')
      await world.control.fault({ service: 'google', when, skip: 1, times: 1, do: tooMany })
      await world.control.fault({ service: 'google', when, skip: 2, times: 1, do: expired })
      await world.sync(form)
      assert.equal((await world.form(form.id)).google?.fetch_error?.code, 'API_LIMIT_EXCEEDED')
      await world.control.advance('61s')
      await world.settle()
      assert.equal(await world.control.faultsLeft(), 0)
      assert.equal((await world.form(form.id)).google?.fetch_error, null)
      const path = `/api/forms/${form.id}/responses?page_size=1`
      assert.equal(responsePage.parse((await world.api('GET', path)).json).count, 12_000)
      // The others shall not wait for it.
      await world.api('DELETE', `/api/forms/${form.id}`)
    })

    it('of a thousand redemptions at once, one succeeds', async () => {
      const form = await world.publishForm()
      const url = await world.link('noah', form)
      const all = await Promise.all(Array.from({ length: 1_000 }, () => world.redeem(url)))
      const statuses = Map.groupBy(all, ({ status }) => status)
      assert.equal(statuses.get(303)?.length, 1)
      assert.equal(statuses.get(409)?.length, 999)
      // The answer that follows names the link by which it came.
      const { location } = statuses.get(303)?.[0] ?? {}
      await world.submit('noah', location ?? '', 'here')
      await world.sync(form)
      const { db } = world.app.services.database
      const rows = await db
        .selectFrom('form_responses' as 'meta')
        .selectAll()
        .execute()
      const hash = hashOfToken(url.split('/').at(-1) ?? '')
      assert.ok(rows.some((row) => JSON.stringify(row).includes(hash)))
    })

    it('leave no link and no answer to a click readable in the database', async () => {
      const form = await world.publishForm({ allow_edit: false })
      const url = await world.link('emma', form)
      const token = url.split('/').at(-1) ?? ''
      await world.submit('emma', (await world.redeem(url)).location ?? '', 'once')
      await world.sync(form)
      const refusal = await world.pressed('emma', form)
      assert.match(refusal, /already/)
      const { database } = world.app.services
      const dump = await dumpOf(database)
      assert.ok(dump.includes(hashOfToken(token)), 'the dump has everything')
      for (const said of [token, '/auth/form/', refusal]) assert.ok(!dump.includes(said), said)
      const kept = await database.db
        .selectFrom('inbox')
        .select('response')
        .where('key', 'like', 'interaction:%')
        .execute()
      assert.ok(kept.length > 0)
      for (const { response } of kept) {
        assert.match(response, /^\{"sealed":"box1\.[\w.-]+"\}$/)
      }
    })

    it('that die between the commit and the redirect cost nobody anything', async () => {
      const form = await world.publishForm()
      const codes = async (url: string) =>
        Object.values(filledIn((await world.redeem(url)).location ?? ''))
      const before_ = await codes(await world.link('yui', form))
      const lost = await world.link('yui', form)
      const { services } = world.app
      const dying: Services = {
        ...services,
        database: {
          ...services.database,
          async write(work) {
            await services.database.write(work)
            throw new Error('the process ends here')
          },
        },
      }
      const context = createContext(dying, { actor: systemActor, locale: 'en' })
      const token = lost.split('/').at(-1) ?? ''
      await assert.rejects(goThrough(context, token, { address: '192.0.2.1' }), /ends here/)
      assert.equal((await world.redeem(lost)).status, 409, 'it was committed')
      const { location } = await world.redeem(await world.link('yui', form))
      assert.deepEqual(Object.values(filledIn(location ?? '')), before_)
      await world.submit('yui', location ?? '', 'in the end')
      await world.sync(form)
      const statuses = (await world.responses(form)).map(({ status }) => status)
      assert.deepEqual(statuses, ['valid'])
      assert.equal((await world.form(form.id)).counts.answered, 1)
    })

    it('who look at the same time overlook nobody', async () => {
      const form = await world.publishForm({ allow_edit: false })
      await world.answer('yui', form, 'first')
      // Another look sees one answer more, and is faster.
      const another = async () => {
        await world.answer('emma', form, 'second')
        await world.sync(form)
      }
      await overtaken(world.app.services, another, (context) => fetchForm(context, form.id, false))
      assert.equal((await world.form(form.id)).counts.answered, 2)
      assert.match(await world.pressed('emma', form), /already/)
    })

    it('look at what is new and at its people alone, and come to what looking at all comes to', async () => {
      const form = await world.publishForm()
      const path = `/api/forms/${form.id}`
      const context = createContext(world.app.services, { actor: systemActor, locale: 'en' })
      const filled = async (as: string) => (await world.redeem(await world.link(as, form))).location
      const locations = new Map<string, string>()
      for (const as of ['yui', 'emma', 'noah']) locations.set(as, (await filled(as)) ?? '')
      const look = async () => {
        await world.control.advance('1m')
        await fetchForm(context, form.id, false)
      }
      const send = async (as: string, text: string) => {
        await world.submit(as, locations.get(as) ?? '', text)
        await look()
      }
      const list = async () => world.responses(form)
      const counted = async () =>
        (await list()).flatMap(({ person, counted: is }) =>
          is ? (person?.discord_user_id ?? '?') : [],
        )
      for (const text of ['first', 'second']) {
        await send('yui', text)
        await send('noah', text)
      }
      // A code that was typed wrongly is emma's; then she answers by herself, and yui once more.
      const [entry = '', code = ''] = Object.entries(filledIn(locations.get('emma') ?? '')).flat()
      const base = locations.get('emma')?.split('?')[0] ?? ''
      const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`
      await world.submit('emma', `${base}?entry.${entry}=${wrong}`, 'mistyped')
      await look()
      const mistyped = (await list()).find(({ status }) => status === 'mistyped')
      const assign = { ruling: 'assign', discord_user_id: world.idOf('emma') }
      await world.api('POST', `${path}/responses/${mistyped?.response_id}`, assign)
      for (const as of ['emma', 'yui']) await send(as, 'third')
      await world.submit('noah', `${base}?entry.${entry}=${code}`, 'under her code')
      await look()

      const before_ = await counted()
      const { json } = await world.api('POST', `${path}/sync`)
      assert.equal(syncAnswer.parse(json).changed, 0)
      assert.deepEqual(await counted(), before_)
      const answered = answeredPage.parse((await world.api('GET', `${path}/answered`)).json)
      const people = ['emma', 'noah', 'yui'].map((name) => world.idOf(name)).toSorted()
      assert.deepEqual(before_.toSorted(), people)
      assert.deepEqual(answered.results.map((one) => one.discord_user_id).toSorted(), people)
      assert.equal((await world.form(form.id)).counts.answered, people.length)
      // Nobody else's answers are read for it: what is wrong with one of them stays until all are.
      await world.control.advance('3m')
      await send('emma', 'fourth')
      const [other] = (await list()).filter(
        (one) => one.counted && one.person?.discord_user_id === world.idOf('yui'),
      )
      await world.app.services.database.write(async ({ db }) => {
        await sql`update form_answers set status = 'foreign'
          where google_response_id = ${other?.response_id}`.execute(db)
      })
      await send('noah', 'fourth')
      const rest = people.filter((id) => id !== world.idOf('yui'))
      assert.deepEqual((await counted()).toSorted(), rest)
      await world.sync(form)
      assert.deepEqual((await counted()).toSorted(), people)
    })

    it('know the question for the code again when it is renamed, moved, optional or made anew', async () => {
      const form = await world.publishForm()
      await world.answer('kenta', form, 'before')
      const { results } = await questionsOf(world, form)
      const asked = results.find(({ role }) => role === 'code')
      assert.ok(asked)
      const edit = async (...requests: object[]): Promise<string[]> => {
        await world.google({ do: 'google_edit', form: form.form_id, requests })
        await world.sync(form)
        return (await world.form(form.id)).drift.map(({ kind }) => kind)
      }
      const { item_id: itemId, question_id: questionId, title } = asked
      const update = (item: object, updateMask: string, index = 0) => ({
        updateItem: { item: { itemId, ...item }, location: { index }, updateMask },
      })
      const question = (required: boolean) => ({
        questionItem: { question: { questionId, required, textQuestion: {} } },
      })
      assert.deepEqual(await edit(update({ title: 'Something else' }, 'title')), [])
      assert.deepEqual(await edit(update(question(false), 'questionItem.question.required')), [
        'code_question_optional',
      ])
      assert.deepEqual(await edit(update(question(true), 'questionItem.question.required')), [])
      const section = { title: 'Later', pageBreakItem: {} }
      const moved = await edit({ createItem: { item: section, location: { index: 0 } } })
      assert.deepEqual(moved, ['code_question_moved'])
      assert.deepEqual(await edit({ deleteItem: { location: { index: 0 } } }), [])
      assert.deepEqual(await edit({ deleteItem: { location: { index: 0 } } }), [
        'code_question_missing',
      ])
      const anew = { title, questionItem: { question: { required: true, textQuestion: {} } } }
      assert.deepEqual(await edit({ createItem: { item: anew, location: { index: 0 } } }), [])
      // Answers to the old and to the new one count.
      await world.answer('emma', form, 'after')
      await world.sync(form)
      assert.equal((await world.form(form.id)).counts.answered, 2)
    })

    it('after a downtime two processes send only the latest reminder, once to each of 250', async () => {
      await world.control.people(250)
      const now = world.sandbox.clock.now()
      const form = await world.publishForm({ deadline: new Date(now + 26 * hour).toISOString() })
      const { services } = world.app
      const later = { ...services.clock, now: () => now + 24 * hour }
      const asProcess = () =>
        createContext({ ...services, clock: later }, { actor: systemActor, locale: 'en' })
      const work = async (): Promise<Sending[]> => {
        const context = asProcess()
        const sent: Sending[] = []
        for (;;) {
          const sending = await nextSending(context, form.id)
          if (!sending) return sent
          sent.push(sending)
          await settleSending(context, sending, 'sent')
        }
      }
      const sent = (await Promise.all([work(), work()])).flat()
      assert.ok(sent.every(({ type }) => type === '3h'))
      for (const sending of sent) {
        const { content = '' } = channelReminder(sending.form, sending.user_ids)
        assert.ok(content.length <= 2_000, `${sending.user_ids.length} people`)
      }
      const told = sent.flatMap(({ user_ids }) => user_ids)
      assert.equal(new Set(told).size, told.length)
      assert.equal(told.length, (await world.form(form.id)).counts.targets)
      assert.ok(told.length >= 250)
      const plan = await world.api('GET', `/api/forms/${form.id}/reminders`)
      const steps = z.object({ results: z.array(z.object({ state: z.string() })) })
      const states = steps.parse(plan.json).results.map(({ state }) => state)
      assert.deepEqual(states, ['skipped', 'skipped', 'sent'])
      assert.deepEqual(await work(), [])
    })
  })
}

describe('links to forms', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld({ env: { RATE_LIMITS: '{"writes": "off", "keys": "off"}' } })
  })
  after(() => world.close())

  it('outlive a change of the signing key by an hour, and no longer', async () => {
    const now = world.sandbox.clock.now()
    const withKeys = (at: number, keys: Record<string, string>): Services => {
      const services: Services = {
        ...world.app.services,
        clock: { ...world.app.services.clock, now: () => at },
        settings: createSettingsReader(keys),
        instance: createInstances(() => services),
      }
      return services
    }
    const [old, fresh] = ['o'.repeat(32), 'f'.repeat(32)]
    const about = { formId: 'f', discordId: '1', expiresAt: now + 3 * hour }
    const signed = await signToken(withKeys(now, { JWT_SECRET: old }), about, false)
    const both = { JWT_SECRET: fresh, JWT_SECRET_PREVIOUS: old }
    let at = now
    const rotated = withKeys(now, both)
    rotated.clock = { ...rotated.clock, now: () => at }
    assert.equal(await verifyToken(rotated, signed), hashOfToken(signed))
    const anew = await signToken(rotated, about, false)
    assert.equal(await verifyToken(rotated, anew), hashOfToken(anew))
    const invalid = { code: 'TOKEN_INVALID' }
    await assert.rejects(verifyToken(withKeys(now, { JWT_SECRET: old }), anew), invalid)
    await assert.rejects(verifyToken(withKeys(now, { JWT_SECRET: fresh }), signed), invalid)
    at = now + hour + 61_000
    await assert.rejects(verifyToken(rotated, signed), invalid)
    assert.equal(await verifyToken(rotated, anew), hashOfToken(anew))
  })

  it('a link that was cut or grew is answered with a page, however long it is', async () => {
    const lengths = [900, 1_100, 5_000, 12_000]
    const addresses = [...lengths.map((length) => 'a'.repeat(length)), 'a/b']
    for (const address of addresses) {
      for (const accept of ['*/*', 'text/html,*/*;q=0.8']) {
        const answer = await fetch(`${world.app.url}/auth/form/${address}`, {
          headers: { accept, 'accept-language': 'fr' },
        })
        assert.ok([401, 404].includes(answer.status), String(answer.status))
        const text = await answer.text()
        assert.match(text, /<html lang="fr">[^]*Ce lien n’est pas valable/, `${address.length}`)
        assert.match(text, /Discord/)
      }
    }
  })

  it('too many calls are refused with a page for people and with JSON for programs', async () => {
    const form = await world.publishForm()
    const { location } = await world.redeem(await world.link('yui', form))
    assert.equal(Object.keys(filledIn(location ?? '')).length, 1)
    const call = (accept: string) =>
      fetch(`${world.app.url}/auth/form/nonsense`, {
        headers: { accept, 'accept-language': 'ja' },
      })
    const answers = await Promise.all(Array.from({ length: 40 }, () => call('text/html')))
    const refused = answers.find(({ status }) => status === 429)
    assert.ok(refused)
    assert.match(refused.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(await refused.text(), /<html lang="ja">[^]*<h1>/)
    const json = await call('application/json')
    assert.equal(json.status, 429)
    assert.equal(z.object({ code: z.string() }).safeParse(await json.json()).success, true)
  })
})
