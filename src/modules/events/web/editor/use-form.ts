import { useFormValues } from '#web/ui/use-form-values.ts'
import type { EventValues } from './values.ts'

/** The fields of the API in which a form value ends, where the names differ. */
const fieldsOf: Partial<Record<keyof EventValues, readonly string[]>> = {
  start: ['local_start', 'start_at_utc'],
  duration: ['duration_minutes', 'end_at_utc'],
  voice: ['voice_channel_id'],
  max: ['max_participants'],
  min: ['min_participants'],
  min_deadline: ['min_deadline_minutes'],
  opens: ['signup_opens_at'],
  closes: ['signup_closes_at'],
  banner: ['banner_url'],
}

/** The values of an event's form and their mistakes. */
export function useEventForm(start: EventValues) {
  return useFormValues(start, fieldsOf)
}
