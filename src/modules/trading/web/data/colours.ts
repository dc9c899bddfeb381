import { useSyncExternalStore } from 'react'
import { useLanguage } from '#web/i18n/texts.tsx'

/** Which colour a rising price has: red as in Korea and Japan, or green as in the West. */
export type ColourScheme = 'red_up' | 'green_up'

const key = 'muster-trading-colours'
const changed = 'muster-trading-colours'

function stored(): ColourScheme | null {
  const value = localStorage.getItem(key)
  return value === 'red_up' || value === 'green_up' ? value : null
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener)
  window.addEventListener('storage', listener)
  return () => {
    window.removeEventListener(changed, listener)
    window.removeEventListener('storage', listener)
  }
}

const classesOf = {
  red_up: { up: 'text-bad', down: 'text-accent' },
  green_up: { up: 'text-good', down: 'text-bad' },
} as const

/** The colours of gains and losses: the reader's choice, or the custom of their language. */
export function useColours(): {
  scheme: ColourScheme
  choose: (scheme: ColourScheme) => void
  /** Text colour of a gain, a loss or neither. */
  classOf: (sign: -1 | 0 | 1) => string
  /** Colour of a line over candles, which is none of theirs. */
  line: 'good' | 'accent'
} {
  const { locale } = useLanguage()
  const chosen = useSyncExternalStore(subscribe, stored)
  const scheme = chosen ?? (locale === 'ko' || locale === 'ja' ? 'red_up' : 'green_up')
  return {
    scheme,
    choose(next) {
      localStorage.setItem(key, next)
      window.dispatchEvent(new Event(changed))
    },
    line: scheme === 'red_up' ? 'good' : 'accent',
    classOf(sign) {
      if (sign === 0) return ''
      return sign > 0 ? classesOf[scheme].up : classesOf[scheme].down
    },
  }
}
