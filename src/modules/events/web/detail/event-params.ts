import { useParams } from '@tanstack/react-router'
import { z } from 'zod'

const params = z.object({ id: z.string().catch('') })

/** The id in the address. */
export function useIdParam(): string {
  const raw: unknown = useParams({ strict: false })
  return params.parse(raw).id
}
