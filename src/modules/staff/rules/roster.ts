import { fold } from '#core/fold.ts'
import type { RosterQuery } from '../contract/roster.ts'
import type { StaffRow } from '../contract/row.ts'

function matchesText(row: StaffRow, search: string): boolean {
  const wanted = fold(search)
  return [row.display_name, row.username, row.role, row.department, row.discord_id].some((text) =>
    fold(text ?? '').includes(wanted),
  )
}

/** Whether a row passes the filters. */
export function matchesQuery(row: StaffRow, query: Partial<RosterQuery>): boolean {
  const { search, role, status, linked, on_duty, show_inactive } = query
  if (!row.is_active && !show_inactive) return false
  if (role !== undefined && row.role !== role) return false
  if (status !== undefined && (row.discord_status ?? 'unknown') !== status) return false
  if (linked !== undefined && row.linked !== linked) return false
  if (on_duty !== undefined && row.on_duty !== on_duty) return false
  return !search || matchesText(row, search)
}

const statusPlace = { online: 0, idle: 1, dnd: 2, offline: 3 }

/** Compares two rows by one field, the smaller first. */
const compare: Record<string, (a: StaffRow, b: StaffRow) => number> = {
  rank_priority: (a, b) => a.role_priority - b.role_priority,
  name: (a, b) => a.display_name.localeCompare(b.display_name),
  role: (a, b) => (a.role ?? '').localeCompare(b.role ?? ''),
  discord_status: (a, b) =>
    (a.discord_status ? statusPlace[a.discord_status] : 4) -
    (b.discord_status ? statusPlace[b.discord_status] : 4),
  last_seen: (a, b) => (a.last_seen ?? '').localeCompare(b.last_seen ?? ''),
  created_at: (a, b) => a.created_at.localeCompare(b.created_at),
}

/** Rows in the wanted order; equal ones in the order in which they were added. */
export function ordered(rows: readonly StaffRow[], ordering: readonly string[]): StaffRow[] {
  return rows.toSorted((a, b) => {
    for (const field of ordering) {
      const turned = field.startsWith('-')
      const difference = compare[field.replace('-', '')]?.(a, b) ?? 0
      if (difference !== 0) return turned ? -difference : difference
    }
    return a.id - b.id
  })
}
