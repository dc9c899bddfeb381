import { useNavigate, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'

/** Query strings as plain text values: a Discord id stays text and is never read as a number. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The opposite of `parseSearch`; empty values leave the address. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (text !== undefined && text !== '' && text !== 'null') params.set(name, text)
  }
  const result = params.toString()
  return result ? `?${result}` : ''
}

/**
 * A page's state in its address, read by schema (which must accept anything, by `catch`) and
 * changed by patch. Undefined removes a value.
 */
export function useUrlSearch<Output extends object>(
  schema: z.ZodType<Output>,
): [Output, (patch: Partial<Record<keyof Output, string | undefined>>) => void] {
  const raw: unknown = useSearch({ strict: false })
  const navigate = useNavigate()
  return [
    schema.parse(raw),
    (patch) => {
      void navigate({
        to: '.',
        search: (old: Record<string, unknown>) => ({ ...old, ...patch }),
        replace: true,
        resetScroll: false,
      })
    },
  ]
}
