import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'

/** How much a button asks for attention; one primary action per page or card. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-surface text-ink border-control hover:bg-sunken',
  quiet: 'text-ink border-transparent hover:bg-sunken',
  danger: 'bg-surface text-bad border-control hover:bg-bad-soft',
}

/** The look of a button, for elements that are not buttons (links, menu triggers). */
export function buttonClass(kind: ButtonKind = 'secondary', extra?: string): string {
  return classes(
    'inline-flex min-h-9 items-center justify-center gap-2 rounded-control border px-3 py-1.5',
    'text-center font-medium transition-colors aria-disabled:opacity-60 disabled:opacity-60',
    kinds[kind],
    extra,
  )
}

/**
 * A button. While `busy` it keeps its place and focus but does nothing; `aria-disabled` rather than
 * `disabled` keeps it reachable, so that its reason can be read.
 */
export function Button(
  props: Omit<ComponentProps<'button'>, 'disabled'> & {
    kind?: ButtonKind
    icon?: ReactNode
    busy?: boolean
    disabled?: boolean
  },
) {
  const { kind, icon, busy = false, disabled = false, className, onClick, ...rest } = props
  const inert = busy || disabled
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(kind, className)}
      aria-disabled={inert || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (inert) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {icon}
      {props.children}
    </button>
  )
}
