import { blank, foldWidth, pattern, spanOf, tidy, wordEnd, wordStart } from './typed-text.ts'

/** A title without its marker, and how many places the party has with its owner, if it said so. */
export type TitleSlots = { title: string; slots: number | null }

/** How many more people are looked for: 1 to 98, so that the party with its owner has 2 to 99. */
const count = String.raw`(?!99)(?<count>[1-9]\d?)`
const notAfterDigit = String.raw`(?<![\d.:/])`
/** After `@2` no time (`@21:30`, `@9pm`, `@21時`), no decimal and no address may begin. */
const endOfMark = String.raw`(?![\p{Script=Latin}\p{N}_@:]|[.,]\d|\s*(?:[ap]m\b|[時分时点월일月日시]))`
const people = String.raw`(?:players?|people|persons?|ppl|others?|spots?|slots?|seats?|more)`
const gens = String.raw`(?:joueu(?:rs?|ses?)|personnes?|pers|gens|places?|potes?|membres?)`
/** What may follow a number of people in French and English: the end, a sign, or "for". */
const thenEn = String.raw`(?=\s*(?:$|[^\p{L}\p{N}\s:.,']|[,.](?!\d)|\b(?:for|on|to|at|in)\b))`
const thenFr = String.raw`(?=\s*(?:$|[^\p{L}\p{N}\s:.,']|[,.](?!\d)|\b(?:pour|sur|en|à|ce|demain)(?![\p{L}])))`
const particle = String.raw`\s?(?:(?:더\s?)?(?:구함|구해요|구합니다|구인|모집|모심|필요|남음)|더)`

/**
 * Every way of saying "so many more", in the order in which they are tried. All count the places
 * beside the owner's.
 *
 * | written | where |
 * |---|---|
 * | `@2` `＠２` `@2人` `@2名` `@2명` | everywhere; not in addresses, mentions, times or years |
 * | `+2` `+2명` | everywhere; one digit, as a word of its own (`+18` and `UTC+2` mean something else) |
 * | `あと2人` `残り2枠` `あと2` | Japanese |
 * | `2人募集` `2名求む` `募集2人` | Japanese |
 * | `2명` `2명 구함` `2명 더 모집` `2자리` | Korean; not `2명이서`, "as two" |
 * | `il manque 2` `cherche 2` `reste 2 places` | French |
 * | `lf2m` `lf 2` `need 2` `looking for 2 more` `2 more` `2 spots` | English |
 */
const markers: readonly RegExp[] = [
  pattern(
    String.raw`(?<![\p{Script=Latin}\p{N}_@<.&/+-])@`,
    count,
    String.raw`(?:\s?[人名명])?`,
    endOfMark,
  ),
  pattern(
    String.raw`(?<=^|[\s([（【「])(?<!(?:utc|gmt)\s)\+(?<count>[1-9])(?:\s?[人名명])?(?=$|[\s,.!?)\]）】」、。])`,
  ),
  pattern(
    String.raw`(?:あと|残り|のこり)\s?`,
    count,
    String.raw`(?:\s?[人名枠](?:募集|求む)?|(?=\s|$))`,
  ),
  pattern(
    notAfterDigit,
    count,
    String.raw`\s?[人名]\s?(?:募集中?|求む|求ム|欲しい|ほしい|足りない)`,
  ),
  pattern(String.raw`募集\s?[:：]?\s?`, count, String.raw`\s?[人名]`),
  pattern(
    notAfterDigit,
    count,
    String.raw`\s?(?:명|자리)(?:`,
    particle,
    String.raw`)?(?![\p{Script=Hangul}])`,
  ),
  pattern(
    wordStart,
    String.raw`(?:il\s+(?:nous\s+|me\s+)?manque|manque|(?:re)?cherch(?:e|ons)|(?:il\s+)?reste)\s+(?:encore\s+)?`,
    count,
    wordEnd,
    String.raw`(?:\s+`,
    gens,
    wordEnd,
    String.raw`|`,
    thenFr,
    String.raw`)`,
  ),
  pattern(wordStart, String.raw`lf\s?`, count, String.raw`(?:\s?m)?`, wordEnd),
  pattern(
    wordStart,
    String.raw`(?:need(?:s|ing)?|looking\s+for|missing)\s+`,
    count,
    wordEnd,
    String.raw`(?:(?:\s+more)?\s+`,
    people,
    wordEnd,
    String.raw`|`,
    thenEn,
    String.raw`)`,
  ),
  pattern(
    String.raw`(?<=^|[\s([])`,
    count,
    String.raw`\s+(?:more(?:\s+`,
    people,
    String.raw`)?|(?:spots?|slots?|seats?)(?:\s+(?:left|open|free))?)`,
    wordEnd,
    thenEn,
  ),
]

/**
 * Reads out of a title how many people are looked for (see the table of `markers`) and takes that
 * piece out of it. `slots` counts the owner too: `ランク @2` is `{title: 'ランク', slots: 3}`. A title
 * without a marker comes back as it was; one that is nothing but a marker keeps its text.
 */
export function parseSlotsFromTitle(title: string): TitleSlots {
  const folded = foldWidth(title)
  for (const marker of markers) {
    const match = marker.exec(folded)
    const wanted = match?.groups?.['count']
    if (!match || wanted === undefined) continue
    const rest = tidy(blank(title, spanOf(match)))
    return { title: rest || title.trim(), slots: Number(wanted) + 1 }
  }
  return { title, slots: null }
}
