import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { importAnswer, importSource } from '#modules/staff/contract/import.ts'
import { staffFrame } from '#modules/staff/contract/live.ts'
import { note } from '#modules/staff/contract/person.ts'
import { guildRole, rank } from '#modules/staff/contract/rank.ts'
import { rosterPage } from '#modules/staff/contract/roster.ts'
import { savedRow } from '#modules/staff/contract/row.ts'
import { syncAnswer } from '#modules/staff/contract/status.ts'
import { staffDoctor } from '#modules/staff/doctor.ts'
import { openGoogle, scope } from '../../sandbox/google/test-client.ts'
import { eventually } from '../support/eventually.ts'
import { openStaff, type StaffWorld } from '../support/staff.ts'
import { serviceHeaders } from '../support/world.ts'

const spreadsheet = z.looseObject({
  spreadsheetId: z.string(),
  sheets: z.array(z.looseObject({ properties: z.looseObject({ sheetId: z.int() }) })),
})

/** An id as long as Discord's that nobody has. */
const nobody = '1399999999999999999'

describe('who gets on the roster, and how', () => {
  let world: StaffWorld
  before(async () => {
    world = await openStaff({ channel: 'staff', env: { WEBHOOK_ALLOW: '127.0.0.1' } })
  })
  after(() => world.close())

  const add = (body: object, headers = {}) =>
    world.api('POST', '/api/staff/roster/', body, { ...serviceHeaders, ...headers })
  const saved = async (answer: ReturnType<typeof add>) => savedRow.parse((await answer).json)
  const codes = (row: z.infer<typeof savedRow>) => row.warnings.map(({ code }) => code)
  const importSheet = (body: object) => world.api('POST', '/api/staff/import/', body)
  /** What the doctor finds, after the server has been away for so long, with another interval. */
  const examined = async (awayMs = 0, seconds?: number) => {
    const { settings, clock, database } = world.app.services
    const changed: typeof settings = (table) => ({
      ...settings(table),
      ...(seconds !== undefined && { STAFF_SYNC_INTERVAL_SECONDS: seconds }),
    })
    const later = { ...clock, now: () => clock.now() + awayMs }
    const findings = await staffDoctor({ settings: changed, clock: later, database })
    return new Map(findings.map((one) => [one.outcome, one.values]))
  }

  test('a typed id is looked up: bots are refused, strangers are taken with a warning', async () => {
    const bot = await add({ display_name: 'Bot', discord_id: world.sandbox.application.id })
    assert.deepEqual([bot.status, (bot.json as { code: string }).code], [400, 'is_a_bot'])
    const sam = await saved(add({ display_name: 'Sam', discord_id: world.idOf('sam') }))
    assert.deepEqual([codes(sam), sam.discord_tag], [[], 'sam'])
    const unknown = await saved(add({ display_name: 'Nobody', discord_id: nobody }))
    assert.deepEqual(codes(unknown), ['id_unknown'])
    await world.act('lucas', { do: 'leave_guild' })
    const row = await saved(add({ display_name: 'Lucas' }))
    const path = `/api/staff/roster/${row.id}/`
    const patched = await world.api(
      'PATCH',
      path,
      { discord_id: world.idOf('lucas') },
      { ...serviceHeaders, 'accept-language': 'fr' },
    )
    const absent = savedRow.parse(patched.json)
    assert.deepEqual([codes(absent), absent.discord_tag], [['id_not_in_guild'], 'lucas'])
    assert.match(absent.warnings[0]?.text ?? '', /pas sur le serveur/)
    await world.settle()
    assert.equal((await world.row(row.id)).discord_presence_state, 'not_in_guild')
    assert.equal((await world.row(unknown.id)).discord_presence_state, 'not_in_guild')

    const named = await examined()
    assert.deepEqual(named.get('ids.absent'), { count: 2, names: 'Nobody, Lucas' })
    await world.act('lucas', { do: 'join_guild' })
    await world.api('DELETE', `/api/staff/roster/${unknown.id}/`)
    await eventually(async () => {
      await world.settle()
      assert.ok((await examined()).has('ids.ok'))
    })
  })

  test('an id is taken although Discord is away, and says that it was not looked up', async () => {
    const route = '/users/:user_id'
    await world.control.fault({ when: { method: 'GET', route }, do: { status: 503 }, times: 9 })
    const row = await saved(add({ display_name: 'Yui', discord_id: world.idOf('yui') }))
    await world.control.liftFaults()
    assert.deepEqual(codes(row), ['id_unchecked'])
    await world.settle()
    assert.equal((await world.row(row.id)).discord_presence_state, 'live')
  })

  test('/staff link says when the account is not on the server', async () => {
    await world.act('emma', { do: 'leave_guild' })
    const options = { member: world.idOf('emma') }
    const { responses } = await world.act('olivia', { do: 'command', name: 'staff link', options })
    assert.match(JSON.stringify(responses.at(-1)?.data), /not on this server/)
    assert.equal((await world.byName('Emma')).discord_id, world.idOf('emma'))
    await world.act('emma', { do: 'join_guild' })
  })

  test('a sheet by its text and by its address: seen first, then taken over', async () => {
    const csv = `Name,Rank,Discord ID\nNoah,Support,${world.idOf('noah')}\nTom,Support,1.19638E+18\n`
    const seen = importAnswer.parse((await importSheet({ csv })).json)
    assert.deepEqual([seen.applied, seen.created, seen.refused], [false, 1, 1])
    assert.deepEqual(
      seen.lines[1]?.problems.map(({ code }) => code),
      ['id_ruined'],
    )
    const server = createServer((request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/sheet' }).end()
      return response.setHeader('content-type', 'text/csv').end(csv)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/moved`
    const taken = importAnswer.parse((await importSheet({ url, apply: true })).json)
    server.close()
    assert.equal(taken.created, 1)
    await world.settle()
    assert.equal((await world.byName('Noah')).role, 'Support')
    const again = importAnswer.parse((await importSheet({ csv, apply: true })).json)
    assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, 1])
    assert.equal((await importSheet({ url: 'https://10.0.0.1/x' })).status, 400)
  })

  test('a sheet never gives somebody the id of somebody else on the roster', async () => {
    const csv = `Name,Discord ID\nNoah,${world.idOf('sam')}\n`
    const { lines, refused } = importAnswer.parse((await importSheet({ csv, apply: true })).json)
    assert.equal(refused, 1)
    assert.deepEqual(
      lines[0]?.problems.map(({ code }) => code),
      ['id_taken'],
    )
    assert.equal((await world.byName('Sam')).discord_id, world.idOf('sam'))
  })

  test('a sheet at Google: shared with the account, read by its tab, numbers for ids are named', async () => {
    const source = importSource.parse((await world.api('GET', '/api/staff/import/')).json)
    const { client_email: email } = world.sandbox.google.keyFile
    assert.deepEqual(source, { google: true, share_with: email })
    const owner = await openGoogle(world.sandbox, [scope.sheets, scope.drive], true)
    const made = await owner.call('POST', '/v4/spreadsheets', {
      properties: { title: 'Team' },
      sheets: [{ properties: { title: 'Notes' } }, { properties: { title: "The team's" } }],
    })
    const { spreadsheetId: id, sheets } = spreadsheet.parse(made.body)
    const address = `${world.sandbox.google.root}/spreadsheets/d/${id}/edit#gid=`
    const url = `${address}${sheets[1]?.properties.sheetId}`
    const unshared = await importSheet({ url })
    assert.equal((unshared.json as { code: string }).code, 'import_not_shared')
    assert.ok(JSON.stringify(unshared.json).includes(String(email)))

    const permission = { type: 'user', role: 'reader', emailAddress: email }
    await owner.call('POST', `/drive/v3/files/${id}/permissions`, permission)
    const values = [
      ['Name', 'Discord ID'],
      ['Haruka', `'${world.idOf('haruka')}`],
      ['Typed as it is', world.idOf('jiwoo')],
    ]
    const range = encodeURIComponent("'The team''s'!A1")
    const path = `/v4/spreadsheets/${id}/values/${range}?valueInputOption=USER_ENTERED`
    assert.equal((await owner.call('PUT', path, { values })).status, 200)
    const read = importAnswer.parse((await importSheet({ url, apply: true })).json)
    assert.deepEqual(
      read.lines.map(({ line, outcome, problems }) => [
        line,
        outcome,
        problems.map(({ code }) => code),
      ]),
      [
        [2, 'create', []],
        [3, 'refuse', ['id_ruined']],
      ],
    )
    assert.equal((await world.byName('Haruka')).discord_id, world.idOf('haruka'))
    // The first tab is what an address without a number leads to; it holds no names.
    assert.equal((await importSheet({ url: address.replace('#gid=', '') })).status, 400)
  })

  test('ranks: a Discord role stands for one, a new name goes along with its people', async () => {
    const { json } = await world.api('GET', '/api/staff/discord/roles/')
    const trader = z
      .array(guildRole)
      .parse(json)
      .find(({ name }) => name === 'Trader')
    assert.ok(trader)
    const save = (body: object) => world.api('POST', '/api/staff/roles/', body)
    const fields = { priority: 3, color: '#f1c40f', department: 'Market' }
    await save({ role: 'Trader', ...fields, discord_role_id: trader.id })
    const traders = async (role: string) => {
      await world.settle()
      const answer = await world.api('GET', `/api/staff/roster/?role=${role}`)
      return rosterPage.parse(answer.json).results
    }
    await eventually(async () => assert.equal((await traders('Trader')).length, 2))
    const page = await world.follow('/ws/staff/')
    const renamed = await save({
      role: 'Market',
      renames: 'Trader',
      ...fields,
      color: '#112233',
      discord_role_id: trader.id,
    })
    assert.equal(rank.parse(renamed.json).role, 'Market')
    const people = await traders('Market')
    assert.deepEqual(
      people.map(({ role_color, department }) => [role_color, department]),
      [
        ['#112233', 'Market'],
        ['#112233', 'Market'],
      ],
    )
    await page.until(({ frames }) =>
      frames.some((one) => {
        const frame = staffFrame.safeParse(one).data
        if (frame?.type !== 'staff_roster_sync') return false
        return frame.staff.filter(({ role }) => role === 'Market').length === 2
      }),
    )
    page.close()
    await save({ role: 'Support', priority: 9 })
    const twice = await save({ role: 'Support', renames: 'Market', priority: 1 })
    assert.deepEqual([twice.status, (twice.json as { code: string }).code], [409, 'role_exists'])
    assert.equal((await save({ role: 'X', renames: 'Nothing', priority: 1 })).status, 404)
    const inUse = await world.api('DELETE', '/api/staff/roles/?role=Market')
    assert.equal((inUse.json as { code: string }).code, 'role_in_use')
    const member = await world.signIn('noah')
    const refused = await world.api('GET', '/api/staff/discord/roles/', undefined, member)
    assert.equal(refused.status, 403)
  })

  test('notes are written and read by managers alone, and the history says by whom', async () => {
    const sam = await world.byName('Sam')
    const path = `/api/staff/roster/${sam.id}/notes/`
    const manager = await world.signIn('olivia')
    const made = await world.api('POST', path, { text: ' Speaks Welsh ' }, manager)
    assert.equal(made.status, 201)
    const written = note.parse(made.json)
    assert.deepEqual([written.text, written.author], ['Speaks Welsh', 'olivia'])
    assert.deepEqual((await world.api('GET', path, undefined, manager)).json, [written])
    // Not even the person may read them.
    for (const name of ['sam', 'noah']) {
      const reader = await world.signIn(name)
      assert.equal((await world.api('GET', path, undefined, reader)).status, 403)
      assert.equal((await world.api('POST', path, { text: 'x' }, reader)).status, 403)
    }
    assert.equal((await world.api('POST', path, { text: ' ' }, manager)).status, 400)
    assert.equal((await world.api('DELETE', `${path}999/`, undefined, manager)).status, 404)
    const gone = await world.api('DELETE', `${path}${written.id}/`, undefined, manager)
    assert.equal(gone.status, 204)
    assert.deepEqual((await world.api('GET', path, undefined, manager)).json, [])
    const { db } = world.app.services.database
    const kept = await db
      .selectFrom('facts')
      .selectAll()
      .where('type', 'in', ['note_added', 'note_removed'])
      .execute()
    assert.deepEqual(
      kept.map(({ actor_id }) => actor_id),
      [world.idOf('olivia'), world.idOf('olivia')],
    )
    assert.ok(!JSON.stringify(kept).includes('Welsh'))
  })

  test('the doctor names looks that have stopped, and an interval that cannot be kept', async () => {
    assert.ok((await examined()).has('looks.ok'))
    assert.deepEqual((await examined(3_600_000)).get('looks.late'), { minutes: 60 })
    const lines = Array.from(
      { length: 600 },
      (_, nth) => `Crowd ${nth},${1_350_000n + BigInt(nth)}`,
    )
    const csv = `Name,Discord ID\n${lines.map((line) => `${line}000000000001`).join('\n')}\n`
    assert.equal(importAnswer.parse((await importSheet({ csv, apply: true })).json).created, 600)
    await world.settle()
    const count = (await examined()).get('ids.absent')?.['count']
    assert.equal(count, 600)
    const short = (await examined(0, 30)).get('interval.short')
    assert.equal(short?.['least'], 42)
    assert.ok(!(await examined(0, 42)).has('interval.short'))
  })

  test('a repeated key gets the first answer of a look, without another look', async () => {
    const press = (key: string) =>
      world.api(
        'POST',
        '/api/staff/discord/sync/',
        {},
        {
          ...serviceHeaders,
          'idempotency-key': key,
        },
      )
    const first = await press('look-1')
    assert.equal(first.status, 200)
    await world.control.advance('3s')
    const again = await press('look-1')
    assert.equal(again.headers.get('idempotent-replay'), 'true')
    assert.deepEqual(syncAnswer.parse(again.json), syncAnswer.parse(first.json))
    assert.equal((await press('look-2')).status, 429)
  })
})
