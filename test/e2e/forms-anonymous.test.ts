import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CompiledQuery, sql } from 'kysely'
import { z } from 'zod'
import { beginBlind, finishBlind } from '#modules/forms/rules/blind.ts'
import { questionList } from '#modules/forms/contract/builder.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { syncAnswer } from '#modules/forms/contract/results.ts'
import { hashOfToken } from '#modules/forms/service/tokens.ts'
import { filledIn, openFormWorld, type FormWorld } from '../support/forms.ts'
import { places } from '../support/places.ts'

const blindAnswer = z.object({
  evaluated: z.string(),
  proof: z.string(),
  public_key: z.string(),
  url: z.string(),
})

const submitted = z.looseObject({ result: z.looseObject({ responseId: z.string() }) })

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))
const day = 24 * 3_600_000
const ofFive = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Moments that a row names: epoch milliseconds, dates, ids of Discord's, and ids that sort by time. */
function momentsIn(row: string): number[] {
  const found = (pattern: RegExp) => [...row.matchAll(pattern)].map(([text]) => text)
  return [
    ...found(/\b\d{13}\b/g).map(Number),
    ...found(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g).map((text) => Date.parse(text)),
    ...found(/\b\d{17,19}\b/g).map((id) => Number(BigInt(id) >> 22n) + 1_420_070_400_000),
    ...found(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g).map((id) =>
      Array.from(id.slice(0, 10)).reduce((sum, one) => sum * 32 + ofFive.indexOf(one), 0),
    ),
  ]
}

async function post(world: FormWorld, url: string, blinded: Uint8Array) {
  return fetch(url, {
    method: 'POST',
    headers: { origin: world.app.url, 'content-type': 'application/json' },
    body: JSON.stringify({ blinded: Buffer.from(blinded).toString('base64url') }),
  })
}

/** What the page's script does: hides a random input, checks the proof, makes the code. */
async function takeBlind(world: FormWorld, as: string, form: FormJson) {
  const secret = beginBlind(randomBytes(16))
  const link = await world.link(as, form)
  const answer = await post(world, link, secret.blinded)
  assert.equal(answer.status, 200)
  const { evaluated, proof, public_key, url } = blindAnswer.parse(await answer.json())
  const given = { evaluated: bytes(evaluated), proof: bytes(proof) }
  const code = Buffer.from(finishBlind(secret, given, bytes(public_key))).toString('base64url')
  return { secret, code, url, link }
}

/** The number under which the question for the code is filled in. */
async function codeEntry(world: FormWorld, { id }: FormJson): Promise<string> {
  const { json } = await world.api('GET', `/api/forms/${id}/questions`)
  const { results } = questionList.parse(json)
  const question = results.find(({ role }) => role === 'code')?.question_id ?? ''
  return String(Number.parseInt(question, 16))
}

/** Everything that the database holds, table by table, as text in the order in which it lies there. */
async function dump({ app }: FormWorld): Promise<Map<string, string[]>> {
  const { db, dialect } = app.services.database
  const rows = new Map<string, string[]>()
  for (const { name, schema } of await db.introspection.getTables()) {
    const place = schema === undefined ? db : db.withSchema(schema)
    const query = place.selectFrom(name as 'meta').selectAll()
    // On PostgreSQL every row also names the transaction that wrote it.
    const all = await (
      dialect === 'postgres'
        ? query.select(sql<string>`'tx' || xmin::text`.as('written_by')).orderBy(sql`ctid`)
        : query
    ).execute()
    rows.set(
      name,
      all.map((row) => JSON.stringify(row)),
    )
  }
  return rows
}

/** The files of the database byte by byte: its log, on PostgreSQL those of the tables, and a copy. */
async function rawFiles({ app }: FormWorld): Promise<Buffer> {
  const { database } = app.services
  const { db } = database
  if (database.dialect === 'postgres') {
    await db.executeQuery(CompiledQuery.raw('checkpoint'))
    const { rows } = await sql<{ bytes: Buffer }>`
      select pg_read_binary_file(pg_relation_filepath(oid)) as bytes from pg_class
      where relkind in ('r', 'i', 't') and relnamespace = 'public'::regnamespace`.execute(db)
    return Buffer.concat(rows.map((row) => row.bytes))
  }
  const { rows } = await db.executeQuery<{ file: string }>(
    CompiledQuery.raw('pragma database_list'),
  )
  const file = rows[0]?.file ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'muster-copy-'))
  const copy = join(folder, 'copy.sqlite')
  await database.backup(copy)
  const parts = [file, `${file}-wal`, copy].filter((name) => existsSync(name))
  const read = Buffer.concat(parts.map((name) => readFileSync(name)))
  rmSync(folder, { recursive: true })
  return read
}

/** No file of the database names a used-up link, and no line of the log a link or a code. */
async function assertNoTrace(
  world: FormWorld,
  form: FormJson,
  codes: string[],
  links: string[],
): Promise<void> {
  const tokens = links.map((link) => link.split('/').at(-1) ?? link)
  const traces = [...codes, ...tokens, ...tokens.map(hashOfToken)]
  const files = await rawFiles(world)
  assert.ok(files.includes(form.id), 'the files can be read')
  // Codes stand among the answers: nothing leads from them to anybody.
  for (const trace of traces.slice(codes.length)) assert.ok(!files.includes(trace), trace)
  for (const line of world.logged) {
    assert.ok(!traces.some((trace) => line.includes(trace)), line)
  }
}

for (const place of places()) {
  describe(`an anonymous form on ${place.name}`, () => {
    let world: FormWorld
    before(async () => {
      world = await openFormWorld({ place, logLevel: 'debug' })
    })
    after(() => world.close())

    it('is counted exactly, and nothing that is left leads from an answer to a member', async () => {
      // Some of them have never been met before. They come in the order opposite to that of their ids.
      const strangers = await world.control.people(3)
      const ids = ['yui', 'kenta', 'emma', 'noah'].map((name) => world.idOf(name))
      const people = [...ids, ...strangers.map(({ user_id }) => user_id)].toSorted().toReversed()
      const form = await world.publishForm({ is_anonymous: true })
      assert.equal(form.anonymity, 'blind')
      assert.ok(form.key_fingerprint)
      const sheet = await world.makeSheet()
      const path = `/api/forms/${form.id}`
      const connect = { spreadsheet_url: sheet.url }
      assert.equal((await world.api('POST', `${path}/sheet`, connect)).status, 200)
      const entry = await codeEntry(world, form)
      const before_ = await dump(world)
      const begin = world.sandbox.clock.now()
      const codes: string[] = []
      const links: string[] = []
      for (const [index, as] of people.entries()) {
        // One link is left lying; the other is used.
        links.push(await world.link(as, form))
        const { code, url, link } = await takeBlind(world, as, form)
        codes.push(code)
        links.push(link)
        await world.submit(as, `${url.split('?')[0]}?entry.${entry}=${code}`, `secret ${index}`)
        await world.control.advance('1m')
        await world.settle()
        // Fewer than five answers are held back from the copy as from every other file.
        if (index === 3) assert.deepEqual(await sheet.rows('Muster!A2:Z500'), [])
      }
      const end = world.sandbox.clock.now()
      // A replayed and a forged code count for nobody.
      const base = (form.google?.responder_uri ?? '').split('?')[0] ?? ''
      await world.submit('yui', `${base}?entry.${entry}=${codes[0]}`, 'replayed')
      const forged = randomBytes(32).toString('base64url')
      await world.submit('yui', `${base}?entry.${entry}=${forged}`, 'forged')
      await world.sync(form)
      const { answers } = z
        .object({ answers: z.int() })
        .parse((await world.api('GET', `${path}/stats`)).json)
      assert.equal(answers, people.length)
      const { counts } = await world.form(form.id)
      assert.equal(counts.issued, people.length)

      await world.control.advance('1h')
      await world.settle()
      const rows = await dump(world)
      const about = (table: string) =>
        (rows.get(table) ?? []).filter((row) => row.includes(form.id))
      for (const table of ['form_tokens', 'form_responses', 'form_links']) {
        assert.deepEqual(about(table), [])
      }
      const fresh = [...rows].map(([table, all]) => {
        const known = new Set(before_.get(table))
        return [table, all.filter((row) => !known.has(row))] as const
      })
      // By time: what is new and names a member names no moment at which something happened.
      for (const [table, all] of fresh) {
        for (const row of all.filter((one) => people.some((id) => one.includes(id)))) {
          const moments = momentsIn(row).filter((at) => at > begin && at <= end)
          assert.deepEqual(moments, [], `${table}: ${row}`)
        }
      }
      // By order: nothing lies in the order in which people came.
      const orders = fresh.map(([table, all]) => {
        const named = all.map((row) => people.find((id) => row.includes(id)))
        return [table, named.filter((id) => id !== undefined)] as const
      })
      assert.deepEqual(
        orders.filter(([, order]) => order.length > 1 && order[0] === people[0]),
        [],
      )
      const issued = about('form_anon_issued')
      assert.equal(issued.length, people.length)
      const writers = new Set(issued.map((row) => /"tx\d+"/.exec(row)?.[0] ?? ''))
      assert.equal(writers.size, 1, 'one transaction has written all of them')
      // By answer: times of the day, no names, in the order of ids that are random.
      const answered = about('form_answers')
      assert.equal(answered.length, people.length + 2)
      for (const row of answered) {
        assert.ok(momentsIn(row).every((at) => at <= begin || at % day === 0))
        assert.ok(people.every((id) => !row.includes(id)))
      }
      const responseIds = answered.map(
        (row) => /"google_response_id":"([^"]+)"/.exec(row)?.[1] ?? '',
      )
      assert.deepEqual(responseIds, responseIds.toSorted())
      // By code: they stand among the answers and nowhere else.
      for (const [table, all] of rows) {
        if (table === 'form_answers') continue
        for (const row of all) {
          assert.ok(!codes.some((code) => row.includes(code)), `${table} holds a code`)
          assert.doesNotMatch(row, /\/auth\/form\//, `${table} holds a link`)
        }
      }
      // By the copy: no times, no names, and the order of the random ids.
      const [, ...copied] = await sheet.rows()
      assert.equal(copied.length, people.length + 2)
      const first = copied.map(([id = '']) => id)
      assert.deepEqual(first, first.toSorted())
      assert.deepEqual(momentsIn(JSON.stringify(copied)), [])
      // By the panel: its count moves in steps of three at least, or once an hour.
      const edits = (await world.control.calls()).filter(
        ({ method, path: to }) => method === 'PATCH' && to.includes(form.message_id ?? '?'),
      )
      assert.ok(edits.length <= people.length / 3 + 2, `${edits.length} edits`)
      // By the jobs, which are kept for a day: the copy moves with the panel.
      const jobs = await world.app.services.jobs.list({ kind: 'forms.copy', limit: 100 })
      const copies = jobs.filter(({ payload }) => payload['id'] === form.id)
      assert.ok(copies.length <= people.length / 3 + 3, `${copies.length} copies`)
      assert.ok(world.logged.every((line) => people.every((id) => !line.includes(id))))
      await assertNoTrace(world, form, codes, links).catch(async () => {
        // A clean-up waits for nobody who reads at that moment; the next one, an hour later, does it.
        await world.control.advance('1h')
        await world.settle()
        await assertNoTrace(world, form, codes, links)
      })
      const toggled = await world.api('PATCH', path, { is_anonymous: false })
      assert.equal((toggled.json as { code: string }).code, 'ANON_LOCKED')
    })
  })
}

describe('anonymous forms', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld()
  })
  after(() => world.close())

  it('give the same browser its answer again, and another one none', async () => {
    const form = await world.publishForm({ is_anonymous: true })
    const { secret } = await takeBlind(world, 'yui', form)
    const again = await post(world, await world.link('yui', form), secret.blinded)
    assert.equal(again.status, 200)
    const other = await post(
      world,
      await world.link('yui', form),
      beginBlind(randomBytes(16)).blinded,
    )
    assert.equal(other.status, 409)
    assert.match(await other.text(), /OTHER_BROWSER/)
  })

  it('take an edited answer once, in whichever order Google shows what it holds', async () => {
    const form = await world.publishForm({ is_anonymous: true, allow_edit: true })
    await world.google({ do: 'google_settings', form: form.form_id, edit_after_submit: true })
    const { code } = await takeBlind(world, 'yui', form)
    const entry = await codeEntry(world, form)
    const submit = (answer: string, edit?: string) =>
      world.google({
        as: 'yui',
        do: 'google_submit',
        form: form.form_id,
        answers: { [entry]: code, 'How was it?': answer },
        ...(edit !== undefined && { edit }),
      })
    const first = submitted.parse(await submit('first'))
    await world.sync(form)
    await world.control.advance('1m')
    await submit('second', first.result.responseId)
    const changes: number[] = []
    for (let look = 0; look < 12; look += 1) {
      const { json } = await world.api('POST', `/api/forms/${form.id}/sync`)
      changes.push(syncAnswer.parse(json).changed)
    }
    assert.deepEqual(changes, [1, ...Array.from({ length: 11 }, () => 0)])
  })

  it('show in the end how many have answered, and to those who watch the figures not when', async () => {
    const deadline = new Date(world.sandbox.clock.now() + 30 * 60_000).toISOString()
    const form = await world.publishForm({ anonymity: 'ledger', deadline })
    const figures = async () => {
      const metrics = await (await fetch(`${world.app.url}/metrics`)).text()
      return metrics.split('\n').filter((line) => line.startsWith('forms_responses{'))
    }
    const before_ = await figures()
    await world.answer('yui', form, 'only one')
    await world.sync(form)
    await world.settle()
    assert.deepEqual(await figures(), before_)
    const panel = async () => {
      const messages = await world.control.messages('forms')
      return JSON.stringify(messages.find(({ id }) => id === form.message_id))
    }
    assert.match(await panel(), /0 \/ \d+/)
    await world.control.advance('2h')
    await world.settle()
    await world.control.advance('1m')
    await world.settle()
    assert.match(await panel(), /1 \/ \d+/)
  })

  it('say that Google cannot be asked where an anonymous answer is to be judged anew', async () => {
    const form = await world.publishForm({ anonymity: 'ledger' })
    const { location } = await world.redeem(await world.link('yui', form))
    const [entry = ''] = Object.keys(filledIn(location ?? ''))
    await world.submit('yui', `${location?.split('?')[0]}?entry.${entry}=unknown`, 'mistyped')
    await world.sync(form)
    const [one] = await world.responses(form, '&problems=1')
    assert.equal(one?.status, 'mistyped')
    const when = { route: '/v1/forms/{formId}/responses' }
    const body = { error: { code: 503, status: 'UNAVAILABLE', message: 'as asked' } }
    await world.control.fault({ service: 'google', when, do: { status: 503, body } })
    const path = `/api/forms/${form.id}/responses/${one?.response_id}`
    const { status, json } = await world.api('POST', path, { ruling: 'accept' })
    await world.control.liftFaults()
    assert.deepEqual([status, (json as { code: string }).code], [503, 'GOOGLE_UNAVAILABLE'])
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

  it('of a pool have codes for members that come later, too', async () => {
    const form = await world.publishForm({
      anonymity: 'ledger',
      target_roles: [world.roleOf('Raider')],
    })
    const user = { discord_user_id: world.idOf('kenta') }
    const codes = new Set<string>()
    // The pool of so small a group has ten.
    for (let count = 1; count <= 11; count += 1) {
      const { status, location } = await world.redeem(await world.link('kenta', form))
      assert.equal(status, 303)
      const [code = ''] = Object.values(filledIn(location ?? ''))
      codes.add(code)
      await world.submit('kenta', location ?? '', `no. ${count}`)
      await world.api('POST', `/api/forms/${form.id}/reissue`, user)
      await world.control.advance('1m')
    }
    assert.equal(codes.size, 11)
    await world.sync(form)
    const { answers } = z
      .object({ answers: z.int() })
      .parse((await world.api('GET', `/api/forms/${form.id}/stats`)).json)
    assert.equal(answers, 11)
  })
})
