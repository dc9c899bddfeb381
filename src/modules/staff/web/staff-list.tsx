import { Link } from '@tanstack/react-router'
import { memo, useMemo, type ReactNode } from 'react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import type { StaffRow } from '../contract/row.ts'
import { PresenceBadge } from './presence-badge.tsx'
import { Devices, Doing, LastSeen, LocalTime, Marks, Rank } from './row-parts.tsx'
import { byDepartment } from './roster-state.ts'
import { useTexts } from './texts.ts'
import { useWide } from './use-wide.ts'

// Rows far from the window are laid out and painted when they come near: in a team of a thousand
// that is nearly all of them. They stay in the page for keyboards, readers and the browser's search.
const farRow = '[content-visibility:auto] [contain-intrinsic-size:auto_4.5rem]'
const farCard = '[content-visibility:auto] [contain-intrinsic-size:auto_8rem]'

function Name({ row }: { row: StaffRow }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar id={row.discord_id ?? String(row.id)} name={row.display_name} size="large" />
      <span className="flex min-w-0 flex-col">
        <Link
          to="/staff/$id"
          params={{ id: String(row.id) }}
          search={keepGuild}
          className="font-medium wrap-anywhere hover:underline"
        >
          {row.display_name}
        </Link>
        <Rank row={row} />
      </span>
    </span>
  )
}

const columns = ['name', 'status', 'doing', 'local_time', 'last_seen'] as const
const line =
  'grid grid-cols-[minmax(0,3fr)_minmax(0,3fr)_minmax(0,3fr)_minmax(6.5rem,1fr)_minmax(0,2fr)]'

function Cell({ children }: { children: ReactNode }) {
  return <td className="min-w-0 px-4 py-3 text-sm">{children}</td>
}

const TableRow = memo(({ row }: { row: StaffRow }) => (
  <tr className={`${line} ${farRow} border-b border-line last:border-0`}>
    <th scope="row" className="min-w-0 px-4 py-3 font-normal">
      <Name row={row} />
    </th>
    <Cell>
      <span className="flex flex-col gap-1 text-base">
        <span className="flex flex-wrap items-center gap-2">
          <PresenceBadge row={row} />
          <Devices row={row} />
        </span>
        <Marks row={row} />
      </span>
    </Cell>
    <Cell>
      <Doing row={row} />
    </Cell>
    <Cell>
      <LocalTime row={row} />
    </Cell>
    <Cell>
      <LastSeen row={row} />
    </Cell>
  </tr>
))
TableRow.displayName = 'TableRow'

/** A table whose rows are grids: only boxes of their own can be left out of the layout. */
const Table = memo(({ rows, caption }: { rows: readonly StaffRow[]; caption: string }) => {
  const { text } = useTexts()
  return (
    <div className="rounded-card border border-line bg-surface">
      <table aria-label={caption} className="block w-full text-left">
        <thead className="block">
          <tr className={`${line} border-b border-line text-sm text-muted`}>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-4 py-2 font-medium">
                {text(`web.staff.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block">
          {rows.map((row) => (
            <TableRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
})
Table.displayName = 'Table'

const PersonCard = memo(({ row }: { row: StaffRow }) => (
  <li
    className={`${farCard} flex h-full flex-col gap-2 rounded-card border border-line bg-surface p-4`}
  >
    <Name row={row} />
    <span className="flex flex-wrap items-center gap-2">
      <PresenceBadge row={row} />
      <Devices row={row} />
      {row.timezone !== null && (
        <span className="text-sm text-muted">
          <LocalTime row={row} />
        </span>
      )}
    </span>
    <Doing row={row} />
    <Marks row={row} />
  </li>
))
PersonCard.displayName = 'PersonCard'

const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(260px,1fr))]'

/** People as cards; also what narrow windows get instead of the table. */
export const Cards = memo(({ rows }: { rows: readonly StaffRow[] }) => (
  <ul className={grid}>
    {rows.map((row) => (
      <PersonCard key={row.id} row={row} />
    ))}
  </ul>
))
Cards.displayName = 'Cards'

/** People by department, as a table or as cards. */
export function StaffList({ rows, view }: { rows: readonly StaffRow[]; view: 'table' | 'cards' }) {
  const { text, locale } = useTexts()
  const isWide = useWide()
  const groups = useMemo(() => byDepartment(rows, locale), [rows, locale])
  const alone = groups.length === 1 && groups[0]?.[0] === null
  return groups.map(([department, members]) => {
    const title = department ?? text(alone ? 'web.staff.title' : 'web.staff.no_department')
    return (
      <section key={department ?? ''} className="flex flex-col gap-2">
        {!alone && <h2 className="text-lg font-semibold">{title}</h2>}
        {view === 'table' && isWide ? (
          <Table rows={members} caption={title} />
        ) : (
          <Cards rows={members} />
        )}
      </section>
    )
  })
}
