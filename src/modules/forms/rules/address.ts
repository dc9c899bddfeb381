import { documentPath, documentsRoot } from '#core/google/address.ts'

/** What the address of a form turned out to be. */
export type FormAddress =
  | { kind: 'edit'; formId: string }
  /** The public page: the API does not know the id in it. */
  | { kind: 'view' }
  | { kind: 'short' }
  | { kind: 'none' }

/** Reads the address of a form as it stands in a browser; `apiRoot` is that of emulated services. */
export function readFormAddress(text: string, apiRoot: string | null): FormAddress {
  const path = documentPath(text, apiRoot)
  if (path === null) return { kind: 'none' }
  if (path.startsWith('/forms.gle/')) return { kind: 'short' }
  const [, rest = ''] = /^(?:\/a\/[\w.-]+)?\/forms(?:\/u\/\d+)?\/d\/(.*)$/.exec(path) ?? []
  if (rest.startsWith('e/')) return { kind: 'view' }
  const [, formId] = /^([\w-]{20,100})(?:\/|$)/.exec(rest) ?? []
  return formId === undefined ? { kind: 'none' } : { kind: 'edit', formId }
}

/** Where a form is edited in the browser. */
export function editAddress(formId: string, apiRoot: string | null): string {
  return `${documentsRoot(apiRoot)}/forms/d/${formId}/edit`
}

/** Where a spreadsheet is opened in the browser. */
export function sheetAddress(spreadsheetId: string, apiRoot: string | null): string {
  return `${documentsRoot(apiRoot)}/spreadsheets/d/${spreadsheetId}/edit`
}

const addressLike = /^(https?:|www\.|\S+\.\S+\/|\S*(google|forms\.gle|forms\/))/i

/** Whether something that was typed is meant as an address, well or not; if not it is a title. */
export function isAddressLike(text: string): boolean {
  const typed = text.trim()
  return addressLike.test(typed) || /^[\w-]{25,}$/.test(typed)
}
