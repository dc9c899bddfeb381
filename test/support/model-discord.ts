import { z } from 'zod'
import { DiscordRefusal, DiscordUnavailable } from '#discord/rest/errors.ts'
import type { DiscordRest, RestCall } from '#discord/rest/rest.ts'

/** A scheduled event as the model keeps it, in the form of Discord's interface. */
export type ModelEvent = {
  id: string
  guild_id: string
  name: string
  description: string
  scheduled_start_time: string
  scheduled_end_time: string
  entity_type: 3
  entity_metadata: { location: string }
  channel_id: null
  status: 1
  creator_id: string
  user_count: number
}
/** What people and programs change of it. */
export type ModelEdit = Partial<
  Record<
    'name' | 'description' | 'scheduled_start_time' | 'scheduled_end_time' | 'location',
    string | undefined
  >
>
/** What a frame tells. */
export type ModelFrame = { name: string; data: ModelEvent }

/** What happens to a call that changes something. */
export type Fate = {
  /** The network fails before Discord heard of it, or after it did it. */
  fails: 'before' | 'after' | null
  /** Something else happens first. */
  first?: () => void
  /** Something else happens before the answer comes. */
  meanwhile?: () => Promise<void>
}

const bodyShape = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  scheduled_start_time: z.string().optional(),
  scheduled_end_time: z.string().optional(),
  entity_metadata: z.object({ location: z.string() }).optional(),
})

/** One server's scheduled events, held in memory, reached by the calls of `DiscordRest`. */
export type ModelDiscord = {
  rest: Pick<DiscordRest, 'call' | 'send'>
  events: Map<string, ModelEvent>
  /** Frames that were sent and not heard yet. */
  frames: ModelFrame[]
  /** Changes of the bot that took effect. */
  writes: number
  /** A person edits in the app. */
  edit(id: string, edit: ModelEdit): void
}

const epoch = 1_420_070_400_000

/** Makes an empty server; `fate` is asked at each change by the bot, `tells` whether the audit log may be read. */
export function createModelDiscord(options: {
  guildId: string
  now: () => number
  fate: () => Fate
  tells: () => boolean
}): ModelDiscord {
  const { guildId, now, fate, tells } = options
  const log: { id: string; target_id: string; user_id: string }[] = []
  let ids = 0
  const newId = () => {
    ids += 1
    return String((BigInt(now() - epoch) << 22n) + BigInt(ids))
  }

  function change(before: ModelEvent, edit: ModelEdit, by: string): ModelEvent {
    const { scheduled_start_time, scheduled_end_time, location } = edit
    const after: ModelEvent = {
      ...before,
      scheduled_start_time: scheduled_start_time ?? before.scheduled_start_time,
      scheduled_end_time: scheduled_end_time ?? before.scheduled_end_time,
      // Discord trims.
      name: (edit.name ?? before.name).trim(),
      description: (edit.description ?? before.description).trim(),
      entity_metadata: { location: location ?? before.entity_metadata.location },
    }
    const isNew = !model.events.has(before.id)
    model.events.set(after.id, after)
    const name = `GUILD_SCHEDULED_EVENT_${isNew ? 'CREATE' : 'UPDATE'}`
    model.frames.push({ name, data: after })
    log.unshift({ id: newId(), target_id: after.id, user_id: by })
    return after
  }

  function one(path: string): ModelEvent {
    const found = model.events.get(path.split('/').at(-1) ?? '')
    if (found) return found
    const message = 'Unknown Guild Scheduled Event'
    throw new DiscordRefusal(404, 10070, { method: 'GET', route: path, message })
  }

  async function write({ method, path, body }: RestCall): Promise<ModelEvent> {
    const { fails, first, meanwhile } = fate()
    first?.()
    if (fails === 'before') throw new DiscordUnavailable('not_sent', 'no connection')
    const { entity_metadata, ...given } = bodyShape.parse(body)
    const edit = { ...given, location: entity_metadata?.location }
    const blank = (): ModelEvent => ({
      id: newId(),
      guild_id: guildId,
      name: '',
      description: '',
      scheduled_start_time: '',
      scheduled_end_time: '',
      entity_type: 3,
      entity_metadata: { location: '' },
      channel_id: null,
      status: 1,
      creator_id: 'bot',
      user_count: 0,
    })
    const after = change(method === 'POST' ? blank() : one(path), edit, 'bot')
    model.writes += 1
    await meanwhile?.()
    if (fails === 'after') throw new DiscordUnavailable('unknown', 'no answer')
    return after
  }

  function read(path: string): unknown {
    if (path.endsWith('/audit-logs')) return { audit_log_entries: tells() ? log : [] }
    return path.endsWith('/scheduled-events') ? [...model.events.values()] : one(path)
  }

  const model: ModelDiscord = {
    events: new Map(),
    frames: [],
    writes: 0,
    rest: {
      async call(call, answer) {
        return answer.parse(call.method === 'GET' ? read(call.path) : await write(call))
      },
      send: () => Promise.reject(new Error('nothing is deleted in this model')),
    },
    edit(id, edit) {
      const before = model.events.get(id)
      if (before) change(before, edit, 'somebody')
    },
  }
  return model
}
