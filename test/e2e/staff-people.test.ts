import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { inviteAnswer, timeline } from '#modules/staff/contract/person.ts'
import { coverage, rosterPage } from '#modules/staff/contract/roster.ts'
import { staffRow } from '#modules/staff/contract/row.ts'
import { embedAnswer } from '#modules/staff/contract/status.ts'
import { tables } from '#modules/staff/store/tables.ts'
import { eventually } from '../support/eventually.ts'
import { proveByHttp } from '../support/people.ts'
import { openStaff, type StaffWorld } from '../support/staff.ts'

describe('people of the roster', () => {
  let world: StaffWorld
  before(async () => {
    world = await openStaff({
      channel: 'staff',
      env: { STAFF_PRESENCE_HISTORY_DAYS: '7' },
    })
  })
  after(() => world.close())

  const staffCommand = (as: string, name: string, options: object = {}) =>
    world.act(as, { do: 'command', name: `staff ${name}`, options })
  const textOf = async (answer: Promise<{ responses: { data: unknown }[] }>) =>
    JSON.stringify((await answer).responses.at(-1)?.data)
  const rowsOf = async (search: string) =>
    rosterPage.parse(
      (await world.api('GET', `/api/staff/roster/?search=${search}&show_inactive=true`)).json,
    ).results
  const facts = async (type: string) =>
    world.app.services.database.db
      .selectFrom('facts')
      .selectAll()
      .where('type', '=', type)
      .execute()

  test('visitors, members and managers: who may what', async () => {
    const visitor = await world.api('GET', '/api/staff/roster/', undefined, {})
    assert.equal(visitor.status, 401)
    const member = await world.signIn('noah')
    assert.equal((await world.api('GET', '/api/staff/roster/', undefined, member)).status, 200)
    const body = { display_name: 'X' }
    assert.equal((await world.api('POST', '/api/staff/roster/', body, member)).status, 403)
    assert.equal((await world.api('POST', '/api/staff/discord/sync/', {}, member)).status, 403)
    assert.equal((await world.api('GET', '/api/staff/me/', undefined, member)).status, 404)
    const manager = await world.signIn('olivia')
    assert.equal((await world.api('POST', '/api/staff/roster/', body, manager)).status, 201)
  })

  test('filters, pages and orders; what is unknown is a mistake', async () => {
    const list = async (query: string) => world.api('GET', `/api/staff/roster/?${query}`)
    assert.equal((await list('ordering=nonsense')).status, 400)
    assert.equal((await list('colour=blue')).status, 400)
    assert.equal((await list('page=9')).status, 404)
    await world.add('sam', { role: 'Support' })
    const page = rosterPage.parse((await list('page_size=1&ordering=-name')).json)
    assert.equal(page.results.length, 1)
    assert.match(page.next ?? '', /page=2/)
    const found = rosterPage.parse((await list('search=SAM&linked=true&status=offline')).json)
    assert.deepEqual(
      found.results.map(({ display_name }) => display_name),
      ['sam'],
    )
  })

  test('linking by hand: digits only, one row per id', async () => {
    const bad = await world.api('POST', '/api/staff/roster/', {
      display_name: 'Bad',
      discord_id: '1.2E+17',
    })
    assert.equal(bad.status, 400)
    const twice = await world.api('POST', '/api/staff/roster/', {
      display_name: 'Sam again',
      discord_id: world.idOf('sam'),
    })
    assert.equal(twice.status, 409)
    assert.equal((twice.json as { code: string }).code, 'already_linked')
  })

  test('an invitation is taken by proof, once; a conflict is refused and written down', async () => {
    const invited = staffRow.parse(
      (await world.api('POST', '/api/staff/roster/', { display_name: 'Kenta' })).json,
    )
    const made = await world.api('POST', `/api/staff/roster/${invited.id}/invite/`, {})
    const { url } = inviteAnswer.parse(made.json)
    const invite = new URL(url).searchParams.get('invite') ?? ''
    const kenta = await world.signIn('kenta')
    const path = `/api/staff/discord/link/?invite=${invite}`
    // The way back with another person's account: it is on a row already.
    const foreign = await proveByHttp(world.app.url + path, kenta, world.idOf('sam'))
    assert.equal(foreign.status, 409)
    assert.equal((await facts('link_refused')).length, 1)
    const own = await proveByHttp(world.app.url + path, kenta, world.idOf('kenta'))
    assert.equal(own.status, 302)
    await world.settle()
    const row = await world.row(invited.id)
    assert.equal(row.discord_id, world.idOf('kenta'))
    assert.equal(row.discord_presence_state, 'live')
    const again = await proveByHttp(world.app.url + path, kenta, world.idOf('kenta'))
    assert.equal(again.status, 410)
    const replayed = await fetch(own.callback, {
      headers: { cookie: kenta.cookie },
      redirect: 'manual',
    })
    assert.equal(replayed.status, 400)
    // Linking gives nobody a right.
    assert.equal(
      (await world.api('POST', '/api/staff/roster/', { display_name: 'Y' }, kenta)).status,
      403,
    )
    const gone = await world.api('DELETE', '/api/staff/discord/link/', undefined, kenta)
    assert.equal(gone.status, 204)
    assert.equal((await world.row(invited.id)).discord_presence_state, 'unlinked')
    const relinked = await proveByHttp(
      `${world.app.url}/api/staff/discord/link/`,
      kenta,
      world.idOf('kenta'),
    )
    assert.equal(relinked.status, 404)
    assert.ok(!world.logged.join('').includes(invite))
  })

  test('two browsers come back with one account at the same time: one row has it', async () => {
    const rows = await Promise.all(
      ['A', 'B'].map(async (name) => {
        const made = await world.api('POST', '/api/staff/roster/', { display_name: `Race ${name}` })
        const { id } = staffRow.parse(made.json)
        const { json } = await world.api('POST', `/api/staff/roster/${id}/invite/`, {})
        return { id, invite: new URL(inviteAnswer.parse(json).url).searchParams.get('invite') }
      }),
    )
    const emma = await world.signIn('emma')
    const answers = await Promise.all(
      rows.map(({ invite }) =>
        proveByHttp(
          `${world.app.url}/api/staff/discord/link/?invite=${invite}`,
          emma,
          world.idOf('emma'),
        ),
      ),
    )
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [302, 409],
    )
    const held = await Promise.all(rows.map(({ id }) => world.row(id)))
    assert.equal(held.filter(({ linked }) => linked).length, 1)
  })

  test('a Discord role brings people and takes them off again', async () => {
    const role = [...world.sandbox.world.guild(world.guildId).roles.values()].find(
      ({ name }) => name === 'Trader',
    )
    await world.api('POST', '/api/staff/roles/', {
      role: 'Trader',
      priority: 3,
      color: '#f1c40f',
      department: 'Market',
      discord_role_id: role?.id,
    })
    await eventually(async () => {
      await world.settle()
      const { json } = await world.api('GET', '/api/staff/roster/?role=Trader')
      assert.equal(rosterPage.parse(json).count, 2)
    })
    await world.act('olivia', { do: 'set_roles', user: 'jiwoo', roles: [] })
    await world.act('olivia', { do: 'set_roles', user: 'lucas', roles: ['Trader'] })
    await eventually(async () => {
      await world.settle()
      const { json } = await world.api('GET', '/api/staff/roster/?role=Trader&ordering=name')
      const names = rosterPage.parse(json).results.map((row) => row.display_name)
      assert.deepEqual(names.toSorted(), ['Lucas', '민준'].toSorted())
    })
  })

  test('/staff duty, loa and privacy change the own row; nobody else may', async () => {
    assert.match(await textOf(staffCommand('sam', 'duty on')), /on duty/)
    const sam = await world.byName('sam')
    assert.equal(sam.on_duty, true)
    assert.match(await textOf(staffCommand('sam', 'duty break')), /break/)
    await world.control.advance('30m')
    assert.match(await textOf(staffCommand('sam', 'duty off')), /off duty/)
    // Somewhere it is eleven in the evening: the leave ends within the hour.
    const hour = new Date(world.app.services.clock.now()).getUTCHours()
    const zone = hour < 12 ? `Etc/GMT+${hour + 1}` : `Etc/GMT-${23 - hour}`
    const person = await world.signIn('sam')
    await world.api('PATCH', '/api/staff/me/', { timezone: zone }, person)
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(
      world.app.services.clock.now(),
    )
    const told = textOf(staffCommand('sam', 'loa set', { until: day, reason: 'Holiday' }))
    const shown = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })
    assert.match(await told, new RegExp(shown.format(Date.parse(day))))
    const away = await world.row(sam.id)
    assert.deepEqual([away.is_on_loa, away.loa_end_date], [true, day])
    await world.control.advance('61m')
    await world.settle()
    assert.equal((await world.row(sam.id)).is_on_loa, false)
    assert.match(await textOf(staffCommand('noah', 'duty on')), /not on the roster/)
    assert.doesNotMatch(await textOf(staffCommand('noah', 'sync')), /Looked at/)
    assert.match(await textOf(staffCommand('sam', 'loa set', { reason: 'Moving' })), /are away/)
    const open = await world.row(sam.id)
    assert.deepEqual([open.is_on_loa, open.loa_end_date, open.loa_reason], [true, null, 'Moving'])
    assert.match(await textOf(staffCommand('sam', 'loa set', { until: 'friday' })), /away until/)
    const { loa_end_date: friday } = await world.row(sam.id)
    assert.equal(new Date(`${friday}T00:00Z`).getUTCDay(), 5)
    const never = staffCommand('sam', 'loa set', { until: '2030-02-30' })
    assert.match(await textOf(never), /2030-05-17/)
    assert.match(await textOf(staffCommand('sam', 'loa clear')), /Welcome back/)
    assert.equal((await world.row(sam.id)).is_on_loa, false)
    const wrong = await world.control.act({
      as: 'sam',
      channel: 'staff',
      do: 'command',
      name: 'staff loa set',
      options: { until: 'whenever' },
    })
    assert.match(JSON.stringify(wrong.responses.at(-1)?.data), /2030-05-17/)
    const { json } = await world.api('GET', `/api/staff/roster/${sam.id}/timeline/`)
    const kept = timeline.parse(json)
    assert.equal(kept.sessions.length, 1)
    assert.ok((kept.sessions[0]?.break_ms ?? 0) >= 30 * 60_000)
    const hours = coverage.parse((await world.api('GET', '/api/staff/coverage/')).json).hours
    assert.ok(hours.some(({ average }) => average > 0))
  })

  test('/staff list, who, link, unlink, sync and privacy answer what was asked', async () => {
    const listed = await textOf(staffCommand('noah', 'list', { role: 'Support' }))
    assert.match(listed, /sam/)
    assert.doesNotMatch(listed, /Kenta/)
    await world.act('sam', { do: 'presence', status: 'dnd' })
    await world.settle()
    assert.match(await textOf(staffCommand('noah', 'list', { status: 'dnd' })), /sam/)
    assert.match(await textOf(staffCommand('noah', 'who')), /sam/)
    await world.act('sam', { do: 'presence', status: 'offline' })
    await world.settle()
    assert.doesNotMatch(await textOf(staffCommand('noah', 'who')), /sam/)

    const own = await textOf(staffCommand('noah', 'link'))
    assert.ok(own.includes(`${world.app.url}/staff/link`), own)
    const noah = world.idOf('noah')
    const refused = await textOf(staffCommand('noah', 'link', { member: noah }))
    assert.equal((await rowsOf('noah')).length, 0, refused)
    assert.match(await textOf(staffCommand('olivia', 'link', { member: noah })), /Noah/)
    await world.settle()
    assert.equal((await rowsOf('noah'))[0]?.discord_id, noah)
    assert.match(await textOf(staffCommand('olivia', 'unlink', { member: noah })), /Noah/)
    assert.equal((await rowsOf('noah'))[0]?.discord_id, null)

    await world.control.advance('15s')
    assert.match(await textOf(staffCommand('olivia', 'sync')), /\d/)
    const { responses } = await staffCommand('sam', 'privacy')
    const shown = z
      .looseObject({
        components: z.array(
          z.looseObject({ components: z.array(z.looseObject({ custom_id: z.string() })) }),
        ),
      })
      .parse(responses.at(-1)?.data)
    const ids = shown.components.flatMap((row) => row.components.map(({ custom_id }) => custom_id))
    const message_id = responses.at(-1)?.message_id
    const press = (level: string) =>
      world.act('sam', {
        do: 'click',
        message_id,
        custom_id: ids.find((id) => id.includes('privacy') && id.endsWith(level)),
      })
    await press('activity')
    assert.equal((await world.byName('sam')).privacy, 'activity')
    await press('all')
    assert.equal((await world.byName('sam')).discord_presence_state, 'hidden')
    await press('none')
    assert.equal((await world.byName('sam')).privacy, 'none')
    const typed = await world.control.act({
      as: 'noah',
      channel: 'staff',
      do: 'autocomplete',
      name: 'staff list',
      options: { role: 'trad' },
      focused: 'role',
    })
    assert.match(JSON.stringify(typed), /"Trader"/)
  })

  test('history: who was online when, for as long as is set, and forgotten on opting out', async () => {
    const sam = await world.byName('sam')
    await world.act('sam', { do: 'presence', status: 'online' })
    await world.settle()
    await world.control.advance('40m')
    await world.act('sam', { do: 'presence', status: 'offline' })
    await world.settle()
    const ask = async () =>
      timeline.parse((await world.api('GET', `/api/staff/roster/${sam.id}/timeline/`)).json)
    const kept = await ask()
    assert.ok(kept.spans.some(({ status }) => status === 'online'))
    const minutes = kept.days
      .flatMap((one) => one.minutes)
      .reduce<number>((sum, one) => sum + (one ?? 0), 0)
    assert.ok(minutes >= 39 && minutes <= 45, String(minutes))
    const { database, jobs, clock } = world.app.services
    const old = { guild_id: world.guildId, discord_id: world.idOf('sam'), status: 'idle' }
    const at = clock.now() - 8 * 86_400_000
    await database.write(async (tx) => {
      await tables(tx)
        .insertInto('staff_history')
        .values({ ...old, at })
        .execute()
      await jobs.enqueue(tx, { kind: 'staff.tidy', payload: {} })
    })
    await world.settle()
    const left = await tables(database)
      .selectFrom('staff_history')
      .select('at')
      .orderBy('at')
      .execute()
    assert.ok(left.length > 0 && left.every((point) => point.at > at))
  })

  test('the pinned panel follows presences, coalesced, and pings nobody', async () => {
    await staffCommand('olivia', 'panel')
    await world.settle()
    const panel = async () =>
      (await world.control.messages('staff')).find(({ embeds }) => embeds[0]?.title === 'Staff')
    const posted = await panel()
    assert.ok(posted)
    assert.equal(posted['pinned'], true)
    const [last] = (await world.control.calls()).slice(-1)
    for (const status of ['online', 'idle', 'dnd', 'online']) {
      await world.act('sam', {
        do: 'presence',
        status,
        custom_status: '@everyone **hi**',
        activities: [{ name: '@here <@1> [x](http://y)', type: 0 }],
      })
    }
    await world.settle()
    await world.control.advance('20s')
    await eventually(async () => {
      await world.settle()
      assert.match(JSON.stringify(await panel()), /🟢 Online \*\*sam\*\*/)
    })
    const text = JSON.stringify(await panel())
    assert.ok(!text.includes('"@here'), text)
    const custom_id = `st:1:who:${world.guildId}`
    const pressed = world.act('noah', { do: 'click', message_id: posted.id, custom_id })
    assert.match(await textOf(pressed), /sam/)
    const calls = await world.control.calls(last?.n)
    const edits = calls.filter(
      ({ method, route }) => method === 'PATCH' && route.includes('messages'),
    )
    assert.ok(edits.length <= 2, `${edits.length} edits`)
    for (const { body } of edits) {
      const { allowed_mentions } = z.looseObject({ allowed_mentions: z.unknown() }).parse(body)
      assert.deepEqual(allowed_mentions, { parse: [] })
    }
  })

  test('a site shows those who agreed, and nobody else', async () => {
    const path = `/api/staff/embed/${world.guildId}/`
    assert.equal((await world.api('GET', path, undefined, {})).status, 404)
    const sam = await world.signIn('sam')
    await world.api('PATCH', '/api/staff/me/', { shares_publicly: true }, sam)
    const { json, headers } = await world.api('GET', path, undefined, {})
    const shown = embedAnswer.parse(json)
    assert.deepEqual(
      shown.staff.map(({ display_name }) => display_name),
      ['sam'],
    )
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.ok(!JSON.stringify(json).includes(world.idOf('sam')))
    const badge = await fetch(`${world.app.url}${path}badge.svg`)
    assert.equal(badge.status, 200)
    assert.match(await badge.text(), /1 \/ 1/)
  })
})
