import type { Unit } from '#core/context.ts'
import type { NewJob } from '#core/jobs/jobs.ts'
import type { EventRecord, Happening, Signup } from '../rules/event.ts'
import { guildsOfEvent, type GuildRecord } from '../rules/guild.ts'
import { panelId } from '../rules/panels.ts'
import { isLiveLink, loadLinks } from '../store/links.ts'
import { loadMessages } from '../store/messages.ts'
import { channelsJob } from './channels.ts'
import { planNotices } from './notices.ts'

/** What is needed to decide what follows from a change. */
type Ground = { unit: Unit; event: EventRecord; now: number; guilds: readonly GuildRecord[] }

/** What an event became. */
type After = {
  event: EventRecord
  signups: readonly Signup[]
  changed: readonly Signup[]
  happened: readonly Happening[]
  /** The server whose side this came from. */
  origin?: string
}

/** Counts below a description move at most so often, in milliseconds. */
const footerEveryMs = 5 * 60_000

const shownInDiscord: readonly Happening['action'][] = [
  'published',
  'edited',
  'rescheduled',
  'started',
  'completed',
  'cancelled',
  'reinstated',
  'full',
  'not_full',
]

/** A look at one event in one server: creates, changes or ends Discord's side. */
export function syncJob(
  kind: 'create' | 'update' | 'delete',
  { event_id, guild_id }: { event_id: string; guild_id: string },
  { run_at, trigger }: { run_at?: number | undefined; trigger?: string } = {},
): NewJob {
  return {
    kind: `events.${kind}_discord_event`,
    payload: { event_id, guild_id, ...(trigger !== undefined && { trigger }) },
    key: `event:${event_id}:${guild_id}:sync`,
    group: `event:${event_id}:${guild_id}`,
    guild_id,
    ...(run_at !== undefined && { run_at, onConflict: 'keep' as const }),
  }
}

/** Tells the keeper of messages that those of an event show something old. */
export async function touchMessages(unit: Unit, event: EventRecord): Promise<void> {
  for (const message of await loadMessages(unit, event.id)) {
    await unit.fact({
      topic: 'event_message',
      type: 'changed',
      object_id: panelId(message),
      guild_id: message.guild_id,
      version: event.version,
      data: {},
    })
  }
}

async function touchLinks(ground: Ground, after: After): Promise<void> {
  const { unit, now } = ground
  const { event, happened, changed } = after
  const isShown = happened.some(({ action }) => shownInDiscord.includes(action))
  if (!isShown && changed.length === 0) return
  for (const link of await loadLinks(unit, event.id)) {
    if (!isLiveLink(link)) continue
    const { guild_id } = link
    const at = Math.max(now, (link.footer_at ?? 0) + footerEveryMs)
    const run_at = isShown ? undefined : at
    await unit.job(syncJob('update', { event_id: event.id, guild_id }, { run_at }))
  }
}

/** A look at who is to have which role because of an event. */
export function rolesJob(ids: { event_id: string; guild_id: string }): NewJob {
  const { event_id, guild_id } = ids
  return {
    kind: 'events.manage_roles',
    payload: ids,
    key: `event:${event_id}:${guild_id}:roles`,
    // One after another: two at once would each make the role.
    group: `event:${event_id}:${guild_id}:roles`,
    guild_id,
  }
}

/** What may change who has which role or room, without any sign-up. */
const beginnings = ['published', 'reinstated', 'rescheduled', 'edited'] as const

async function touchServers({ unit, guilds }: Ground, after: After): Promise<void> {
  const { event, happened, changed } = after
  const actions = new Set(happened.map(({ action }) => action))
  const isOverNow = actions.has('completed') || actions.has('cancelled')
  for (const { guild_id } of guildsOfEvent(event, guilds)) {
    const ids = { event_id: event.id, guild_id }
    const begins = beginnings.some((action) => actions.has(action))
    if (changed.length > 0 || isOverNow || begins) {
      await unit.job(rolesJob(ids))
    }
    if (!hasRooms(event)) continue
    if (isOverNow) await unit.job(channelsJob('archive', ids))
    else if (changed.length > 0 || begins) await unit.job(channelsJob('create', ids))
  }
}

const hasRooms = ({ create_channels, create_thread }: EventRecord) =>
  create_channels || create_thread

/** Plans the roles and rooms of a new event. */
export async function planPlaces(
  unit: Unit,
  event: EventRecord,
  guilds: readonly GuildRecord[],
): Promise<void> {
  for (const { guild_id } of guilds) {
    const ids = { event_id: event.id, guild_id }
    if (hasRooms(event)) await unit.job(channelsJob('create', ids))
    if (event.created_by !== null || event.attendee_role) await unit.job(rolesJob(ids))
  }
}

async function touchSeries({ unit }: Ground, { event, happened }: After): Promise<void> {
  const moved = happened.some(({ action }) =>
    ['started', 'completed', 'cancelled'].includes(action),
  )
  if (event.series_id === null || !moved) return
  await unit.job({
    kind: 'events.occurrence_materialize',
    payload: { series_id: event.series_id },
    key: `series:${event.series_id}:materialize`,
    group: `series:${event.series_id}`,
  })
}

/** What else is to be done after a change, as facts and jobs of the same transaction. */
export async function followUps(ground: Ground, after: After): Promise<void> {
  await touchMessages(ground.unit, after.event)
  await touchLinks(ground, after)
  await touchServers(ground, after)
  await touchSeries(ground, after)
  await planNotices(ground.unit, after, ground.now)
  const { event, happened } = after
  const counted = happened.some(({ action }) => action === 'started' || action === 'completed')
  if (event.attendance_enabled && counted) {
    await ground.unit.job({
      kind: 'events.attendance_snapshot',
      payload: { event_id: event.id },
      key: `event:${event.id}:attendance`,
      group: `event:${event.id}`,
    })
  }
}
