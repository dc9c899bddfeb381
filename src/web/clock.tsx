import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'

/** The page's time: the browser's, moved to the server's when a live frame tells it. */
export type PageClock = {
  now: () => number
  /** The same moment as a reading of the browser's clock. */
  fromBrowser: (at: number) => number
  /** Follows the server: `serverTime` is its clock at this moment. */
  follow: (serverTime: number) => void
}

/** Makes a clock over the browser's; small differences (below two seconds) are ignored. */
export function createPageClock(browserNow: () => number = Date.now): PageClock {
  let offset = 0
  return {
    now: () => browserNow() + offset,
    fromBrowser: (at) => at + offset,
    follow(serverTime) {
      const difference = serverTime - browserNow()
      offset = Math.abs(difference) < 2000 ? 0 : difference
    },
  }
}

const ClockContext = createContext<PageClock | null>(null)

/** Gives the page its time. */
export function ClockProvider(props: { clock: PageClock; children: ReactNode }) {
  return <ClockContext value={props.clock}>{props.children}</ClockContext>
}

/** The page's clock. */
export function useClock(): PageClock {
  const clock = useContext(ClockContext)
  if (!clock) throw new Error('ClockProvider is missing.')
  return clock
}

/** The current time, renewed every `every` milliseconds. */
export function useNow(every = 15_000): number {
  const clock = useClock()
  const [now, setNow] = useState(() => clock.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), every)
    return () => clearInterval(timer)
  }, [clock, every])
  return now
}
