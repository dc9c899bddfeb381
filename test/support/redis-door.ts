import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A way to Redis that can be shut, as when its machine is away. */
export type RedisDoor = { url: string; shut(): void; reopen(): void }

/** Opens one in front of the Redis at `target`; it closes with the test. */
export async function openRedisDoor(context: TestContext, target: string): Promise<RedisDoor> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer((inner) => {
    if (!open) return void inner.destroy()
    const outer = connect(Number(port || 6_379), hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inner.pipe(outer).pipe(inner)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const shut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  context.after(() => {
    shut()
    server.close()
  })
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('the door has no address')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    shut,
    reopen() {
      open = true
    },
  }
}
