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
  /** The world was replaced: forget everything. */
  forget: () => void
} {
  const [records, setRecords] = useState(nothing)
  const current = useRef(nothing)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const put = useCallback((next: Records): void => {
    current.current = next
    setRecords(next)
  }, [])
  const read = useCallback(async (): Promise<void> => {
    const known = current.current
    const [interactions, calls] = await Promise.all([
      readInteractions(readFrom(known.interactions)),
      readCalls(readFrom(known.calls)),
    ])
    if (current.current !== known) return
    put({
      interactions: mergeRecords(known.interactions, interactions),
      calls: mergeRecords(known.calls, calls),
    })
  }, [put])
  const touch = useCallback((): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      read().catch(() => undefined)
    }, quietMs)
  }, [read])
  const forget = useCallback((): void => {
    put({ interactions: [], calls: [] })
    touch()
  }, [put, touch])
  useEffect(() => {
    touch()
    const poll = watching ? setInterval(touch, everyMs) : undefined
    return () => clearInterval(poll)
  }, [watching, touch])
  return { records, touch, forget }
}
