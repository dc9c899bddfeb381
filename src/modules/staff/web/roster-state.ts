import { fold } from '#core/fold.ts'
import type { StaffFrame } from '../contract/live.ts'
import type { StaffRow } from '../contract/row.ts'

/** The roster as the page holds it. */
export type Roster = {
  rows: readonly StaffRow[]
  version: number
  /** The way by which presences come, as of the last frame about it; null: nothing was said. */
  link: { connected: boolean; since: string } | null
}

/** What a frame leads to; `gap`: something was missed, so the whole must be asked for. */
export type Applied = { roster: Roster; gap: boolean }

type StatusFrame = Extract<StaffFrame, { type: 'staff_discord_status' }>

function withStatus(row: StaffRow, frame: StatusFrame): StaffRow {
  const { type: _, staff_id: __, version: ___, state, ...presence } = frame
  return { ...row, ...presence, discord_presence_state: state }
}

function put(rows: readonly StaffRow[], row: StaffRow): StaffRow[] {
  const others = rows.filter(({ id }) => id !== row.id)
  return row.is_active ? [...others, row] : others
}

/** Brings a frame into the roster. Nothing is held before the first whole state. */
export function applyFrame(held: Roster | null, frame: StaffFrame): Applied | null {
  if (frame.type === 'online') return null
  if (frame.type === 'initial_data') {
    const { staff, version } = frame
    return { roster: { rows: staff, version, link: held?.link ?? null }, gap: false }
  }
  if (!held) return null
  const gap = frame.version !== held.version + 1
  const next = { ...held, version: frame.version }
  switch (frame.type) {
    case 'staff_roster_sync':
      return { roster: { ...next, rows: frame.staff }, gap: false }
    case 'presence_link':
      return { roster: { ...next, link: frame }, gap }
    case 'staff_update':
      return { roster: { ...next, rows: put(held.rows, frame.staff) }, gap }
    case 'staff_discord_status': {
      const rows = held.rows.map((row) =>
        row.id === frame.staff_id ? withStatus(row, frame) : row,
      )
      return { roster: { ...next, rows }, gap }
    }
  }
}

/** Brings frames into the roster one after another. */
export function applyFrames(held: Roster | null, frames: readonly StaffFrame[]): Applied | null {
  return frames.reduce<Applied | null>((before, frame) => {
    const applied = applyFrame(before?.roster ?? held, frame)
    if (!applied) return before
    // A whole state heals what was missed before it.
    const isWhole = frame.type === 'initial_data' || frame.type === 'staff_roster_sync'
    return { roster: applied.roster, gap: applied.gap || (!isWhole && (before?.gap ?? false)) }
  }, null)
}

/** Whether somebody counts as online. */
export function isOnline({ discord_status: status, discord_presence_state: state }: StaffRow) {
  return status !== null && status !== 'offline' && (state === 'live' || state === 'stale')
}

/** What of the roster the reader wants to see. */
export type RosterFilter = {
  search: string
  status: 'all' | 'online'
  role: string
  onDuty: boolean
}

/** Whether a row passes the filter. */
export function passes(row: StaffRow, filter: RosterFilter): boolean {
  if (filter.status === 'online' && !isOnline(row)) return false
  if (filter.role !== '' && row.role !== filter.role) return false
  if (filter.onDuty && row.duty_state === 'off') return false
  const wanted = fold(filter.search)
  if (wanted === '') return true
  return [row.display_name, row.username, row.role, row.department].some((text) =>
    fold(text ?? '').includes(wanted),
  )
}

/** Rows by department, each in the order of ranks and names; those without one come last. */
export function byDepartment(
  rows: readonly StaffRow[],
  locale: string,
): [string | null, StaffRow[]][] {
  // Comparing texts by itself is many times slower.
  const { compare } = new Intl.Collator(locale)
  const sorted = rows.toSorted(
    (a, b) => a.role_priority - b.role_priority || compare(a.display_name, b.display_name),
  )
  const groups = [...Map.groupBy(sorted, ({ department }) => department)]
  return groups.toSorted(([a], [b]) => Number(a === null) - Number(b === null))
}
