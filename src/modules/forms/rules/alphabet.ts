/** Crockford's alphabet: no I, L, O and U, which are mistaken for others when typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Bytes as characters of five bits each, the last one filled up with zeros. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let rest = 0
  for (const byte of bytes) {
    rest = (rest << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((rest >> bits) & 31)
    }
    rest &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet.charAt((rest << (5 - bits)) & 31) : text
}

/**
 * What somebody typed, as the alphabet has it: width, case, spaces and dashes do not matter, and what
 * looks like another character is taken for it.
 */
export function asTyped(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
}

/** The value of a character, or -1 for one that is not in the alphabet. */
export function valueOf(character: string): number {
  return character === '' ? -1 : alphabet.indexOf(character)
}

/** The character of a value from 0 to 31. */
export function characterOf(value: number): string {
  return alphabet.charAt(value & 31)
}

/** The id of something made now, of 26 characters: sorts by time (the layout of ULID). */
export function sortableId(now: number, random: Uint8Array): string {
  let time = ''
  for (let rest = now, count = 0; count < 10; count += 1) {
    time = alphabet.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return time + toBase32(random.subarray(0, 10))
}
