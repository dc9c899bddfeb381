import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PresenceUpdateStatus } from 'discord-api-types/v10'
import { z } from 'zod'
import { staffFrame } from '#modules/staff/contract/live.ts'
import { fullStatus, syncAnswer } from '#modules/staff/contract/status.ts'
import { doctor } from '../../src/cli/doctor.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import { runCommand } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { sqlitePlace, type Place } from '../support/places.ts'
import { openStaff, skipWaits, type StaffWorld } from '../support/staff.ts'

const reportShape = z.array(
  z.object({ id: z.string(), state: z.string(), detail: z.string(), fix: z.string().nullable() }),
)

/** The troubleshooting list of the setup guide: each symptom provoked, its cause named. */
describe('troubleshooting', () => {
  let world: StaffWorld
  let place: Place
  before(async () => {
    place = await sqlitePlace.open()
    const kept = { name: place.name, open: async () => place }
    world = await openStaff({ place: kept })
    await world.add('sam')
    await world.act('sam', { do: 'presence', status: 'online' })
    await world.settle()
  })
  after(() => world.close())

  const health = async () =>
    fullStatus.parse((await world.api('GET', '/api/staff/discord/status/')).json)
  const isRunning = async () => {
    const { json } = await world.api('GET', '/api/staff/discord/status/', undefined, {})
    return (json as { is_running: boolean }).is_running
  }
  const sync = () => world.api('POST', '/api/staff/discord/sync/', {})
  /** What the doctor says beside the running server, by the name of its check. */
  const diagnosed = async (changes: Record<string, string> = {}) => {
    const env = {
      ...sandboxEnvironment(world.sandbox, place.dataDir),
      ...place.env,
      PUBLIC_URL: world.app.url,
      LANG: 'en_GB.UTF-8',
      ...changes,
    }
    const { clock } = world.sandbox
    const ran = await runCommand((io) => doctor(io, clock), env, ['--json'])
    const lines = reportShape.parse(JSON.parse(ran.out)).filter(({ state }) => state !== 'works')
    return new Map(lines.map(({ id, detail, fix }) => [id, `${detail} ${fix ?? ''}`]))
  }

  test('“bot not connecting”: while the gateway is away, pages and health say so', async () => {
    const page = await world.follow('/ws/staff/')
    await world.control.fault({ gateway: 'silence' })
    await world.control.fault({
      when: { method: 'GET', route: '/gateway/bot' },
      do: { status: 503 },
      times: 3,
    })
    await world.control.fault({ gateway: 'drop' })
    await page.until(({ frames }) =>
      frames.some((one) => {
        const frame = staffFrame.safeParse(one).data
        return frame?.type === 'presence_link' && !frame.connected
      }),
    )
    await eventually(async () => {
      const { last_error } = await health()
      assert.equal(last_error?.code, 'reconnecting')
    })
    assert.match((await diagnosed()).get('gateway') ?? '', /gateway/i)
    await world.control.liftFaults()
    await eventually(async () => assert.equal(await isRunning(), true))
    assert.deepEqual([...(await diagnosed())], [])
    page.close()
  })

  test('a DISCORD_GUILD_ID of another server is named', async () => {
    const other = '123456789012345678'
    const { json } = await world.api('GET', `/api/staff/discord/status/?discord_guild_id=${other}`)
    const { is_running, guild_state, last_error } = fullStatus.parse(json)
    assert.deepEqual([is_running, guild_state, last_error?.code], [false, 'absent', 'guild_absent'])
    assert.match(last_error?.fix ?? '', /DISCORD_GUILD_ID/)
    const named = (await diagnosed({ DISCORD_GUILD_ID: other })).get('servers:primary')
    assert.match(named ?? '', new RegExp(other))
  })

  test('“bot can’t see members”: a switch that is off is named, and found on again without a restart', async () => {
    const fault = await world.control.fault({ gateway: 'presence_intent_off' })
    await world.control.fault({ gateway: 'invalid_session' })
    await eventually(async () => {
      await skipWaits(world)
      const status = await health()
      assert.equal(status.presence_intent, false)
      assert.equal(status.is_running, false)
      assert.equal(status.last_error?.code, 'presence_intent_off')
      assert.match(status.last_error.text, /Presence Intent/)
      assert.match(status.last_error.fix, /restart is not needed/)
    })
    const sam = await world.byName('sam')
    assert.equal(sam.discord_presence_state, 'unknown')
    assert.match((await diagnosed()).get('intents:GUILD_PRESENCES') ?? '', /Presence Intent/)
    await eventually(async () => {
      await skipWaits(world)
      assert.equal((await sync()).status, 200)
    })
    const counted = await health()
    assert.ok((counted.guild_counts?.members ?? 0) > 10)

    // The other switch: named by its own name once the first one is on.
    const other = await world.control.fault({ gateway: 'members_intent_off' })
    await fetch(`${world.sandbox.origin}/_control/faults/${fault}`, { method: 'DELETE' })
    await world.control.advance('15s')
    await sync()
    await eventually(async () => {
      await skipWaits(world)
      const status = await health()
      assert.deepEqual([status.presence_intent, status.members_intent], [true, false])
      assert.equal(status.last_error?.code, 'members_intent_off')
      assert.match(status.last_error.text, /Server Members Intent/)
    })
    assert.match((await diagnosed()).get('intents:GUILD_MEMBERS') ?? '', /Server Members Intent/)
    assert.equal(await isRunning(), false)

    await fetch(`${world.sandbox.origin}/_control/faults/${other}`, { method: 'DELETE' })
    await world.control.advance('15s')
    await sync()
    await eventually(async () => {
      await skipWaits(world)
      await world.settle()
      assert.equal(await isRunning(), true)
      const row = await world.byName('sam')
      assert.deepEqual([row.discord_presence_state, row.discord_status], ['live', 'online'])
    })
  })

  test('thirty seconds after a drop rows say that they are old, and are live again after it', async () => {
    const page = await world.follow('/ws/staff/')
    // The connection comes back at once, but nothing comes over it.
    await world.control.fault({ gateway: 'silence', times: 10 })
    await world.control.fault({ gateway: 'drop' })
    await page.until(({ frames }) =>
      frames.some((one) => {
        const frame = staffFrame.safeParse(one).data
        return frame?.type === 'presence_link' && !frame.connected
      }),
    )
    assert.equal((await world.byName('sam')).discord_presence_state, 'live')
    await world.sandbox.clock.advance(31_000)
    await page.until(({ frames }) =>
      frames.some((one) => {
        const frame = staffFrame.safeParse(one).data
        if (frame?.type !== 'staff_roster_sync') return false
        return frame.staff[0]?.discord_presence_state === 'stale'
      }),
    )
    page.close()
    const sam = await world.byName('sam')
    assert.deepEqual([sam.discord_presence_state, sam.discord_status], ['stale', 'online'])
    const status = await health()
    assert.deepEqual([status.connected, status.stale], [false, 1])
    assert.equal(status.last_error?.code, 'reconnecting')
    await world.control.liftFaults()
    await world.act('sam', { do: 'presence', status: 'idle' })
    await eventually(async () => {
      await world.settle()
      const row = await world.byName('sam')
      assert.deepEqual([row.discord_presence_state, row.discord_status], ['live', 'idle'])
    })
  })

  test('an outage of Discord makes rows unknown, and they come back', async () => {
    const fault = await world.control.fault({ gateway: 'outage' })
    await eventually(async () => {
      const status = await health()
      assert.equal(status.guild_state, 'unavailable')
      assert.equal(status.last_error?.code, 'guild_unavailable')
      assert.equal((await world.byName('sam')).discord_presence_state, 'unknown')
    })
    await world.act('sam', { do: 'presence', status: 'dnd' })
    await fetch(`${world.sandbox.origin}/_control/faults/${fault}`, { method: 'DELETE' })
    await eventually(async () => {
      await world.settle()
      const row = await world.byName('sam')
      assert.deepEqual([row.discord_presence_state, row.discord_status], ['live', 'dnd'])
    })
  })

  test('“status not updating”: what was missed is found by the regular look', async () => {
    // Nothing was heard of this change: as if Discord had not sent it.
    const guild = world.sandbox.world.guild(world.guildId)
    const known = guild.presences.get(world.idOf('sam'))
    assert.ok(known)
    guild.presences.set(world.idOf('sam'), { ...known, status: PresenceUpdateStatus.Idle })
    assert.equal((await world.byName('sam')).discord_status, 'dnd')
    await world.control.advance('4m')
    await world.settle()
    await world.control.advance('15s')
    await eventually(async () => {
      await world.settle()
      assert.equal((await world.byName('sam')).discord_status, 'idle')
    })
    assert.notEqual((await health()).last_sync_at, null)

    // By hand it is found at once.
    guild.presences.set(world.idOf('sam'), { ...known, status: PresenceUpdateStatus.Online })
    await world.control.advance('15s')
    const looked = syncAnswer.parse((await sync()).json)
    assert.deepEqual([looked.synced, looked.changed, looked.not_found], [1, 1, 0])
    assert.equal((await world.byName('sam')).discord_status, 'online')
  })

  test('a server that the bot was removed from is named, and nothing pretends to run', async () => {
    const owner = [...world.sandbox.world.state.users.values()].find(
      ({ user }) => user.username === 'olivia',
    )
    const path = `/api/v10/guilds/${world.guildId}/members/${world.sandbox.application.id}`
    const kicked = await fetch(world.sandbox.origin + path, {
      method: 'DELETE',
      headers: { authorization: owner?.token ?? '' },
    })
    assert.equal(kicked.status, 204)
    await eventually(async () => assert.equal(await isRunning(), false))
    const { json } = await world.api(
      'GET',
      `/api/staff/discord/status/?discord_guild_id=${world.guildId}`,
    )
    const status = fullStatus.parse(json)
    assert.equal(status.guild_state, 'absent')
    assert.equal(status.last_error?.code, 'guild_absent')
    assert.match(status.last_error.fix, /Invite/)
    assert.ok((await diagnosed()).has('servers'))
  })

  test('without a server to look at, a sync says that nothing is configured', async () => {
    const answer = await sync()
    assert.equal(answer.status, 400)
    assert.equal((answer.json as { configured: boolean }).configured, false)
  })
})

test('“check token”: a token that was reset is named; what was known grows old', async () => {
  const world = await openStaff()
  try {
    await world.add('sam')
    const { application, world: discord } = world.sandbox
    discord.person(application.id).token = 'another-token'
    await world.control.fault({ gateway: 'drop' })
    const health = async () =>
      fullStatus.parse((await world.api('GET', '/api/staff/discord/status/')).json)
    await eventually(async () => {
      const status = await health()
      assert.equal(status.last_error?.code, 'unauthorized')
      assert.match(status.last_error.fix, /DISCORD_BOT_TOKEN/)
    })
    const open = await world.api('GET', '/api/staff/discord/status/', undefined, {})
    assert.deepEqual(open.json, { is_running: false, guild_id: world.guildId })
    await world.sandbox.clock.advance(31_000)
    assert.equal((await health()).stale, 1)
    const refused = await world.api('POST', '/api/staff/discord/sync/', {})
    assert.equal(refused.status, 503)
    assert.ok(!JSON.stringify(refused.json).includes(application.bot_token))
  } finally {
    await world.close()
  }
})

test('a connection that is open but dead is noticed by its missing answers, and replaced', async () => {
  const env = { STAFF_STATUS_PUBLIC: 'off' }
  const world = await openStaff({ heartbeatMs: 500, env })
  try {
    await world.add('sam')
    // Here visitors are told nothing at all.
    const open = await world.api('GET', '/api/staff/discord/status/', undefined, {})
    assert.equal(open.status, 401)
    const health = async () =>
      fullStatus.parse((await world.api('GET', '/api/staff/discord/status/')).json)
    await world.control.fault({ gateway: 'silence', times: 1 })
    await world.act('sam', { do: 'presence', status: 'idle' })
    await eventually(async () => {
      const { is_running, last_error } = await health()
      assert.deepEqual([is_running, last_error?.code], [false, 'reconnecting'])
    })
    await eventually(async () => {
      await world.settle()
      const row = await world.byName('sam')
      assert.deepEqual([row.discord_presence_state, row.discord_status], ['live', 'idle'])
      assert.equal((await health()).is_running, true)
    })
  } finally {
    await world.close()
  }
})
