import { useCallback, useEffect, useRef, useState } from 'react'
import { readCalls, readInteractions } from '../../state/control.ts'
import { mergeRecords, readFrom, type Records } from '../../state/evidence.ts'

const nothing: Records = { interactions: [], calls: [] }
const quietMs = 150
const everyMs = 2000

/** Interactions and calls of this world; read when something happens and, while `watching`, every two seconds. */
export function useRecords(watching: boolean): {
  records: Records
  /** Something happened: read soon. */
  touch: () => void
  /** The world may have been replaced: read everything soon. */
  renew: () => void
} {
  const [records, setRecords] = useState(nothing)
  const current = useRef(nothing)
  const isStale = useRef(true)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const read = useCallback(async (): Promise<void> => {
    const known = isStale.current ? nothing : current.current
    isStale.current = false
    const [interactions, calls] = await Promise.all([
      readInteractions(readFrom(known.interactions)),
      readCalls(readFrom(known.calls)),
    ])
    if (isStale.current) return
    current.current = {
      interactions: mergeRecords(known.interactions, interactions),
      calls: mergeRecords(known.calls, calls),
    }
    setRecords(current.current)
  }, [])
  const touch = useCallback((): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      read().catch(() => {
        isStale.current = true
      })
    }, quietMs)
  }, [read])
  const renew = useCallback((): void => {
    isStale.current = true
    touch()
  }, [touch])
  useEffect(() => {
    touch()
    const poll = watching ? setInterval(touch, everyMs) : undefined
    return () => {
      clearInterval(poll)
      clearTimeout(timer.current)
    }
  }, [watching, touch])
  return { records, touch, renew }
}
