import type { ComponentProps, ReactNode } from 'react'

/** How a button looks: the first five are those of Discord's buttons, `ghost` is for quiet controls. */
export type Tone = 'primary' | 'secondary' | 'success' | 'danger' | 'link' | 'ghost'

/** Classes of each look. */
export const tones: Readonly<Record<Tone, string>> = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  secondary: 'bg-hover text-ink border border-line hover:border-edge',
  success: 'bg-[#15803d] text-white hover:bg-[#166534]',
  danger: 'bg-[#b91c1c] text-white hover:bg-[#991b1b]',
  link: 'bg-hover text-ink border border-line hover:border-edge',
  ghost: 'text-muted hover:bg-hover hover:text-ink',
}

/** The shape of buttons and of links that look like one. */
export const buttonShape =
  'inline-flex min-h-8 max-w-full items-center justify-center gap-1.5 rounded-lg px-3 py-1 text-sm font-medium disabled:cursor-not-allowed disabled:opacity-60'

type ButtonProps = ComponentProps<'button'> & { tone?: Tone; children: ReactNode }

/** A button with a text. */
export function Button({ tone = 'secondary', className = '', type, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type === 'submit' ? 'submit' : 'button'}
      className={`${buttonShape} ${tones[tone]} ${className}`}
    />
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'type'> & {
  label: string
  children: ReactNode
}

/** A button with a picture; `label` says what it does. */
export function IconButton({ label, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink disabled:cursor-not-allowed disabled:opacity-60 aria-expanded:bg-hover aria-expanded:text-ink aria-pressed:bg-tint aria-pressed:text-on-tint ${className}`}
    />
  )
}
