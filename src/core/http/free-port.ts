import { createServer } from 'node:net'
import { randomFraction, systemRandom, type Random } from '../ids.ts'

/** Below the ports that systems give to outgoing connections, which could take one again at once. */
const lowest = 15_000
const count = 15_000

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

/** A port that nobody listens on, and that stays free until it is opened unless somebody asks for this very one. */
export async function freePort(host = '127.0.0.1', random: Random = systemRandom): Promise<number> {
  const first = Math.floor(randomFraction(random) * count)
  for (let tried = 0; tried < count; tried += 1) {
    const port = lowest + ((first + tried) % count)
    if (await isFree(port, host)) return port
  }
  throw new Error(`No port of ${host} is free.`)
}
