import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { systemClock } from '#core/clock.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { createUpbit } from '../clients/upbit/client.ts'
import { createPrices } from './prices.ts'

describe('prices', () => {
  it('open no connection any more once they have ended', async () => {
    const server = createServer((socket) => socket.destroy())
    let calls = 0
    server.on('connection', () => {
      calls += 1
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const services = { clock: systemClock, random: systemRandom, log: silentLog }
    const url = `http://127.0.0.1:${port}`
    const limits = { order: 8, default: 28, quotation: 9 }
    const exchange = createUpbit({ ...services, url, keys: null, limits })
    const prices = createPrices({ services, exchange, streamUrl: `ws://127.0.0.1:${port}` })
    prices.stop()
    prices.follow(['KRW-BTC'])
    // A connection of the stream would have come before the last of these.
    for (let nth = 0; nth < 5; nth += 1) await once(connect(port, '127.0.0.1'), 'close')
    assert.equal(calls, 5)
    server.close()
  })
})
