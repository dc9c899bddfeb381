/** Query strings as plain text values: a Discord id stays text and is never read as a number. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The opposite of `parseSearch`; empty values leave the address. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (text !== undefined && text !== '' && text !== 'null') params.set(name, text)
  }
  const result = params.toString()
  return result ? `?${result}` : ''
}
