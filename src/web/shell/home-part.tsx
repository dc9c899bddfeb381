import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { keepGuild } from './nav.tsx'

/** A module's part of the home page: its heading, the way to all of it, and what it shows. */
export function HomePart(props: {
  id: string
  title: string
  /** Where all of it is, and what the link says. */
  to: string
  all: string
  children: ReactNode
}) {
  return (
    <section aria-labelledby={props.id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={props.id} className="text-lg font-semibold">
          {props.title}
        </h2>
        <Link to={props.to} search={keepGuild} className={buttonClass('quiet')}>
          {props.all}
        </Link>
      </div>
      {props.children}
    </section>
  )
}
