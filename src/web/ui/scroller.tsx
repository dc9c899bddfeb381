import type { ReactNode } from 'react'

/** Something wider than its place, which scrolls sideways; reachable by keyboard, so that arrows scroll it. */
export function Scroller(props: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section aria-label={props.label} tabIndex={0} className="overflow-x-auto">
      {props.children}
    </section>
  )
}
