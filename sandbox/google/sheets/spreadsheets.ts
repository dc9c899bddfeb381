import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { storageExceeded } from '../drive/storage.ts'
import { invalid, notFound, notShared, parseBody } from '../errors.ts'
import { roleOf, type Google } from '../google.ts'
import { makeId } from '../ids.ts'
import { quotas } from '../quotas.ts'
import type { Sheet, Spreadsheet } from '../state.ts'

/** The type of spreadsheets in Drive. */
export const sheetMime = 'application/vnd.google-apps.spreadsheet'

const grid = z.looseObject({
  rowCount: z.number().int().min(1).optional(),
  columnCount: z.number().int().min(1).optional(),
})
const properties = z.looseObject({
  sheetId: z.number().int().optional(),
  title: z.string().optional(),
  gridProperties: grid.optional(),
})
const createBody = z.looseObject({
  properties: z.looseObject({ title: z.string().optional() }).optional(),
  sheets: z.array(z.looseObject({ properties: properties.optional() })).optional(),
})
const dimension = z.enum(['ROWS', 'COLUMNS'])
const change = z.strictObject({
  addSheet: z.strictObject({ properties: properties.optional() }).optional(),
  deleteSheet: z.strictObject({ sheetId: z.number().int() }).optional(),
  updateSheetProperties: z.strictObject({ properties, fields: z.string() }).optional(),
  appendDimension: z
    .strictObject({ sheetId: z.number().int(), dimension, length: z.number().int().min(1) })
    .optional(),
  deleteDimension: z
    .strictObject({
      range: z.strictObject({
        sheetId: z.number().int(),
        dimension,
        startIndex: z.number().int(),
        endIndex: z.number().int(),
      }),
    })
    .optional(),
})
type Change = z.infer<typeof change>
const batchBody = z.looseObject({ requests: z.array(change).min(1) })
const params = z.object({ spreadsheetId: z.string() })

/** The spreadsheet that a request names, for a caller who may reach it. Throws 404 and 403. */
export function spreadsheetOf(
  google: Google,
  caller: Caller,
  request: FastifyRequest,
  need: 'read' | 'write',
): Spreadsheet {
  const { spreadsheetId } = params.parse(request.params)
  const spreadsheet = google.state.spreadsheets.get(spreadsheetId)
  const file = google.state.files.get(spreadsheetId)
  if (!spreadsheet || !file || file.trashed) throw notFound()
  if (caller.isFileOnly && !file.opened_by_app) throw notFound()
  const role = roleOf(file, caller.email)
  if (role === undefined || (need === 'write' && role === 'reader')) throw notShared()
  return spreadsheet
}

function makeSheet(google: Google, given: z.infer<typeof properties> = {}, index = 0): Sheet {
  return {
    id: given.sheetId ?? (index === 0 ? 0 : makeId.sheet(google.random)),
    title: given.title ?? `Sheet${index + 1}`,
    row_count: given.gridProperties?.rowCount ?? 1000,
    column_count: given.gridProperties?.columnCount ?? 26,
    rows: [],
  }
}

/** Adds a spreadsheet that belongs to `owner`. */
export function addSpreadsheet(
  google: Google,
  input: { owner: string; title: string; sheets?: readonly z.infer<typeof properties>[] },
): Spreadsheet {
  const id = makeId.file(google.random)
  const now = google.clock.now()
  const { owner, title, sheets = [{}] } = input
  google.state.files.set(id, {
    id,
    name: title,
    mime: sheetMime,
    created: now,
    modified: now,
    permissions: [
      { id: makeId.permission(google.random), type: 'user', role: 'owner', email: owner },
    ],
    opened_by_app: true,
    trashed: false,
  })
  const made = {
    id,
    sheets: sheets.map((one, index) => makeSheet(google, one, index)),
  }
  google.state.spreadsheets.set(id, made)
  return made
}

function showSheet(sheet: Sheet, index: number): object {
  return {
    sheetId: sheet.id,
    title: sheet.title,
    index,
    sheetType: 'GRID',
    gridProperties: { rowCount: sheet.row_count, columnCount: sheet.column_count },
  }
}

function show(google: Google, spreadsheet: Spreadsheet): object {
  return {
    spreadsheetId: spreadsheet.id,
    properties: {
      title: google.state.files.get(spreadsheet.id)?.name ?? '',
      locale: 'en_US',
      autoRecalc: 'ON_CHANGE',
      timeZone: 'Etc/GMT',
    },
    sheets: spreadsheet.sheets.map((one, index) => ({ properties: showSheet(one, index) })),
    spreadsheetUrl: `${google.root()}/spreadsheets/d/${spreadsheet.id}/edit`,
  }
}

function find(spreadsheet: Spreadsheet, id: number): Sheet {
  const sheet = spreadsheet.sheets.find((one) => one.id === id)
  if (!sheet) throw invalid(`Invalid requests[0]: No grid with id: ${id}`)
  return sheet
}

function requireTitle(spreadsheet: Spreadsheet, title: string, own?: Sheet): void {
  if (spreadsheet.sheets.some((one) => one !== own && one.title === title))
    throw invalid(
      `Invalid requests[0]: A sheet with the name "${title}" already exists. Please enter another name.`,
    )
}

function updateProperties(
  spreadsheet: Spreadsheet,
  { properties: given, fields }: NonNullable<Change['updateSheetProperties']>,
): void {
  const sheet = find(spreadsheet, given.sheetId ?? 0)
  const mask = fields.split(',')
  const has = (name: string): boolean =>
    mask.some((one) => one === '*' || one === name || name.startsWith(`${one}.`))
  if (has('title') && given.title !== undefined) {
    requireTitle(spreadsheet, given.title, sheet)
    sheet.title = given.title
  }
  const { rowCount, columnCount } = given.gridProperties ?? {}
  if (has('gridProperties.rowCount') && rowCount !== undefined) {
    sheet.row_count = rowCount
    sheet.rows.length = Math.min(sheet.rows.length, rowCount)
  }
  if (has('gridProperties.columnCount') && columnCount !== undefined)
    sheet.column_count = columnCount
}

function deleteDimension(
  spreadsheet: Spreadsheet,
  { range }: NonNullable<Change['deleteDimension']>,
): void {
  const sheet = find(spreadsheet, range.sheetId)
  const count = range.endIndex - range.startIndex
  if (range.dimension === 'ROWS') {
    sheet.rows.splice(range.startIndex, count)
    sheet.row_count -= count
    return
  }
  for (const row of sheet.rows) row.splice(range.startIndex, count)
  sheet.column_count -= count
}

function apply(google: Google, spreadsheet: Spreadsheet, one: Change): object {
  if (one.addSheet) {
    const { properties: given = {} } = one.addSheet
    const sheet = makeSheet(google, given, spreadsheet.sheets.length)
    requireTitle(spreadsheet, sheet.title)
    spreadsheet.sheets.push(sheet)
    return { addSheet: { properties: showSheet(sheet, spreadsheet.sheets.length - 1) } }
  }
  if (one.deleteSheet) {
    const gone = find(spreadsheet, one.deleteSheet.sheetId)
    if (spreadsheet.sheets.length === 1)
      throw invalid("Invalid requests[0]: You can't remove all the sheets in a document.")
    spreadsheet.sheets = spreadsheet.sheets.filter((sheet) => sheet !== gone)
  }
  if (one.updateSheetProperties) updateProperties(spreadsheet, one.updateSheetProperties)
  if (one.deleteDimension) deleteDimension(spreadsheet, one.deleteDimension)
  if (one.appendDimension) {
    const { sheetId, dimension: way, length } = one.appendDimension
    const sheet = find(spreadsheet, sheetId)
    if (way === 'ROWS') sheet.row_count += length
    else sheet.column_count += length
  }
  return {}
}

function batchUpdate(google: Google, spreadsheet: Spreadsheet, request: FastifyRequest): object {
  const { requests } = parseBody(batchBody, request.body)
  const before = structuredClone(spreadsheet.sheets)
  try {
    const replies = requests.map((one) => apply(google, spreadsheet, one))
    return { spreadsheetId: spreadsheet.id, replies }
  } catch (error) {
    spreadsheet.sheets = before
    throw error
  }
}

/** `spreadsheets.create`, `get` and `batchUpdate`. */
export function spreadsheetsMethods(google: Google): Method[] {
  const change_ = { scopes: scopes.sheetsWrite, quota: quotas.sheetsWrite }
  return [
    {
      verb: 'POST',
      path: '/v4/spreadsheets',
      ...change_,
      run(caller, request) {
        const body = parseBody(createBody, request.body)
        if (caller.isService) throw storageExceeded()
        const sheets = body.sheets?.map((one) => one.properties ?? {})
        const made = addSpreadsheet(google, {
          owner: caller.email,
          title: body.properties?.title ?? 'Untitled spreadsheet',
          ...(sheets && sheets.length > 0 && { sheets }),
        })
        return show(google, made)
      },
    },
    {
      verb: 'GET',
      path: '/v4/spreadsheets/:spreadsheetId',
      scopes: scopes.sheetsRead,
      quota: quotas.sheetsRead,
      run: (caller, request) => show(google, spreadsheetOf(google, caller, request, 'read')),
    },
    {
      verb: 'POST',
      path: '/v4/spreadsheets/:spreadsheetId(^[\\w-]+)::batchUpdate',
      ...change_,
      run: (caller, request) =>
        batchUpdate(google, spreadsheetOf(google, caller, request, 'write'), request),
    },
  ]
}
