import { asTyped, characterOf, toBase32, valueOf } from './alphabet.ts'

/** Characters of a response code without its check character: 80 bits. */
const length = 16
/** The largest prime below 32: any two swapped or one changed character changes the check. */
const modulus = 31

/** What was typed into the question for the response code. */
export type ReadCode =
  | { kind: 'code'; code: string }
  /** Looks like a code, but not every character can be right. */
  | { kind: 'mistyped' }
  | { kind: 'missing' }

/** The check character of 16 characters: weights 1 to 16 modulo 31. */
function checkOf(code: string): string {
  const sum = Array.from(code).reduce((all, one, index) => all + (index + 1) * valueOf(one), 0)
  return characterOf(sum % modulus)
}

/** The response code of at least ten bytes, without dashes, with its check character. */
export function codeOf(bytes: Uint8Array): string {
  const code = toBase32(bytes.subarray(0, 10)).slice(0, length)
  return code + checkOf(code)
}

/** A code as people see it: `XXXX-XXXX-XXXX-XXXX-X`. */
export function showCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** Reads what somebody typed or what the form was filled with. */
export function readCode(text: string | undefined): ReadCode {
  const typed = asTyped(text ?? '')
  if (typed === '') return { kind: 'missing' }
  const code = typed.slice(0, length)
  const known = typed.length === length + 1 && Array.from(typed).every((one) => valueOf(one) >= 0)
  return known && checkOf(code) === typed.charAt(length)
    ? { kind: 'code', code: typed }
    : { kind: 'mistyped' }
}
