import { useQuery } from '@tanstack/react-query'
import { useApi } from '#web/session.tsx'
import { templateList } from '../../contract/series.ts'

/** Where the API of templates begins. */
export const templatesPath = '/api/v1/event-templates'
/** Cache key of the templates. */
export const templatesKey = ['event-templates'] as const

/** The templates of a server's organisation; all that the reader knows without a server. */
export function useTemplates(guild?: string) {
  const api = useApi()
  return useQuery({
    queryKey: [...templatesKey, guild ?? null],
    enabled: guild !== '',
    staleTime: 30_000,
    retry: false,
    queryFn: async () =>
      (await api.get(`${templatesPath}/`, templateList, { guild_id: guild })).body.results,
  })
}
