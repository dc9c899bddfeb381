/** A parameter as far as reading a typed command needs it. */
type Parameter = { name: string; required?: boolean; rest?: boolean }

/** A command as somebody typed it in a message. */
export type Typed = { name: string; words: readonly string[] }

/** Longest message that is read as a command. */
const longest = 500

/** Splits `!buy BTC 100000` into its words; null when the message is no command. */
export function parseTyped(content: string, prefix: string): Typed | null {
  if (!content.startsWith(prefix) || content.length > longest) return null
  const [name = '', ...words] = content.slice(prefix.length).trim().split(/\s+/)
  return /^[\p{L}\p{N}_-]{1,32}$/u.test(name) ? { name: name.toLowerCase(), words } : null
}

/**
 * Gives words to parameters: in their order, or by name as `price=1000`. What is left over goes to a
 * parameter that takes the rest.
 */
export function namedWords(
  words: readonly string[],
  list: readonly Parameter[],
): Record<string, string> {
  const found: Record<string, string> = {}
  const plain = words.filter((word) => {
    const [, name = '', value = ''] = /^([a-z_]+)=(.+)$/.exec(word) ?? []
    const isNamed = list.some((one) => one.name === name && !one.rest)
    if (isNamed) found[name] = value
    return !isNamed
  })
  for (const { name, rest } of list) {
    if (name in found) continue
    if (plain.length === 0) break
    found[name] = rest ? plain.splice(0).join(' ') : (plain.shift() ?? '')
  }
  return found
}
