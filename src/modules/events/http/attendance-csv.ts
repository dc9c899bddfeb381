import { writeCsv } from '#core/csv.ts'
import type { Signup } from '../rules/event.ts'
import type { Seen } from '../views/json.ts'

const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString())

/** Who was there, as a table for other programs. */
export function attendanceCsv({ event, people }: Seen, entries: readonly Signup[]): string {
  const head = [
    'user_id',
    'name',
    'role',
    'status',
    'result',
    'first_seen',
    'minutes',
    'checked_in_at',
  ]
  const rows = entries.map((one) => [
    one.user_id,
    people.get(one.user_id)?.display_name ?? '',
    event.roles.find(({ id }) => id === one.role_id)?.name ?? '',
    one.status,
    one.result ?? '',
    time(one.first_seen),
    String(Math.round(one.seconds / 60)),
    time(one.checked_in_at),
  ])
  return writeCsv([head, ...rows])
}
