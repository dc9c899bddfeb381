import { get, type IncomingMessage } from 'node:http'

/** One server-sent event as a browser hands it over, with its parsed data. */
export type StreamEvent = { lastEventId: string; data: { type: string } & Record<string, unknown> }

/** A client of server-sent events that notes all it is sent. */
export type EventStream = {
  status: number
  headers: IncomingMessage['headers']
  events: StreamEvent[]
  /** How many comments came. */
  comments: number
  /** The id that a browser would come back with. */
  lastEventId: string
  /** The body of an answer that is no stream. */
  body: string
  /** Resolves when this holds, at once or after something more came; rejects at the end. */
  until(holds: (stream: EventStream) => boolean): Promise<void>
  /** Resolves when the server has ended the answer. */
  ended: Promise<void>
  close(): void
}

function take(stream: EventStream, block: string): void {
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*)(?::\s?(.*))?$/.exec(line) ?? []
    if (line.startsWith(':')) stream.comments += 1
    else if (field === 'id') stream.lastEventId = value
    else if (field === 'data') data.push(value)
  }
  if (data.length === 0) return
  const parsed = JSON.parse(data.join('\n')) as StreamEvent['data']
  stream.events.push({ lastEventId: stream.lastEventId, data: parsed })
}

/** Opens an address as `EventSource` would; resolves with the head of the answer. */
export function openStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
    request.once('error', reject)
    request.once('response', (response) => {
      const waiting = new Set<() => void>()
      let isOver = false
      let rest = ''
      const stream: EventStream = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        events: [],
        comments: 0,
        lastEventId: '',
        body: '',
        until: (holds) =>
          new Promise((done, fail) => {
            const look = () => {
              if (holds(stream)) done()
              else if (isOver) fail(new Error('the stream ended before'))
              else return
              waiting.delete(look)
            }
            waiting.add(look)
            look()
          }),
        ended: new Promise((done) => response.once('close', done)),
        close: () => request.destroy(),
      }
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (text: string) => {
        stream.body += text
        rest += text
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        if (stream.status === 200) blocks.forEach((block) => take(stream, block))
        for (const look of waiting) look()
      })
      response.once('close', () => {
        isOver = true
        for (const look of waiting) look()
      })
      resolve(stream)
    })
  })
}
