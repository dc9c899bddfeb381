import { z } from 'zod'
import type { GoogleAccess } from './account.ts'
import type { GoogleCaller } from './call.ts'

/** Values of a range of cells, row by row. */
export type SheetData = readonly {
  range: string
  values: readonly (readonly (string | number)[])[]
}[]

/** Google Sheets, as far as it is needed. Every method throws `GoogleFailure`. */
export type GoogleSheets = {
  /** What the cells of a range show, row by row. */
  readValues(spreadsheetId: string, range: string): Promise<string[][]>
  /** What the cells of a range hold, row by row: numbers stay numbers. */
  readCells(spreadsheetId: string, range: string): Promise<unknown[][]>
  writeValues(spreadsheetId: string, data: SheetData): Promise<void>
  clearValues(spreadsheetId: string, range: string): Promise<void>
  /** The sheets of a spreadsheet. */
  listSheets(spreadsheetId: string): Promise<SheetGrid[]>
  addSheet(spreadsheetId: string, title: string): Promise<void>
  /** Makes a sheet so large: values are only written inside of it. */
  resizeSheet(
    spreadsheetId: string,
    gid: number,
    size: Pick<SheetGrid, 'rows' | 'columns'>,
  ): Promise<void>
}

/** A sheet: its name, the number that stands in addresses, and its size. */
export type SheetGrid = { gid: number; title: string; rows: number; columns: number }

const values = z.looseObject({ values: z.array(z.array(z.unknown())).default([]) })
const spreadsheet = z.looseObject({
  sheets: z
    .array(
      z.looseObject({
        properties: z.looseObject({
          sheetId: z.int().default(0),
          title: z.string(),
          gridProperties: z
            .looseObject({ rowCount: z.int().default(0), columnCount: z.int().default(0) })
            .default({ rowCount: 0, columnCount: 0 }),
        }),
      }),
    )
    .default([]),
})
const anything = z.unknown()

function sheetCalls(call: GoogleCaller, sheets: string): GoogleSheets {
  const at = (id: string) => `${sheets}/${encodeURIComponent(id)}`
  const range = (id: string, text: string) => `${at(id)}/values/${encodeURIComponent(text)}`
  const read = { method: 'GET', quota: 'sheets.read', repeatable: true } as const
  const write = { method: 'POST', quota: 'sheets.write', repeatable: true } as const
  return {
    async readValues(id: string, text: string) {
      const name = 'sheets.values.get'
      const answer = await call({ ...read, url: range(id, text), name }, values)
      return answer.values.map((row) => row.map(String))
    },
    async readCells(id: string, text: string) {
      const url = `${range(id, text)}?valueRenderOption=UNFORMATTED_VALUE`
      return (await call({ ...read, url, name: 'sheets.values.get' }, values)).values
    },
    async writeValues(id: string, data: SheetData) {
      const url = `${at(id)}/values:batchUpdate`
      // RAW: a text such as =1+1 stays a text, and long digits stay as they are.
      const body = { valueInputOption: 'RAW', data }
      await call({ ...write, url, name: 'sheets.values.batchUpdate', body }, anything)
    },
    async clearValues(id: string, text: string) {
      const url = `${range(id, text)}:clear`
      await call({ ...write, url, name: 'sheets.values.clear', body: {} }, anything)
    },
    async listSheets(id: string) {
      const url = `${at(id)}?fields=sheets.properties`
      const answer = await call({ ...read, url, name: 'sheets.get' }, spreadsheet)
      return answer.sheets.map(({ properties: { sheetId: gid, title, gridProperties } }) => {
        const { rowCount: rows, columnCount: columns } = gridProperties
        return { gid, title, rows, columns }
      })
    },
    async addSheet(id: string, title: string) {
      const url = `${at(id)}:batchUpdate`
      const body = { requests: [{ addSheet: { properties: { title } } }] }
      const name = 'sheets.batchUpdate'
      await call({ ...write, url, name, body, repeatable: false }, anything)
    },
    async resizeSheet(id, sheetId, { rows: rowCount, columns: columnCount }) {
      const properties = { sheetId, gridProperties: { rowCount, columnCount } }
      const fields = 'gridProperties.rowCount,gridProperties.columnCount'
      const body = { requests: [{ updateSheetProperties: { properties, fields } }] }
      await call(
        { ...write, url: `${at(id)}:batchUpdate`, name: 'sheets.batchUpdate', body },
        anything,
      )
    },
  }
}

/** The calls for sheets of an account. */
export function openSheets({ call, apiRoot }: GoogleAccess): GoogleSheets {
  const root = apiRoot ?? 'https://sheets.googleapis.com'
  return sheetCalls(call, `${root}/v4/spreadsheets`)
}
