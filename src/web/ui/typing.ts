import { useEffect, useState } from 'react'

/** A value as it was at the last pause in typing. */
export function usePaused<T>(value: T): T {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), 300)
    return () => clearTimeout(timer)
  }, [value])
  return paused
}

/** A text that is being typed; what it narrows is asked for after a short pause. */
export function useTyped(props: { value: string; onChange: (value: string) => void }) {
  const { value, onChange } = props
  const [typed, setTyped] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    setShown(value)
    setTyped(value)
  }
  useEffect(() => {
    if (typed === value) return undefined
    // Every letter would be a request; a short pause in typing is the end of a word.
    const timer = setTimeout(() => onChange(typed), 250)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return [typed, setTyped] as const
}
