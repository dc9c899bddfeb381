import { useEffect, useRef, type RefObject } from 'react'

/** A ref for the box inside which the escape key calls `onEscape`. */
export function useEscape<T extends HTMLElement>(onEscape: () => void): RefObject<T | null> {
  const box = useRef<T>(null)
  useEffect(() => {
    const element = box.current
    const listen = ({ key, defaultPrevented }: KeyboardEvent): void => {
      if (key === 'Escape' && !defaultPrevented) onEscape()
    }
    element?.addEventListener('keydown', listen)
    return () => element?.removeEventListener('keydown', listen)
  }, [onEscape])
  return box
}
