import { sql } from 'kysely'
import type { Transaction } from '#core/db/database.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** The spreadsheet to which a form's responses are copied. */
export type Sheet = FormTables['form_sheets']

/** The spreadsheet of a form. */
export async function loadSheet(from: Reader, formId: string): Promise<Sheet | null> {
  const query = tables(from).selectFrom('form_sheets').selectAll().where('form_id', '=', formId)
  return (await query.executeTakeFirst()) ?? null
}

/** Connects a spreadsheet; an older one is forgotten with its rows. */
export async function saveSheet(
  tx: Transaction,
  form_id: string,
  spreadsheet_id: string,
  now: number,
) {
  await dropSheet(tx, form_id)
  await tables(tx)
    .insertInto('form_sheets')
    .values({
      form_id,
      spreadsheet_id,
      next_row: 2,
      written_at: null,
      error: null,
      next_try_at: now,
      failures: 0,
    })
    .execute()
}

/** Ends the copy of a form. */
export async function dropSheet(tx: Transaction, formId: string): Promise<void> {
  await tables(tx).deleteFrom('form_sheet_rows').where('form_id', '=', formId).execute()
  await tables(tx).deleteFrom('form_sheets').where('form_id', '=', formId).execute()
}

const dayMs = 24 * 3_600_000
const chunk = 200

/** Which of these responses have a row. */
async function knownRows(
  from: Reader,
  formId: string,
  responseIds: readonly string[],
): Promise<Set<string>> {
  const known = new Set<string>()
  for (let at = 0; at < responseIds.length; at += chunk) {
    const rows = await tables(from)
      .selectFrom('form_sheet_rows')
      .select('google_response_id')
      .where('form_id', '=', formId)
      .where('google_response_id', 'in', responseIds.slice(at, at + chunk))
      .execute()
    for (const { google_response_id } of rows) known.add(google_response_id)
  }
  return known
}

/**
 * Reserves a row for each of these responses and has them written; without a spreadsheet nothing.
 * Where the order must not be known, no row is reserved and the time is that of the day.
 */
export async function queueRows(
  tx: Transaction,
  form: { id: string; isOrdered: boolean },
  responseIds: readonly string[],
  now: number,
): Promise<void> {
  const { id: form_id, isOrdered } = form
  const sheet = await loadSheet(tx, form_id)
  if (!sheet) return
  const known = await knownRows(tx, form_id, responseIds)
  const waiting_since = isOrdered ? now : Math.floor(now / dayMs) * dayMs
  const fresh = responseIds.filter((id) => !known.has(id))
  const rows = fresh.map((google_response_id, index) => ({
    form_id,
    google_response_id,
    row_number: isOrdered ? sheet.next_row + index : 0,
    written_hash: null,
    waiting_since,
  }))
  // A row that waits already changes its time: whoever is writing it now writes what it was before.
  const old = tables(tx)
    .updateTable('form_sheet_rows')
    .set((eb) => ({
      waiting_since: eb.fn.coalesce(eb('waiting_since', '+', 1), eb.val(waiting_since)),
    }))
    .where('form_id', '=', form_id)
  const changed = responseIds.filter((id) => known.has(id))
  // Where rows move for others, all of them may have to be written.
  if (!isOrdered) await old.execute()
  for (let at = 0; isOrdered && at < changed.length; at += chunk) {
    await old.where('google_response_id', 'in', changed.slice(at, at + chunk)).execute()
  }
  for (let at = 0; at < rows.length; at += chunk) {
    const part = rows.slice(at, at + chunk)
    await tables(tx).insertInto('form_sheet_rows').values(part).execute()
  }
  await tables(tx)
    .updateTable('form_sheets')
    .set({ next_row: sheet.next_row + fresh.length, next_try_at: Math.max(sheet.next_try_at, now) })
    .where('form_id', '=', form_id)
    .execute()
}

/** The row of a response in the spreadsheet. */
export type SheetRow = Omit<FormTables['form_sheet_rows'], 'form_id'>

/** Rows of a form's copy by their number. */
export async function loadRows(from: Reader, formId: string): Promise<SheetRow[]> {
  return tables(from)
    .selectFrom('form_sheet_rows')
    .select(['google_response_id', 'row_number', 'written_hash', 'waiting_since'])
    .where('form_id', '=', formId)
    .orderBy('row_number')
    .execute()
}

/**
 * Notes that rows were written as they were read: one that has changed since goes on waiting. All are
 * noted together, since a form may have thousands.
 */
export async function markWritten(
  tx: Transaction,
  formId: string,
  rows: readonly { id: string; hash: string | null; waiting_since: number | null }[],
  now: number,
): Promise<void> {
  for (let at = 0; at < rows.length; at += chunk) {
    const done = rows
      .slice(at, at + chunk)
      .map(({ id, hash, waiting_since: since }) => sql`(${id}, ${hash}, cast(${since} as bigint))`)
    await sql`
      with done(id, hash, since) as (values ${sql.join(done)})
      update form_sheet_rows set
        written_hash = done.hash,
        waiting_since = case when waiting_since = done.since then null else waiting_since end
      from done where form_id = ${formId} and google_response_id = done.id`.execute(tx.db)
  }
  await tables(tx)
    .updateTable('form_sheets')
    .set({ written_at: now, error: null, failures: 0 })
    .where('form_id', '=', formId)
    .execute()
}

/** Notes that writing failed, and when it is tried again. */
export async function markFailed(
  tx: Transaction,
  formId: string,
  failure: { error: string; next_try_at: number; failures: number },
): Promise<void> {
  await tables(tx).updateTable('form_sheets').set(failure).where('form_id', '=', formId).execute()
}

/** All spreadsheets, for looking after them. */
export async function allSheets(from: Reader): Promise<Sheet[]> {
  return tables(from).selectFrom('form_sheets').selectAll().execute()
}

/** Forms whose copy waits for something that may be tried again now. */
export async function waitingSheets(from: Reader, now: number): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('form_sheets')
    .select('form_id')
    .where('next_try_at', '<=', now)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('form_sheet_rows')
          .select('row_number')
          .whereRef('form_sheet_rows.form_id', '=', 'form_sheets.form_id')
          .where('waiting_since', 'is not', null),
      ),
    )
    .execute()
  return rows.map(({ form_id }) => form_id)
}

/** How many copies there are and fail, and since when the oldest row waits. */
export async function sheetFigures(
  from: Reader,
): Promise<{ connected: number; failing: number; since: number | null }> {
  const sheets = await tables(from).selectFrom('form_sheets').select('error').execute()
  const oldest = await tables(from)
    .selectFrom('form_sheet_rows')
    .select((eb) => eb.fn.min('waiting_since').as('since'))
    .where('waiting_since', 'is not', null)
    .executeTakeFirst()
  const failing = sheets.filter(({ error }) => error !== null).length
  return { connected: sheets.length, failing, since: oldest?.since ?? null }
}

/** Forgets what was written, so that everything is written once more. */
export async function forgetWritten(tx: Transaction, formId: string, now: number): Promise<void> {
  await tables(tx)
    .updateTable('form_sheet_rows')
    .set({ written_hash: null, waiting_since: now })
    .where('form_id', '=', formId)
    .execute()
  await tables(tx)
    .updateTable('form_sheets')
    .set({ next_try_at: now, failures: 0 })
    .where('form_id', '=', formId)
    .execute()
}
