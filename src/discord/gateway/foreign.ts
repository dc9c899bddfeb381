const name = '"t":"PRESENCE_UPDATE"'
/** The envelope of a dispatch stands before its body: name and number are among these characters. */
const envelope = 96

const digitsAt = (text: string, from: number): number => {
  let value = 0
  let at = from
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return at === from ? -1 : value
}

/** The number of a dispatch, read from the text of its frame; null for frames of other kinds. */
export function sequenceOf(text: string): number | null {
  const at = text.indexOf('"s":')
  if (at === -1 || at > envelope) return null
  const sequence = digitsAt(text, at + 4)
  return sequence === -1 ? null : sequence
}

/**
 * The number of a presence update about somebody whom nobody follows, so that it need not be parsed;
 * null for every other frame, and for those whose text is not as expected. Quotes inside of strings
 * are escaped in JSON, so what is searched for can only be a key.
 */
export function foreignPresence(text: string, follows: (userId: string) => boolean): number | null {
  const at = text.indexOf(name)
  if (at === -1 || at > envelope) return null
  const user = text.indexOf('"user":{')
  if (user === -1) return null
  const inside = user + 8
  const id = text.indexOf('"id":"', inside)
  // Another object before the id could have an id of its own.
  const nested = text.indexOf('{', inside)
  const end = text.indexOf('}', inside)
  if (id === -1 || id > end || (nested !== -1 && nested < id)) return null
  const userId = text.slice(id + 6, text.indexOf('"', id + 6))
  return follows(userId) ? null : sequenceOf(text)
}
