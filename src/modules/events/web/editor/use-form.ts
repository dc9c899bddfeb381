import { useEffect, useRef, useState, type RefObject } from 'react'
import { newIdempotencyKey } from '#web/api/client.ts'
import type { FieldErrors } from '#web/api/field-errors.ts'
import type { EventValues } from './values.ts'

/** Mistakes that a changed value puts right belong to these fields of the API. */
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

/** A form's values, whether they differ from the first ones, and its mistakes. */
export function useEventForm(start: EventValues) {
  const [first] = useState(start)
  const [values, setValues] = useState(start)
  const [errors, setErrors] = useState<FieldErrors>({})
  const form = useRef<HTMLFormElement>(null)
  useFocusOnMistake(form, errors)
  return {
    form,
    first,
    values,
    errors,
    setErrors,
    setValues,
    dirty: JSON.stringify(values) !== JSON.stringify(first),
    change: (patch: Partial<EventValues>) => {
      setValues((old) => ({ ...old, ...patch }))
      const fixed = new Set(
        Object.keys(patch).flatMap((name) => fieldsOf[name as keyof EventValues] ?? [name]),
      )
      setErrors((old) =>
        Object.fromEntries(
          Object.entries(old).filter(([name]) => !fixed.has(name.split('.')[0] ?? '')),
        ),
      )
    },
  }
}

/** After a refusal the first wrong field has the focus. */
function useFocusOnMistake(form: RefObject<HTMLFormElement | null>, errors: FieldErrors): void {
  const shown = useRef(errors)
  useEffect(() => {
    const more = Object.keys(errors).length > Object.keys(shown.current).length
    shown.current = errors
    if (more) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [form, errors])
}

/** One key per content: pressing twice posts once, a corrected form is a new wish. */
export function useContentKey(): (content: unknown) => string {
  const held = useRef({ content: '', key: '' })
  return (wanted) => {
    const content = JSON.stringify(wanted)
    if (held.current.content !== content) held.current = { content, key: newIdempotencyKey() }
    return held.current.key
  }
}
