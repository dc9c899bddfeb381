const realHost = 'docs.google.com'

/** Where documents are in the browser; `apiRoot` is that of emulated services. */
export function documentsRoot(apiRoot: string | null): string {
  return apiRoot ?? `https://${realHost}`
}

/** The path of an address at Google, as it stands in a browser; null for any other. */
export function documentPath(text: string, apiRoot: string | null): string | null {
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

const spreadsheet = /^(?:\/a\/[\w.-]+)?\/spreadsheets(?:\/u\/\d+)?\/d\/([\w-]{20,100})/

/**
 * The spreadsheet in an address, with the number of the sheet in it that is open. Null for other
 * addresses, also for those under which one is published: they tell nothing of its id.
 */
export function readSheetAddress(
  text: string,
  apiRoot: string | null,
): { id: string; gid: number | null } | null {
  const [, id] = spreadsheet.exec(documentPath(text, apiRoot) ?? '') ?? []
  if (id === undefined) return null
  const [, gid] = /[#?&]gid=(\d+)/.exec(text) ?? []
  return { id, gid: gid === undefined ? null : Number(gid) }
}
