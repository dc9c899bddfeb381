import { Link } from '@tanstack/react-router'
import { keepGuild } from './nav.tsx'

/** One page of a module, as its own navigation names it. */
export type ModulePlace = { to: string; label: string }

/**
 * The way between a module's pages; keeps the chosen server. A place stands for the pages below it, too, unless these
 * are places of their own.
 */
export function ModuleNav(props: { label: string; places: readonly ModulePlace[] }) {
  const isRoot = (to: string) => props.places.some((one) => one.to.startsWith(`${to}/`))
  return (
    <nav aria-label={props.label}>
      <ul className="flex flex-wrap gap-1 border-b border-line pb-1">
        {props.places.map(({ to, label }) => (
          <li key={to}>
            <Link
              to={to}
              search={keepGuild}
              activeOptions={{ exact: isRoot(to), includeSearch: false }}
              className="inline-flex min-h-8 items-center rounded-control px-2.5 text-sm text-muted hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
