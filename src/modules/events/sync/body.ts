import type { EventRecord } from '../rules/event.ts'
import { mergeFields, type MergeField } from '../rules/merge.ts'
import type { ourSide, RemoteEvent } from '../rules/remote.ts'
import type { RemoteBody } from './remote.ts'

type Ours = ReturnType<typeof ourSide>

/** Discord's types of events, by where they take place. */
const types = { stage: 1, voice: 2, external: 3 } as const

const placeBody = (
  event: EventRecord,
  { side }: Ours,
  { isOfOtherType, isStage }: { isOfOtherType: boolean; isStage: boolean },
): RemoteBody =>
  event.voice_channel_id
    ? {
        entity_type: isStage ? types.stage : types.voice,
        channel_id: event.voice_channel_id,
        entity_metadata: null,
      }
    : {
        entity_type: types.external,
        channel_id: null,
        entity_metadata: { location: side.place.slice('at:'.length) },
        // An external event must have an end; one of a channel may have none.
        ...(isOfOtherType && { scheduled_end_time: new Date(Number(side.end)).toISOString() }),
      }

/** The fields of an event as Discord takes them: all of them, or those that are named for one that exists. */
export function bodyOf(
  event: EventRecord,
  ours: Ours,
  isStage: boolean,
  what: 'all' | { fields: readonly MergeField[]; remote: Pick<RemoteEvent, 'entity_type'> },
): RemoteBody {
  const fields = what === 'all' ? mergeFields : what.fields
  const isOfOtherType = what !== 'all' && what.remote.entity_type !== types.external
  const { side, description } = ours
  const parts: Record<MergeField, RemoteBody> = {
    title: { name: side.title },
    description: { description },
    start: { scheduled_start_time: new Date(Number(side.start)).toISOString() },
    end: { scheduled_end_time: new Date(Number(side.end)).toISOString() },
    place: placeBody(event, ours, { isOfOtherType, isStage }),
  }
  return Object.assign({}, ...fields.map((field) => parts[field])) as RemoteBody
}
