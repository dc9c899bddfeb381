import { writeCsv, type CsvCell } from '#core/csv.ts'

/** Offers rows as a file to keep; a spreadsheet does not take a cell for a formula. */
export function saveCsv(name: string, rows: readonly (readonly CsvCell[])[]): void {
  const address = URL.createObjectURL(new Blob([writeCsv(rows)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
