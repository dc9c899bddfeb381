import { useNavigate, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'

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
