import { z } from 'zod'
import type { Selftest, SelftestWorld } from '#core/selftest.ts'
import { balanceData, commandsAnswer } from './contract/data.ts'
import { discordHealthAnswer, failureAnswer, notificationAnswer } from './contract/envelope.ts'

async function run(world: SelftestWorld): Promise<void> {
  await world.step('selftest.page', () => world.follow('/api/trading/stream'))
  await world.step('selftest.health', () =>
    world.api({
      method: 'GET',
      path: '/api/discord/health',
      status: 200,
      shape: discordHealthAnswer,
    }),
  )
  await world.step('selftest.commands', async () => {
    const shape = commandsAnswer
    const { commands } = await world.api({
      method: 'GET',
      path: '/api/discord/commands',
      status: 200,
      shape,
    })
    if (commands.length === 0) throw new Error('there are no commands')
  })
  await world.step('selftest.balance', async () => {
    const shape = balanceData
    await world.api({ method: 'GET', path: '/api/trading/balance', status: 200, shape })
  })
  await world.step('selftest.refusal', () =>
    // Nobody has rights whom nobody named: the order must never get past that.
    world.api({
      method: 'POST',
      path: '/api/discord/webhook',
      body: { user_id: '1', command: 'buy', parameters: { ticker: 'BTC', amount: '5000' } },
      status: 403,
      shape: failureAnswer,
    }),
  )
  await world.step('selftest.notification', async () => {
    const { message_id } = await world.api({
      method: 'POST',
      path: '/api/discord/notification?wait=true',
      body: { channel_id: world.channel_id, message: 'Muster selftest', type: 'info' },
      status: 200,
      shape: notificationAnswer,
    })
    if (message_id !== undefined) world.afterwards(() => world.unsay(world.channel_id, message_id))
    await world.until(async () => {
      const posted = message_id && (await world.message(world.channel_id, message_id))
      return z.object({ id: z.string() }).safeParse(posted).data ?? null
    })
  })
}

/** Every door of trading, without an order: money is not for testing. */
export const tradingSelftest: Selftest = {
  scopes: ['trading:view', 'trading:trade', 'trading:notify'],
  run,
}
