/**
 * A text as searches and comparisons see it: case, outer blanks and the width of letters do not matter,
 * so that `ＡＰＥＸ` is `apex` and `ｴﾍﾟｯｸｽ` is `エペックス`.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
