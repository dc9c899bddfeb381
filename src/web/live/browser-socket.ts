import type { LiveClientOptions } from '#core/live/client.ts'

/** The address of a live topic on this very server. */
export function liveUrl(path: string): string {
  return new URL(path, location.href.replace(/^http/, 'ws')).href
}

/** The browser's WebSocket as the live client uses it. */
export const openBrowserSocket: LiveClientOptions['openSocket'] = (url, events) => {
  const socket = new WebSocket(url)
  socket.addEventListener('message', (message: MessageEvent<unknown>) => {
    if (typeof message.data === 'string') events.message(message.data)
  })
  socket.addEventListener('close', ({ code }) => events.close(code))
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}

/** The browser's timers and its own idea of now, which never jumps to the server's. */
export const browserClock: LiveClientOptions['clock'] = {
  now: () => Date.now(),
  after(delay, run) {
    const timer = setTimeout(run, delay)
    return { cancel: () => clearTimeout(timer) }
  },
}
