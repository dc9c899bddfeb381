import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { invalid, parseBody } from '../errors.ts'
import type { Google } from '../google.ts'
import { quotas } from '../quotas.ts'
import type { Spreadsheet } from '../state.ts'
import { parseRange, requireInside, writeRange, type Range } from './a1.ts'
import { makeCell, readValues, usedRows, writeValues, type RenderOption } from './cells.ts'
import { spreadsheetOf } from './spreadsheets.ts'

const input = z.union([z.string(), z.number(), z.boolean(), z.null()])
const inputOption = z.enum(['RAW', 'USER_ENTERED'])
const render = z.enum(['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA']).optional()
const dimension = z.enum(['ROWS', 'COLUMNS']).optional()
const valueRange = z.strictObject({
  range: z.string().optional(),
  majorDimension: z.literal('ROWS').optional(),
  values: z.array(z.array(input)).default([]),
})
type Values = z.infer<typeof valueRange>

const readQuery = z.looseObject({ valueRenderOption: render, majorDimension: dimension })
const writeQuery = z.looseObject({
  valueInputOption: inputOption.optional(),
  insertDataOption: z.enum(['OVERWRITE', 'INSERT_ROWS']).optional(),
})
const rangeParams = z.object({ range: z.string() })
const batchWriteBody = z.strictObject({
  valueInputOption: inputOption,
  data: z.array(valueRange),
  includeValuesInResponse: z.boolean().optional(),
})
const batchClearBody = z.strictObject({ ranges: z.array(z.string()) })

/** Documented at support.google.com/drive/answer/37603. */
const longestCell = 50_000

function show(range: Range, option: RenderOption = 'FORMATTED_VALUE'): object {
  const values = readValues(range, option)
  return {
    range: writeRange(range),
    majorDimension: 'ROWS',
    ...(values.length > 0 && { values }),
  }
}

/** Writes at the corner of `range`, grown to the size of the values. */
function write(
  spreadsheet: Spreadsheet,
  range: Range,
  { values }: Values,
  option: z.infer<typeof inputOption>,
): object {
  const width = Math.max(0, ...values.map((row) => row.length))
  const block = {
    ...range,
    bottom: range.top + Math.max(values.length, 1),
    right: range.left + Math.max(width, 1),
  }
  requireInside(block)
  if (values.flat().some((one) => typeof one === 'string' && one.length > longestCell)) {
    throw invalid('Your input contains more than the maximum of 50000 characters in a single cell.')
  }
  const cells = values.map((row) => row.map((one) => makeCell(one, option)))
  writeValues(range.sheet, range.top, range.left, cells)
  return {
    spreadsheetId: spreadsheet.id,
    updatedRange: writeRange(block),
    updatedRows: values.length,
    updatedColumns: width,
    updatedCells: values.reduce((sum, row) => sum + row.length, 0),
  }
}

function requireOption(option: z.infer<typeof inputOption> | undefined) {
  if (option === undefined) throw invalid("'valueInputOption' is required but not specified")
  return option
}

/** Adds rows below the last used one (assumed: one table per sheet); the sheet grows. */
function append(spreadsheet: Spreadsheet, range: Range, body: Values, request: FastifyRequest) {
  const option = requireOption(parseBody(writeQuery, request.query).valueInputOption)
  const { sheet, left } = range
  const used = usedRows(sheet)
  const width = Math.max(0, ...body.values.map((row) => row.length))
  sheet.row_count = Math.max(sheet.row_count, used + body.values.length)
  sheet.column_count = Math.max(sheet.column_count, left + width)
  const table = { ...range, top: 0, bottom: used, right: left + Math.max(width, 1) }
  const target = { ...range, top: used, bottom: null, right: null }
  return {
    spreadsheetId: spreadsheet.id,
    ...(used > 0 && { tableRange: writeRange(table) }),
    updates: write(spreadsheet, target, body, option),
  }
}

function clear(range: Range): string {
  const { sheet, top, left } = range
  const bottom = Math.min(range.bottom ?? sheet.rows.length, sheet.rows.length)
  for (let row = top; row < bottom; row += 1) {
    const cells = sheet.rows[row] ?? []
    const right = Math.min(range.right ?? cells.length, cells.length)
    for (let column = left; column < right; column += 1) cells[column] = null
  }
  return writeRange(range)
}

function rangesOf(request: FastifyRequest): string[] {
  return new URLSearchParams(request.url.split('?')[1] ?? '').getAll('ranges')
}

const base = '/v4/spreadsheets/:spreadsheetId'
const read = { scopes: scopes.sheetsRead, quota: quotas.sheetsRead }
const change = { scopes: scopes.sheetsWrite, quota: quotas.sheetsWrite }

/** What a request works on: its spreadsheet, ranges of it, and the range in its path. */
type Opened = {
  spreadsheet: Spreadsheet
  range: (text: string) => Range
  own: () => Range
}
type Open = (caller: Caller, request: FastifyRequest, need: 'read' | 'write') => Opened

function opener(google: Google): Open {
  return (caller, request, need) => {
    const spreadsheet = spreadsheetOf(google, caller, request, need)
    const range = (text: string): Range => parseRange(spreadsheet, text)
    const params = rangeParams.safeParse(request.params)
    return { spreadsheet, range, own: () => range(params.success ? params.data.range : '') }
  }
}

function singleMethods(opened: Open): Method[] {
  return [
    {
      verb: 'GET',
      path: `${base}/values/:range`,
      ...read,
      run(caller, request) {
        const { valueRenderOption } = parseBody(readQuery, request.query)
        return show(opened(caller, request, 'read').own(), valueRenderOption)
      },
    },
    {
      verb: 'PUT',
      path: `${base}/values/:range`,
      ...change,
      run(caller, request) {
        const { spreadsheet, own } = opened(caller, request, 'write')
        const option = requireOption(parseBody(writeQuery, request.query).valueInputOption)
        return write(spreadsheet, own(), parseBody(valueRange, request.body), option)
      },
    },
    {
      verb: 'POST',
      path: `${base}/values/:range(^.+)::append`,
      ...change,
      run(caller, request) {
        const { spreadsheet, own } = opened(caller, request, 'write')
        return append(spreadsheet, own(), parseBody(valueRange, request.body), request)
      },
    },
    {
      verb: 'POST',
      path: `${base}/values/:range(^.+)::clear`,
      ...change,
      run(caller, request) {
        const { spreadsheet, own } = opened(caller, request, 'write')
        return { spreadsheetId: spreadsheet.id, clearedRange: clear(own()) }
      },
    },
  ]
}

function batchMethods(opened: Open): Method[] {
  return [
    {
      verb: 'GET',
      path: `${base}/values::batchGet`,
      ...read,
      run(caller, request) {
        const { spreadsheet, range } = opened(caller, request, 'read')
        const { valueRenderOption } = parseBody(readQuery, request.query)
        const valueRanges = rangesOf(request).map((one) => show(range(one), valueRenderOption))
        return { spreadsheetId: spreadsheet.id, valueRanges }
      },
    },
    {
      verb: 'POST',
      path: `${base}/values::batchUpdate`,
      ...change,
      run(caller, request) {
        const { spreadsheet, range } = opened(caller, request, 'write')
        const { data, valueInputOption } = parseBody(batchWriteBody, request.body)
        const before = structuredClone(spreadsheet.sheets)
        try {
          const responses = data.map((one) =>
            write(spreadsheet, range(one.range ?? ''), one, valueInputOption),
          )
          return { spreadsheetId: spreadsheet.id, ...sumOf(responses), responses }
        } catch (error) {
          spreadsheet.sheets = before
          throw error
        }
      },
    },
    {
      verb: 'POST',
      path: `${base}/values::batchClear`,
      ...change,
      run(caller, request) {
        const { spreadsheet, range } = opened(caller, request, 'write')
        const { ranges } = parseBody(batchClearBody, request.body)
        return {
          spreadsheetId: spreadsheet.id,
          clearedRanges: ranges.map((one) => clear(range(one))),
        }
      },
    },
  ]
}

/** `spreadsheets.values`: get, update, append, clear, and their batches. */
export function valuesMethods(google: Google): Method[] {
  const opened = opener(google)
  return [...singleMethods(opened), ...batchMethods(opened)]
}

const updated = z.object({ updatedRows: z.number(), updatedCells: z.number() })

function sumOf(responses: readonly object[]): object {
  const parsed = responses.map((one) => updated.parse(one))
  return {
    totalUpdatedRows: parsed.reduce((sum, one) => sum + one.updatedRows, 0),
    totalUpdatedCells: parsed.reduce((sum, one) => sum + one.updatedCells, 0),
    totalUpdatedSheets: 1,
  }
}
