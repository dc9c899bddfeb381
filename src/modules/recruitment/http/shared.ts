import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { RouteAnswer } from '#core/http/route.ts'
import { instantOf, parseZone, unclearTime } from '#core/time/zones.ts'
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

/** Epoch milliseconds of an instant with offset, or of a local time in a zone that has it once. */
export function toEpoch(field: string, text: string, zone: string): number {
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (
    localTime.exec(text) ?? []
  )
    .slice(1)
    .map((part) => Number(part ?? 0))
  const wall = { year, month, day, hour, minute, second }
  const mistake = unclearTime(zone, wall)
  if (mistake === null) return instantOf(zone, wall)
  throw coreError('validation_error', { fields: { [field]: [mistake] } })
}
