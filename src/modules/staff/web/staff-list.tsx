import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Card } from '#web/ui/card.tsx'
import type { StaffRow } from '../contract.ts'
import { PresenceBadge } from './presence-badge.tsx'
import { Devices, Doing, LastSeen, Marks, Rank } from './row-parts.tsx'
import { byDepartment } from './roster-state.ts'
import { useTexts } from './texts.ts'

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

function Table({ rows, caption }: { rows: readonly StaffRow[]; caption: string }) {
  const { text } = useTexts()
  const head = ['name', 'status', 'doing', 'local_time', 'last_seen'] as const
  return (
    <div className="rounded-card border border-line bg-surface">
      <table className="w-full table-fixed text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            {head.map((column) => (
              <th key={column} scope="col" className="px-4 py-2 font-medium">
                {text(`web.staff.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b border-line align-top last:border-0">
              <th scope="row" className="px-4 py-3 font-normal">
                <Name row={row} />
              </th>
              <td className="px-4 py-3">
                <span className="flex flex-col gap-1">
                  <span className="flex flex-wrap items-center gap-2">
                    <PresenceBadge row={row} />
                    <Devices row={row} />
                  </span>
                  <Marks row={row} />
                </span>
              </td>
              <td className="px-4 py-3">
                <Doing row={row} />
              </td>
              <td className="px-4 py-3 text-sm">
                {row.local_time ?? <span className="text-muted">–</span>}
              </td>
              <td className="px-4 py-3 text-sm">
                <LastSeen row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(260px,1fr))]'

/** People as cards; also what narrow windows get instead of the table. */
export function Cards({ rows }: { rows: readonly StaffRow[] }) {
  return (
    <ul className={grid}>
      {rows.map((row) => (
        <li key={row.id}>
          <Card className="flex h-full flex-col gap-2 p-4">
            <Name row={row} />
            <span className="flex flex-wrap items-center gap-2">
              <PresenceBadge row={row} />
              <Devices row={row} />
              {row.local_time !== null && (
                <span className="text-sm text-muted">{row.local_time}</span>
              )}
            </span>
            <Doing row={row} />
            <Marks row={row} />
          </Card>
        </li>
      ))}
    </ul>
  )
}

/** People by department, as a table or as cards. */
export function StaffList({ rows, view }: { rows: readonly StaffRow[]; view: 'table' | 'cards' }) {
  const { text } = useTexts()
  const groups = byDepartment(rows)
  const alone = groups.length === 1 && groups[0]?.[0] === null
  return groups.map(([department, members]) => {
    const title = department ?? text(alone ? 'web.staff.title' : 'web.staff.no_department')
    return (
      <section key={department ?? ''} className="flex flex-col gap-2">
        {!alone && <h2 className="text-lg font-semibold">{title}</h2>}
        {view === 'table' && (
          <div className="hidden lg:block">
            <Table rows={members} caption={title} />
          </div>
        )}
        <div className={view === 'table' ? 'lg:hidden' : ''}>
          <Cards rows={members} />
        </div>
      </section>
    )
  })
}
