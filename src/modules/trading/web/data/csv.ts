import { writeCsv, type CsvCell } from '#core/csv.ts'
import { downloadText } from '#web/download.ts'

/** Offers rows as a file to keep; a spreadsheet does not take a cell for a formula. */
export function saveCsv(name: string, rows: readonly (readonly CsvCell[])[]): void {
  downloadText({ name, type: 'text/csv', text: writeCsv(rows) })
}
