import { Temporal } from 'temporal-polyfill'
import { pattern, spanOf, wordEnd, wordStart, type Span } from './typed-text.ts'

/** An instant that needs no calendar, in epoch milliseconds; null when it was said but cannot be. */
export type ExactTime = { span: Span; at: number | null }

const minuteMs = 60_000
const lengthIn = (language: { hours: string; minutes: string }) =>
  String.raw`(?:(?<h>\d{1,3})\s?(?:${language.hours})(?:\s?(?:and\s+|et\s+)?(?<m>\d{1,3})(?:\s?(?:${language.minutes}))?)?|(?<only>\d{1,4})\s?(?:${language.minutes}))`

/** Lengths of time from now: `in 30 minutes`, `dans 1h30`, `2時間半後`, `30분 후`. */
const delays: readonly RegExp[] = [
  pattern(
    String.raw`(?:あと)?(?<!\d)(?:(?<h>\d{1,3})\s?時間(?:(?<half>半)|\s?(?<m>\d{1,3})\s?分)?|(?<only>\d{1,4})\s?分)\s?後(?:から|に|開始|スタート)?`,
  ),
  pattern(
    String.raw`(?<!\d)(?:(?<h>\d{1,3}|한)\s?시간(?:\s?(?<half>반)|\s?(?<m>\d{1,3})\s?분)?|(?<only>\d{1,4})\s?분)\s?(?:후|뒤)(?:에|부터)?`,
  ),
  pattern(
    wordStart,
    String.raw`in\s+(?:`,
    lengthIn({ hours: 'h|hrs?|hours?', minutes: 'm|mins?|minutes?' }),
    String.raw`|(?<quarter>half\s+an\s+hour)|(?<one>an\s+hour)(?<half>\s+and\s+a\s+half)?)`,
    wordEnd,
  ),
  pattern(
    wordStart,
    String.raw`dans\s+(?:`,
    lengthIn({ hours: 'h|heures?', minutes: 'm|min|mn|minutes?' }),
    String.raw`|(?<quarter>une\s+demi-heure)|(?<one>une\s+heure)(?<half>\s+et\s+demie)?)`,
    wordEnd,
  ),
]

function delayIn(groups: Partial<Record<string, string>>): number {
  if (groups['quarter'] !== undefined) return 30
  const said = groups['h']
  const hours = groups['one'] !== undefined || said === '한' ? 1 : Number(said ?? 0)
  const extra = groups['half'] === undefined ? Number(groups['m'] ?? 0) : 30
  return hours * 60 + extra + Number(groups['only'] ?? 0)
}

function findDelay(text: string, now: number): ExactTime | null {
  for (const delay of delays) {
    const match = delay.exec(text)
    if (!match) continue
    const minutes = delayIn(match.groups ?? {})
    return { span: spanOf(match), at: minutes > 0 ? now + minutes * minuteMs : null }
  }
  return null
}

/** A date and time with its own offset (RFC 3339, also without seconds or with a space). */
const iso =
  /(?<!\d)(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?([Zz]|[+-]\d{2}:?\d{2})(?!\d)/

function findIso(text: string): ExactTime | null {
  const match = iso.exec(text)
  if (!match) return null
  try {
    const [, date = '', time = '', offset = ''] = match
    const instant = Temporal.Instant.from(`${date}T${time}${offset.toUpperCase()}`)
    return { span: spanOf(match), at: instant.epochMilliseconds }
  } catch {
    return { span: spanOf(match), at: null }
  }
}

/** A timestamp as Discord's clients write it into a message: `<t:1618953630:R>`, in seconds. */
const stamp = /<t:(\d{1,12})(?::[A-Za-z])?>/

function findStamp(text: string): ExactTime | null {
  const match = stamp.exec(text)
  return match && { span: spanOf(match), at: Number(match[1]) * 1000 }
}

/** The first exact time that a text names: a Discord timestamp, ISO 8601, or a delay from now. */
export function findExactTime(text: string, now: number): ExactTime | null {
  return findStamp(text) ?? findIso(text) ?? findDelay(text, now)
}
