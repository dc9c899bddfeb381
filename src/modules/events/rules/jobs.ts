import type { JobType } from '../contract/jobs.ts'

/** Work that is known to operators under a type but is not of that kind alone. */
const kindsByType: Partial<Record<JobType, readonly string[]>> = {
  announcement: ['events.announcement', 'events.tell_alert'],
  manage_roles: ['events.manage_roles', 'events.choose_roles'],
  reconcile_guild: ['events.reconcile_guild', 'events.departures'],
  webhook_delivery: ['webhooks.deliver'],
}

/** The kinds of work behind a type. */
export function kindsOf(type: JobType): readonly string[] {
  return kindsByType[type] ?? [`events.${type}`]
}

/** The kinds of all work of this module; names that end in `.` stand for all that begin so. */
export const allKinds: readonly string[] = ['events.', 'webhooks.deliver']

/** The type of work of a kind; work without one is called by its own name. */
export function typeOf(kind: string): string {
  const type = Object.entries(kindsByType).find(([, kinds]) => kinds.includes(kind))
  return type?.[0] ?? kind.replace(/^events\./, '')
}

/** What goes before what (contract §9): a person's click, what an event is, messages, what people are told, the rest. */
const byUrgency: readonly (readonly string[])[] = [
  [],
  ['events.dm', 'events.reminder'],
  ['events.post_message', 'events.update_message', 'events.announcement', 'events.tell_alert'],
  [
    'events.clock',
    'events.create_discord_event',
    'events.update_discord_event',
    'events.delete_discord_event',
  ],
  ['events.choose_roles'],
]

/** How urgent work of a kind is; of what is due, the highest is done first. */
export function priorityOf(kind: string): number {
  return Math.max(
    0,
    byUrgency.findIndex((kinds) => kinds.includes(kind)),
  )
}

/** Whether operators decide how often work of a type is tried again; webhooks have rules of their own. */
export function hasPolicy(type: JobType): boolean {
  return type !== 'webhook_delivery'
}

const lacksRight = ['discord_50013', 'discord_50001']

/** What people have to put right in Discord before work of a kind can succeed; null for other failures. */
export function remedyOf(
  kind: string,
  code: string | null,
): 'events' | 'roles' | 'channels' | 'messages' | 'limit' | null {
  if (code === 'discord_30038') return 'limit'
  if (code === null || !lacksRight.includes(code)) return null
  if (/discord_event|reconcile/.test(kind)) return 'events'
  if (kind.endsWith('_roles')) return 'roles'
  return kind.endsWith('_channels') ? 'channels' : 'messages'
}

/** What may be done with a job, by where it stands. */
export function allowedFor(state: 'ready' | 'running' | 'done' | 'dead' | 'cancelled'): string[] {
  if (state === 'ready') return ['run', 'cancel']
  if (state === 'dead') return ['retry', 'run', 'cancel']
  return state === 'cancelled' ? ['retry'] : []
}
