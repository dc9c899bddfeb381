const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const urlSafe = `${letters}-_`
const hex = '0123456789abcdef'

/** A number in [0, 1). */
export type Random = () => number

function text(random: Random, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

/** Ids in the shapes that Google's have. */
export const makeId = {
  /** Files and forms: 44 characters. */
  file: (random: Random) => `1${text(random, 42, urlSafe)}${text(random, 1, letters)}`,
  /** The id of a form's public page, which the API does not accept. */
  published: (random: Random) => `1FAIpQLS${text(random, 47, urlSafe)}g`,
  /** Items and questions: 8 hexadecimal digits, the first not zero; read as a number they name the prefill entry. */
  item: (random: Random) => text(random, 1, hex.slice(1)) + text(random, 7, hex),
  response: (random: Random) => `ACYDBN${text(random, 78, urlSafe)}`,
  accessToken: (random: Random) => `ya29.c.${text(random, 160, urlSafe)}`,
  shortLink: (random: Random) => text(random, 17, letters),
  edit: (random: Random) => `2_ABaOnu${text(random, 60, urlSafe)}`,
  permission: (random: Random) => text(random, 20, '0123456789'),
  watch: (random: Random) => [8, 4, 4, 4, 12].map((length) => text(random, length, hex)).join('-'),
  message: (random: Random) => `1${text(random, 14, '0123456789')}`,
  sheet: (random: Random) => Math.floor(random() * 2_000_000_000) + 1,
  order: (random: Random) => text(random, 12, hex),
}

/** The number under which a question is prefilled: its id read as hexadecimal (observed by several code bases). */
export function entryOf(questionId: string): string {
  return BigInt(`0x${questionId}`).toString()
}
