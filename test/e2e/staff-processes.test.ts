import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, it } from 'node:test'
import { staffFrame } from '#modules/staff/contract/live.ts'
import { rosterPage } from '#modules/staff/contract/roster.ts'
import { savedRow } from '#modules/staff/contract/row.ts'
import { fullStatus, syncAnswer } from '#modules/staff/contract/status.ts'
import { silentLog } from '#core/log.ts'
import { freePort } from '#core/http/free-port.ts'
import { createSandbox } from '#sandbox/sandbox.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import { createControl } from '../support/control.ts'
import { eventually } from '../support/eventually.ts'
import { follow, type Follower } from '../support/follower.ts'
import { places } from '../support/places.ts'
import { quickLimits } from '../support/quick-limits.ts'
import { redisUrl } from '../support/redis.ts'
import { startServer } from '../support/server-process.ts'
import { ask, serviceHeaders, testEnvironment } from '../support/world.ts'

const postgres = places().find(({ name }) => name === 'PostgreSQL')
const missing = !postgres || redisUrl === null
const skip = missing ? 'NO POSTGRESQL OR REDIS: several processes are not tested' : false

/** Waits for a frame of the roster. */
function shows(page: Follower, fits: (frame: unknown) => boolean): Promise<unknown> {
  return page.until(({ frames }) =>
    frames.some((one) => {
      const frame = staffFrame.safeParse(one).data
      return frame !== undefined && fits(frame)
    }),
  )
}

describe('presences of two processes', { skip }, () => {
  it('come live to the one without the gateway, and outlive the one that had it', async (context) => {
    assert.ok(postgres && redisUrl !== null)
    const sandbox = await createSandbox(quickLimits)
    const place = await postgres.open()
    const env = {
      ...sandboxEnvironment(sandbox, tmpdir()),
      ...testEnvironment,
      ...place.env,
      REDIS_URL: redisUrl,
      ADMIN_USERS: '1',
      STAFF_STATUS_PUBLIC: 'full',
    }
    const owner = startServer({ ...env, PORT: String(await freePort()) })
    const app = await createApp(readConfig({ ...env, PORT: '0' }), {
      clock: sandbox.clock,
      log: silentLog,
    })
    context.after(async () => {
      await owner.kill()
      await app.stop()
      await sandbox.close()
      await place.remove()
    })
    assert.ok(await owner.running, owner.output())
    await app.start()
    await app.ready()

    const api = async (method: string, path: string, body?: unknown) =>
      (await ask(app.url + path, { method, body, headers: serviceHeaders })).json
    const status = async () => fullStatus.parse(await api('GET', '/api/staff/discord/status/'))
    const control = createControl(sandbox.origin)
    const people = [...sandbox.world.state.users.values()]
    const samId = people.find(({ user }) => user.username === 'sam')?.user.id
    const act = (action: object) => control.act({ channel: 'staff', as: 'sam', ...action })
    const row = async () =>
      rosterPage.parse(await api('GET', '/api/staff/roster/?search=Sam')).results[0]

    const body = { display_name: 'Sam', discord_id: samId }
    const { id } = savedRow.parse(await api('POST', '/api/staff/roster/', body))
    await eventually(async () => assert.equal((await row())?.discord_presence_state, 'live'))
    assert.equal((await status()).is_running, true)
    // Here visitors are told everything.
    const { json } = await ask(`${app.url}/api/staff/discord/status/`, { method: 'GET' })
    assert.equal(fullStatus.parse(json).linked, 1)
    const page = await follow(app.url, '/ws/staff/', serviceHeaders)
    await act({ do: 'presence', status: 'dnd', custom_status: 'over there' })
    await shows(
      page,
      (frame) =>
        JSON.stringify(frame).includes('over there') &&
        JSON.stringify(frame).includes(`"staff_id":${id}`),
    )
    // The one that hears the gateway looks on behalf of the other.
    const looked = syncAnswer.parse(await api('POST', '/api/staff/discord/sync/', {}))
    assert.deepEqual([looked.synced, looked.not_found], [1, 0])

    await owner.kill()
    await act({ do: 'presence', status: 'idle', custom_status: 'while nobody listened' })
    await shows(page, (frame) => JSON.stringify(frame).includes('"connected":false'))
    assert.equal((await row())?.discord_status, 'dnd')
    const { is_running, last_error } = await status()
    assert.deepEqual([is_running, last_error?.code], [false, 'reconnecting'])
    // The lease of the dead one runs out, and its session is resumed here.
    await shows(page, (frame) => JSON.stringify(frame).includes('while nobody listened'))
    await eventually(async () => {
      const { is_running: runs, stale } = await status()
      assert.deepEqual([runs, stale], [true, 0])
    })
    const after = await row()
    assert.deepEqual([after?.discord_presence_state, after?.discord_status], ['live', 'idle'])
    page.close()
  })
})
