import { once } from 'node:events'
import WebSocket from 'ws'
import { z } from 'zod'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract.ts'

const frame = z.looseObject({
  type: z.string(),
  cursor: z.string().optional(),
  recruitments: z.array(recruitment).optional(),
  recruitment: recruitment.optional(),
  recruitment_id: z.int().optional(),
})

/** A frame as it came. */
export type Frame = z.infer<typeof frame>

/** A client of the live address that keeps what a page would show. */
export type Follower = {
  frames: Frame[]
  /** Parties by id, each in the newest version that was received. */
  parties: Map<number, RecruitmentJson>
  /** Resolves once the condition holds, looking again after each frame. */
  until(condition: (follower: Follower) => boolean): Promise<void>
  close(): void
}

/** Follows a live address such as `/ws/discord-recruitments/`. */
export async function follow(
  appUrl: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Follower> {
  const address = appUrl.replace(/^http/, 'ws') + path
  const socket = new WebSocket(address, ['muster'], { headers })
  const waiting = new Set<() => void>()
  let closed: string | null = null
  const follower: Follower = {
    frames: [],
    parties: new Map(),
    until: (condition) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (condition(follower)) resolve()
          else if (closed !== null) reject(new Error(`the socket closed: ${closed}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
    close: () => socket.close(),
  }
  const take = (party: RecruitmentJson) => {
    const held = follower.parties.get(party.id)
    if (!held || held.version < party.version) follower.parties.set(party.id, party)
  }
  const lookAgain = () => {
    for (const look of waiting) look()
  }
  socket.on('message', (data: Buffer) => {
    const received = frame.parse(JSON.parse(data.toString()))
    follower.frames.push(received)
    for (const party of received.recruitments ?? []) take(party)
    if (received.recruitment) take(received.recruitment)
    if (received.type === 'recruitment_deleted')
      follower.parties.delete(received.recruitment_id ?? 0)
    lookAgain()
  })
  socket.on('close', (code, reason) => {
    closed = `${code} ${reason.toString()}`
    lookAgain()
  })
  await once(socket, 'open')
  await follower.until(({ frames }) => frames.some(({ type }) => type === 'hello'))
  return follower
}
