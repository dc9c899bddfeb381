import type { Row } from '../report.ts'
import { dueJobsRow } from './due-jobs.ts'
import { editsRow } from './edits.ts'
import { reconcileRow } from './reconcile.ts'

/** How fast both sides of events become equal, and how little that costs. */
export async function eventRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const measure of [reconcileRow, editsRow, dueJobsRow]) rows.push(await measure())
  return rows
}
