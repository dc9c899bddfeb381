import { coreError } from '#core/errors.ts'
import { parseNaturalTime } from '#core/time/natural.ts'
import type { Call, ComponentCall } from '#discord/part.ts'
import { refuse } from '../errors.ts'
import { toEpoch } from '../rules/fields.ts'
import { zoneOfGuild } from '../service/guilds.ts'

/** The guild of an interaction; throws `not_found` where there is none. */
export function guildOf(call: Call): string {
  if (call.guild_id === null) throw coreError('not_found')
  return call.guild_id
}

/** The person of an interaction. */
export function meIn(call: Call): string {
  const { user } = call.context.actor
  if (!user) throw coreError('not_authenticated')
  return user.discord_id
}

/** The event and page in a custom id: `<event id>[:<page>]`. Input, to be looked up. */
export function targetOf({ id }: Pick<ComponentCall, 'id'>): { id: string; page: number } {
  const [, eventId = '', page = '0'] = /^([\w-]{1,50})(?::(\d{1,4}))?$/.exec(id) ?? []
  if (eventId === '') throw coreError('not_found')
  return { id: eventId, page: Number(page) }
}

/**
 * Reads a start as people type it: `tomorrow 20:00`, `2026-12-24 20:00`, `明日21時`. Throws `starts_in_past` or
 * `unclear_time`.
 */
export async function readStart(call: Call, text: string): Promise<string> {
  const { context, guildLocale } = call
  const now = context.clock.now()
  const zone = await zoneOfGuild(context, guildOf(call))
  const plain = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(text.trim())
  if (plain) return new Date(toEpoch(`${plain[1]}T${plain[2]}`, zone)).toISOString()
  let isPast = false
  for (const locale of new Set([context.locale, guildLocale])) {
    const read = parseNaturalTime(text, { now, zone, locale })
    // A word that was not understood may have meant another day.
    if (read && 'at' in read && read.rest === '') return new Date(read.at).toISOString()
    isPast ||= read !== null && 'error' in read && read.error === 'past'
  }
  throw refuse(isPast ? 'starts_in_past' : 'unclear_time')
}

const units: readonly [RegExp, number][] = [
  [/(\d+(?:[.,]\d+)?)\s*(?:d|days?|j|jours?|日|일)(?![\p{L}])/iu, 1440],
  [/(\d+(?:[.,]\d+)?)\s*(?:h|hours?|heures?|時間|시간)/iu, 60],
  [/(\d+(?:[.,]\d+)?)\s*(?:m|min|minutes?|分|분)(?![\p{L}])/iu, 1],
]

/** Minutes of a length as people type it: `90`, `2h`, `1h 30m`, `2時間`. */
export function readMinutes(text: string): number {
  if (/^\d{1,5}$/.test(text.trim())) return Number(text.trim())
  // `1h30`, as French people write it, ends in minutes.
  const whole = text.trim().replace(/(\d\s*h)\s*(\d{1,2})$/i, '$1 $2min')
  let minutes = 0
  for (const [shape, factor] of units) {
    const [, amount] = shape.exec(whole) ?? []
    if (amount !== undefined) minutes += Number(amount.replace(',', '.')) * factor
  }
  if (minutes < 5) throw refuse('unclear_time')
  return Math.round(minutes)
}

/** Roles as people type them: `Tank 2, Healer 2, Damage`. */
export function readRoles(text: string): { name: string; capacity: number | null }[] {
  return text
    .split(/[,、;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [, name = part, count] = /^(.*?)[\s:×x]*(\d{1,3})$/i.exec(part) ?? []
      return { name: name.trim().slice(0, 50) || part, capacity: count ? Number(count) : null }
    })
    .slice(0, 50)
}
