import { useEffect, useRef, useState, type RefObject } from 'react'
import type { FieldErrors } from '../api/field-errors.ts'

/**
 * A form's values, whether they differ from the first ones, and its mistakes. A changed value puts right the
 * mistakes of the API's field of the same name, or of those that `fieldsOf` names for it. After a refusal the
 * first wrong field has the focus.
 */
export function useFormValues<V extends object>(
  start: V,
  fieldsOf: Partial<Record<keyof V, readonly string[]>> = {},
) {
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
    change: (patch: Partial<V>) => {
      setValues((old) => ({ ...old, ...patch }))
      const fixed = new Set(
        Object.keys(patch).flatMap((name) => fieldsOf[name as keyof V] ?? [name]),
      )
      setErrors((old) =>
        Object.fromEntries(
          Object.entries(old).filter(([name]) => !fixed.has(name.split('.')[0] ?? '')),
        ),
      )
    },
  }
}

function useFocusOnMistake(form: RefObject<HTMLFormElement | null>, errors: FieldErrors): void {
  const shown = useRef(errors)
  useEffect(() => {
    const more = Object.keys(errors).length > Object.keys(shown.current).length
    shown.current = errors
    if (more) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [form, errors])
}
