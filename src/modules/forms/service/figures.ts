import type { Context } from '#core/context.ts'
import { countAllStatuses } from '../store/counts.ts'
import { listForms } from '../store/forms.ts'
import { countWatches } from '../store/watches.ts'
import { sheetFigures } from '../store/sheets.ts'

/** How fetching and copying stand, over all guilds; lags are in seconds, null when nothing waits. */
export type Figures = {
  fetch: { forms: number; failing: number; lag_seconds: number | null }
  sheets: { connected: number; failing: number; lag_seconds: number | null }
  /** Responses by status. */
  responses: Record<string, number>
}

function lagOf(times: readonly number[], now: number): number | null {
  return times.length === 0 ? null : Math.max(0, Math.round((now - Math.min(...times)) / 1_000))
}

/** Reads the figures. */
export async function readFigures({ database, clock }: Context): Promise<Figures> {
  const now = clock.now()
  const open = await listForms(database, { guildIds: null, states: ['published'] })
  const looks = open.flatMap(
    ({ last_fetch_at, published_at }) => last_fetch_at ?? published_at ?? [],
  )
  const { connected, failing, since } = await sheetFigures(database)
  return {
    fetch: {
      forms: open.length,
      failing: open.filter(({ fetch_error }) => fetch_error !== null).length,
      lag_seconds: lagOf(looks, now),
    },
    sheets: { connected, failing, lag_seconds: lagOf(since === null ? [] : [since], now) },
    responses: await countAllStatuses(database),
  }
}

/** Reads the figures and notes them for monitoring. */
export async function noteFigures(context: Context): Promise<void> {
  const { fetch, sheets, responses } = await readFigures(context)
  const note = (name: string, help: string, value: number, labels = {}) =>
    context.metrics.set(name, help, labels, value)
  note('forms_open', 'Forms that take answers.', fetch.forms)
  note('forms_fetch_failing', 'Open forms that Google does not give out.', fetch.failing)
  note('forms_fetch_lag_seconds', 'Age of the oldest look into Google.', fetch.lag_seconds ?? 0)
  note('forms_sheets_failing', 'Copies that could not be written.', sheets.failing)
  note('forms_sheets_lag_seconds', 'Age of the oldest row that waits.', sheets.lag_seconds ?? 0)
  note(
    'forms_watches',
    'Watches that Google keeps for forms.',
    await countWatches(context.database),
  )
  for (const [status, count] of Object.entries(responses)) {
    note('forms_responses', 'Responses by how they were judged.', count, { status })
  }
}
