import type { ReactNode } from 'react'
import { Card } from './card.tsx'

/** Numbers with their names, large enough to be read from afar. */
export function Figures(props: {
  items: readonly { name: string; value: ReactNode; note?: ReactNode }[]
}) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
      {props.items.map(({ name, value, note }) => (
        <Card key={name} className="min-w-0 px-3 py-3">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-base font-semibold wrap-anywhere sm:text-lg tabular-nums">{value}</dd>
          {note && <dd className="text-sm text-muted">{note}</dd>}
        </Card>
      ))}
    </dl>
  )
}

/** A picture of figures with its heading. */
export function FigurePanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card className="flex min-w-0 flex-col gap-2 p-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </Card>
  )
}
