import { useId, type ComponentProps, type ReactNode } from 'react'

/** What ties a control to its label, its help and its mistake. */
export type Described = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** A control of a form with its label, a line of help, and what is wrong with its value. */
export function FormField(props: {
  label: string
  help?: ReactNode
  errors?: readonly string[] | undefined
  children: (described: Described) => ReactNode
}) {
  const id = useId()
  const { help, errors = [] } = props
  const described = [help && `${id}-help`, errors.length > 0 && `${id}-error`].filter(Boolean)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {props.label}
      </label>
      {props.children({
        id,
        'aria-describedby': described.join(' ') || undefined,
        'aria-invalid': errors.length > 0 || undefined,
      })}
      {help && (
        <p id={`${id}-help`} className="text-sm text-muted">
          {help}
        </p>
      )}
      {errors.length > 0 && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {errors.join(' ')}
        </p>
      )}
    </div>
  )
}

/** Several lines of text. */
export function TextArea(props: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={4}
      {...props}
      className="w-full rounded-control border border-control bg-surface px-3 py-1.5 text-ink placeholder:text-muted aria-invalid:border-bad"
    />
  )
}
