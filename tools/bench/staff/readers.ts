import WebSocket from 'ws'
import { z } from 'zod'
import { answerParent } from '../child.ts'
import { monotonicMs } from '../fanout/monotonic.ts'
import { serviceToken } from '../program.ts'

/** Many open roster pages in one process; status texts carry the time at which they were set. */
const order = z.union([
  /** Pages that are `deaf` take nothing from the network after their first frame. */
  z.object({ connect: z.string(), count: z.number().int().positive(), deaf: z.boolean() }),
  z.object({ latencies: z.literal(true) }),
])

const atOnce = 50
const stamp = /"discord_custom_status":"at (\d+(?:\.\d+)?)"/

let latencies: number[] = []

/** Resolves with the first frame. */
function open(url: string, deaf: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${serviceToken}` }
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    socket.once('error', reject)
    socket.on('message', (data: Buffer) => {
      resolve()
      if (deaf) return socket.pause()
      const text = data.toString('latin1', 0, 600)
      const [, at] = (text.includes('staff_discord_status') && stamp.exec(text)) || []
      if (at !== undefined) latencies.push(monotonicMs() - Number(at))
    })
  })
}

answerParent(order, async (asked) => {
  if ('connect' in asked) {
    for (let at = 0; at < asked.count; at += atOnce) {
      const some = Math.min(atOnce, asked.count - at)
      await Promise.all(Array.from({ length: some }, () => open(asked.connect, asked.deaf)))
    }
    return {}
  }
  const heard = latencies
  latencies = []
  return { latencies: heard }
})
