import assert from 'node:assert/strict'
import { rosterPage } from '#modules/staff/contract/roster.ts'
import { staffRow, type StaffRow } from '#modules/staff/contract/row.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

/** The whole program over the sandbox, and the roster in it. */
export type StaffWorld = World & {
  /** Puts somebody on the roster by id; what Discord says of them is known when this returns. */
  add(username: string, fields?: object): Promise<StaffRow>
  row(id: number): Promise<StaffRow>
  byName(name: string): Promise<StaffRow>
}

/** Lets time pass while the bot waits for its next start, which Discord allows once in five seconds. */
export async function skipWaits({ api, sandbox }: Pick<World, 'api' | 'sandbox'>): Promise<void> {
  const { json } = await api('GET', '/api/staff/discord/status/', undefined, {})
  if (!(json as { is_running: boolean }).is_running) await sandbox.clock.advance(5_000)
}

/** Starts a world whose roster is empty. */
export async function openStaff(options: WorldOptions = {}): Promise<StaffWorld> {
  const world = await openWorld(options)
  const row = async (id: number) =>
    staffRow.parse((await world.api('GET', `/api/staff/roster/${id}/`)).json)
  return {
    ...world,
    row,
    async add(username, fields = {}) {
      const answer = await world.api('POST', '/api/staff/roster/', {
        display_name: username,
        discord_id: world.idOf(username),
        ...fields,
      })
      assert.equal(answer.status, 201, JSON.stringify(answer.json))
      await world.settle()
      return row(staffRow.parse(answer.json).id)
    },
    async byName(name) {
      const answer = await world.api('GET', '/api/staff/roster/?page_size=100&show_inactive=true')
      const found = rosterPage.parse(answer.json).results.find((one) => one.display_name === name)
      assert.ok(found, `${name} is on the roster`)
      return found
    },
  }
}
