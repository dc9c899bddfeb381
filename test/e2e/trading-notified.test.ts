import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { discordHealthAnswer, notificationAnswer } from '#modules/trading/contract/envelope.ts'
import { notificationsAnswer } from '#modules/trading/contract/rest.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

const posting = { method: 'POST', route: '/channels/:channel_id/messages' }
const told = z.object({ description: z.string() })

describe('notifications of trading', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'trading' })
  })
  after(() => world.close())

  const send = async (message: string) => {
    const body = { channel_id: world.channelId, message }
    const { json } = await world.api('POST', '/api/discord/notification', body)
    return notificationAnswer.parse(json).notification_id
  }
  const stateOf = async (id: string) => {
    const { json } = await world.api('GET', '/api/trading/notifications')
    return notificationsAnswer.parse(json).recent.find((one) => one.id === id)?.state
  }
  /** How often each of these texts stands in the channel. */
  const counts = async (...texts: string[]) => {
    const shown = (await world.control.messages('trading')).flatMap(({ embeds }) => embeds)
    return texts.map(
      (text) => shown.filter((one) => told.safeParse(one).data?.description === text).length,
    )
  }

  it('are told once, however late Discord answers', async () => {
    await world.control.post('clock', { speed: 0 })
    const failing = (does: object, times: number) =>
      world.control.fault({
        service: 'discord',
        when: posting,
        do: { status: 503, ...does },
        times,
      })
    // Each attempt is made three times.
    await failing({ served: true }, 3)
    const lost = await send('lost')
    await eventually(async () => assert.equal(await world.control.faultsLeft(), 0))
    await failing({}, 6)
    const late = await send('late')
    // Discord forgets by what name it was told something after some minutes.
    world.sandbox.world.state.nonces.clear()
    await eventually(async () => {
      await world.control.advance('11s')
      assert.deepEqual([await stateOf(lost), await stateOf(late)], ['delivered', 'delivered'])
    })
    assert.deepEqual(await counts('lost', 'late'), [1, 1])
    assert.equal(await world.control.faultsLeft(), 0)
    // An outage is waited for, and costs no attempt: those that succeeded are all there were.
    const jobs = await world.app.services.jobs.list({ kind: 'trading.notify', limit: 10 })
    assert.deepEqual(
      jobs.map(({ state, attempts }) => [state, attempts]),
      [
        ['done', 1],
        ['done', 1],
      ],
    )
    const { json } = await world.api('GET', '/api/discord/health')
    assert.equal(discordHealthAnswer.parse(json).queue?.notifications_pending, 0)
    await world.control.post('clock', { speed: 1 })
  })
})
