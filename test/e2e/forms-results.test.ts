import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { readCsv } from '#core/csv.ts'
import { importAnswer, memberPage } from '#modules/forms/contract/people.ts'
import { questionList } from '#modules/forms/contract/builder.ts'
import { formStats, sheetCopy } from '#modules/forms/contract/results.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { serviceHeaders } from '../support/world.ts'
import {
  filledIn,
  openFormWorld,
  typedIn,
  type FormWorld,
  type SharedSheet,
} from '../support/forms.ts'

/** The files of a ZIP archive by name. */
function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  let at = archive.readUInt32LE(end + 16)
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const [name, extra] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30)]
    const comment = archive.readUInt16LE(at + 32)
    const local = archive.readUInt32LE(at + 42)
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = archive.subarray(begin, begin + size)
    const text = method === 0 ? data : inflateRawSync(data)
    files.set(archive.toString('utf8', at + 46, at + 46 + name), text.toString('utf8'))
    at += 46 + name + extra + comment
  }
  return files
}

/** Texts that a spreadsheet would run. */
const dangerous = ['=1+1', '+SUM(1;2)', '-2+3', '@cmd', '\t=1', '=HYPERLINK("http://x","y")']

describe('what comes of a form', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld()
  })
  after(() => world.close())

  const read = async (form: FormJson, what: string) =>
    (await world.api('GET', `/api/forms/${form.id}/${what}`)).json
  const file = async (form: FormJson, query: string) => {
    const answer = await fetch(`${world.app.url}/api/forms/${form.id}/export?${query}`, {
      headers: serviceHeaders,
    })
    assert.equal(answer.status, 200)
    return Buffer.from(await answer.arrayBuffer())
  }
  const people = ['yui', 'kenta', 'emma', 'noah', 'lucas', 'seoyeon']

  async function answerAll(form: FormJson): Promise<void> {
    for (const [index, text] of dangerous.entries()) {
      await world.answer(people[index] ?? '', form, text)
    }
    await world.sync(form)
  }

  /** What is in the copy that should not be, or is not there, row by row. */
  async function assertEqual(form: FormJson, sheet: SharedSheet): Promise<void> {
    const copy = sheetCopy.parse(await read(form, 'sheet'))
    assert.deepEqual([copy.waiting, copy.error], [0, null])
    const [, ...rows] = await sheet.rows()
    const responses = await world.responses(form)
    const wanted = responses.map((one) => [one.response_id, one.status, typedIn(one)])
    const found = rows.map((row) => [row[0], row[5], row.at(-1)])
    const byId = (a: unknown[], b: unknown[]) => String(a[0]).localeCompare(String(b[0]))
    assert.deepEqual(found.toSorted(byId), wanted.toSorted(byId))
  }

  it('is a file that runs nothing, whatever people have typed', async () => {
    const form = await world.publishForm()
    await answerAll(form)
    const csv = (await file(form, 'format=csv&what=responses')).toString('utf8')
    const typed = readCsv(csv).flat()
    for (const text of dangerous)
      assert.ok(
        typed.some((cell) => cell.endsWith(text.trim())),
        text,
      )
    assert.ok(typed.every((cell) => !/^[=+\-@\t\r]/.test(cell)))
    const sheet = unzip(await file(form, 'format=xlsx&what=responses'))
    const cells = [...sheet].find(([name]) => name.endsWith('sheet1.xml'))?.[1] ?? ''
    assert.ok(cells.includes('<row'))
    assert.doesNotMatch(cells, /<f[ >]/)
    const json: unknown = JSON.parse((await file(form, 'format=json&what=responses')).toString())
    for (const text of dangerous) assert.ok(JSON.stringify(json).includes(JSON.stringify(text)))
    const missing = (await file(form, 'format=csv&what=missing')).toString('utf8')
    assert.ok(missing.includes(world.idOf('olivia')) && !missing.includes(world.idOf('yui')))
  })

  it('is a file with every answer, also where two questions have one title', async () => {
    const form = await world.publishForm()
    const item = { title: 'How was it?', questionItem: { question: { textQuestion: {} } } }
    const requests = [{ createItem: { item, location: { index: 2 } } }]
    await world.google({ do: 'google_edit', form: form.form_id, requests })
    await world.sync(form)
    const { results } = questionList.parse(await read(form, 'questions'))
    const asked = results.filter(({ title }) => title === 'How was it?')
    const { location } = await world.redeem(await world.link('yui', form))
    const answers = {
      ...filledIn(location ?? ''),
      ...Object.fromEntries(asked.map(({ question_id }, index) => [question_id, `no. ${index}`])),
    }
    await world.google({ do: 'google_submit', form: form.form_id, answers })
    await world.sync(form)
    const json = (await file(form, 'format=json&what=responses')).toString()
    const { responses } = z
      .object({ responses: z.array(z.looseObject({})) })
      .parse(JSON.parse(json))
    assert.deepEqual(
      [responses[0]?.['How was it?'], responses[0]?.['How was it? (2)']],
      ['no. 0', 'no. 1'],
    )
  })

  it('is a copy that is equal after every kind of fault, and can be written anew', async () => {
    const form = await world.publishForm()
    const sheet = await world.makeSheet()
    const wish = { spreadsheet_url: sheet.url }
    assert.equal((await world.api('POST', `/api/forms/${form.id}/sheet`, wish)).status, 200)
    const when = { route: '/v4/spreadsheets/{spreadsheetId}/values:batchUpdate' }
    const answer = (status: number, name: string) => ({
      status,
      body: { error: { code: status, status: name, message: 'as asked' } },
    })
    const faults = [
      answer(503, 'UNAVAILABLE'),
      answer(429, 'RESOURCE_EXHAUSTED'),
      { drop: 'after' },
      { drop: 'before' },
    ]
    for (const [index, text] of dangerous.entries()) {
      const fault = faults[index]
      if (fault) await world.control.fault({ service: 'google', when, times: 1, do: fault })
      await world.answer(people[index] ?? '', form, text)
      await world.sync(form)
    }
    await world.control.advance('11m')
    await world.settle()
    await assertEqual(form, sheet)
    // An answer is replaced, one is deleted, and somebody scribbles into the copy.
    await world.control.advance('1m')
    await world.answer('yui', form, 'better')
    const gone = (await world.responses(form)).at(-1)?.response_id
    await world.google({ do: 'google_delete_response', form: form.form_id, response_id: gone })
    await world.sync(form)
    await assertEqual(form, sheet)
    await sheet.write('Muster!A2:C3', [
      ['x', 'y', 'z'],
      ['x', 'y', 'z'],
    ])
    await sheet.write('Muster!A40:A40', [['below']])
    assert.equal((await world.api('POST', `/api/forms/${form.id}/repair`)).status, 200)
    await world.settle()
    await assertEqual(form, sheet)
    // Deleted in Google: it says so, other forms go on, and another sheet takes over.
    const settings = `/api/forms/settings?guild_id=${world.guildId}`
    await world.api('PATCH', settings, { log_channel_id: world.channelId })
    await world.google({ do: 'google_delete_file', file: sheet.id })
    await world.control.advance('1m')
    await world.answer('yui', form, 'best')
    await world.sync(form)
    assert.equal(sheetCopy.parse(await read(form, 'sheet')).error?.code, 'FORM_NOT_SHARED')
    for (const time of ['6m', '20m']) {
      await world.control.advance(time)
      await world.settle()
    }
    const told = (await world.control.messages('forms')).filter(({ content }) =>
      content.includes('spreadsheet'),
    )
    assert.equal(told.length, 1)
    await world.api('PATCH', settings, { log_channel_id: null })
    const next = await world.makeSheet()
    await world.api('POST', `/api/forms/${form.id}/sheet`, { spreadsheet_url: next.url })
    await world.settle()
    await assertEqual(form, next)
  })

  it('is a copy of as many answers as there are, and whole again in a new sheet', async () => {
    const form = await world.publishForm()
    const sheet = await world.makeSheet()
    await world.api('POST', `/api/forms/${form.id}/sheet`, { spreadsheet_url: sheet.url })
    const { results } = questionList.parse(await read(form, 'questions'))
    const code = results.find(({ role }) => role === 'code')?.question_id ?? ''
    // A new sheet has a thousand rows, and a cell takes so many characters.
    const texts = Array.from({ length: 1_001 }, (_, index) => `answer ${index}`)
    const submissions = [...texts, 'x'.repeat(50_001)].map((text) => ({
      [code]: 'none',
      'How was it?': text,
    }))
    for (let at = 0; at < submissions.length; at += 200) {
      const part = submissions.slice(at, at + 200)
      await world.google({ do: 'google_submit_many', form: form.form_id, submissions: part })
    }
    await world.sync(form)
    await world.settle()
    const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b))
    const written = async () => {
      const { waiting, error } = sheetCopy.parse(await read(form, 'sheet'))
      assert.deepEqual([waiting, error], [0, null])
      return (await sheet.rows('Muster!A2:Z3000')).map((row) => row.at(-1) ?? '').toSorted(inOrder)
    }
    const wanted = [...texts, 'x'.repeat(50_000)].toSorted(inOrder)
    assert.deepEqual(await written(), wanted)
    await sheet.rename('Last year')
    await world.answer('yui', form, 'one more')
    await world.sync(form)
    await world.settle()
    assert.deepEqual(await written(), [...wanted, 'one more'].toSorted(inOrder))
  })

  it('takes what was changed in Google once answers may be changed, and tells of no change that is none', async () => {
    for (const anonymity of ['named', 'ledger'] as const) {
      const form = await world.publishForm({ allow_edit: false, anonymity })
      await world.google({ do: 'google_settings', form: form.form_id, edit_after_submit: true })
      const { location } = await world.redeem(await world.link('yui', form))
      const [code] = Object.entries(filledIn(location ?? ''))
      assert.ok(code)
      const submit = (answer: string, edit?: string) =>
        world.google({
          as: 'yui',
          do: 'google_submit',
          form: form.form_id,
          answers: { [code[0]]: code[1], 'How was it?': answer },
          ...(edit !== undefined && { edit }),
        })
      const flags = async () =>
        (await world.responses(form, '&problems=1')).flatMap((one) => one.flags)
      const { result } = z
        .looseObject({ result: z.looseObject({ responseId: z.string() }) })
        .parse(await submit('first'))
      await world.sync(form)
      await world.control.advance('1m')
      await submit('edited', result.responseId)
      await world.sync(form)
      assert.deepEqual(await flags(), ['edited_after_lock'])
      const path = `/api/forms/${form.id}`
      await world.api('PATCH', path, { allow_edit: true })
      await world.control.advance('11s')
      await world.settle()
      assert.deepEqual(await flags(), [])
      const { version } = await world.form(form.id)
      await world.api('PATCH', path, { allow_edit: true, title: 'Survey' })
      assert.equal((await world.form(form.id)).version, version)
    }
  })

  it('is added up with pictures, and hides names where that was promised', async () => {
    const form = await world.publishForm({ anonymity: 'confidential' })
    await answerAll(form)
    const stats = formStats.parse(await read(form, 'stats'))
    assert.deepEqual(stats.questions[0]?.texts.toSorted(), dangerous.toSorted())
    const png = await fetch(`${world.app.url}/api/forms/${form.id}/chart`, {
      headers: serviceHeaders,
    })
    assert.equal(Buffer.from(await png.arrayBuffer()).toString('latin1', 1, 4), 'PNG')
    // Who has answered is known to the program alone; who has not is shown.
    assert.equal((await world.api('GET', `/api/forms/${form.id}/answered`)).status, 403)
    const shown = JSON.stringify([
      await read(form, 'responses?page_size=50'),
      (await file(form, 'format=csv&what=responses')).toString(),
    ])
    for (const name of people) {
      assert.ok(!shown.includes(world.idOf(name)), name)
      assert.doesNotMatch(shown, new RegExp(`\\b${name}\\b`))
    }
    const missing = JSON.stringify(await read(form, 'missing?page_size=100'))
    assert.ok(missing.includes(world.idOf('olivia')) && !missing.includes(world.idOf('yui')))
    assert.equal((await world.form(form.id)).counts.answered, people.length)
  })

  it('knows members by the club’s list, and fills it in for them', async () => {
    const { guildId } = world
    const sheet = await world.makeSheet()
    const rows = [
      ['氏名', '学籍番号', 'Discordユーザー名', 'DiscordのID', '班', '学年'],
      ['山田ゆい', 'S-1', 'yui', '', 'A', '2'],
      ['けんた', 'S-2', '', world.idOf('kenta'), 'B', '3'],
      ['誰か', 'S-9', 'nobody.here', '', '', ''],
      ['', 'S-8', 'emma', '', '', ''],
    ]
    await sheet.write('A1:F5', rows)
    const take = async (body: object) =>
      importAnswer.parse(
        (await world.api('POST', '/api/forms/members/import', { guild_id: guildId, ...body })).json,
      )
    const from = { spreadsheet_url: sheet.url }
    const trial = await take({ ...from, dry_run: true })
    assert.deepEqual(
      [trial.added, trial.problems.map(({ line, code }) => `${line} ${code}`)],
      [2, ['4 unknown_person', '5 no_name']],
    )
    const members = `/api/forms/members?guild_id=${guildId}`
    assert.equal(memberPage.parse((await world.api('GET', members)).json).count, 0)
    assert.equal((await take(from)).added, 2)
    assert.equal((await take(from)).unchanged, 2)
    const csv = rows.map((row) => row.join(',')).join('\r\n')
    assert.equal((await take({ csv: csv.replace('S-1', 'S-10') })).changed, 1)
    const form = await world.publishForm()
    await world.api('POST', `/api/forms/${form.id}/questions`, { add: ['name', 'student_id'] })
    const { location } = await world.redeem(await world.link('yui', form))
    const values = Object.values(filledIn(location ?? ''))
    assert.ok(values.includes('山田ゆい') && values.includes('S-10'))
    const path = `/api/forms/members/${guildId}/${world.idOf('yui')}`
    assert.equal((await world.api('DELETE', path)).status, 204)
    assert.equal((await world.api('DELETE', path)).status, 404)
  })

  it('may be managed by roles that the guild chooses', async () => {
    const form = await world.publishForm()
    const headers = await world.signIn('haruka')
    const close = () => world.api('POST', `/api/forms/${form.id}/close`, {}, headers)
    assert.equal((await close()).status, 403)
    const settings = `/api/forms/settings?guild_id=${world.guildId}`
    const chosen = { admin_role_ids: [world.roleOf('Organiser')] }
    assert.equal((await world.api('PATCH', settings, chosen)).status, 200)
    assert.equal((await close()).status, 200)
    assert.deepEqual(
      z
        .looseObject({ admin_role_ids: z.array(z.string()) })
        .parse((await world.api('GET', settings)).json).admin_role_ids,
      chosen.admin_role_ids,
    )
  })
})
