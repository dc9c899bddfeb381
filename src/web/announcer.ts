/** A quiet voice for screen readers: texts are gathered and read at most once per interval. */
export type Announcer = { say: (text: string) => void; stop: () => void }

/** What the announcer needs of its surroundings. */
export type AnnouncerOptions = {
  /** Milliseconds between two readings. */
  interval: number
  read(text: string): void
  after(milliseconds: number, run: () => void): () => void
}

/**
 * Makes an announcer. The first text is read at once; what follows within the interval is joined,
 * newest last and at most three, so that a burst never floods the reader.
 */
export function createAnnouncer(options: AnnouncerOptions): Announcer {
  let waiting: string[] = []
  let cancel: (() => void) | null = null
  function flush(): void {
    cancel = null
    if (waiting.length === 0) return
    const text = waiting.slice(-3).join(' ')
    waiting = []
    cancel = options.after(options.interval, flush)
    options.read(text)
  }
  return {
    say(text) {
      if (!waiting.includes(text)) waiting.push(text)
      if (!cancel) flush()
    },
    stop() {
      cancel?.()
      cancel = null
      waiting = []
    },
  }
}
