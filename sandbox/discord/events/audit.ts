import type { AuditLogEvent } from 'discord-api-types/v10'
import { writeAudit } from '../audit-log.ts'
import type { AuditChange, ScheduledEvent } from '../entities.ts'
import type { World } from '../world.ts'

type Noted = Record<string, string | number | null>

/** An event in the words of the audit log: its place is `location`, its picture `image_hash`. */
function notedFields(event: ScheduledEvent | undefined): Noted {
  if (!event) return {}
  return {
    name: event.name,
    description: event.description,
    scheduled_start_time: event.scheduled_start_time,
    scheduled_end_time: event.scheduled_end_time,
    privacy_level: event.privacy_level,
    status: event.status,
    entity_type: event.entity_type,
    channel_id: event.channel_id,
    location: event.entity_metadata?.location ?? null,
    image_hash: event.image,
  }
}

/**
 * What differs between two states of an event, as an audit log entry lists it; `undefined` stands for an event that is
 * not there. Values that are null are left out, as Discord does.
 */
export function eventChanges(
  before: ScheduledEvent | undefined,
  after: ScheduledEvent | undefined,
): AuditChange[] {
  const [old, fresh] = [notedFields(before), notedFields(after)]
  return Object.keys({ ...old, ...fresh }).flatMap((key) => {
    const [was, is] = [old[key] ?? null, fresh[key] ?? null]
    if (was === is) return []
    return [
      {
        key,
        ...(was === null ? {} : { old_value: was }),
        ...(is === null ? {} : { new_value: is }),
      },
    ]
  })
}

/** Who did something to an event, and why. */
export type EventActor = { user_id: string; reason: string | null; action: AuditLogEvent }

/** Notes in the audit log what somebody did to an event, with everything that changed. */
export function auditEvent(
  world: World,
  { user_id, reason, action }: EventActor,
  { before, after }: { before?: ScheduledEvent; after?: ScheduledEvent },
): void {
  const event = after ?? before
  if (!event) return
  writeAudit(world, {
    guild_id: event.guild_id,
    user_id,
    action,
    target_id: event.id,
    reason,
    changes: eventChanges(before, after),
  })
}
