import { z } from 'zod'
import { DiscordRefusal, DiscordUnavailable } from '#discord/rest/errors.ts'
import type { DiscordRest, RestCall } from '#discord/rest/rest.ts'

/** Planned, under way, over, called off. */
export type ModelStatus = 1 | 2 | 3 | 4
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
  status: ModelStatus
  creator_id: string
  user_count: number
}
/** What people and programs change of it. */
export type ModelEdit = {
  name?: string | undefined
  description?: string | undefined
  scheduled_start_time?: string | undefined
  scheduled_end_time?: string | undefined
  location?: string | undefined
  status?: ModelStatus | undefined
}
/** What a frame tells. */
export type ModelFrame = { name: string; data: ModelEvent }

/** What happens to a call that changes something. */
export type Fate = {
  /** The network fails before Discord heard of it, or after it did it. */
  fails: 'before' | 'after' | null
  /** Something else happens first. */
  first?: () => void
  /** Something else happens before the answer comes. */
  meanwhile?: () => Promise<unknown>
}

const bodyShape = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  scheduled_start_time: z.string().optional(),
  scheduled_end_time: z.string().optional(),
  entity_metadata: z.object({ location: z.string() }).optional(),
  status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
})

/** The scheduled events of some servers, held in memory, reached by the calls of `DiscordRest`. */
export type ModelDiscord = {
  rest: Pick<DiscordRest, 'call' | 'send'>
  events: Map<string, ModelEvent>
  /** Frames that were sent and not heard yet. */
  frames: ModelFrame[]
  /** Changes of the bot that took effect. */
  writes: number
  /** A person edits in the app, or starts, ends or calls off; nothing where Discord does not allow it. */
  edit(id: string, edit: ModelEdit): boolean
  /** A person deletes it in the app. */
  remove(id: string): void
}

const epoch = 1_420_070_400_000
/** Where a status may go (Discord: "Valid Guild Scheduled Event Status Transitions"). */
const moves: Record<ModelStatus, readonly ModelStatus[]> = { 1: [2, 4], 2: [3], 3: [], 4: [] }
const actions = { edited: 101, removed: 102 } as const

/** Whether Discord allows an edit: what is over cannot be edited, and a status goes one way. */
function refusalOf({ status }: ModelEvent, edit: ModelEdit): [number, string] | null {
  if (moves[status].length === 0) return [180_000, 'Cannot update a finished event']
  const to = edit.status ?? status
  return to === status || moves[status].includes(to) ? null : [50_035, 'Invalid status transition']
}

/** Makes servers without events; `fate` is asked at each change by the bot, `tells` whether the audit log may be read. */
export function createModelDiscord(options: {
  now: () => number
  fate: () => Fate
  tells: () => boolean
}): ModelDiscord {
  const { now, fate, tells } = options
  const log: { id: string; target_id: string; user_id: string; action: number }[] = []
  let ids = 0
  const newId = () => {
    ids += 1
    return String((BigInt(now() - epoch) << 22n) + BigInt(ids))
  }
  const note = (target_id: string, user_id: string, action: number) =>
    log.unshift({ id: newId(), target_id, user_id, action })

  function change(before: ModelEvent, edit: ModelEdit, by: string): ModelEvent {
    const { scheduled_start_time, scheduled_end_time, location, status } = edit
    const after: ModelEvent = {
      ...before,
      scheduled_start_time: scheduled_start_time ?? before.scheduled_start_time,
      scheduled_end_time: scheduled_end_time ?? before.scheduled_end_time,
      // Discord trims.
      name: (edit.name ?? before.name).trim(),
      description: (edit.description ?? before.description).trim(),
      entity_metadata: { location: location ?? before.entity_metadata.location },
      status: status ?? before.status,
    }
    const isNew = !model.events.has(before.id)
    model.events.set(after.id, after)
    const name = `GUILD_SCHEDULED_EVENT_${isNew ? 'CREATE' : 'UPDATE'}`
    model.frames.push({ name, data: after })
    note(after.id, by, actions.edited)
    return after
  }

  function remove(event: ModelEvent, by: string): void {
    model.events.delete(event.id)
    model.frames.push({ name: 'GUILD_SCHEDULED_EVENT_DELETE', data: event })
    note(event.id, by, actions.removed)
  }

  function refuse(status: number, code: number, message: string): never {
    throw new DiscordRefusal(status, code, { route: 'PATCH scheduled-events', message })
  }

  function one(path: string): ModelEvent {
    const found = model.events.get(path.split('/').at(-1) ?? '')
    return found ?? refuse(404, 10_070, 'Unknown Guild Scheduled Event')
  }

  const blank = (path: string): ModelEvent => ({
    id: newId(),
    guild_id: path.split('/').at(2) ?? '',
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

  function apply({ method, path, body }: RestCall): ModelEvent {
    if (method === 'DELETE') {
      const event = one(path)
      remove(event, 'bot')
      return event
    }
    const { entity_metadata, ...given } = bodyShape.parse(body)
    const edit = { ...given, location: entity_metadata?.location }
    if (method === 'POST') return change(blank(path), edit, 'bot')
    const before = one(path)
    const refusal = refusalOf(before, edit)
    return refusal ? refuse(400, ...refusal) : change(before, edit, 'bot')
  }

  async function write(call: RestCall): Promise<ModelEvent> {
    const { fails, first, meanwhile } = fate()
    first?.()
    if (fails === 'before') throw new DiscordUnavailable('not_sent', 'no connection')
    const after = apply(call)
    model.writes += 1
    await meanwhile?.()
    if (fails === 'after') throw new DiscordUnavailable('unknown', 'no answer')
    return after
  }

  function read({ path, query }: RestCall): unknown {
    if (path.endsWith('/audit-logs')) {
      const action = Number(query?.get('action_type'))
      return { audit_log_entries: tells() ? log.filter((entry) => entry.action === action) : [] }
    }
    if (!path.endsWith('/scheduled-events')) return one(path)
    const guildId = path.split('/').at(2)
    // What is over is not listed.
    return [...model.events.values()].filter(
      ({ guild_id, status }) => guild_id === guildId && status < 3,
    )
  }

  const model: ModelDiscord = {
    events: new Map(),
    frames: [],
    writes: 0,
    rest: {
      async call(call, answer) {
        return answer.parse(call.method === 'GET' ? read(call) : await write(call))
      },
      async send(call) {
        await write(call)
      },
    },
    edit(id, edit) {
      const before = model.events.get(id)
      if (!before || refusalOf(before, edit)) return false
      change(before, edit, 'somebody')
      return true
    },
    remove(id) {
      const event = model.events.get(id)
      if (event) remove(event, 'somebody')
    },
  }
  return model
}
