import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { staffFrame } from '#modules/staff/contract/live.ts'
import { fullStatus, publicStatus, syncAnswer } from '#modules/staff/contract/status.ts'
import { eventually } from '../support/eventually.ts'
import type { Follower } from '../support/follower.ts'
import { places } from '../support/places.ts'
import { openStaff, skipWaits, type StaffWorld } from '../support/staff.ts'

/** An id that stands in JSON as a number, which readers would round. */
const bareId = /(?<![\d"])\d{16,}(?![\d"])/

for (const place of places()) {
  describe(`presences over the gateway on ${place.name}`, () => {
    let world: StaffWorld
    before(async () => {
      world = await openStaff({ place })
    })
    after(() => world.close())

    const sends = async () => {
      const figures = await (await fetch(`${world.app.url}/metrics`)).text()
      return Number(/^discord_member_requests_total (\d+)/m.exec(figures)?.[1] ?? 0)
    }

    test('what a person shows is on the roster and on the live page', async () => {
      const sam = await world.add('sam')
      assert.equal(sam.discord_presence_state, 'live')
      assert.equal(sam.discord_status, 'offline')
      const page = await world.follow('/ws/staff/')
      await world.act('sam', {
        do: 'presence',
        status: 'dnd',
        custom_status: 'Busy **now** @everyone',
        activities: [
          { name: 'Spotify', type: 2 },
          { name: 'Chess', type: 0 },
        ],
      })
      await world.settle()
      const now = await world.row(sam.id)
      assert.equal(now.discord_status, 'dnd')
      assert.equal(now.discord_custom_status, 'Busy **now** @everyone')
      assert.equal(now.discord_activity, 'Chess')
      assert.deepEqual(now.discord_platforms, { desktop: 'dnd' })
      assert.equal(now.discord_activities.length, 2)
      assert.equal(typeof now.discord_guild_id, 'string')
      await page.until(({ frames }) => {
        const last = staffFrame.safeParse(frames.at(-1)).data
        return last?.type === 'staff_discord_status' && last.discord_status === 'dnd'
      })
      page.close()
    })

    test('frames are numbered without a gap, and a page may ask for the whole or for who is online', async () => {
      const page = await world.follow('/ws/staff/')
      const whole = ({ frames }: Follower) => frames.filter(({ type }) => type === 'initial_data')
      await page.until((all) => whole(all).length === 1)
      for (const status of ['online', 'idle', 'dnd']) {
        await world.act('sam', { do: 'presence', status })
        await world.settle()
      }
      page.say({ type: 'get_online' })
      await page.until(({ frames }) => frames.some(({ type }) => type === 'online'))
      page.say({ type: 'refresh' })
      await page.until((all) => whole(all).length === 2)
      const frames = page.frames.flatMap((one) => staffFrame.safeParse(one).data ?? [])
      const changes = frames.filter(({ type }) => type === 'staff_discord_status')
      const first = frames[0]?.version ?? -1
      assert.deepEqual(
        changes.map(({ version }) => version - first),
        changes.map((_, nth) => nth + 1),
      )
      assert.ok(changes.length > 0)
      const [online, again] = frames.slice(-2)
      assert.ok(online?.type === 'online' && again?.type === 'initial_data')
      assert.deepEqual(
        [online.total_online, again.total_online, again.version - first],
        [1, 1, changes.length],
      )
      page.close()
    })

    test('ids above 2^53 are the same strings in answers and frames', async () => {
      const [guild, user] = [world.guildId, world.idOf('sam')]
      assert.ok([guild, user].every((id) => !Number.isSafeInteger(Number(id))))
      const paths = ['roster/', 'me/', 'roles/', 'discord/status/', 'coverage/']
      const sam = await world.signIn('sam')
      for (const path of [...paths, `discord/status/?discord_guild_id=${guild}`]) {
        const answer = await fetch(`${world.app.url}/api/staff/${path}`, { headers: sam })
        assert.equal(answer.status, 200, path)
        assert.doesNotMatch(await answer.text(), bareId, path)
      }
      const row = await world.byName('sam')
      assert.deepEqual([row.discord_guild_id, row.discord_id], [guild, user])
      const page = await world.follow('/ws/staff/')
      await page.until(({ frames }) =>
        frames.some((one) => {
          const frame = staffFrame.safeParse(one).data
          if (frame?.type !== 'initial_data') return false
          const [first] = frame.staff
          return first?.discord_id === user && first.discord_guild_id === guild
        }),
      )
      page.close()
      assert.doesNotMatch(world.logged.join(''), bareId)
    })

    test('going invisible looks like going offline; a late status from a phone is taken', async () => {
      const sam = await world.byName('sam')
      await world.act('sam', { do: 'presence', status: 'online' })
      await world.act('sam', { do: 'presence', status: 'invisible' })
      await world.settle()
      const gone = await world.row(sam.id)
      assert.equal(gone.discord_status, 'offline')
      assert.deepEqual(gone.discord_platforms, {})
      assert.notEqual(gone.last_seen, null)
      await world.act('sam', { do: 'presence', status: 'idle', platform: 'mobile' })
      await world.settle()
      assert.deepEqual((await world.row(sam.id)).discord_platforms, { mobile: 'idle' })
    })

    test('who leaves is told at once, who comes back is looked at again', async () => {
      const lucas = await world.add('lucas')
      await world.act('lucas', { do: 'presence', status: 'online' })
      await world.act('lucas', { do: 'leave_guild' })
      await world.settle()
      const left = await world.row(lucas.id)
      assert.equal(left.discord_presence_state, 'not_in_guild')
      assert.equal(left.discord_status, null)
      await world.act('lucas', { do: 'join_guild' })
      await world.settle()
      const back = await world.row(lucas.id)
      assert.equal(back.discord_presence_state, 'live')
      assert.equal(back.discord_status, 'offline')
    })

    test('a lost session ends in the right roster, whatever happened meanwhile', async () => {
      const sam = await world.byName('sam')
      const lucas = await world.byName('lucas')
      const yui = await world.add('yui')
      await world.act('haruka', { do: 'leave_guild' })
      const haruka = await world.add('haruka')
      await world.act('yui', { do: 'presence', status: 'online' })
      await world.act('lucas', { do: 'presence', status: 'online' })
      await world.settle()
      assert.equal((await world.row(haruka.id)).discord_presence_state, 'not_in_guild')
      await world.control.fault({ gateway: 'invalid_session' })
      await world.act('sam', { do: 'presence', status: 'offline' })
      await world.act('yui', { do: 'leave_guild' })
      await world.act('haruka', { do: 'join_guild' })
      await world.act('haruka', { do: 'presence', status: 'idle' })
      await world.act('lucas', { do: 'presence', status: 'dnd' })
      await eventually(async () => {
        await skipWaits(world)
        await world.settle()
        const rows = await Promise.all([sam, lucas, yui, haruka].map(({ id }) => world.row(id)))
        assert.deepEqual(
          rows.map((row) => [row.discord_presence_state, row.discord_status]),
          [
            ['live', 'offline'],
            ['live', 'dnd'],
            ['not_in_guild', null],
            ['live', 'idle'],
          ],
        )
      })
      await world.act('yui', { do: 'join_guild' })
      await world.api('DELETE', `/api/staff/roster/${haruka.id}/`)
      await world.settle()
    })

    test('a drop is repaired by a replay', async () => {
      const sam = await world.byName('sam')
      await world.control.fault({ gateway: 'drop' })
      await world.act('sam', { do: 'presence', status: 'online' })
      await eventually(async () => {
        await world.settle()
        const row = await world.row(sam.id)
        assert.deepEqual([row.discord_presence_state, row.discord_status], ['live', 'online'])
      })
    })

    test('the bot’s health: what everybody may know, and what those who are signed in learn', async () => {
      const open = await world.api('GET', '/api/staff/discord/status/', undefined, {})
      assert.deepEqual(open.json, { is_running: true, guild_id: world.guildId })
      assert.equal(publicStatus.strict().safeParse(open.json).success, true)
      const { json } = await world.api('GET', '/api/staff/discord/status/')
      const status = fullStatus.parse(json)
      assert.equal(status.connected, true)
      assert.equal(status.linked, 3)
      assert.equal(status.last_error, null)
      const figures = await (await fetch(`${world.app.url}/metrics`)).text()
      const labels = (state: string) => `{guild_id="${world.guildId}",state="${state}"}`
      assert.ok(figures.includes(`staff_members${labels('linked')} 3\n`))
      assert.ok(figures.includes(`staff_members${labels('observed')} 3\n`))
      assert.ok(figures.includes(`staff_presence_running{guild_id="${world.guildId}"} 1\n`))
    })

    test('twenty presses of five people in a second are one run with equal answers', async () => {
      const names = ['olivia', 'noah', 'emma', 'kenta', 'jiwoo']
      const admin = [...world.sandbox.world.guild(world.guildId).roles.values()].find(
        ({ name }) => name === 'Admin',
      )
      for (const user of names.slice(1)) {
        await world.act('olivia', { do: 'set_roles', user, roles: [admin?.id] })
      }
      const people = await Promise.all(names.map((name) => world.signIn(name)))
      await world.settle()
      const sentBefore = await sends()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, nth) =>
          world.api('POST', '/api/staff/discord/sync/', {}, people[nth % people.length]),
        ),
      )
      assert.equal((await sends()) - sentBefore, 1)
      const ok = answers.filter(({ status }) => status === 200)
      assert.equal(ok.length, 20)
      // Each is told in the own language.
      const told = ok.map(({ json }) => ({ ...syncAnswer.parse(json), message: '' }))
      assert.equal(new Set(told.map((one) => JSON.stringify(one))).size, 1)
      assert.equal(syncAnswer.parse(ok[0]?.json).synced, 3)
      await world.control.advance('2s')
      const soon = await world.api('POST', '/api/staff/discord/sync/', {})
      assert.equal(soon.status, 429)
      assert.ok(Number(soon.headers.get('retry-after')) > 0)
    })

    test('who hides everything is not observed, and what was kept is gone', async () => {
      const person = await world.signIn('sam')
      const hidden = await world.api('PATCH', '/api/staff/me/', { privacy: 'all' }, person)
      assert.equal(hidden.status, 200)
      await world.settle()
      const sam = await world.byName('sam')
      assert.equal(sam.discord_presence_state, 'hidden')
      assert.equal(sam.discord_status, null)
      assert.equal(sam.discord_status_updated, null)
      assert.equal(world.app.services.presences.get(world.guildId, world.idOf('sam')), null)
      await world.api('PATCH', '/api/staff/me/', { privacy: 'none' }, person)
      await world.settle()
      assert.equal((await world.byName('sam')).discord_presence_state, 'live')
    })
  })
}
