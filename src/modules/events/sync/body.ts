import type { EventRecord } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { mergeFields, type MergeField } from '../rules/merge.ts'
import type { ourSide } from '../rules/remote.ts'
import type { RemoteBody } from './remote.ts'

type Ours = ReturnType<typeof ourSide>

/** Stage channels carry events of another type than voice channels. */
const types = { external: 3, voice: 2 } as const

const placeBody = (event: EventRecord, { side }: Ours): RemoteBody =>
  event.voice_channel_id
    ? { entity_type: types.voice, channel_id: event.voice_channel_id, entity_metadata: null }
    : {
        entity_type: types.external,
        channel_id: null,
        entity_metadata: { location: side.place.slice('at:'.length) },
        // An external event must have an end, also when only the type changes.
        scheduled_end_time: new Date(Number(side.end)).toISOString(),
      }

/** The fields of an event as Discord takes them: all of them, or those that are named. */
export function bodyOf(
  event: EventRecord,
  ours: Ours,
  what: { guild: GuildRecord; all: true } | { fields: readonly MergeField[] },
): RemoteBody {
  const fields = 'all' in what ? mergeFields : what.fields
  const { side, description } = ours
  const parts: Record<MergeField, RemoteBody> = {
    title: { name: side.title },
    description: { description },
    start: { scheduled_start_time: new Date(Number(side.start)).toISOString() },
    end: { scheduled_end_time: new Date(Number(side.end)).toISOString() },
    place: placeBody(event, ours),
  }
  return Object.assign({}, ...fields.map((field) => parts[field])) as RemoteBody
}
