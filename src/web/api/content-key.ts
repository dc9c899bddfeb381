import { useRef } from 'react'
import { newIdempotencyKey } from './client.ts'

/** One idempotency key per content: pressing twice posts once, a corrected form is a new wish. */
export function useContentKey(): (content: unknown) => string {
  const held = useRef({ content: '', key: '' })
  return (wanted) => {
    const content = JSON.stringify(wanted)
    if (held.current.content !== content) held.current = { content, key: newIdempotencyKey() }
    return held.current.key
  }
}
