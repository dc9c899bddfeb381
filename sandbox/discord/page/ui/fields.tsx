import { useId, type ReactNode } from 'react'

/** The look of text fields and native selects. */
export const inputShape =
  'min-h-8 w-full min-w-0 rounded-lg border border-edge bg-page px-2.5 py-1 text-sm text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad'

/** What a field needs to be tied to its label and notes. */
export type FieldIds = {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

type FieldProps = {
  label: ReactNode
  hint?: string | null | undefined
  error?: string | null | undefined
  required?: boolean | undefined
  children: (ids: FieldIds) => ReactNode
}

/** A field with its label, an explanation and what is wrong with it. */
export function Field({ label, hint, error, required, children }: FieldProps) {
  const id = useId()
  const notes = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {required && (
          <span aria-hidden="true" className="text-bad">
            {' *'}
          </span>
        )}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {children({
        id,
        ...(notes ? { 'aria-describedby': notes } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(required ? { 'aria-required': true as const } : {}),
      })}
      {error && (
        <p id={`${id}-error`} className="text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

/** What is said where nothing is: a title and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-1 p-6 text-center">
      <p className="font-semibold">{title}</p>
      {children && <p className="text-sm text-muted">{children}</p>}
    </div>
  )
}

/** A message that something did not work. */
export function Problem({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-lg border border-bad px-3 py-2 text-sm text-bad">
      {children}
    </p>
  )
}
