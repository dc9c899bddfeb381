import { invalid } from '../errors.ts'
import type { Sheet, Spreadsheet } from '../state.ts'

/** A block of cells: rows and columns counted from 0, the ends not included; null where a side is open. */
export type Range = {
  sheet: Sheet
  top: number
  left: number
  bottom: number | null
  right: number | null
}

const cell = /^(?:([A-Z]+)?(\d+)?)$/i

/** The letters of a column counted from 0. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

function columnIndex(letters: string): number {
  const codes = Array.from(letters.toUpperCase(), (sign) => sign.charCodeAt(0) - 64)
  return codes.reduce((sum, code) => sum * 26 + code, 0) - 1
}

function sheetNamed(spreadsheet: Spreadsheet, title: string): Sheet | undefined {
  return spreadsheet.sheets.find((one) => one.title === title)
}

function split(text: string): { title: string | null; cells: string } {
  const [, quoted, rest] = /^'((?:[^']|'')*)'(?:!(.*))?$/.exec(text) ?? []
  if (quoted !== undefined) return { title: quoted.replaceAll("''", "'"), cells: rest ?? '' }
  const at = text.lastIndexOf('!')
  return at === -1
    ? { title: null, cells: text }
    : { title: text.slice(0, at), cells: text.slice(at + 1) }
}

/** A corner as letters and digits; either may be missing. */
function corner(text: string): { column: string | undefined; row: string | undefined } | undefined {
  const found = cell.exec(text)
  return found ? { column: found[1], row: found[2] } : undefined
}

/** Reads A1 notation; a bare title is the whole sheet. Throws 400. */
export function parseRange(spreadsheet: Spreadsheet, text: string): Range {
  const bare = sheetNamed(spreadsheet, text)
  const { title, cells } = bare ? { title: bare.title, cells: '' } : split(text)
  const sheet = title === null ? spreadsheet.sheets[0] : sheetNamed(spreadsheet, title)
  const [from = '', to = from, more] = cells.split(':')
  const first = corner(from)
  const last = corner(to)
  if (!sheet || !first || !last || more !== undefined || first.row === '0')
    throw invalid(`Unable to parse range: ${text}`)
  return {
    sheet,
    top: Number(first.row ?? 1) - 1,
    left: columnIndex(first.column ?? 'A'),
    bottom: last.row === undefined ? null : Number(last.row),
    right: last.column === undefined ? null : columnIndex(last.column) + 1,
  }
}

/** A block in A1 notation, open sides cut at the sheet's size. */
export function writeRange({ sheet, top, left, bottom, right }: Range): string {
  const title = /^\w+$/.test(sheet.title) ? sheet.title : `'${sheet.title.replaceAll("'", "''")}'`
  const from = `${columnName(left)}${top + 1}`
  const to = `${columnName((right ?? sheet.column_count) - 1)}${bottom ?? sheet.row_count}`
  return `${title}!${from === to ? from : `${from}:${to}`}`
}

/** Throws 400 when a block is not inside its sheet. */
export function requireInside(range: Range): void {
  const { sheet, top, left, bottom, right } = range
  const isInside =
    Math.max(top + 1, bottom ?? 0) <= sheet.row_count &&
    Math.max(left + 1, right ?? 0) <= sheet.column_count
  if (!isInside)
    throw invalid(
      `Range (${writeRange(range)}) exceeds grid limits. Max rows: ${sheet.row_count}, max columns: ${sheet.column_count}`,
    )
}
