import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { databases } from '../../../test/support/databases.ts'
import { openDoor } from '../../../test/support/http.ts'
import { route } from './route.ts'

/** Sends bytes over a fresh connection and returns all that comes back until it is closed. */
async function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.end(bytes)
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
  await once(socket, 'close')
  return answer
}

describe('the HTTP door on a real port', () => {
  it('lets running requests finish when it closes', async () => {
    const [store] = databases()
    assert.ok(store)
    const entered = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const slow = route({
      method: 'GET',
      path: '/api/slow',
      summary: 'waits',
      tags: ['test'],
      access: { kind: 'public' },
      responses: {},
      async perform() {
        entered.resolve()
        await release.promise
        return 'done'
      },
      respond: (text) => ({ status: 200, body: { text } }),
    })
    const door = await openDoor(store, { routes: [slow] })
    const url = await door.server.listen({ host: '127.0.0.1', port: 0 })
    await (await fetch(`${url}/healthz`)).text()
    const running = fetch(`${url}/api/slow`)
    await entered.promise
    const closed = door.server.close()
    release.resolve()
    const answer = await running
    assert.deepEqual(await answer.json(), { text: 'done' })
    await closed
    await assert.rejects(fetch(`${url}/healthz`))
    await door.close()
  })

  it('answers what is not HTTP, or too much of it, and goes on', async () => {
    const [store] = databases()
    assert.ok(store)
    const door = await openDoor(store)
    const url = await door.server.listen({ host: '127.0.0.1', port: 0 })
    try {
      // All of it in the words and the shape of every other mistake.
      const refused = (status: number, code = 'malformed_request') =>
        new RegExp(`^HTTP/1\\.1 ${status} .*\r\n\r\n{"detail":"[^"]+","code":"${code}"}$`, 's')
      assert.match(await exchange(url, 'nonsense\r\n\r\n'), refused(400))
      assert.match(await exchange(url, 'FOO / HTTP/1.1\r\nhost: x\r\n\r\n'), refused(400))
      assert.match(
        await exchange(url, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
        refused(431, 'payload_too_large'),
      )
      assert.match(
        await exchange(url, 'TRACE /api/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
        refused(405, 'method_not_allowed'),
      )
      const smuggled =
        'POST /api/ws-tickets HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'
      assert.match(await exchange(url, smuggled), /^HTTP\/1\.1 400/)
      const chunked =
        'POST /api/csp-reports HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/reports+json\r\n' +
        `transfer-encoding: chunked\r\n\r\n8000\r\n${'x'.repeat(0x8000)}\r\n0\r\n\r\n`
      assert.match(await exchange(url, chunked), /^HTTP\/1\.1 413/)
      assert.equal((await fetch(`${url}/healthz`)).status, 200)
    } finally {
      await door.close()
    }
  })
})
