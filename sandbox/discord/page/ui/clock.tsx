import { createContext, useContext, useEffect, useState } from 'react'

/** The world's time in epoch milliseconds; it may be moved away from real time. */
export type Now = () => number

/** Where components read the world's time. */
export const NowContext = createContext<Now>(() => 0)

/** The world's time, renewed every few seconds while shown. */
export function useNow(everyMs = 10_000): number {
  const read = useContext(NowContext)
  const [now, setNow] = useState(read)
  useEffect(() => {
    setNow(read())
    const timer = setInterval(() => setNow(read()), everyMs)
    return () => clearInterval(timer)
  }, [read, everyMs])
  return now
}
