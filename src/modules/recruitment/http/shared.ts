import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { RouteAnswer } from '#core/http/route.ts'
import { instantOf, parseZone } from '#core/time/zones.ts'
import type { RecruitmentJson } from '../contract/party.ts'
import { recruitmentJson, type Seen } from '../views/json.ts'

/** Where the routes of parties live. */
export const base = '/api/discord/recruitments'

/** Groups the routes in the API description. */
export const tags = ['recruitment']

/** Who may change parties at all. */
export const writeAccess = { kind: 'caller', scope: 'recruitments:write' } as const

/** Path parameter of one party. */
export const params = z.object({ id: z.string() })

/** Parsed path parameters. */
export type Params = z.infer<typeof params>

/** Ids are 32-bit integers; whatever else stands in the path is not found. */
export function idOf({ id }: Params): number {
  if (!/^\d{1,9}$/.test(id)) throw coreError('not_found')
  return Number(id)
}

/** A party in the caller's language. */
export function json(seen: Seen, context: Context): RecruitmentJson {
  return recruitmentJson(seen, context)
}

/** The entity tag of a party: its version. */
export function etag(seen: Seen): Record<string, string> {
  return { etag: `"${seen.party.version}"` }
}

/** The usual answer: the party as it is now. */
export function party(seen: Seen, context: Context): RouteAnswer {
  return { status: 200, headers: etag(seen), body: json(seen, context) }
}

const localTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/

/** A zone that exists; throws `validation_error` otherwise. */
export function zoneNamed(name: string): string {
  const zone = parseZone(name)
  if (zone) return zone
  throw coreError('validation_error', { fields: { timezone: ['This time zone does not exist.'] } })
}

/** Epoch milliseconds of an instant with offset, or of a local time in a zone. */
export function toEpoch(text: string, zone: string): number {
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text)
  const [year, month, day, hour, minute, second] = (localTime.exec(text) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0))
  return instantOf(zone, {
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  })
}
