import { useId, type ComponentProps, type ReactNode } from 'react'

/** A control with its label; the label stays visible. */
export function Field(props: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {props.label}
      </label>
      {props.children(id)}
    </div>
  )
}

/** The look of a control that takes text. */
export const control =
  'min-h-9 w-full rounded-control border border-control bg-surface px-3 py-1.5 text-ink placeholder:text-muted aria-invalid:border-bad'

/** A line of text. */
export function TextInput(props: ComponentProps<'input'>) {
  return <input type="text" {...props} className={control} />
}

/** A choice from few; the browser's own control, which every assistive tool knows. */
export function Select(props: ComponentProps<'select'>) {
  return <select {...props} className={control} />
}

/** An on/off choice that takes effect at once. */
export function Switch(props: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="inline-flex min-h-9 cursor-pointer items-center gap-2">
      <input
        type="checkbox"
        role="switch"
        aria-checked={props.checked}
        className="peer sr-only"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span
        aria-hidden
        className="inline-flex h-5 w-9 shrink-0 items-center forced-color-adjust-none rounded-full border border-control bg-sunken p-0.5 transition-colors peer-checked:border-transparent peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent *:bg-control peer-checked:*:translate-x-4 peer-checked:*:bg-on-accent"
      >
        <span className="size-3.5 rounded-full transition-transform" />
      </span>
      {props.label}
    </label>
  )
}
