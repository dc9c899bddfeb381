import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '#core/db/database.ts'
import type { FormJson } from '#modules/forms/contract/form.ts'
import { discordPath, eventsPath } from '../support/event-world.ts'
import { openFormWorld, type FormWorld } from '../support/forms.ts'
import { places } from '../support/places.ts'
import { tradingIn } from '../support/trading.ts'

const admin = '444444444444444444'
const hour = 3_600_000
const day = 24 * hour

/** What tells when something was looked at last, and prices of coins that move by themselves. */
const clocks = [
  /^(discord_guilds|gateway_sessions|job_schedules|jobs|leases|google_forms)$/,
  /^(staff_presences|staff_syncs|trading_accounts|trading_equity|trading_candles)$/,
]

/** Each row by the transaction that wrote it last and its place in the file: the same text if nobody wrote it. */
async function written({ db }: Database): Promise<Map<string, Set<string>>> {
  const tables = await db.introspection.getTables()
  const found = tables
    .filter(({ schema, name }) => schema === 'public' && !clocks.some((one) => one.test(name)))
    .map(async ({ name }) => {
      const { rows } = await sql<{ version: string }>`
        select xmin::text || ctid::text as version from ${sql.table(name)}`.execute(db)
      return [name, new Set(rows.map(({ version }) => version))] as const
    })
  return new Map(await Promise.all(found))
}

const made = z.looseObject({ id: z.string() })

/** Something of every module, as a community has it on a quiet night; returns a form with an answer. */
async function inhabit(world: FormWorld): Promise<FormJson> {
  const post = async (path: string, body: object) => {
    const { status, json } = await world.api('POST', path, body)
    assert.ok(status < 300, `${path}: ${JSON.stringify(json)}`)
    await world.settle()
    return json
  }
  const party = await world.open({ max_participants: 3 })
  await world.press('yui', 'join', party)
  await post(`${discordPath}/guilds`, {
    guild_id: world.guildId,
    guild_name: 'Muster HQ',
    event_channel_id: world.channelId,
    org_id: 'heroes',
  })
  for (const hours of [60, 100]) {
    const event = await post(eventsPath, {
      title: `In ${hours} hours`,
      org_id: 'heroes',
      guild_ids: [world.guildId],
      start_at_utc: new Date(world.sandbox.clock.now() + hours * hour).toISOString(),
      location: 'Lyon',
      discord_user_id: world.idOf('olivia'),
    })
    const signups = `${eventsPath}/${made.parse(event).id}/signups`
    await post(signups, { discord_user_id: world.idOf('yui') })
  }
  for (const name of ['yui', 'emma']) {
    await post('/api/staff/roster/', { display_name: name, discord_id: world.idOf(name) })
  }
  await tradingIn(() => world, admin).say('buy', { ticker: 'XRP', amount: '12345' })
  const forms: FormJson[] = []
  for (const fields of [{ is_anonymous: true }, { anonymity: 'ledger' }, {}]) {
    const form = await world.publishForm(fields)
    const { url } = await world.makeSheet()
    await post(`/api/forms/${form.id}/sheet`, { spreadsheet_url: url })
    if (!('is_anonymous' in fields)) await world.answer('kenta', form, 'here')
    await world.sync(form)
    forms.push(form)
  }
  return forms.at(-1) ?? assert.fail()
}

describe('a community at rest', () => {
  // Only PostgreSQL tells whether a row was written again to what it was.
  for (const place of places().filter(({ name }) => name === 'PostgreSQL')) {
    it('writes nothing again, and changes nothing in Discord', async (context) => {
      const world = await openFormWorld({ place, env: { ADMIN_USERS: admin } })
      context.after(() => world.close())
      const { database } = world.app.services
      /** What is written while time passes, in rows by table; tables in which nothing is are left out. */
      const during = async (length: string) => {
        const before = await written(database)
        await world.control.advance(length)
        await world.settle()
        const rows = [...(await written(database))].map(([table, versions]) => {
          const known = before.get(table)
          return [table, [...versions].filter((one) => !known?.has(one)).length] as const
        })
        return Object.fromEntries(rows.filter(([, count]) => count > 0))
      }
      // Long after the end of the day in UTC and in Seoul, and not about a full hour: nothing is planned.
      const now = world.sandbox.clock.now()
      const start = Math.ceil((now - 3.1 * hour) / day) * day + 3.1 * hour
      await world.control.advance(`${start - now}ms`)
      const form = await inhabit(world)
      await during('12m')
      const calls = await world.control.calls()
      assert.deepEqual(await during('15m'), {})
      const changes = (await world.control.calls(calls.at(-1)?.n)).filter(
        ({ method }) => method !== 'GET',
      )
      assert.deepEqual(changes, [])
      await world.answer('emma', form, 'here, too')
      // One answer more: what it changes, and none of the others.
      assert.deepEqual(await during('10m'), {
        facts: 1,
        form_answers: 1,
        form_responses: 1,
        form_sheet_rows: 1,
        form_sheets: 1,
        meta: 1,
        panels: 1,
      })
    })
  }
})
