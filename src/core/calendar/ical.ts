import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { contentTag, tagMatches } from '../http/etag.ts'
import type { RouteAnswer } from '../http/route.ts'
import type { Locale } from '../i18n/locale.ts'

/** One entry of a calendar. Times are epoch milliseconds. */
export type CalendarItem = {
  /** The same for ever, and of this installation: `recruitment-12@muster.example`. */
  uid: string
  /** Grows with every change (RFC 5545 §3.8.7.4), so that subscribers take the newer one. */
  sequence: number
  starts_at: number
  /** Null: an instant. */
  ends_at: number | null
  title: string
  description: string
  /** Where people find out more; null: nowhere. */
  url: string | null
  location: string | null
  /** A cancelled entry stays in the feed, because one that is missing stays in people's calendars. */
  cancelled: boolean
  /** Whether it is certain that the reader takes part; default certain. */
  tentative?: boolean
  updated_at: number
}

function statusOf({ cancelled, tentative }: CalendarItem): ICalEventStatus {
  if (cancelled) return ICalEventStatus.CANCELLED
  return tentative === true ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}

/** A calendar to be subscribed to. */
export type Calendar = { name: string; locale: Locale; items: readonly CalendarItem[] }

/** How often a subscriber is asked to look again, in seconds. */
const refreshSeconds = 15 * 60

/** Everything below the space but tab and line feed, and DEL: not allowed in texts (RFC 5545 §3.1). */
const unwanted = /(?![\t\n])\p{Cc}/gu

function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(unwanted, '').toWellFormed()
}

const onOneLine = (text: string) => plain(text).replaceAll(/\s+/g, ' ').trim()

/**
 * Writes a calendar as iCalendar (RFC 5545): times in UTC, lines folded at 75 octets, and equal bytes
 * for equal contents, so that its entity tag says whether something changed.
 */
export function calendar({ name, locale, items }: Calendar): string {
  const prodId = { company: 'Muster', product: 'Calendar', language: locale }
  // The library escapes the texts of entries, not the calendar's own name.
  const escaped = onOneLine(name).replaceAll(/[\\;,]/g, String.raw`\$&`)
  const feed = ical({ name: escaped, prodId, ttl: refreshSeconds })
  feed.method(ICalCalendarMethod.PUBLISH)
  for (const item of items) {
    const { uid, sequence, starts_at, ends_at, title, description, url, location } = item
    const changed = new Date(item.updated_at)
    feed.createEvent({
      id: uid,
      sequence,
      start: new Date(starts_at),
      end: ends_at === null ? null : new Date(ends_at),
      summary: onOneLine(title),
      description: description === '' ? null : plain(description),
      url: url === null ? null : new URL(url).href,
      location: location === null ? null : onOneLine(location),
      status: statusOf(item),
      stamp: changed,
      lastModified: changed,
    })
  }
  return feed.toString()
}

/** The answer of a route that serves a calendar; 304 for whoever holds it (`If-None-Match`). */
export function calendarAnswer(
  text: string,
  { filename, held }: { filename: string; held: string | undefined },
): RouteAnswer {
  const etag = contentTag(text)
  const headers = {
    etag,
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': `inline; filename="${filename}"`,
  }
  if (held !== undefined && tagMatches(held, etag)) return { status: 304, headers }
  return { status: 200, headers, body: text }
}
