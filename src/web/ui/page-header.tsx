import type { ReactNode } from 'react'

/** The title of a page with at most one primary action. */
export function PageHeader(props: { title: ReactNode; note?: ReactNode; action?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold wrap-anywhere">{props.title}</h1>
        {props.note && <p className="text-muted">{props.note}</p>}
      </div>
      {props.action}
    </header>
  )
}
