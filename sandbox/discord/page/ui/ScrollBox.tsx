import type { ComponentProps } from 'react'

/** A box that scrolls. It can be reached by keyboard, because not every browser lets one scroll otherwise. */
export function ScrollBox({ label, ...rest }: ComponentProps<'section'> & { label: string }) {
  // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <section {...rest} aria-label={label} tabIndex={0} />
}
