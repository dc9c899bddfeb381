/**
 * Text with full-width letters, digits and signs as their ASCII twins (`＠２１：３０` becomes `@21:30`).
 * One character stays one character, so that a place found here is the same place in the original.
 */
export function foldWidth(text: string): string {
  return text.replaceAll(/[\uFF01-\uFF5E\u3000]/g, (wide) =>
    wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  )
}

/** A piece of a text: from `start` to before `end`. */
export type Span = { start: number; end: number }

/** The span of a match. */
export function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}

/** The text without a piece, which becomes spaces: other places stay where they were. */
export function blank(text: string, { start, end }: Span): string {
  return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end)
}

/**
 * Tidies what is left when pieces were cut out: single spaces, no empty brackets, and no separators
 * at the ends.
 */
export function tidy(text: string): string {
  return text
    .replaceAll(/[([（【「]\s*[)\]）】」]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,、，・|｜/／–—-]+|[\s,、，・|｜/／–—-]+$/g, '')
}

/** Where a word in Latin letters, or a number, may begin: not right after another one. */
export const wordStart = String.raw`(?<![\p{Script=Latin}\p{N}_])`

/** Where a word in Latin letters, or a number, may end. */
export const wordEnd = String.raw`(?![\p{Script=Latin}\p{N}_])`

/** Makes a pattern that ignores case and knows scripts; the parts are joined. */
export function pattern(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join(''), 'iu')
}
