import assert from 'node:assert/strict'
import { test } from 'node:test'
import { staffFrame, staffRow, type StaffRow } from '#modules/staff/contract.ts'

import { openWorld, type World } from '../support/world.ts'

async function row(world: World, id: number): Promise<StaffRow> {
  return staffRow.parse((await world.api('GET', `/api/staff/roster/${id}/`)).json)
}

async function add(world: World, username: string, fields: object = {}): Promise<StaffRow> {
  const answer = await world.api('POST', '/api/staff/roster/', {
    display_name: username,
    discord_id: world.idOf(username),
    ...fields,
  })
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  await world.settle()
  return row(world, staffRow.parse(answer.json).id)
}

test('presence: from a person in Discord to the roster and the live page', async () => {
  const world = await openWorld()
  try {
    const sam = await add(world, 'sam')
    assert.equal(sam.discord_presence_state, 'live')
    assert.equal(sam.discord_status, 'offline')
    const page = await world.follow('/ws/staff/')
    await world.act('sam', {
      do: 'presence',
      status: 'dnd',
      custom_status: 'Busy @everyone',
      activities: [{ name: 'Chess', type: 0 }],
    })
    await world.settle()
    const now = await row(world, sam.id)
    assert.equal(now.discord_status, 'dnd')
    assert.equal(now.discord_custom_status, 'Busy @everyone')
    assert.equal(now.discord_activity, 'Chess')
    assert.deepEqual(now.discord_platforms, { desktop: 'dnd' })
    const frames = page.frames.map((frame) => staffFrame.safeParse(frame).data)
    assert.ok(
      frames.some(
        (frame) => frame?.type === 'staff_discord_status' && frame.discord_status === 'dnd',
      ),
    )
  } finally {
    await world.close()
  }
})
