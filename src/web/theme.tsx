import { useState } from 'react'

/** The three choices of appearance. */
export const themes = ['system', 'light', 'dark'] as const

/** A choice of appearance. */
export type Theme = (typeof themes)[number]

function stored(): Theme {
  const value = document.documentElement.dataset['theme']
  return themes.find((theme) => theme === value) ?? 'system'
}

function keep(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
  try {
    if (theme === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', theme)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** The appearance in use and how to change it; `public/theme.js` applies it before first paint. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored)
  return [
    theme,
    (next) => {
      keep(next)
      setTheme(next)
    },
  ]
}
