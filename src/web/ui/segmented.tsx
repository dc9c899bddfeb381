import { classes } from './classes.ts'

/** A choice of one from two to four, all visible; arrow keys move as in every radio group. */
export function Segmented<Value extends string>(props: {
  label: string
  name: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm text-muted">{props.label}</legend>
      <div className="flex rounded-control border border-control bg-surface p-0.5">
        {props.options.map((option) => (
          <label
            key={option.value}
            className={classes(
              'flex min-h-7.5 flex-auto cursor-pointer items-center justify-center rounded-md px-2 text-center sm:flex-1 sm:px-3 sm:whitespace-nowrap',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              option.value === props.value
                ? 'bg-accent-soft font-medium text-accent'
                : 'text-muted hover:text-ink',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              name={props.name}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
