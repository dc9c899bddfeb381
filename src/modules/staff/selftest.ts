import type { z } from 'zod'
import type { Selftest, SelftestPage, SelftestWorld } from '#core/selftest.ts'
import { staffFrame } from './contract/live.ts'
import { staffRow, type StaffRow } from './contract/row.ts'
import { fullStatus, syncAnswer } from './contract/status.ts'

const base = '/api/staff'

/** The page comes to show the row like this. */
function shown(
  page: SelftestPage,
  id: number,
  fits: (row: StaffRow) => boolean,
): Promise<z.infer<typeof staffFrame>> {
  return page.until(
    staffFrame,
    (frame) => frame.type === 'staff_update' && frame.staff.id === id && fits(frame.staff),
  )
}

async function run(world: SelftestWorld): Promise<void> {
  const { step } = world
  const guild = { discord_guild_id: world.guild_id }
  const change = (id: number, body: object) =>
    world.api({
      method: 'PATCH',
      path: `${base}/roster/${id}/`,
      body,
      status: 200,
      shape: staffRow,
    })
  const page = await step('selftest.live', () => world.follow(`/ws/staff/${world.guild_id}`))
  const { id } = await step('selftest.create', async () => {
    const body = { display_name: 'Muster selftest', ...guild }
    const path = `${base}/roster/`
    const row = await world.api({ method: 'POST', path, body, status: 201, shape: staffRow })
    world.afterwards(async () => {
      await change(row.id, { is_active: false })
    })
    await shown(page, row.id, ({ is_active }) => is_active)
    return row
  })
  await step('selftest.status', () =>
    world.api({
      method: 'GET',
      path: `${base}/discord/status/?discord_guild_id=${world.guild_id}`,
      status: 200,
      shape: fullStatus,
    }),
  )
  await step('selftest.duty', async () => {
    await change(id, { duty_state: 'on' })
    await shown(page, id, ({ on_duty }) => on_duty)
    await change(id, { duty_state: 'off' })
    await shown(page, id, ({ on_duty }) => !on_duty)
  })
  await step('selftest.sync', () =>
    world.api({
      method: 'POST',
      path: `${base}/discord/sync/`,
      body: guild,
      status: 200,
      shape: syncAnswer,
    }),
  )
  await step('selftest.remove', async () => {
    const path = `${base}/roster/${id}/`
    await world.api({ method: 'DELETE', path, status: 200, shape: staffRow })
    await shown(page, id, ({ is_active }) => !is_active)
  })
}

/** The way of a row from being added to being taken off, on every door at once. */
export const staffSelftest: Selftest = { scopes: ['staff:read', 'staff:write'], run }
