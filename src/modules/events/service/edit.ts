import type { NamedPerson } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import type { EventAction } from '../contract/live.ts'
import type { EventState } from '../contract/shared.ts'
import { isLive, type Decision, type EventRecord, type Happening } from '../rules/event.ts'
import { differences, shaped, syncedFields } from '../rules/fields.ts'
import { move } from '../rules/state.ts'
import { resize } from '../rules/places.ts'
import { guildsOfEvent } from '../rules/guild.ts'
import { signupTimes } from '../rules/series.ts'
import * as store from '../store/events.ts'
import { loadChannels } from '../store/channels.ts'
import { isLiveLink, loadLinks } from '../store/links.ts'
import { loadMessages } from '../store/messages.ts'
import {
  announce,
  apply,
  change,
  enter,
  lockScene,
  newId,
  refusal,
  requireManager,
  type Changed,
  type Expected,
  type Extra,
  type Scene,
} from './change.ts'
import { channelsJob } from './channels.ts'
import { syncJob } from './follow-ups.ts'
import { postMessage, publishLinks, retireMessage } from './publish.ts'

type Wish = { named?: NamedPerson; expected?: Expected }

/** What an edit of these fields is called. */
function happeningOf(
  { state }: EventRecord,
  { names, moved }: { names: readonly string[]; moved: boolean },
): Happening {
  const action: EventAction = moved && isLive(state) ? 'rescheduled' : 'edited'
  const elsewhere = names.includes('location') || names.includes('voice_channel_id')
  return { action, elsewhere }
}

/** What an edit comes to: the fields, who still has a place, and what it is called. */
export function editing(
  scene: Pick<Scene, 'event' | 'signups' | 'now' | 'context'>,
  fields: EventFields,
  { byDiscord = false }: { byDiscord?: boolean } = {},
): { decision: Decision; extra: Extra } {
  const { event, signups, now, context } = scene
  const outcome = shaped(event, fields, () => newId(context).slice(0, 8), { isFact: byDiscord })
  if (!outcome.ok) throw coreError('validation_error', { fields: outcome.mistakes })
  const { shape } = outcome
  const changes = differences(
    Object.fromEntries(
      Object.keys(shape).map((key) => [key, event[key as keyof typeof shape]]),
    ) as typeof shape,
    shape,
  )
  const names = changes.map(({ field }) => field)
  const moved = names.includes('start_at') || names.includes('end_at')
  const past = names.includes('start_at') && event.state === 'scheduled' && shape.start_at <= now
  // What has happened in Discord is not refused.
  if (past && !byDiscord) {
    throw coreError('validation_error', { fields: { start_at_utc: ['Must be in the future.'] } })
  }
  if (changes.length === 0) {
    return {
      decision: { ok: true, event, signups: [...signups], happened: [] },
      extra: { idle: true },
    }
  }
  const field_times = { ...event.field_times }
  for (const field of syncedFields(names)) field_times[field] = now
  const edited: EventRecord = {
    ...event,
    ...shape,
    field_times,
    ics_sequence: event.ics_sequence + Number(moved || names.includes('location')),
  }
  // Roles that are gone leave their people without one, but with their place.
  const roleIds = new Set(shape.roles.map(({ id }) => id))
  const people = signups.map((one) =>
    one.role_id === null || roleIds.has(one.role_id) ? one : { ...one, role_id: null },
  )
  const settled = resize({ event: edited, signups: people, now })
  if (!settled.ok) return { decision: settled, extra: {} }
  const happened = [happeningOf(event, { names, moved }), ...settled.happened]
  return { decision: { ...settled, happened }, extra: { whole: true, changes } }
}

/** Changes an event; for its organiser and managers. */
export async function edit(
  context: Context,
  id: string,
  fields: EventFields,
  wish: Wish = {},
): Promise<Changed> {
  return change(context, id, wish, (scene) => {
    requireManager(scene)
    if (scene.event.state === 'archived') throw refusal('invalid_transition', scene.event)
    return editing(scene, fields)
  })
}

/** Brings an event into another state by hand; for its organiser and managers. */
export async function setState(
  context: Context,
  id: string,
  to: EventState,
  wish: Wish & { reason?: string | null; from?: readonly EventState[]; message?: boolean } = {},
): Promise<Changed> {
  return change(context, id, wish, async (scene) => {
    requireManager(scene)
    const { unit, event, signups, guilds, now } = scene
    if (wish.from && !wish.from.includes(event.state)) {
      return { decision: { ok: false, refusal: 'invalid_transition' } }
    }
    const decision = move(event, signups, to, { now, reason: wish.reason ?? null })
    if (decision.ok && to === 'scheduled') {
      const targets = guildsOfEvent(event, guilds)
      await publishLinks(context, unit, decision.event, targets)
      const posted = (await loadMessages(unit, id)).map(({ guild_id }) => guild_id)
      for (const guild of targets) {
        if (wish.message === false || posted.includes(guild.guild_id)) continue
        await postMessage(context, unit, { event: decision.event, guild })
      }
    }
    return { decision, extra: { whole: true } }
  })
}

/** Calls an event off that people may still come to, so that they hear of it and nothing of it stays. */
async function calledOff(scene: Scene): Promise<EventRecord> {
  const { event, signups, now } = scene
  if (!isLive(event.state)) return event
  const decision = move(event, signups, 'cancelled', { now })
  return decision.ok ? (await apply(scene, decision, { whole: true })).event : event
}

/** Hides an event for good; its messages and Discord's events go. */
export async function remove(context: Context, id: string, wish: Wish = {}): Promise<void> {
  const entry = await enter(context, id, wish)
  await context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    requireManager(scene)
    const { now, guilds } = scene
    const event = await calledOff(scene)
    for (const link of await loadLinks(unit, id)) {
      if (isLiveLink(link)) {
        await unit.job(syncJob('delete', { event_id: id, guild_id: link.guild_id }))
      }
    }
    for (const message of await loadMessages(unit, id)) await retireMessage(unit, message, now)
    const rooms = new Set((await loadChannels(unit, { event_id: id })).map((one) => one.guild_id))
    for (const guild_id of rooms) await unit.job(channelsJob('archive', { event_id: id, guild_id }))
    await store.markDeleted(unit, id, now)
    await context.jobs.withdraw(unit, `event:${id}:clock`)
    const gone = { ...event, version: event.version + 1 }
    await announce(unit, { event: gone, guilds }, [{ action: 'deleted' }], {
      visibility: event.visibility,
    })
  })
}

/** The times of an event's sign-ups for another one that starts so many milliseconds later. */
export function signupTimesOf(event: EventRecord, later: number): EventFields {
  return Object.fromEntries(
    signupTimes.flatMap((name) => {
      const at = event[name]
      return at === null ? [] : [[name, new Date(at + later).toISOString()]]
    }),
  )
}

/** Fields of an event as they would be said for another one like it, without its times. */
export function fieldsOf(event: EventRecord): EventFields {
  const { location, voice_channel_id, roles, options, reminders, ...rest } = event
  return {
    title: rest.title,
    description: rest.description,
    type: rest.type,
    timezone: rest.timezone,
    duration_minutes: Math.round((rest.end_at - rest.start_at) / 60_000),
    location,
    voice_channel_id,
    visibility: rest.visibility,
    max_participants: rest.max_participants,
    min_participants: rest.min_participants,
    min_deadline_minutes: rest.min_deadline_minutes,
    approval_required: rest.approval_required,
    waitlist_mode: rest.waitlist_mode,
    allowed_role_ids: [...rest.allowed_role_ids],
    banned_role_ids: [...rest.banned_role_ids],
    guests_allowed: rest.guests_allowed,
    late_withdraw: rest.late_withdraw,
    roles: [...roles],
    options: [...options],
    reminders: [...reminders],
    banner_url: rest.banner_url,
    attendance_enabled: rest.attendance_enabled,
    create_channels: rest.create_channels,
    create_thread: rest.create_thread,
    attendee_role: rest.attendee_role,
  }
}
