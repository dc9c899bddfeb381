import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'
import type { PageClock } from './page-clock.ts'

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

/** The current time, renewed every `every` milliseconds, for all who ask at the same time. */
export function useNow(every = 15_000): number {
  const clock = useClock()
  const beat = clock.beat(every)
  return useSyncExternalStore(beat.subscribe, beat.now)
}
