import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import { openGoogle, scope } from '../test-client.ts'

const made = z.looseObject({ spreadsheetId: z.string() })
const values = z.looseObject({
  range: z.string(),
  values: z.array(z.array(z.unknown())).default([]),
})

let sandbox: Sandbox
let owner: Awaited<ReturnType<typeof openGoogle>>
let base: string

before(async () => {
  sandbox = await createSandbox({ seed: 'student-club' })
  owner = await openGoogle(sandbox, [scope.sheets, scope.drive], true)
  const { body } = await owner.call('POST', '/v4/spreadsheets', { properties: { title: 'Copy' } })
  base = `/v4/spreadsheets/${made.parse(body).spreadsheetId}`
})
after(() => sandbox.close())

const range = (text: string) => `${base}/values/${encodeURIComponent(text)}`
const read = async (text: string, option = 'FORMATTED_VALUE') =>
  values.parse((await owner.call('GET', `${range(text)}?valueRenderOption=${option}`)).body).values

test('RAW keeps texts, USER_ENTERED runs formulas and ruins long digits', async () => {
  const row = ['=1+2*3', '12345678901234567890', '007', 'true', '=IMPORTXML("x")', 'text']
  for (const [option, cell] of [
    ['RAW', 'A1'],
    ['USER_ENTERED', 'A2'],
  ]) {
    const answer = await owner.call('PUT', `${range(cell ?? '')}?valueInputOption=${option}`, {
      values: [row],
    })
    assert.equal(answer.status, 200)
  }
  assert.deepEqual(await read('A1:F1'), [row])
  assert.deepEqual(await read('A2:F2'), [['7', '1.23457E+19', '7', 'TRUE', '#FORMULA!', 'text']])
  assert.deepEqual((await read('A2:A2', 'FORMULA'))[0], ['=1+2*3'])
  assert.equal((await owner.call('PUT', range('A1'), { values: [['x']] })).status, 400)
})

test('append goes below what is there and grows the sheet; writing outside of it is refused', async () => {
  const append = (rows: unknown[][]) =>
    owner.call('POST', `${range('Sheet1!A1')}:append?valueInputOption=RAW`, { values: rows })
  const answer = await append([['a', 'b'], ['c']])
  assert.match(JSON.stringify(answer.body), /"updatedRange":"Sheet1!A3:B4"/)
  await append(Array.from({ length: 1200 }, (_one, index) => [String(index)]))
  assert.equal((await read('Sheet1!A:A')).length, 1204)
  const outside = await owner.call('PUT', `${range('A9999')}?valueInputOption=RAW`, {
    values: [['x']],
  })
  assert.match(JSON.stringify(outside.body), /exceeds grid limits/)
  const cleared = await owner.call('POST', `${range('Sheet1!A5:A')}:clear`, {})
  assert.equal(cleared.status, 200)
  assert.equal((await read('Sheet1!A:A')).length, 4)
})

test('sheets are added, batches are written as a whole, ranges are read together', async () => {
  const add = { requests: [{ addSheet: { properties: { title: '回答 1' } } }] }
  assert.equal((await owner.call('POST', `${base}:batchUpdate`, add)).status, 200)
  assert.equal((await owner.call('POST', `${base}:batchUpdate`, add)).status, 400)
  const batch = (second: string) =>
    owner.call('POST', `${base}/values:batchUpdate`, {
      valueInputOption: 'RAW',
      data: [
        { range: "'回答 1'!A1", values: [['x']] },
        { range: second, values: [['y']] },
      ],
    })
  assert.equal((await batch("'回答 2'!A1")).status, 400)
  assert.deepEqual(await read("'回答 1'!A1"), [])
  assert.equal((await batch("'回答 1'!C2")).status, 200)
  assert.deepEqual(await read('回答 1'), [['x'], ['', '', 'y']])
  const many = await owner.call(
    'GET',
    `${base}/values:batchGet?ranges=${encodeURIComponent("'回答 1'!A1")}&ranges=A1`,
  )
  assert.match(JSON.stringify(many.body), /"range":"'回答 1'!A1".*"range":"Sheet1!A1"/)
})

test('files are shared, copied and deleted; service accounts store nothing', async () => {
  const service = await openGoogle(sandbox, [scope.sheets, scope.drive])
  const id = base.split('/').at(-1)
  assert.equal((await service.call('GET', base)).status, 403)
  assert.equal((await service.call('GET', `/drive/v3/files/${id}`)).status, 404)
  const share = {
    type: 'user',
    role: 'writer',
    emailAddress: sandbox.google.keyFile['client_email'],
  }
  assert.equal((await owner.call('POST', `/drive/v3/files/${id}/permissions`, share)).status, 200)
  assert.equal((await service.call('GET', base)).status, 200)
  const copy = await service.call('POST', `/drive/v3/files/${id}/copy`, {})
  assert.match(JSON.stringify(copy.body), /storageQuotaExceeded/)
  assert.equal((await owner.call('POST', `/drive/v3/files/${id}/copy`, {})).status, 200)
  assert.equal((await service.call('DELETE', `/drive/v3/files/${id}`)).status, 403)
  assert.equal((await owner.call('DELETE', `/drive/v3/files/${id}`)).status, 204)
  assert.equal((await service.call('GET', base)).status, 404)
})
