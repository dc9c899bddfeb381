import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { CompiledQuery } from 'kysely'
import { z } from 'zod'
import { beginBlind, finishBlind } from '#modules/forms/rules/blind.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { hashOfToken } from '#modules/forms/service/tokens.ts'
import { filledIn, openFormWorld, type FormWorld } from '../support/forms.ts'

const blindAnswer = z.object({
  evaluated: z.string(),
  proof: z.string(),
  public_key: z.string(),
  url: z.string(),
})

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))

describe('anonymous forms', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld({ logLevel: 'debug' })
  })
  after(() => world.close())

  const people = ['yui', 'kenta', 'emma', 'noah', 'lucas', 'seoyeon']

  async function post(url: string, blinded: Uint8Array) {
    return fetch(url, {
      method: 'POST',
      headers: { origin: world.app.url, 'content-type': 'application/json' },
      body: JSON.stringify({ blinded: Buffer.from(blinded).toString('base64url') }),
    })
  }

  /** What the page's script does: hides a random input, checks the proof, makes the code. */
  async function takeBlind(as: string, form: FormJson) {
    const secret = beginBlind(randomBytes(16))
    const link = await world.link(as, form)
    const answer = await post(link, secret.blinded)
    assert.equal(answer.status, 200)
    const { evaluated, proof, public_key, url } = blindAnswer.parse(await answer.json())
    const given = { evaluated: bytes(evaluated), proof: bytes(proof) }
    const code = Buffer.from(finishBlind(secret, given, bytes(public_key))).toString('base64url')
    return { secret, code, url, link }
  }

  /** Everything that the database holds, table by table, as text. */
  async function dump(): Promise<Map<string, string[]>> {
    const { database } = world.app.services
    const tables = await database.db.introspection.getTables()
    const rows = new Map<string, string[]>()
    for (const { name } of tables) {
      const query = database.db.selectFrom(name as 'meta').selectAll()
      rows.set(
        name,
        (await query.execute()).map((row) => JSON.stringify(row)),
      )
    }
    return rows
  }

  /** The database's file and its log, byte by byte. */
  async function rawFiles(): Promise<Buffer> {
    const { db } = world.app.services.database
    const { rows } = await db.executeQuery<{ file: string }>(
      CompiledQuery.raw('pragma database_list'),
    )
    const file = rows[0]?.file ?? ''
    const parts = [file, `${file}-wal`].filter((name) => existsSync(name))
    return Buffer.concat(parts.map((name) => readFileSync(name)))
  }

  /** No file of the database names a used-up link, and no line of the log a link or a code. */
  async function assertNoTrace(form: FormJson, codes: string[], links: string[]): Promise<void> {
    const tokens = links.map((link) => link.split('/').at(-1) ?? link)
    const traces = [...codes, ...tokens, ...tokens.map(hashOfToken)]
    const unused = hashOfToken((await world.link('yui', form)).split('/').at(-1) ?? '')
    await world.control.advance('1h')
    await world.settle()
    const files = await rawFiles()
    assert.ok(files.includes(form.id) && files.includes(unused), 'the files can be read')
    // Codes stand among the answers: nothing leads from them to anybody.
    for (const trace of traces.slice(codes.length)) assert.ok(!files.includes(trace), trace)
    for (const line of world.logged) {
      assert.ok(!traces.some((trace) => line.includes(trace)), line)
    }
  }

  it('count exactly, and hold nothing that leads from an answer to a member', async () => {
    const form = await world.publishForm({ is_anonymous: true })
    assert.equal(form.anonymity, 'blind')
    assert.ok(form.key_fingerprint)
    const entries = await world.api('GET', `/api/forms/${form.id}/questions`)
    const { results } = z
      .object({
        results: z.array(z.object({ question_id: z.string(), role: z.string().nullable() })),
      })
      .parse(entries.json)
    const question = results.find(({ role }) => role === 'code')?.question_id ?? ''
    const entry = String(Number.parseInt(question, 16))
    const codes: string[] = []
    const links: string[] = []
    for (const [index, as] of people.entries()) {
      const { code, url, link } = await takeBlind(as, form)
      codes.push(code)
      links.push(link)
      await world.submit(as, `${url.split('?')[0]}?entry.${entry}=${code}`, `secret ${index}`)
      await world.control.advance('1m')
      await world.settle()
    }
    // A replayed and a forged code count for nobody.
    const base = (form.google?.responder_uri ?? '').split('?')[0] ?? ''
    await world.submit('yui', `${base}?entry.${entry}=${codes[0]}`, 'replayed')
    const forged = randomBytes(32).toString('base64url')
    await world.submit('yui', `${base}?entry.${entry}=${forged}`, 'forged')
    await world.sync(form)
    const status = await world.api('GET', `/api/forms/${form.id}/stats`)
    const { answers } = z.object({ answers: z.int() }).parse(status.json)
    assert.equal(answers, people.length)
    const { counts } = await world.form(form.id)
    assert.ok(counts.issued >= answers)

    const ids = people.map((name) => world.idOf(name))
    const rows = await dump()
    const about = (table: string) => (rows.get(table) ?? []).filter((row) => row.includes(form.id))
    assert.deepEqual(about('form_tokens'), [])
    assert.deepEqual(about('form_responses'), [])
    assert.deepEqual(about('form_links'), [])
    const given = about('form_anon_issued')
    assert.equal(given.length, people.length)
    const answered = about('form_answers')
    const day = 24 * 3_600_000
    const times = z.looseObject({
      create_time: z.int(),
      submitted_time: z.int(),
      seen_time: z.int(),
    })
    for (const row of answered) {
      const { create_time, submitted_time, seen_time } = times.parse(JSON.parse(row))
      for (const at of [create_time, submitted_time, seen_time]) assert.equal(at % day, 0)
      assert.ok(ids.every((id) => !row.includes(id)))
    }
    // Rows come by their random keys, not in the order in which they were written.
    const idOf = (row: string) =>
      z.looseObject({ google_response_id: z.string() }).parse(JSON.parse(row))
    const order = answered.map((row) => idOf(row).google_response_id)
    assert.deepEqual(order, order.toSorted())
    for (const [table, all] of rows) {
      if (table === 'form_answers') continue
      for (const row of all) {
        assert.ok(!codes.some((code) => row.includes(code)), `${table} holds a code`)
        assert.doesNotMatch(row, /\/auth\/form\//, `${table} holds a link`)
      }
    }
    assert.ok(world.logged.every((line) => ids.every((id) => !line.includes(id))))
    await assertNoTrace(form, codes, links)
    const toggled = await world.api('PATCH', `/api/forms/${form.id}`, { is_anonymous: false })
    assert.equal((toggled.json as { code: string }).code, 'ANON_LOCKED')
  })

  it('give the same browser its answer again, and another one none', async () => {
    const form = await world.publishForm({ is_anonymous: true })
    const { secret } = await takeBlind('yui', form)
    const again = await post(await world.link('yui', form), secret.blinded)
    assert.equal(again.status, 200)
    const other = await post(await world.link('yui', form), beginBlind(randomBytes(16)).blinded)
    assert.equal(other.status, 409)
    assert.match(await other.text(), /OTHER_BROWSER/)
  })

  it('of a pool give each member one code, and re-issue visibly', async () => {
    const form = await world.publishForm({ anonymity: 'ledger' })
    await world.answer('kenta', form, 'mine')
    await world.sync(form)
    assert.match(await world.pressed('kenta', form), /既に回答済みです/)
    const user = { discord_user_id: world.idOf('kenta') }
    assert.equal((await world.api('POST', `/api/forms/${form.id}/reissue`, user)).status, 204)
    assert.equal((await world.form(form.id)).counts.reissued, 1)
    const { location } = await world.redeem(await world.link('kenta', form))
    assert.equal(Object.keys(filledIn(location ?? '')).length, 1)
  })
})
