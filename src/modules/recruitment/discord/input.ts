import type { z } from 'zod'
import { coreError } from '#core/errors.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { parseNaturalTime } from '#core/time/natural.ts'
import { parseSlotsFromTitle } from '#core/time/slots.ts'
import { wallClockAt } from '#core/time/zones.ts'
import { refuse } from '../errors.ts'
import type { PartyRole } from '../rules/party.ts'
import { placeOf, type TypingPlace } from '../service/natural.ts'
import type { Call } from '#discord/part.ts'

/** Where a text was typed, and the languages to read it in: the person's, then the guild's. */
export type Typing = TypingPlace & { locales: readonly Locale[] }

const minuteMs = 60_000
/** A party looks for members for 30 days at most. */
const longestMinutes = 43_200
/** What the contract allows. */
const roleLimits = { count: 10, label: 40 }

/** Checks values by a schema of the contract; throws `validation_error` with the words for each. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields: Record<string, string[]> = {}
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0] ?? '')
    fields[name] = [...(fields[name] ?? []), message]
  }
  throw coreError('validation_error', { fields })
}

/** The id in a custom id or an option; throws `not_found` for what cannot be one. */
export function partyId(text: string): number {
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (id === 0) throw coreError('not_found')
  return id
}

/** The guild and channel of an interaction; throws `not_found` where there are none. */
export function guildOf(call: Call): string {
  if (!call.guild_id) throw coreError('not_found')
  return call.guild_id
}

/** How the person of this call means what he or she types. */
export async function typingOf(call: Call): Promise<Typing> {
  const { context, guildLocale } = call
  const place = await placeOf(context, guildOf(call), guildLocale)
  return { ...place, locales: [...new Set([context.locale, guildLocale])] }
}

/** What is left of a time that was understood in part, such as `quarter to` or `月末`. */
const moreOfTime =
  /\p{N}|[月週年日주월년]|\b(?:week|months?|quarter|half|mois|semaine|quart|moins)/iu

/** Words of a time in a title that was understood in part: better none than a wrong one. */
const moreInTitle = /[月週][初末]|\bweek-?end|\bquarter\s+(?:to|past)\b|\bhalf\s+past\b|주말|월말/iu

/** Reads a start and nothing else; throws `starts_in_past` or `unclear_time`. */
export function readStart(text: string, { now, zone, locales }: Typing): number {
  let isPast = false
  for (const locale of locales) {
    const read = parseNaturalTime(text, { now, zone, locale })
    if (read && 'at' in read && !moreOfTime.test(read.rest)) return read.at
    isPast ||= read !== null && 'error' in read && read.error === 'past'
  }
  throw refuse(isPast ? 'starts_in_past' : 'unclear_time', { params: { text } })
}

const lengths: readonly RegExp[] = [
  /^(?<minutes>\d{1,5})\s*(?:m|min|mins|minutes?|分|분)?$/iu,
  /^(?<hours>\d{1,3})\s*(?:h|hrs?|hours?|heures?|時間|시간)(?:\s*(?<minutes>\d{1,2})\s*(?:m|min|minutes?|分|분)?)?$/iu,
  /^(?<hours>\d{1,3})\s*(?:時間|시간)\s*(?<half>半|반)$/u,
  /^(?<days>\d{1,2})\s*(?:d|days?|j|jours?|日間?|일)$/iu,
  /^(?<weeks>\d)\s*(?:w|weeks?|semaines?|週間?|주일?)$/iu,
]

function withinLimit(minutes: number): number {
  if (minutes <= longestMinutes) return minutes
  throw coreError('validation_error', { fields: { expires: ['At most 30 days from now.'] } })
}

/** Reads how long from now: minutes, a length (`2h`, `90分`), or the time at which it is over. */
export function readMinutes(text: string, typing: Typing): number {
  const folded = text.normalize('NFKC').trim()
  for (const length of lengths) {
    const { weeks = 0, days = 0, hours = 0, ...rest } = length.exec(folded)?.groups ?? {}
    const minutes = rest['half'] === undefined ? Number(rest['minutes'] ?? 0) : 30
    const total = (Number(weeks) * 7 + Number(days)) * 1_440 + Number(hours) * 60 + minutes
    if (total > 0) return withinLimit(total)
  }
  const until = readStart(text, typing) - typing.now
  return withinLimit(Math.max(1, Math.ceil(until / minuteMs)))
}

/** What a title says besides being one: how many people are looked for, and when it starts. */
export function readTitle(
  typed: string,
  typing: Typing,
  wanted: { slots: boolean; start: boolean },
): { title: string; slots: number | null; start: number | null } {
  const { title, slots } = wanted.slots ? parseSlotsFromTitle(typed) : { title: typed, slots: null }
  if (!wanted.start) return { title, slots, start: null }
  for (const locale of typing.locales) {
    const read = parseNaturalTime(title, { ...typing, locale })
    if (!read || !('at' in read)) continue
    const start = moreInTitle.test(read.rest) ? null : read.at
    return { title: start === null ? title : read.rest || title, slots, start }
  }
  return { title, slots, start: null }
}

const roleEntry =
  /(?:(?<emoji><a?:\w{2,32}:\d{17,20}>|\p{Extended_Pictographic}(?:\u{FE0F}|\u{200D}|\p{EMod}|\p{Extended_Pictographic})*)\s*)?(?<label>[^:,、;]*?)\s*:\s*(?<max>\d{1,2})(?!\d)/gu

/**
 * Reads kinds of places in one line: `tank:1 heal:1 dps:3`, with an emoji in front where wanted.
 * Throws `unclear_roles` when anything else is in the line.
 */
export function readRoles(text: string): PartyRole[] {
  const line = text.normalize('NFKC')
  const roles: PartyRole[] = []
  for (const { groups = {} } of line.matchAll(roleEntry)) {
    const name = (groups['label'] ?? '').trim()
    const emoji = groups['emoji'] ?? null
    const label = name || (emoji ?? '')
    const slug = label
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, '')
      .slice(0, 24)
    const free = slug !== '' && roles.every(({ key }) => key !== slug)
    const key = free ? slug : `${slug || 'role'}-${roles.length + 1}`
    roles.push({ key, label, emoji: name ? emoji : null, max: Number(groups['max']) })
  }
  const rest = line.replaceAll(roleEntry, '').replaceAll(/[\s,、;/|]/g, '')
  const fit = roles.every(
    ({ label, max }) => label !== '' && label.length <= roleLimits.label && max > 0,
  )
  const some = roles.length > 0 && roles.length <= roleLimits.count
  if (!some || rest !== '' || !fit) throw refuse('unclear_roles')
  return roles
}

const two = (part: number) => String(part).padStart(2, '0')

/** An instant as the form shows it and `readStart` reads it: `2026-11-21 21:00`. */
export function typedTime(at: number | null, zone: string): string {
  if (at === null) return ''
  const { year, month, day, hour, minute } = wallClockAt(zone, at)
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

/** A number of places as somebody typed it; full-width digits are what a Japanese keyboard gives first. */
export function readSlots(
  value: string | string[] | number | boolean | null | undefined,
): number | undefined {
  const text = String(value ?? '')
    .normalize('NFKC')
    .trim()
  if (text === '') return undefined
  return /^\d+$/.test(text) ? Number(text) : 0
}
