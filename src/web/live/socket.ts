/** A live connection of one address; it reconnects and resumes by itself until it is closed. */
export type LiveSocket = { close: () => void }

/** What a connection needs; frames come as parsed JSON. */
export type LiveSocketOptions = {
  path: string
  cursor: string | null
  onFrame: (frame: unknown) => void
  onState: (state: 'connecting' | 'live' | 'reconnecting') => void
}

function socketUrl(path: string, cursor: string | null): string {
  const url = new URL(path, location.href.replace(/^http/, 'ws'))
  if (cursor === null) url.searchParams.set('snapshot', '1')
  else url.searchParams.set('cursor', cursor)
  return url.href
}

/** Opens a connection in the browser. */
export function openLiveSocket(options: LiveSocketOptions): LiveSocket {
  let { cursor } = options
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let socket: WebSocket
  function connect(): void {
    options.onState(tries === 0 ? 'connecting' : 'reconnecting')
    socket = new WebSocket(socketUrl(options.path, cursor))
    socket.onmessage = (message: MessageEvent<string>) => {
      const frame = JSON.parse(message.data) as { type: string; cursor?: string }
      cursor = frame.cursor ?? cursor
      tries = 0
      if (frame.type === 'hello') options.onState('live')
      options.onFrame(frame)
    }
    socket.onclose = () => {
      tries += 1
      options.onState('reconnecting')
      timer = setTimeout(connect, Math.min(15_000, 250 * 2 ** tries))
    }
  }
  connect()
  return {
    close() {
      clearTimeout(timer)
      socket.onclose = null
      socket.close()
    },
  }
}
