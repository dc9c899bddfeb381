import { useEffect, useRef, useState, type RefObject } from 'react'
import type { FieldErrors } from '#web/api/field-errors.ts'
import type { PartyValues } from './values.ts'

/** A form's values, whether they differ from the first ones, and its mistakes. */
export function usePartyForm(start: PartyValues) {
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
    dirty: JSON.stringify(values) !== JSON.stringify(first),
    change: (patch: Partial<PartyValues>) => {
      setValues((old) => ({ ...old, ...patch }))
      const fixed = new Set(Object.keys(patch))
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
