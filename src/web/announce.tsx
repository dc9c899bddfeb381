import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { createAnnouncer } from './announcer.ts'

const AnnounceContext = createContext<((text: string) => void) | null>(null)

/** Holds the polite live region; `aria-live` speaks at most once per two seconds. */
export function AnnounceProvider(props: { children: ReactNode }) {
  const [text, setText] = useState('')
  const announcer = useMemo(
    () =>
      createAnnouncer({
        interval: 2000,
        read: setText,
        after: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds)
          return () => clearTimeout(timer)
        },
      }),
    [],
  )
  useEffect(() => () => announcer.stop(), [announcer])
  return (
    <AnnounceContext value={announcer.say}>
      {props.children}
      <output aria-live="polite" className="sr-only" data-testid="announcer">
        {text}
      </output>
    </AnnounceContext>
  )
}

/** Says something to screen readers, politely. */
export function useAnnounce(): (text: string) => void {
  const announce = useContext(AnnounceContext)
  if (!announce) throw new Error('AnnounceProvider is missing.')
  return announce
}
