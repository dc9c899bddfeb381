/** What the address of a form turned out to be. */
export type FormAddress =
  | { kind: 'edit'; formId: string }
  /** The public page: the API does not know the id in it. */
  | { kind: 'view' }
  | { kind: 'short' }
  | { kind: 'none' }

const realHost = 'docs.google.com'

function pathOf(text: string, apiRoot: string | null): string | null {
  const typed = text.trim()
  const url = /^[\w.-]+\.\w+\//.test(typed) ? `https://${typed}` : typed
  if (!URL.canParse(url)) return null
  const { host, pathname } = new URL(url)
  if (host === realHost) return pathname
  if (host === 'forms.gle') return '/forms.gle/x'
  const own = apiRoot === null ? null : new URL(apiRoot)
  if (own?.host !== host || !pathname.startsWith(own.pathname)) return null
  return pathname.slice(own.pathname.replace(/\/$/, '').length)
}

/** Reads the address of a form as it stands in a browser; `apiRoot` is that of emulated services. */
export function readFormAddress(text: string, apiRoot: string | null): FormAddress {
  const path = pathOf(text, apiRoot)
  if (path === null) return { kind: 'none' }
  if (path.startsWith('/forms.gle/')) return { kind: 'short' }
  const [, rest = ''] = /^(?:\/a\/[\w.-]+)?\/forms(?:\/u\/\d+)?\/d\/(.*)$/.exec(path) ?? []
  if (rest.startsWith('e/')) return { kind: 'view' }
  const [, formId] = /^([\w-]{20,100})(?:\/|$)/.exec(rest) ?? []
  return formId === undefined ? { kind: 'none' } : { kind: 'edit', formId }
}

/** The id in the address of a spreadsheet; null for any other. */
export function readSheetAddress(text: string, apiRoot: string | null): string | null {
  const path = pathOf(text, apiRoot)
  return (
    /^(?:\/a\/[\w.-]+)?\/spreadsheets(?:\/u\/\d+)?\/d\/([\w-]{20,100})/.exec(path ?? '')?.[1] ??
    null
  )
}

/** Where a form is edited in the browser. */
export function editAddress(formId: string, apiRoot: string | null): string {
  return `${apiRoot ?? `https://${realHost}`}/forms/d/${formId}/edit`
}

/** Where a spreadsheet is opened in the browser. */
export function sheetAddress(spreadsheetId: string, apiRoot: string | null): string {
  return `${apiRoot ?? `https://${realHost}`}/spreadsheets/d/${spreadsheetId}/edit`
}
