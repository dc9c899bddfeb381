import { useSyncExternalStore } from 'react'

const wide = '(min-width: 64rem)'

function subscribe(hear: () => void): () => void {
  const query = matchMedia(wide)
  query.addEventListener('change', hear)
  return () => query.removeEventListener('change', hear)
}

/** Whether the window is wide enough for a table of people. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(wide).matches)
}
