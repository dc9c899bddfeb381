import WebSocket from 'ws'
import { z } from 'zod'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'

// A crowd makes many large frames: what is not looked at is not checked.
const versioned = z.looseObject({ id: z.int(), version: z.int() })
const frame = z.looseObject({
  type: z.string(),
  cursor: z.string().optional(),
  recruitments: z.array(versioned).optional(),
  recruitment: versioned.optional(),
  recruitment_id: z.int().optional(),
})

/** A frame as it came. */
export type Frame = z.infer<typeof frame>

/** A client of the live address that keeps what a page would show. */
export type Follower = {
  frames: Frame[]
  /** Parties by id, each in the newest version that was received. */
  parties: Map<number, z.infer<typeof versioned>>
  /** One of them in full. */
  party(id: number): RecruitmentJson
  /** Resolves once the condition holds, looking again after each frame. */
  until(condition: (follower: Follower) => boolean): Promise<void>
  /** Sends a frame, as a page does. */
  say(frame: { type: string }): void
  close(): void
}

/** After these codes a page comes again by itself: the server restarts, or the reader was too slow. */
const comeAgain = new Set([1012, 1013])

/** Follows a live address such as `/ws/discord-recruitments/`, as a page does: it comes again when it is cut. */
export async function follow(
  appUrl: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Follower> {
  const address = appUrl.replace(/^http/, 'ws') + path
  const waiting = new Set<() => void>()
  let socket: WebSocket
  let closed: string | null = null
  const follower: Follower = {
    frames: [],
    parties: new Map(),
    party: (id) => recruitment.parse(follower.parties.get(id)),
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
    say: (said) => socket.send(JSON.stringify(said)),
    close() {
      closed = 'by the test'
      socket.close()
    },
  }
  const lookAgain = () => {
    for (const look of waiting) look()
  }
  function take(party: z.infer<typeof versioned>): void {
    const held = follower.parties.get(party.id)
    if (!held || held.version < party.version) follower.parties.set(party.id, party)
  }
  function receive(data: Buffer): void {
    const received = frame.parse(JSON.parse(data.toString()))
    follower.frames.push(received)
    for (const party of received.recruitments ?? []) take(party)
    if (received.recruitment) take(received.recruitment)
    if (received.type === 'recruitment_deleted')
      follower.parties.delete(received.recruitment_id ?? 0)
    lookAgain()
  }
  function connect(): void {
    socket = new WebSocket(address, ['muster'], { headers })
    socket.on('message', receive)
    // What follows is told by the close that comes with it.
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      if (closed === null && comeAgain.has(code)) return connect()
      closed ??= `${code} ${reason.toString()}`
      lookAgain()
    })
  }
  connect()
  await follower.until(({ frames }) => frames.some(({ type }) => type === 'hello'))
  return follower
}
