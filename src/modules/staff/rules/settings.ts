import { z } from 'zod'

/** People whom one request names, and requests that the regular look makes in a minute at most. */
const [peoplePerRequest, requestsPerMinute] = [100, 10]

/** The shortest interval, in seconds, at which so many people can be looked at. */
export function shortestInterval(people: number): number {
  return Math.ceil((Math.ceil(people / peoplePerRequest) / requestsPerMinute) * 60)
}

/** The settings of this module, as the environment gives them. */
export const staffSettings = {
  STAFF_SYNC_INTERVAL_SECONDS: z.coerce.number().int().min(30).max(3_600).default(120).meta({
    description:
      'How often staff who were not heard of are asked for, in seconds (30 to 3600); longer is kinder to large teams.',
  }),
  STAFF_PRESENCE_HISTORY_DAYS: z.coerce.number().int().min(0).max(365).default(0).meta({
    description:
      'For how many days it is kept who was online when; 0 keeps nothing. Members can opt out.',
  }),
  STAFF_STATUS_PUBLIC: z.enum(['off', 'minimal', 'full']).default('minimal').meta({
    description:
      'What visitors learn from /api/staff/discord/status/: nothing, whether the bot runs, or everything.',
  }),
}
