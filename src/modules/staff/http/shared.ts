import { z } from 'zod'
import { coreError } from '#core/errors.ts'
import type { StaffRow } from '../contract/row.ts'

/** Where the routes of the roster live. */
export const base = '/api/staff'
/** Groups the routes in the API description. */
export const tags = ['staff']
/** Who may read, and who may write, at all. */
export const readAccess = { kind: 'caller' } as const
/** Keys need the scope to write; the use case asks people for their rights in the server. */
export const writeAccess = { kind: 'caller', scope: 'staff:write' } as const

/** Path parameter of one row. */
export const params = z.object({ id: z.string() })
/** Parsed path parameters. */
export type Params = z.infer<typeof params>

/** Ids are 32-bit integers; whatever else stands in the path is not found. */
export function idOf({ id }: Params): number {
  if (!/^\d{1,9}$/.test(id)) throw coreError('not_found')
  return Number(id)
}

/** The usual answer: the row as it is now. */
export function rowAnswer<Row extends StaffRow>(row: Row) {
  return { status: 200, headers: { etag: `"${row.version}"` }, body: row }
}
