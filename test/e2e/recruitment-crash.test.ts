import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '#core/db/open.ts'
import { systemClock } from '#core/clock.ts'
import { systemRandom } from '#core/ids.ts'
import type { Transaction } from '#core/db/database.ts'
import { assertShows } from '../support/equality.ts'
import { eventually } from '../support/eventually.ts'
import { partiesPath } from '../support/parties.ts'
import { sqlitePlace } from '../support/places.ts'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { openWorld } from '../support/world.ts'

type Left = (tx: Transaction, messageId: string) => Promise<unknown>

/** What a process leaves in the database when it dies after its message was posted. */
const crashes: Record<string, Left> = {
  'before anything of it was written down': async ({ db }) => {
    await sql`delete from panels`.execute(db)
    await sql`update meta set value = '0' where key = 'discord.panels.cursor'`.execute(db)
  },
}

for (const [when, leave] of Object.entries(crashes)) {
  it(`a message is found again when the process died ${when}, however long ago`, async (context) => {
    const place = await sqlitePlace.open()
    const kind = { name: place.name, open: () => Promise.resolve(place) }
    const world = await openWorld({ place: kind })
    context.after(() => world.close())
    await world.control.fault({
      service: 'discord',
      when: { method: 'POST', route: '/channels/:channel_id/messages' },
      do: { drop: 'after' },
    })
    const { json } = await world.api('POST', `${partiesPath}/`, {
      title: 'Found',
      discord_guild_id: world.guildId,
      discord_channel_id: world.channelId,
      discord_owner_id: world.idOf('olivia'),
    })
    const { id } = recruitment.parse(json)
    await eventually(async () => assert.equal((await world.messagesOf(id)).length, 1))
    const [posted] = await world.messagesOf(id)
    await world.restart(async () => {
      const services = { clock: systemClock, random: systemRandom }
      const database = openDatabase({ dataDir: place.dataDir, databaseUrl: null }, services)
      await database.write((tx) => leave(tx, posted?.id ?? ''))
      await database.close()
      await world.control.liftFaults()
      // By then Discord knows no nonce of it.
      await world.control.advance('30m')
    })
    await world.settle()
    const messages = await world.messagesOf(id)
    assert.deepEqual(
      messages.map((one) => one.id),
      [posted?.id],
    )
    assertShows(messages[0], await world.party(id))
  })
}
