import type { Locale } from '../i18n/locale.ts'
import { partBefore, partOf, partOfNamedDay, type PartOfDay } from './part-of-day.ts'
import { pattern, spanOf, wordEnd, wordStart, type Span } from './typed-text.ts'

/**
 * The day that somebody named, before it is known when "now" is. `later` is a length of days from
 * now (`in 3 days`), `offset` a day by its name (`tomorrow`), `month_day` one by its number alone (`the
 * 29th`). Weekdays: 1 is Monday; `weeks` ahead of the present one, or null for the next such day.
 */
export type NamedDay =
  | { kind: 'offset'; days: number; part: PartOfDay | null }
  | { kind: 'later'; days: number; part: PartOfDay | null }
  | { kind: 'weekday'; weekday: number; weeks: 1 | 2 | null; part: PartOfDay | null }
  | { kind: 'month_day'; day: number; part: PartOfDay | null }
  | { kind: 'date'; year: number | null; month: number; day: number; part: PartOfDay | null }
  | { kind: 'ambiguous'; part: null }

type Groups = Partial<Record<string, string>>
type DayForm = { pattern: RegExp; read: (groups: Groups, locale: Locale) => NamedDay | null }

const months = [
  'jan(?:uary|vier)?',
  'f[eé][bv](?:ruary|rier)?|févr?',
  'mar(?:ch|s)?',
  'apr(?:il)?|avr(?:il)?',
  'may|mai',
  'june?|juin',
  'july?|juil(?:let)?',
  'aug(?:ust)?|ao[uû]t',
  'sept?(?:ember|embre)?',
  'oct(?:ober|obre)?',
  'nov(?:ember|embre)?',
  'd[eé]c(?:ember|embre)?',
]
const weekdays = [
  'mon(?:day)?|lun(?:di)?|[月월]',
  'tue(?:s(?:day)?)?|mardi|[火화]',
  'wed(?:nesday)?|mercredi|[水수]',
  'thu(?:r(?:s(?:day)?)?)?|jeudi|[木목]',
  'fri(?:day)?|ven(?:dredi)?|[金금]',
  'sat(?:urday)?|sam(?:edi)?|[土토]',
  'sun(?:day)?|dim(?:anche)?|[日일]',
]

/** The place of a word in a list of patterns, from 1; 0 when it is in none. */
function numberIn(list: readonly string[], word: string | undefined): number {
  return 1 + list.findIndex((one) => new RegExp(`^(?:${one})$`, 'iu').test(word ?? ''))
}

const part = String.raw`(?:\s?の?\s?(?<cjkPart>${partBefore})(?:\s?の)?|\s+(?<part>${partOfNamedDay})${wordEnd}|\s?の|は)?`
const month = String.raw`(?<month>${months.join('|')})\.?`
const weekdayName = String.raw`(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)[.,]?\s+`
const weekdayBefore = `(?:${weekdayName})?`
const bracketedWeekday = String.raw`(?:\s?\([月火水木金土日월화수목금토일]\))?`

function partIn(groups: Groups): PartOfDay | null {
  return partOf(groups['cjkPart'] ?? groups['part'])
}

function dateOf(groups: Groups): NamedDay {
  const year = groups['year'] === undefined ? null : Number(groups['year'])
  const said = groups['month'] ?? ''
  const number = /^\d/.test(said) ? Number(said) : numberIn(months, said.replace(/\.$/, ''))
  return { kind: 'date', year, month: number, day: Number(groups['day']), part: partIn(groups) }
}

/** `5/6` is 5 June in French, 6 May in Japanese and Korean; in English it may be either. */
function slashDate(groups: Groups, locale: Locale): NamedDay {
  const first = Number(groups['first'])
  const second = Number(groups['second'])
  const [numberOfMonth, day] = locale === 'fr' || first > 12 ? [second, first] : [first, second]
  const isCertain = locale !== 'en' || first > 12 || second > 12 || first === second
  if (!isCertain) return { kind: 'ambiguous', part: null }
  return { kind: 'date', year: null, month: numberOfMonth, day, part: partIn(groups) }
}

const dateForms: readonly DayForm[] = [
  {
    pattern: pattern(
      String.raw`(?<![\d-])(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})(?!\d)`,
      bracketedWeekday,
      part,
    ),
    read: dateOf,
  },
  {
    pattern: pattern(
      String.raw`(?<!\d)(?:(?<year>\d{4})\s?[年년]\s?)?(?<month>\d{1,2})\s?[月월]\s?(?<day>\d{1,2})\s?[日일](?!後|\s?후)`,
      bracketedWeekday,
      part,
    ),
    read: dateOf,
  },
  {
    pattern: pattern(
      wordStart,
      weekdayBefore,
      String.raw`(?:(?:le|on)\s+)?(?<day>\d{1,2})(?:er|st|nd|rd|th)?\s+`,
      month,
      String.raw`(?:\s+(?<year>\d{4}))?`,
      wordEnd,
      part,
    ),
    read: dateOf,
  },
  {
    pattern: pattern(
      wordStart,
      weekdayBefore,
      String.raw`(?:on\s+)?`,
      month,
      String.raw`\s+(?<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?<year>\d{4}))?(?![:\d]|\s?[ap]m)`,
      wordEnd,
      part,
    ),
    read: dateOf,
  },
  {
    pattern: pattern(
      String.raw`(?<![\d/.:])(?<first>\d{1,2})/(?<second>\d{1,2})(?![\d/])`,
      bracketedWeekday,
      part,
    ),
    read: slashDate,
  },
]

function monthDay(groups: Groups): NamedDay {
  return { kind: 'month_day', day: Number(groups['day']), part: partIn(groups) }
}

/** Days by their number alone: right before a time, where they cannot be a length or a name. */
const monthDayForms: readonly DayForm[] = [
  {
    pattern: pattern(
      String.raw`(?<![\d月월])(?<day>\d{1,2})\s?[日일]`,
      bracketedWeekday,
      part,
      String.raw`(?=\s?\d{1,2}(?:\s?時(?!間)|\s?시(?!간)|:\d{2}))`,
    ),
    read: monthDay,
  },
  {
    pattern: pattern(
      wordStart,
      weekdayBefore,
      String.raw`(?:on\s+)?(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)`,
      wordEnd,
      part,
      String.raw`(?=\s+(?:(?:at|around|from)\s+)?\d{1,2}(?::\d{2}|(?:\.\d{2})?\s?[ap]\.?m))`,
    ),
    read: monthDay,
  },
  {
    pattern: pattern(
      wordStart,
      String.raw`(?:le\s+(?:${weekdayName})?|${weekdayName}(?:le\s+)?)(?<day>\d{1,2})(?:er)?`,
      wordEnd,
      part,
      String.raw`(?=\s+(?:(?:à|vers|dès)\s+)?\d{1,2}(?:\s?h|:\d{2}))`,
    ),
    read: monthDay,
  },
]

const offset = (words: string, days: number, fixedPart: PartOfDay | null = null): DayForm => ({
  pattern: pattern(`(?:${words})`, part),
  read: (groups) => ({ kind: 'offset', days, part: fixedPart ?? partIn(groups) }),
})

const latin = (words: string) => `${wordStart}(?:${words})${wordEnd}`

const offsetForms: readonly DayForm[] = [
  offset(
    `明後日|あさって|모레|${latin(String.raw`(?:the\s+)?day\s+after\s+tomorrow|apr[eè]s-demain`)}`,
    2,
  ),
  offset('明晩', 1, 'night'),
  offset(`明日|あした|내일|${latin('tomorrow|tmrw?|demain')}`, 1),
  offset(`今夜|今晩|오늘\\s?밤|${latin(String.raw`to(?:night|nite)|cette\s+nuit`)}`, 0, 'night'),
  offset(latin(String.raw`ce\s+soir|this\s+evening`), 0, 'evening'),
  offset(`今朝|${latin(String.raw`ce\s+matin|this\s+morning`)}`, 0, 'morning'),
  offset(latin(String.raw`cet(?:te)?\s+apr[eè]s-midi|this\s+afternoon`), 0, 'noon'),
  offset(`今日|本日|きょう(?=\\s?の?\\s?\\d)|오늘|${latin("today|aujourd['’]hui")}`, 0),
]

/** Lengths of days from now; what is not counted in digits is one (`in a week`). */
const later = (words: readonly string[], unit: number): DayForm => ({
  pattern: pattern(`(?:${words.join('|')})`, part),
  read: (groups) => ({
    kind: 'later',
    days: unit * Number(groups['count'] ?? 1),
    part: partIn(groups),
  }),
})

const count = String.raw`(?<!\d)(?<count>[1-9]\d?)`

const laterForms: readonly DayForm[] = [
  later(
    [
      String.raw`${count}\s?日後(?:から|に)?`,
      String.raw`${count}\s?일\s?(?:후|뒤)(?:에|부터)?`,
      latin(String.raw`in\s+${count}\s+days?(?:['’]?\s+time)?|dans\s+${count}\s+jours?`),
    ],
    1,
  ),
  later(
    [
      String.raw`(?:${count}|一)\s?週間?後(?:から|に)?`,
      String.raw`(?:${count}\s?주일?|일주일|한\s?주)\s?(?:후|뒤)(?:에|부터)?`,
      latin(
        String.raw`in\s+(?:${count}|a|one)\s+weeks?(?:['’]?s?\s+time)?|dans\s+(?:${count}|une)\s+semaines?`,
      ),
    ],
    7,
  ),
]

function weekdayIn(groups: Groups): NamedDay {
  const word = groups['weekday'] ?? groups['short'] ?? groups['bracketed']
  const isNext = groups['next'] !== undefined || groups['nextAfter'] !== undefined
  const weeks = groups['second'] !== undefined ? 2 : isNext ? 1 : null
  return { kind: 'weekday', weekday: numberIn(weekdays, word), weeks, part: partIn(groups) }
}

const weekdayForms: readonly DayForm[] = [
  {
    pattern: pattern(
      String.raw`(?:(?<second>再来週|다다음\s?주)|(?<next>来週|다음\s?주)|今週|次|이번\s?주)?\s?の?\s?(?<weekday>[月火水木金土日](?=曜)|[월화수목금토일](?=요일|욜))(?:曜日?|요일|욜)`,
      part,
    ),
    read: weekdayIn,
  },
  {
    pattern: pattern(
      wordStart,
      String.raw`(?:(?<next>next)\s+|(?:this|on|ce)\s+)?(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)`,
      String.raw`(?:\s+(?<nextAfter>prochaine?))?`,
      wordEnd,
      part,
    ),
    read: weekdayIn,
  },
  {
    // Short names are words of their own ("sun"), so a number has to stand beside them.
    pattern: pattern(
      wordStart,
      String.raw`(?:(?<next>next)\s+)?(?:(?<short>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|lun|ven|sam|dim)\.?,?(?=\s+(?:(?:at|à)\s+)?\d))`,
      part,
    ),
    read: weekdayIn,
  },
  {
    pattern: pattern(
      String.raw`(?<=\d\s?(?:[ap]m|h)?\s)(?<short>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|lun|ven|sam|dim)\.?`,
      wordEnd,
    ),
    read: weekdayIn,
  },
  {
    pattern: pattern(String.raw`\((?<bracketed>[月火水木金土日월화수목금토일])\)`, part),
    read: weekdayIn,
  },
]

const forms: readonly DayForm[] = [
  ...dateForms,
  ...monthDayForms,
  ...offsetForms,
  ...laterForms,
  ...weekdayForms,
]

/** The first form of a day that a text has, or null. Dates are not checked against the calendar. */
export function findNamedDay(text: string, locale: Locale): { span: Span; value: NamedDay } | null {
  for (const form of forms) {
    const match = form.pattern.exec(text)
    const value = match && form.read(match.groups ?? {}, locale)
    if (match && value) return { span: spanOf(match), value }
  }
  return null
}
