import type { Cell, Sheet } from '../state.ts'
import type { Range } from './a1.ts'

/** How what is written is understood: as it is, or as if a person typed it. */
export type InputOption = 'RAW' | 'USER_ENTERED'
/** What reading gives. */
export type RenderOption = 'FORMATTED_VALUE' | 'UNFORMATTED_VALUE' | 'FORMULA'
/** What may be written into a cell. */
export type Input = string | number | boolean | null

// Doubles keep 15 significant digits, and the automatic format turns to exponents beyond them.
const exactDigits = 15

function showNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10 ** exactDigits) return String(value)
  if (Math.abs(value) >= 10 ** exactDigits) {
    const [mantissa = '', exponent = ''] = value.toExponential(5).split('e')
    return `${mantissa}E${exponent.replace(/^([+-])(\d)$/, '$10$2')}`
  }
  return String(Number(value.toPrecision(10)))
}

const plain = (input: string, value: Cell['value']): Cell => ({
  input,
  value,
  shown:
    typeof value === 'number'
      ? showNumber(value)
      : typeof value === 'boolean'
        ? String(value).toUpperCase()
        : value,
})

/** Sums and products of numbers; every other formula is marked as one that ran. */
function evaluate(formula: string): Cell['value'] {
  const terms = formula.slice(1).replaceAll(/\s/g, '')
  if (!/^[-+]?\d+(\.\d+)?([-+*/]\d+(\.\d+)?)*$/.test(terms)) return '#FORMULA!'
  const products = terms.split(/(?<=\d)(?=[-+])/)
  return products.reduce((sum, product) => {
    const [first = '0', ...rest] = product.split(/(?=[*/])/)
    return (
      sum +
      rest.reduce(
        (value, factor) =>
          factor.startsWith('*')
            ? value * Number(factor.slice(1))
            : value / Number(factor.slice(1)),
        Number(first),
      )
    )
  }, 0)
}

function enter(text: string): Cell {
  if (text.startsWith("'")) return plain(text, text.slice(1))
  if (/^[=+]/.test(text) && text.length > 1 && !/^\+\d+$/.test(text)) {
    const formula = text.startsWith('+') ? `=${text.slice(1)}` : text
    return { ...plain(formula, evaluate(formula)), input: formula }
  }
  if (/^(true|false)$/i.test(text)) return plain(text, text.toLowerCase() === 'true')
  const digits = text.trim().replaceAll(/(?<=\d),(?=\d{3})/g, '')
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits)) return plain(text, Number(digits))
  return plain(text, text)
}

/** A cell of what was written; null leaves the cell as it is. */
export function makeCell(input: Input, option: InputOption): Cell | null | undefined {
  if (input === null) return undefined
  if (input === '') return null
  if (typeof input !== 'string') return plain(String(input), input)
  return option === 'RAW' ? plain(input, input) : enter(input)
}

function render(cell: Cell | null | undefined, option: RenderOption): string | number | boolean {
  if (!cell) return ''
  if (option === 'FORMULA') return cell.input.startsWith('=') ? cell.input : cell.value
  return option === 'UNFORMATTED_VALUE' ? cell.value : cell.shown
}

/** The values of a block; empty ends of rows, and empty rows at the end, are left out. */
export function readValues(
  { sheet, top, left, bottom, right }: Range,
  option: RenderOption,
): (string | number | boolean)[][] {
  const rows = sheet.rows.slice(top, bottom ?? sheet.row_count).map((row) => {
    const cells = (row ?? []).slice(left, right ?? sheet.column_count)
    const used = cells.findLastIndex((one) => one !== null && one !== undefined) + 1
    return cells.slice(0, used).map((one) => render(one, option))
  })
  return rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1)
}

/** Writes rows from a corner on; the sheet is large enough. */
export function writeValues(
  sheet: Sheet,
  top: number,
  left: number,
  rows: readonly (readonly (Cell | null | undefined)[])[],
): void {
  for (const [down, row] of rows.entries()) {
    const target = (sheet.rows[top + down] ??= [])
    for (const [across, cell] of row.entries()) {
      while (target.length < left + across) target.push(null)
      if (cell !== undefined) target[left + across] = cell
    }
  }
  for (let index = 0; index < sheet.rows.length; index += 1) sheet.rows[index] ??= []
}

/** The number of rows up to the last one with something in it. */
export function usedRows({ rows }: Sheet): number {
  return rows.findLastIndex((row) => row?.some((cell) => cell !== null)) + 1
}
