/** A cell to write: text is made safe for spreadsheets, numbers are written as they are. */
export type CsvCell = string | number | null

/** Text that is not CSV; `line` counts from 1. */
export class CsvError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'CsvError'
    this.line = line
  }
}

/**
 * What spreadsheets may take for a formula or for the end of a cell (OWASP "CSV injection"),
 * full-width forms included: Japanese Excel reads them like the narrow ones.
 */
const startsFormula = /^[=+\-@\t\r\n\0＝＋－＠]/

/** An exact amount is a text here, and a number to whoever adds it up. */
const negative = /^-\d+(\.\d+)?$/

/** A text that no spreadsheet runs: what could begin a formula gets an apostrophe in front. */
export function formulaSafe(text: string): string {
  return startsFormula.test(text) && !negative.test(text) ? `'${text}` : text
}

function written(cell: CsvCell): string {
  if (cell === null) return ''
  const text = typeof cell === 'number' ? String(cell) : formulaSafe(cell)
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as CSV (RFC 4180), safe against formulas, with the mark by which Excel knows UTF-8. */
export function writeCsv(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')}`
}

/** Spreadsheets of some countries separate by semicolons, copied cells by tabs. */
function separatorOf(text: string): string {
  const [first = ''] = text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1)
  const count = (one: string) => first.split(one).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

/**
 * Reads CSV as spreadsheets write it: separated by comma, semicolon or tab, cells in quotes where
 * needed, any line ends; lines without a character are left out. Throws `CsvError`.
 */
export function readCsv(text: string): string[][] {
  const input = text.startsWith('\uFEFF') ? text.slice(1) : text
  const separator = separatorOf(input)
  const rows: string[][] = []
  let row: string[] = []
  let line = 1
  let at = 0

  function quoted(): string {
    const begun = line
    let cell = ''
    for (at += 1; ; at += 1) {
      const end = input.indexOf('"', at)
      if (end === -1) throw new CsvError(begun, 'a quoted cell does not end')
      cell += input.slice(at, end)
      line += input.slice(at, end).split('\n').length - 1
      at = end + 1
      if (input[at] !== '"') return cell
      cell += '"'
    }
  }

  function plain(): string {
    const begun = at
    while (at < input.length && input[at] !== separator && !/[\r\n]/.test(input[at] ?? '')) at += 1
    return input.slice(begun, at)
  }

  while (at < input.length) {
    row.push(input[at] === '"' ? quoted() : plain())
    const next = input[at]
    if (next === separator) {
      at += 1
      if (at < input.length && !/[\r\n]/.test(input[at] ?? '')) continue
      row.push('')
    }
    if (at < input.length && !/[\r\n]/.test(input[at] ?? '')) {
      throw new CsvError(line, 'text follows a quoted cell')
    }
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
    at += input.startsWith('\r\n', at) ? 2 : 1
    line += 1
  }
  return rows
}
