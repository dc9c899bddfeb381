/**
 * The part of a day that somebody named with an hour. It turns `9` into 9 or 21, and says when the
 * small hours after midnight still belong to the evening before.
 */
export type PartOfDay = 'morning' | 'noon' | 'evening' | 'night' | 'dawn'

/** Words for parts of the day; the order matters where one word begins another. */
const words: readonly (readonly [PartOfDay, RegExp])[] = [
  ['dawn', /^새벽/],
  ['morning', /^(?:午前|朝|早朝|오전|아침|matin|morning)/],
  ['night', /^(?:今夜|今晩|夜中|夜|晩|深夜|未明|한밤|밤|nuit|tonight|night)/],
  ['evening', /^(?:夕方|夕|저녁|soir|evening)/],
  ['noon', /^(?:午後|昼過ぎ|お昼|昼|오후|낮|apr[eè]s-midi|afternoon)/],
]

const leadIn = /^(?:du\s+|de\s+la\s+|de\s+l['’]|in\s+the\s+|at\s+|this\s+|ce\s+|cet\s+|cette\s+)/

/** Parts of the day as they stand right before an hour in Japanese and Korean. */
export const partBefore = String.raw`(?:午前|午後|早朝|朝|昼過ぎ|お昼|昼|夕方|夕|夜中|夜|晩|深夜|未明|새벽|오전|오후|아침|낮|저녁|한밤|밤)`

/** Parts of the day as they follow an hour in French and English. */
export const partAfter = String.raw`(?:du\s+(?:matin|soir)|de\s+l['’]apr[eè]s-midi|de\s+la\s+nuit|in\s+the\s+(?:morning|afternoon|evening)|at\s+night)`

/** Parts of the day as they follow a day: `demain soir`, `tomorrow night`. */
export const partOfNamedDay = String.raw`(?:matin|apr[eè]s-midi|soir|nuit|morning|afternoon|evening|night)`

/** What a word for a part of the day means, or null. */
export function partOf(word: string | undefined): PartOfDay | null {
  if (word === undefined) return null
  const folded = word.toLowerCase().replace(leadIn, '')
  return words.find(([, one]) => one.test(folded))?.[0] ?? null
}

/**
 * Hours after the midnight at which the named day begins: 0 to 29, where 24 and more lie in the
 * night after that day. Hours from 13 on are taken as they are said.
 */
export function hourOfDay(hour: number, part: PartOfDay | null): number {
  if (part === null || hour > 12) return hour
  switch (part) {
    case 'dawn':
    case 'morning':
      return hour % 12
    // 11 o'clock at noon is before it.
    case 'noon':
      return hour === 12 || hour === 11 ? hour : hour + 12
    case 'evening':
      return lateHour(hour, 3)
    case 'night':
      return lateHour(hour, 5)
  }
}

/** From `first` to 11 the hours of an evening; 12 is its midnight, and smaller ones come after. */
function lateHour(hour: number, first: number): number {
  if (hour === 12) return 24
  return hour < first ? hour + 24 : hour + 12
}
