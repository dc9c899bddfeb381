/** A parameter as far as reading a typed command needs it. */
type Parameter = { name: string; required?: boolean; rest?: boolean; aliases?: readonly string[] }

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
 * Gives words to parameters: in their order, or by name in any language as `price=1000`. What is left
 * over, and what has a name of its own, goes to a parameter that takes the rest.
 */
export function namedWords(
  words: readonly string[],
  list: readonly Parameter[],
): Record<string, string> {
  const found: Record<string, string> = {}
  const plain: string[] = []
  const others: string[] = []
  const takesRest = list.some(({ rest }) => rest)
  for (const word of words) {
    const [, name, value = ''] = /^([\p{L}\p{N}_]+)=(.+)$/u.exec(word) ?? []
    const isIt = (one: Parameter) => one.name === name || one.aliases?.includes(name ?? '')
    const known = list.find((one) => isIt(one) && !one.rest)
    if (name === undefined) plain.push(word)
    else if (known) found[known.name] = value
    else (takesRest ? others : plain).push(word)
  }
  for (const { name, rest } of list) {
    if (name in found) continue
    const taken = rest ? [...plain.splice(0), ...others] : plain.splice(0, 1)
    if (taken.length > 0) found[name] = taken.join(' ')
  }
  return found
}
