import { useQuery } from '@tanstack/react-query'
import { useApi } from '#web/session.tsx'
import { eventHistory, syncInspector } from '../../contract/insight.ts'
import { attendanceReport } from '../../contract/signup.ts'
import { eventsPath } from '../data/cache.ts'

/** Cache key of what belongs to an event and is not in it. */
export function partsKey(id: string) {
  return ['event-parts', id] as const
}

/** The two sides of an event; for managers. */
export function useInspector(id: string, enabled: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: [...partsKey(id), 'sync'],
    enabled,
    queryFn: async () => (await api.get(`${eventsPath}/${id}/sync`, syncInspector)).body,
  })
}

/** What happened to an event. */
export function useHistory(id: string, enabled: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: [...partsKey(id), 'history'],
    enabled,
    queryFn: async () => (await api.get(`${eventsPath}/${id}/history`, eventHistory)).body.results,
  })
}

/** Who was there. */
export function useAttendance(id: string, enabled: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: [...partsKey(id), 'attendance'],
    enabled,
    queryFn: async () => (await api.get(`${eventsPath}/${id}/attendance`, attendanceReport)).body,
  })
}
