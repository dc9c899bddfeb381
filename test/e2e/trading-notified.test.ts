import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import { discordHealthAnswer, notificationAnswer } from '#modules/trading/contract/envelope.ts'
import { notificationsAnswer } from '#modules/trading/contract/rest.ts'
import { announceNow } from '#modules/trading/service/announcements.ts'
import { tidyUp } from '#modules/trading/service/tidy.ts'
import {
  insertNotification,
  loadNotification,
  updateNotification,
} from '#modules/trading/store/notifications.ts'
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

  it('come without a sound in the quiet hours, all of them, but for warnings and errors', async () => {
    const set = async (quiet: object | null) => {
      const body = { channels: {}, quiet }
      const { status } = await world.api('PATCH', '/api/trading/notifications', body)
      assert.equal(status, 200)
    }
    const silent = async () => {
      await world.settle()
      const messages = await world.control.messages('trading')
      return messages.flatMap(({ flags, embeds }) => {
        const text = told.safeParse(embeds[0]).data?.description
        return text !== undefined && (Number(flags) & MessageFlags.SuppressNotifications) !== 0
          ? [text]
          : []
      })
    }
    const hour = (new Date(world.sandbox.clock.now()).getUTCHours() + 9) % 24
    await set({ from: hour, to: (hour + 2) % 24 })
    const happen = (type: string, reason: string) =>
      announceNow(world.app.services, {
        type,
        id: reason,
        state: 'now',
        values: { reason, text: reason },
      })
    await happen('signal', 'a signal of the night')
    await happen('halted', 'a stop of the night')
    assert.deepEqual(await silent(), ['a signal of the night'])
    assert.match(JSON.stringify(await world.control.messages('trading')), /a stop of the night/)
    await set(null)
    await happen('signal', 'a signal of the day')
    assert.deepEqual(await silent(), ['a signal of the night'])
    assert.deepEqual(await counts('a signal of the day'), [1])
  })

  it('are forgotten after thirty days, unless they are still to be told', async () => {
    const { database, clock } = world.app.services
    const keep = (id: string, days: number, state: 'queued' | 'delivered' | 'failed') =>
      database.write(async (tx) => {
        const text = { type: 'info', title: null, message: id, fields: [] } as const
        const created_at = clock.now() - days * 86_400_000
        const channel_id = world.channelId
        const rest = { channel_id, dedupe_key: id, ask_order_id: null, created_at }
        await insertNotification(tx, { id, ...text, ...rest })
        await updateNotification(tx, id, { state, message_id: null, tried_at: null, error: null })
      })
    await keep('old', 31, 'delivered')
    await keep('old, failed', 31, 'failed')
    await keep('old, waiting', 31, 'queued')
    await keep('young', 29, 'delivered')
    await tidyUp(world.app.services)
    const isThere = async (id: string) => (await loadNotification(database, id)) !== null
    const found = await Promise.all(['old', 'old, failed', 'old, waiting', 'young'].map(isThere))
    assert.deepEqual(found, [false, false, true, true])
  })
})
