import type { Clock } from '../clock.ts'
import { errorInfo, GoogleError } from './errors.ts'
import { project } from './identity.ts'

/** Calls per minute of one kind, for the whole project and for one user of it. */
export type Quota = { name: string; service: string; perProject: number; perUser: number }

const forms = 'forms.googleapis.com'
const sheets = 'sheets.googleapis.com'

/** The documented quotas (usage limits of the Forms, Sheets and Drive APIs). */
export const quotas = {
  formsRead: { name: 'Read requests', service: forms, perProject: 975, perUser: 390 },
  formsList: { name: 'Expensive read requests', service: forms, perProject: 450, perUser: 180 },
  formsWrite: { name: 'Write requests', service: forms, perProject: 375, perUser: 150 },
  sheetsRead: { name: 'Read requests', service: sheets, perProject: 300, perUser: 60 },
  sheetsWrite: { name: 'Write requests', service: sheets, perProject: 300, perUser: 60 },
  drive: {
    name: 'Queries',
    service: 'drive.googleapis.com',
    perProject: 12_000,
    perUser: 12_000,
  },
  pubsub: {
    name: 'Regional subscriber throughput',
    service: 'pubsub.googleapis.com',
    perProject: 6000,
    perUser: 6000,
  },
} as const satisfies Record<string, Quota>

const windowMs = 60_000

/** Counts calls. */
export type QuotaCounter = {
  /** Counts one call of this user; throws 429 when a quota is used up. */
  take(quota: Quota, user: string): void
  clear(): void
}

/** Counters of fixed minutes on the sandbox's clock (assumed: Google does not say how its minutes are cut). */
export function createQuotas(clock: Clock): QuotaCounter {
  const used = new Map<string, { minute: number; count: number }>()
  const count = (key: string, limit: number): boolean => {
    const minute = Math.floor(clock.now() / windowMs)
    const entry = used.get(key)
    const before = entry?.minute === minute ? entry.count : 0
    if (before >= limit) return false
    used.set(key, { minute, count: before + 1 })
    return true
  }
  const refuse = ({ name, service }: Quota, scope: string, limit: number): GoogleError =>
    new GoogleError(
      'RESOURCE_EXHAUSTED',
      `Quota exceeded for quota metric '${name}' and limit '${name} per minute${scope}' of service '${service}' for consumer 'project_number:${project.number}'.`,
      {
        details: [
          errorInfo('RATE_LIMIT_EXCEEDED', {
            service,
            consumer: `projects/${project.number}`,
            quota_limit_value: String(limit),
          }),
        ],
      },
    )
  return {
    take(quota, user) {
      const key = `${quota.service} ${quota.name}`
      if (!count(`${key} ${user}`, quota.perUser)) throw refuse(quota, ' per user', quota.perUser)
      if (!count(key, quota.perProject)) throw refuse(quota, '', quota.perProject)
    },
    clear: () => used.clear(),
  }
}
