import { fold } from '#core/fold.ts'
import type { z } from 'zod'
import type { EventJson } from '../../contract/event.ts'
import type { eventFrame } from '../../contract/live.ts'
import { withMyPart, type Reader } from './mine.ts'

/** A change that the live connection brought. */
export type EventFrame = z.infer<typeof eventFrame>

/** Which events a list holds; the names are the API's. Instants are ISO 8601. */
export type EventFilter = {
  from?: string | undefined
  to?: string | undefined
  state?: string | undefined
  type?: string | undefined
  q?: string | undefined
  mine?: boolean | undefined
  guild_id?: string | undefined
  series_id?: string | undefined
}

/** A list as the page holds it: what the server said, brought up to date by frames. */
export type EventList = {
  items: EventJson[]
  /** Where the live connection continues after this fetch. */
  cursor: string | null
  /** Events deleted since; a slower fetch must not bring them back. */
  gone: readonly string[]
  /** Whether there were more than the page can hold. */
  more: boolean
}

const left: ReadonlySet<string> = new Set(['withdrawn', 'removed', 'declined'])

function isIn({ my }: EventJson): boolean {
  return my?.signup != null && !left.has(my.signup.status)
}

/** Whether an event, with the reader's part in it, belongs into a list. */
export function matches(event: EventJson, filter: EventFilter): boolean {
  const { from, to, state, type, q, mine, guild_id, series_id } = filter
  if (from !== undefined && Date.parse(event.end_at_utc) < Date.parse(from)) return false
  if (to !== undefined && Date.parse(event.start_at_utc) >= Date.parse(to)) return false
  if (state !== undefined && !state.split(',').includes(event.state)) return false
  if (type !== undefined && event.type !== type) return false
  if (series_id !== undefined && event.series_id !== series_id) return false
  if (mine && !isIn(event)) return false
  // Which servers an organisation has is the server's to know; only what is shown there is certain.
  if (guild_id !== undefined && !event.guilds.some((one) => one.guild_id === guild_id)) return false
  return fold(event.title).includes(fold(q ?? ''))
}

/** The newer of two views of one event; a fetch knows the reader's part better than a frame. */
export function newer(
  held: EventJson | undefined,
  next: EventJson,
  reader: Reader | null,
): EventJson {
  if (held && held.version > next.version) return held
  if (held && held.version === next.version && !next.my) return held
  return withMyPart(next, reader, held?.my ?? null)
}

function byStart(items: EventJson[]): EventJson[] {
  return items.toSorted(
    (a, b) => a.start_at_utc.localeCompare(b.start_at_utc) || a.id.localeCompare(b.id),
  )
}

/** Puts a changed event into a list, or takes it out; the same list when nothing changes for it. */
export function putEvent(
  list: EventList,
  event: EventJson,
  context: { filter: EventFilter; reader: Reader | null },
): EventList {
  const { filter, reader } = context
  if (list.gone.includes(event.id)) return list
  const held = list.items.find(({ id }) => id === event.id)
  const next = newer(held, event, reader)
  if (next === held) return list
  const others = list.items.filter((item) => item !== held)
  if (!matches(next, filter)) return held ? { ...list, items: others } : list
  return { ...list, items: byStart([...others, next]) }
}

/** Takes a deleted event out of a list. */
export function dropEvent(list: EventList, id: string): EventList {
  if (list.gone.includes(id)) return list
  return { ...list, items: list.items.filter((one) => one.id !== id), gone: [...list.gone, id] }
}

/**
 * A fetched list laid over the held one: newer views that frames brought while it was under way
 * stay, and deleted events stay away.
 */
export function mergeFetched(
  held: EventList | undefined,
  fetched: EventList,
  reader: Reader | null,
): EventList {
  if (!held) return fetched
  const known = new Map(held.items.map((item) => [item.id, item]))
  const items = fetched.items
    .filter(({ id }) => !held.gone.includes(id))
    .map((item) => newer(known.get(item.id), item, reader))
  return { ...fetched, items: byStart(items), gone: held.gone }
}
