/** A permission of the bot that events use, by Discord's bit. `optional` ones only cost a comfort. */
export type EventPermission = {
  name: string
  bit: bigint
  reason: `permission.${string}`
  optional: boolean
}

const bit = (position: number) => 1n << BigInt(position)

/** What the bot needs for events, and what for (contract §6.5). */
export const eventPermissions = [
  { name: 'VIEW_CHANNEL', bit: bit(10), reason: 'permission.view', optional: false },
  { name: 'SEND_MESSAGES', bit: bit(11), reason: 'permission.send', optional: false },
  { name: 'EMBED_LINKS', bit: bit(14), reason: 'permission.embed', optional: false },
  { name: 'READ_MESSAGE_HISTORY', bit: bit(16), reason: 'permission.history', optional: false },
  // Since 2026-02-23 Manage Events alone creates no events any more.
  { name: 'CREATE_EVENTS', bit: bit(44), reason: 'permission.create_events', optional: false },
  { name: 'MANAGE_EVENTS', bit: bit(33), reason: 'permission.manage_events', optional: false },
  { name: 'MANAGE_ROLES', bit: bit(28), reason: 'permission.roles', optional: false },
  { name: 'MANAGE_CHANNELS', bit: bit(4), reason: 'permission.channels', optional: false },
  { name: 'ADD_REACTIONS', bit: bit(6), reason: 'permission.reactions', optional: true },
  { name: 'CONNECT', bit: bit(20), reason: 'permission.connect', optional: false },
  { name: 'MANAGE_THREADS', bit: bit(34), reason: 'permission.manage_threads', optional: false },
  { name: 'CREATE_PUBLIC_THREADS', bit: bit(35), reason: 'permission.threads', optional: false },
  { name: 'SEND_MESSAGES_IN_THREADS', bit: bit(38), reason: 'permission.threads', optional: false },
  { name: 'VIEW_AUDIT_LOG', bit: bit(7), reason: 'permission.audit_log', optional: true },
] as const satisfies readonly EventPermission[]

const administrator = bit(3)

/** The names of the permissions that are lacking; optional ones are not missed. */
export function lacking(bits: bigint): string[] {
  if ((bits & administrator) !== 0n) return []
  return eventPermissions
    .filter((one) => !one.optional && (bits & one.bit) === 0n)
    .map(({ name }) => name)
}
