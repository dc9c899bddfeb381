import { createContext, useContext, useEffect, useReducer } from 'react'

/** The world's time in epoch milliseconds; it may be moved away from real time. */
export type Now = () => number

/** Where components read the world's time. */
export const NowContext = createContext<Now>(() => 0)

/** The world's time, renewed every few seconds while shown. */
export function useNow(everyMs = 10_000): number {
  const read = useContext(NowContext)
  const [, renew] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(renew, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return read()
}
