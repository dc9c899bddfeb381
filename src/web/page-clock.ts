/** The page's time: the browser's, moved to the server's when a live frame tells it. */
export type PageClock = {
  now: () => number
  /** The same moment as a reading of the browser's clock. */
  fromBrowser: (at: number) => number
  /** Follows the server: `serverTime` is its clock at this moment. */
  follow: (serverTime: number) => void
  /** The time as it was at the last beat; one timer serves all who hear of one rhythm. */
  beat: (every: number) => Beat
}

/** How old the time of a beat may be for a newcomer, in milliseconds. */
const freshMs = 1_000

/** A time that changes in a rhythm. */
type Beat = {
  subscribe: (hear: () => void) => () => void
  now: () => number
  /** Looks at the clock between two beats. */
  renew: () => void
}

function createBeat(read: () => number, every: number): Beat {
  const hearers = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let shown = read()
  const tick = () => {
    shown = read()
    for (const hear of hearers) hear()
  }
  return {
    now: () => shown,
    renew: tick,
    subscribe(hear) {
      // Whoever comes between two beats must not begin with an old time.
      if (Math.abs(read() - shown) > freshMs) shown = read()
      if (hearers.size === 0) timer = setInterval(tick, every)
      hearers.add(hear)
      return () => {
        hearers.delete(hear)
        if (hearers.size === 0) clearInterval(timer)
      }
    },
  }
}

/** Makes a clock over the browser's; small differences (below two seconds) are ignored. */
export function createPageClock(browserNow: () => number = Date.now): PageClock {
  let offset = 0
  const beats = new Map<number, Beat>()
  const now = () => browserNow() + offset
  return {
    now,
    beat(every) {
      const beat = beats.get(every) ?? createBeat(now, every)
      beats.set(every, beat)
      return beat
    },
    fromBrowser: (at) => at + offset,
    follow(serverTime) {
      const difference = serverTime - browserNow()
      const next = Math.abs(difference) < 2000 ? 0 : difference
      const isMoved = Math.abs(next - offset) >= 2000
      offset = next
      // Times on the page must not stand wrong until the next beat.
      if (isMoved) for (const beat of beats.values()) beat.renew()
    },
  }
}
