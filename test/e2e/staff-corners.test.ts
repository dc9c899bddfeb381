import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { importAnswer } from '#modules/staff/contract/import.ts'
import { timeline } from '#modules/staff/contract/person.ts'
import { rosterPage } from '#modules/staff/contract/roster.ts'
import { tables } from '#modules/staff/store/tables.ts'
import { eventually } from '../support/eventually.ts'
import { openStaff, skipWaits, type StaffWorld } from '../support/staff.ts'

const dayMs = 86_400_000

describe('what a roster must not get wrong', () => {
  let world: StaffWorld
  before(async () => {
    world = await openStaff({ channel: 'staff', env: { STAFF_PRESENCE_HISTORY_DAYS: '7' } })
  })
  after(() => world.close())

  const patch = async (id: number, body: object) => {
    const answer = await world.api('PATCH', `/api/staff/roster/${id}/`, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    return world.row(id)
  }
  const command = (as: string, name: string) =>
    world.act(as, { do: 'command', name: `staff ${name}`, options: {} })
  const kept = async (username: string) => {
    const { database } = world.app.services
    const discord_id = world.idOf(username)
    const rows = await Promise.all(
      (['staff_presences', 'staff_history'] as const).map((table) =>
        tables(database)
          .selectFrom(table)
          .select('discord_id')
          .where('discord_id', '=', discord_id)
          .execute(),
      ),
    )
    return rows.map((found) => found.length)
  }

  test('a leave keeps its last day, and ends with it, where somebody moves to another zone', async () => {
    const { id } = await world.add('sam', { timezone: 'America/New_York' })
    const now = world.app.services.clock.now()
    const day = new Date(now + 2 * dayMs).toISOString().slice(0, 10)
    await patch(id, { loa_end_date: day })
    const moved = await patch(id, { timezone: 'Asia/Tokyo' })
    assert.deepEqual([moved.is_on_loa, moved.loa_end_date], [true, day])
    const person = await world.signIn('sam')
    for (const zone of ['America/New_York', 'Asia/Tokyo']) {
      await world.api('PATCH', '/api/staff/me/', { timezone: zone }, person)
      assert.equal((await world.row(id)).loa_end_date, day, zone)
    }
    // Midnight in Tokyo is three in the afternoon in UTC.
    const end = Date.parse(`${day}T15:00:00Z`)
    await world.control.advance(`${Math.ceil((end - now) / 60_000) + 1}m`)
    await world.settle()
    assert.equal((await world.row(id)).is_on_loa, false)
  })

  test('whoever leaves the roster is off duty, however that comes', async () => {
    const role = [...world.sandbox.world.guild(world.guildId).roles.values()].find(
      ({ name }) => name === 'Trader',
    )
    const rank = { role: 'Trader', priority: 3, discord_role_id: role?.id }
    await world.api('POST', '/api/staff/roles/', rank)
    await eventually(async () => {
      await world.settle()
      const { json } = await world.api('GET', '/api/staff/roster/?role=Trader')
      assert.equal(rosterPage.parse(json).count, 2)
    })
    await command('jiwoo', 'duty on')
    const { json } = await world.api('GET', '/api/staff/roster/?on_duty=true')
    const [jiwoo] = rosterPage.parse(json).results
    assert.ok(jiwoo)
    await world.act('olivia', { do: 'set_roles', user: 'jiwoo', roles: [] })
    const sam = await world.byName('sam')
    await patch(sam.id, { duty_state: 'on' })
    await patch(sam.id, { is_active: false })
    for (const id of [jiwoo.id, sam.id]) {
      await eventually(async () => {
        await world.settle()
        const { is_active, duty_state } = await world.row(id)
        assert.deepEqual([is_active, duty_state], [false, 'off'])
      })
      const answer = await world.api('GET', `/api/staff/roster/${id}/timeline/`)
      const { sessions } = timeline.parse(answer.json)
      assert.ok(sessions.length > 0 && sessions.every(({ ended_at }) => ended_at !== null))
    }
    await patch(sam.id, { is_active: true })
  })

  test('what waits to be written of somebody who hides, or has another id, is not kept', async () => {
    const presence = (status: string) => world.act('sam', { do: 'presence', status })
    await presence('online')
    await world.settle()
    assert.ok((await kept('sam')).every((count) => count > 0))
    // Seen again as before: when that was is written within a minute.
    await world.control.advance('11s')
    const looked = await world.api('POST', '/api/staff/discord/sync/', {})
    assert.equal(looked.status, 200, JSON.stringify(looked.json))
    const person = await world.signIn('sam')
    await world.api('PATCH', '/api/staff/me/', { privacy: 'all' }, person)
    await world.control.advance('2m')
    await world.settle()
    assert.deepEqual(await kept('sam'), [0, 0])
    await world.api('PATCH', '/api/staff/me/', { privacy: 'none' }, person)
    await presence('idle')
    await world.settle()
    assert.ok((await kept('sam')).every((count) => count > 0))
    await patch((await world.byName('sam')).id, { discord_id: null })
    await world.control.advance('2m')
    await world.settle()
    assert.deepEqual(await kept('sam'), [0, 0])
  })

  test('a sheet without ids finds its people again after they have linked themselves', async () => {
    const sheet = async (rank: string) => {
      const body = { csv: `Name,Rank\nEmma B.,${rank}\nNoah B.,${rank}\n`, apply: true }
      return importAnswer.parse((await world.api('POST', '/api/staff/import/', body)).json)
    }
    assert.equal((await sheet('Support')).created, 2)
    const { id } = await world.byName('Emma B.')
    await patch(id, { discord_id: world.idOf('emma') })
    const again = await sheet('Market')
    assert.deepEqual([again.created, again.updated], [0, 2])
    assert.deepEqual(
      [(await world.row(id)).role, (await world.row(id)).discord_id],
      ['Market', world.idOf('emma')],
    )
  })

  test('the message follows a rank that is called otherwise', async () => {
    const save = (body: object) => world.api('POST', '/api/staff/roles/', body)
    await save({ role: 'Market', priority: 5 })
    await command('olivia', 'panel')
    await world.settle()
    const panel = async () =>
      JSON.stringify(
        (await world.control.messages('staff')).find(({ embeds }) => embeds[0]?.title === 'Staff'),
      )
    assert.match(await panel(), /"name":"Market"/)
    await world.control.advance('20s')
    await world.settle()
    await save({ role: 'Bazaar', renames: 'Market', priority: 5 })
    await world.settle()
    assert.match(await panel(), /"name":"Bazaar"/)
  })

  test('history says nothing of the time in which nobody looked', async () => {
    const { id } = await world.byName('sam')
    await patch(id, { discord_id: world.idOf('sam') })
    await world.act('sam', { do: 'presence', status: 'online' })
    await world.settle()
    const from = world.app.services.clock.now()
    // What happens meanwhile is not told again afterwards.
    await world.control.post('faults', { gateway: 'invalid_session', times: 1 })
    await world.restart(async () => {
      await world.act('sam', { do: 'presence', status: 'offline' })
      await world.control.advance('10h')
    })
    await eventually(async () => {
      await skipWaits(world)
      await world.settle()
      assert.equal((await world.row(id)).discord_presence_state, 'live')
    })
    await world.settle()
    const answer = await world.api('GET', `/api/staff/roster/${id}/timeline/`)
    const { spans } = timeline.parse(answer.json)
    const online = spans.filter((span) => span.status === 'online' && Date.parse(span.to) > from)
    for (const span of online) assert.ok(Date.parse(span.to) - from < 15 * 60_000, span.to)
    assert.equal(spans.at(-1)?.status, 'offline')
  })
})
