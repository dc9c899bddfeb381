import type { Locale } from '../i18n/locale.ts'
import { partAfter, partBefore, partOf, type PartOfDay } from './part-of-day.ts'
import { pattern, spanOf, wordEnd, wordStart, type Span } from './typed-text.ts'

/**
 * A time of day as it was said; `hour` is to be read together with the part of the day. `isSpoken`
 * tells `9時`, which may be meant in the evening, from `9:00` and `9am`, which are not.
 */
export type ClockTime = { hour: number; minute: number; part: PartOfDay | null; isSpoken: boolean }

type Groups = Partial<Record<string, string>>
type ClockForm = { pattern: RegExp; read: (groups: Groups, locale: Locale) => ClockTime | null }

/** Words that belong to a time and go with it when it is cut out of a text. */
const lead = String.raw`(?:${wordStart}(?:at|around|à(?:\s+partir\s+de)?|vers|dès|from)\s+|@\s?)?`
const tail = String.raw`(?:\s?(?:頃|ごろ))?(?:\s?(?:から|より|開始|スタート|集合|(?:부터|에)(?!\p{Script=Hangul})))?`
const before = String.raw`(?:(?<part>${partBefore})\s?の?\s?)?`
const after = String.raw`(?:\s+(?<after>${partAfter})${wordEnd})?`
const hour = String.raw`(?<hour>\d{1,2})`
const colonMinute = String.raw`(?<minute>\d{2})`
const endOfText = String.raw`(?=\s*(?:$|[,.;!)]))`

function asSaid(groups: Groups): ClockTime {
  const minute = groups['half'] === undefined ? Number(groups['minute'] ?? 0) : 30
  const part = partOf(groups['part'] ?? groups['after'])
  return { hour: Number(groups['hour']), minute, part, isSpoken: false }
}

function asSpoken(groups: Groups): ClockTime {
  return { ...asSaid(groups), isSpoken: true }
}

function amOrPm(groups: Groups): ClockTime {
  const said = asSaid(groups)
  const isPm = groups['ap']?.toLowerCase() === 'p'
  if (said.hour > 12) return isPm ? said : { ...said, hour: -1 }
  return { ...said, hour: (said.hour % 12) + (isPm ? 12 : 0) }
}

/** Outside French `2h` is a length; `21h`, `9h30` and `9h du soir` can only be times. */
function hourWithH(groups: Groups, locale: Locale): ClockTime | null {
  const said = asSaid(groups)
  // "24h" is a day long, as in Le Mans.
  if (said.hour === 24 && groups['minute'] === undefined) return null
  const isSure = locale === 'fr' || groups['minute'] !== undefined || said.hour > 12
  return isSure || said.part !== null ? said : null
}

const amPmForm: ClockForm = {
  // 9pm, 9:30 pm, 9.30 p.m.
  pattern: pattern(
    lead,
    wordStart,
    String.raw`(?<![:.,]|\d\s?[-–~])${hour}(?:[:.]${colonMinute})?\s?(?<ap>[ap])(?:\.\s?m\.|m)`,
    wordEnd,
  ),
  read: amOrPm,
}

const japaneseForm: ClockForm = {
  // 21時, 21時半, 午後9時30分
  pattern: pattern(
    lead,
    before,
    String.raw`(?<![\d.:])${hour}\s?時(?![間代期給差]|半?\s?(?:まで|迄))(?:\s?(?:(?<half>半)|(?<minute>\d{1,2})\s?分))?`,
    tail,
  ),
  read: asSpoken,
}

const koreanForm: ClockForm = {
  // 9시, 저녁 9시 반, 오후 9시 30분
  pattern: pattern(
    before,
    String.raw`(?<![\d.:])${hour}\s?시(?:\s?(?:(?<half>반)|(?<minute>\d{1,2})\s?분)|\s?정각)?`,
    String.raw`\s?(?:쯤|경)?(?:부터|에|출발|시작)?(?![\p{Script=Hangul}])`,
  ),
  read: asSpoken,
}

const colonForm: ClockForm = {
  // 21:00, 午後9:30, 9:30 du soir
  pattern: pattern(
    lead,
    before,
    String.raw`(?<![\d:.,/+-])${hour}:${colonMinute}(?::\d{2})?(?![\d:])`,
    after,
    tail,
  ),
  read: asSaid,
}

const frenchForm: ClockForm = {
  // 21h, 21h30, 9 heures du soir, 9h et demie
  pattern: pattern(
    lead,
    wordStart,
    String.raw`(?<![:.,])${hour}\s?h(?:eures?)?(?:${colonMinute}|\s(?<half>et\s+demie))?`,
    wordEnd,
    String.raw`(?![/'’])`,
    after,
  ),
  read: hourWithH,
}

const spokenForms: readonly ClockForm[] = [
  {
    // 9 in the evening, 9 at night, 9 du soir
    pattern: pattern(lead, wordStart, hour, String.raw`\s+(?<after>${partAfter})`, wordEnd),
    read: asSpoken,
  },
  {
    // 9 o'clock
    pattern: pattern(lead, wordStart, hour, String.raw`\s?o['’]?clock`, after, wordEnd),
    read: asSpoken,
  },
  {
    // tonight 9, tomorrow at 9: a bare number only after a day and at the end
    pattern: pattern(
      String.raw`(?<=(?:tonight|evening|night|ce\s+soir|demain\s+soir)\s+)(?:(?:at|à)\s+)?${hour}`,
      endOfText,
    ),
    read: asSpoken,
  },
  {
    pattern: pattern(
      String.raw`(?<=(?:tomorrow|today|day|demain|hui|di)\s+)(?:at|à)\s+${hour}`,
      endOfText,
    ),
    read: asSpoken,
  },
]

/** Words for noon and midnight; in English and French only where they cannot be a name. */
const bareWord = (word: string) =>
  String.raw`(?:^\s*${word}(?=\s*(?:$|tomorrow|today|demain))|(?:(?<=(?:tomorrow|today|day|demain|hui|di)\s+)|${wordStart}(?:at|à)\s+)${word}${wordEnd})`

const wordForms: readonly ClockForm[] = [
  {
    pattern: pattern(String.raw`(?:正午|정오)${tail}|`, bareWord('(?:noon|midi)')),
    read: () => ({ hour: 12, minute: 0, part: null, isSpoken: false }),
  },
  {
    pattern: pattern(String.raw`자정|`, bareWord('(?:midnight|minuit)')),
    read: () => ({ hour: 24, minute: 0, part: null, isSpoken: false }),
  },
]

const forms: readonly ClockForm[] = [
  amPmForm,
  japaneseForm,
  koreanForm,
  colonForm,
  frenchForm,
  ...spokenForms,
  ...wordForms,
]

/** The end of a stretch (`21:00-23:00`); only its beginning matters, but both go out of a text. */
const stretch =
  /^\s?(?:[-~〜–—]\s?\d{1,2}(?::\d{2}|\s?(?:時半?|시|h(?:\d{2})?|[ap]m))(?![\p{L}\p{N}])|[~〜])/iu

/** The first form of a time of day that a text has, or null. Ranges are not checked. */
export function findClockTime(
  text: string,
  locale: Locale,
): { span: Span; value: ClockTime } | null {
  for (const form of forms) {
    const match = form.pattern.exec(text)
    const value = match && form.read(match.groups ?? {}, locale)
    if (!match || !value) continue
    const { start, end } = spanOf(match)
    const more = stretch.exec(text.slice(end))?.[0].length ?? 0
    return { span: { start, end: end + more }, value }
  }
  return null
}

/** Whether a time can be: hours go to 24, and in Japanese to 29, still the night of that day. */
export function isClockTime({ hour: said, minute }: ClockTime, locale: Locale): boolean {
  return said >= 0 && said <= (locale === 'ja' ? 29 : 24) && minute <= 59
}
