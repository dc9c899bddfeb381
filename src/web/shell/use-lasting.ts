import { useEffect, useState } from 'react'

/** True once `active` has held for `patience` milliseconds without a break. */
export function useLasting(active: boolean, patience: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!active) return undefined
    const timer = setTimeout(() => setLasting(true), patience)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [active, patience])
  return active && lasting
}
