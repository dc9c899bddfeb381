import WebSocket from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { serviceToken } from '../program.ts'
import { monotonicMs } from './monotonic.ts'

/** Many readers in one process; tells when all of them have a message. */
const order = z.union([
  z.object({ connect: z.string(), count: z.number().int().positive() }),
  z.object({ heard: z.literal(true) }),
])

const atOnce = 50

/** Resolves with the first frame said. */
function open(url: string, hear: (data: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${serviceToken}` }
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    socket.once('error', reject)
    socket.once('message', () => {
      socket.on('message', hear)
      resolve()
    })
  })
}

function createCrowd() {
  let size = 0
  let received = 0
  let text = ''
  let everybody: PromiseWithResolvers<{ at: number; text: string }> = Promise.withResolvers()

  function hear(data: Buffer): void {
    // Beats of the connection are shorter.
    if (data.length < 200) return
    received += 1
    text ||= data.toString()
    if (received < size) return
    received = 0
    everybody.resolve({ at: monotonicMs(), text })
  }

  return {
    async connect(url: string, count: number) {
      size = count
      for (let at = 0; at < count; at += atOnce) {
        const some = Math.min(atOnce, count - at)
        await Promise.all(Array.from({ length: some }, () => open(url, hear)))
      }
      return {}
    },
    async heard() {
      const result = await everybody.promise
      everybody = Promise.withResolvers()
      return result
    },
  }
}

const crowd = createCrowd()
answerParent(order, (asked) =>
  'connect' in asked ? crowd.connect(asked.connect, asked.count) : crowd.heard(),
)
