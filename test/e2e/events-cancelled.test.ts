import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { event as eventShape } from '#modules/events/contract/event.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'

const base = '/api/v1/events'

describe('an event that is called off in Discord', () => {
  let world: TwoServers
  before(async () => {
    world = await openTwoServers()
  })
  after(() => world.close())

  /** Why an event does not happen, as somebody reads it who sees names (`null`: a visitor). */
  async function reason(id: string, language: string, headers?: Record<string, string> | null) {
    return (await readBy(id, language, headers)).cancel_reason
  }

  async function readBy(id: string, language: string, headers?: Record<string, string> | null) {
    const sent = { ...headers, 'accept-language': language }
    const service = { authorization: 'Bearer a-service-token-for-tests' }
    const who = headers === null ? sent : { ...service, ...sent }
    const { json } = await world.api('GET', `${base}/${id}`, undefined, who)
    return eventShape.parse(json)
  }

  /** What people do in Discord, and nobody here knows Hélène yet. */
  const gone = {
    cancel: (id: string) =>
      world.inDiscord('helene', { do: 'cancel_event', event_id: world.remoteOf(id)?.id }),
    async delete(id: string) {
      const path = `guilds/${world.guildId}/scheduled-events/${world.remoteOf(id)?.id}`
      const headers = { authorization: 'person.helene' }
      const init = { method: 'DELETE', headers }
      const answer = await fetch(`${world.sandbox.origin}/api/v10/${path}`, init)
      assert.equal(answer.status, 204)
      await world.settle()
    },
  }

  it('says who did so, in the language of the reader; names are for members', async () => {
    for (const act of ['cancel', 'delete'] as const) {
      const one = await world.create({ title: 'Called off', discord_user_id: world.idOf('lea') })
      await gone[act](one.id)
      await world.pass('31s')
      assert.equal((await world.read(one.id)).state, 'cancelled', act)
      const told = await Promise.all(
        ['en', 'fr', 'ja', 'ko'].map((language) => reason(one.id, language)),
      )
      assert.equal(new Set(told).size, 4)
      for (const text of told) assert.match(text ?? '', /helene/i)
      assert.match(told[0] ?? '', /^Cancelled in Discord by .+\.$/)
      const { cancel_reason, created_by, organizer } = await readBy(one.id, 'en', null)
      assert.equal(cancel_reason, 'Cancelled in Discord.')
      const nobody = { discord_user_id: null, display_name: null, avatar: null }
      assert.deepEqual([created_by, organizer], [null, nobody])
      const messages = JSON.stringify(await world.control.messages(world.channelId))
      assert.ok(messages.includes(`Annulé dans Discord par <@${world.idOf('helene')}>.`), act)
    }
  })

  it('is nobody’s doing where Discord does not tell, and forgets it when it is brought back', async () => {
    const log = { method: 'GET', route: '/guilds/:guild_id/audit-logs' }
    await world.control.fault({ when: log, do: { status: 403, body: { code: 50013 } } })
    const one = await world.create({ title: 'By whom', discord_user_id: world.idOf('lea') })
    await gone.cancel(one.id)
    await world.pass('31s')
    await world.control.liftFaults()
    assert.equal(await reason(one.id, 'en'), 'Cancelled in Discord.')
    assert.equal((await world.api('POST', `${base}/${one.id}/reinstate`)).status, 200)
    assert.equal(await reason(one.id, 'en'), null)
    assert.equal((await world.api('POST', `${base}/${one.id}/cancel`, {})).status, 200)
    assert.equal(await reason(one.id, 'en'), null)
  })
})
