import { createHash } from 'node:crypto'
import type { Context } from '#core/context.ts'
import { RetryLater } from '#core/jobs/jobs.ts'
import type { SheetCopy } from '../contract/results.ts'
import { GoogleFailure, isGoogleFailure } from '#core/google/errors.ts'
import type { SheetGrid } from '#core/google/sheets.ts'
import { refuse } from '../errors.ts'
import { readSheetAddress } from '#core/google/address.ts'
import { sheetAddress } from '../rules/address.ts'
import { isAnonymous } from '../rules/state.ts'
import { loadForm, type Form } from '../store/forms.ts'
import { loadResponses, responseIds } from '../store/responses.ts'
import * as store from '../store/sheets.ts'
import { raiseAlert } from './alerts.ts'
import { responseRows } from './export.ts'
import { apiRootOf, codeOfFailure, googleOf, shareAddress } from './google.ts'
import { isHeldBack, seenResponses } from './responses.ts'
import { manageForm } from './rights.ts'

/** The sheet inside the spreadsheet that belongs to Muster. */
const tab = 'Muster'
/** Rows in one call: about 2 MB at most. */
const rowsAtOnce = 500
/** A sheet grows by so many rows at once. */
const growth = 1_000
/** Google takes no longer text into a cell. */
const longestCell = 50_000
const longestWaitMs = 600_000

type Cell = string | number
type Row = {
  id: string
  number: number
  cells: Cell[]
  hash: string
  written_hash: string | null
  waiting_since: number | null
}

function hashOf(cells: readonly Cell[]): string {
  return createHash('sha256').update(JSON.stringify(cells)).digest('base64url')
}

function cellsOf(line: readonly (Cell | null)[]): Cell[] {
  return line.map((cell) => (typeof cell === 'string' ? cell.slice(0, longestCell) : (cell ?? '')))
}

/** Everything that the copy should hold: the head, and a row with its own number for each response. */
async function contentOf(
  context: Context,
  form: Form,
): Promise<{ head: Cell[]; rows: Row[]; isHeld: boolean }> {
  // Rows before responses: what changes in between is written at once, and waits all the same.
  const reserved = await store.loadRows(context.database, form.id)
  const responses = await loadResponses(context.database, form.id)
  const seen = await seenResponses(context, form, responses)
  const [head = [], ...lines] = responseRows(form, seen, form.locale)
  const byId = new Map(lines.map((line) => [String(line[0]), cellsOf(line)]))
  // Of anonymous responses the order of rows must not say who came first: it is that of random ids.
  const ordered = isAnonymous(form.anonymity)
    ? reserved
        .toSorted((a, b) => (a.google_response_id < b.google_response_id ? -1 : 1))
        .map((row, index) => ({ ...row, row_number: index + 2 }))
    : reserved
  const rows = ordered.flatMap(
    ({ google_response_id: id, row_number: number, written_hash, waiting_since }) => {
      const cells = byId.get(id)
      const hash = cells && hashOf([number, ...cells])
      return cells && hash ? [{ id, number, cells, hash, written_hash, waiting_since }] : []
    },
  )
  return { head: cellsOf(head), rows, isHeld: isHeldBack(form, responses) }
}

async function findTab(context: Context, spreadsheetId: string): Promise<SheetGrid | undefined> {
  const all = await googleOf(context).listSheets(spreadsheetId)
  return all.find(({ title }) => title === tab)
}

/** The sheet of the copy, made where it is not there. */
async function requireTab(context: Context, spreadsheetId: string): Promise<SheetGrid> {
  const known = await findTab(context, spreadsheetId)
  if (known) return known
  await googleOf(context).addSheet(spreadsheetId, tab)
  const made = await findTab(context, spreadsheetId)
  if (!made) throw new GoogleFailure('unavailable', 200, `there is no sheet ${tab}`)
  return made
}

/** Has the sheet take as much as is to be written: Google writes nothing outside of it. */
async function requireSize(
  context: Context,
  spreadsheetId: string,
  grid: SheetGrid,
  { head, rows }: { head: readonly Cell[]; rows: readonly Row[] },
): Promise<void> {
  const last = rows.reduce((most, { number }) => Math.max(most, number), 1)
  const isHigh = last <= grid.rows
  const size = {
    rows: isHigh ? grid.rows : Math.ceil(last / growth) * growth,
    columns: Math.max(grid.columns, head.length),
  }
  if (isHigh && size.columns === grid.columns) return
  await googleOf(context).resizeSheet(spreadsheetId, grid.gid, size)
}

/**
 * Writes what is not in the copy yet. Each response has a row of its own, written by its address, so
 * that writing twice changes nothing.
 */
async function write(context: Context, form: Form, sheet: store.Sheet): Promise<void> {
  const google = googleOf(context)
  // Somebody has deleted or renamed the sheet: nothing is in the new one, also if it ends here.
  if (!(await findTab(context, sheet.spreadsheet_id))) {
    const now = context.clock.now()
    await context.database.write((tx) => store.forgetWritten(tx, form.id, now))
  }
  const grid = await requireTab(context, sheet.spreadsheet_id)
  const { head, rows, isHeld } = await contentOf(context, form)
  await requireSize(context, sheet.spreadsheet_id, grid, { head, rows })
  const isOpen = ({ hash, written_hash }: Row) => !isHeld && hash !== written_hash
  const open = rows.filter(isOpen)
  const headRow = { range: `${tab}!A1`, values: [head] }
  // The head alone where nothing is below it yet.
  for (let at = 0; at < open.length || (at === 0 && rows.length === 0); at += rowsAtOnce) {
    const part = open.slice(at, at + rowsAtOnce)
    const data = part.map(({ number, cells }) => ({ range: `${tab}!A${number}`, values: [cells] }))
    await google.writeValues(sheet.spreadsheet_id, at === 0 ? [headRow, ...data] : data)
    const now = context.clock.now()
    await context.database.write((tx) => store.markWritten(tx, form.id, part, now))
  }
  // Rows whose content is as it was, or is held back, have nothing to wait for.
  const calm = rows
    .filter((row) => row.waiting_since !== null && !isOpen(row))
    .map(({ id, written_hash: hash, waiting_since }) => ({ id, hash, waiting_since }))
  if (calm.length === 0) return
  const now = context.clock.now()
  await context.database.write((tx) => store.markWritten(tx, form.id, calm, now))
}

/** Brings the copy of a form up to date; what Google refuses is noted and tried again. */
export async function copyForm(context: Context, id: string): Promise<void> {
  const form = await loadForm(context.database, id)
  const sheet = await store.loadSheet(context.database, id)
  if (!form || !sheet) return
  try {
    await write(context, form, sheet)
  } catch (error) {
    if (!isGoogleFailure(error)) throw error
    const failures = sheet.failures + 1
    const waitMs = error.retryAfterMs ?? Math.min(longestWaitMs, 5_000 * 2 ** Math.min(failures, 8))
    const next_try_at = context.clock.now() + waitMs
    const failure = { error: codeOfFailure(error), next_try_at, failures }
    await context.database.write((tx) => store.markFailed(tx, id, failure))
    // Told once, until it has been well in between.
    const isLost = isGoogleFailure(error, 'forbidden', 'not_found')
    if (isLost && sheet.error !== failure.error) await raiseAlert(context, form, 'sheet', '')
    throw new RetryLater(waitMs, `the copy of a form could not be written: ${error.message}`)
  }
}

/** Has the copy of a form written soon. */
export async function queueCopy(context: Context, id: string): Promise<void> {
  await context.database.write((tx) =>
    context.jobs.enqueue(tx, {
      kind: 'forms.copy',
      payload: { id },
      key: `forms:${id}:copy`,
      group: `forms:${id}:copy`,
    }),
  )
}

/** Has the copy of an anonymous form written that has held something back; what is in it already stays. */
export async function copyHeldBack(context: Context, id: string): Promise<void> {
  const { database, clock } = context
  if (!(await store.loadSheet(database, id))) return
  const rows = await store.loadRows(database, id)
  const reserved = new Set(rows.map(({ google_response_id }) => google_response_id))
  const fresh = (await responseIds(database, id)).filter((one) => !reserved.has(one))
  if (rows.length + fresh.length === 0) return
  const form = { id, isOrdered: false }
  if (fresh.length > 0) {
    await database.write((tx) => store.queueRows(tx, form, fresh, clock.now()))
  }
  await queueCopy(context, id)
}

/** How the copy of a form stands. */
export async function getSheet(
  context: Context,
  id: string,
): Promise<Omit<SheetCopy, 'error'> & { error_code: string | null }> {
  await manageForm(context, id, 'forms:read')
  const sheet = await store.loadSheet(context.database, id)
  const rows = sheet ? await store.loadRows(context.database, id) : []
  const waits = rows.flatMap(({ waiting_since }) => waiting_since ?? [])
  const oldest = waits.length > 0 ? Math.min(...waits) : null
  const lag = oldest === null ? null : Math.round((context.clock.now() - oldest) / 1_000)
  return {
    connected: sheet !== null,
    spreadsheet_url: sheet && sheetAddress(sheet.spreadsheet_id, apiRootOf(context)),
    rows: rows.length,
    waiting: waits.length,
    lag_seconds: lag,
    last_written_at: sheet?.written_at ? new Date(sheet.written_at).toISOString() : null,
    error_code: sheet?.error ?? null,
  }
}

/** Connects a spreadsheet to which all responses are copied; null ends the copy. */
export async function connectSheet(
  context: Context,
  id: string,
  url: string | null,
): Promise<Awaited<ReturnType<typeof getSheet>>> {
  const { form } = await manageForm(context, id)
  if (url === null) {
    await context.database.write((tx) => store.dropSheet(tx, id))
    return getSheet(context, id)
  }
  const spreadsheetId = readSheetAddress(url, apiRootOf(context))?.id
  if (spreadsheetId === undefined) throw refuse('INVALID_SHEET_URL')
  try {
    await requireTab(context, spreadsheetId)
  } catch (error) {
    if (!isGoogleFailure(error, 'forbidden', 'not_found')) throw error
    throw refuse('SHEET_NOT_SHARED', { params: { email: await shareAddress(context) } })
  }
  const responses = await loadResponses(context.database, id)
  // Of anonymous responses the order of rows must say nothing either.
  const ids = responses.map((one) => one.google_response_id).toSorted()
  const now = context.clock.now()
  await context.database.write(async (tx) => {
    await store.saveSheet(tx, id, spreadsheetId, now)
    await store.queueRows(tx, { id, isOrdered: !isAnonymous(form.anonymity) }, ids, now)
  })
  await queueCopy(context, id)
  return getSheet(context, id)
}

/** Writes the whole copy anew from the database. */
export async function repairSheet(
  context: Context,
  id: string,
): Promise<Awaited<ReturnType<typeof getSheet>>> {
  await manageForm(context, id)
  const sheet = await store.loadSheet(context.database, id)
  if (!sheet) throw refuse('INVALID_SHEET_URL')
  const rows = await store.loadRows(context.database, id)
  const last = rows.reduce((most, { row_number }) => Math.max(most, row_number), 1)
  try {
    // What somebody has written below does not belong there.
    await googleOf(context).clearValues(
      sheet.spreadsheet_id,
      `${tab}!A${last + 1}:Z${last + 1_000}`,
    )
  } catch (error) {
    if (!isGoogleFailure(error)) throw error
  }
  await context.database.write((tx) => store.forgetWritten(tx, id, context.clock.now()))
  await queueCopy(context, id)
  return getSheet(context, id)
}
