import type { Context } from '#core/context.ts'
import { arrived, judged, left } from '../rules/attendance.ts'
import type { Happening, Signup } from '../rules/event.ts'
import { guildDefaults } from '../rules/guild.ts'
import { eventsInChannel, loadChannels } from '../store/channels.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import { eventsAt, peopleIn, peopleInRooms, roomOf, saveRoom } from '../store/voice.ts'
import { changeBySystem, type Scene } from './change.ts'
import { guildsOfOrg } from './rights.ts'

/** Presence is looked at this often while an event lasts, in milliseconds. */
const snapshotEveryMs = 60_000

async function eventsOf(context: Context, channelId: string | null): Promise<string[]> {
  if (channelId === null) return []
  const [direct, mapped] = await Promise.all([
    eventsAt(context.database, channelId),
    eventsInChannel(context.database, channelId),
  ])
  return [...new Set([...direct, ...mapped])]
}

function changed(scene: Scene, after: Signup[]) {
  const { event, signups } = scene
  const happened = after.flatMap((one): Happening[] => {
    const before = signups.find(({ id }) => id === one.id)
    if (before === one) return []
    const isNew = one.status === 'checked_in' && before?.status !== 'checked_in'
    return [{ action: isNew ? 'checked_in' : 'attendance_updated', user_id: one.user_id }]
  })
  if (happened.length === 0) return { decision: null }
  return { decision: { ok: true as const, event, signups: after, happened } }
}

async function movePerson(
  context: Context,
  eventId: string,
  userId: string,
  isIn: boolean,
): Promise<void> {
  await changeBySystem(context, eventId, (scene) => {
    const { event, signups, now } = scene
    if (!event.attendance_enabled || event.state !== 'active') return { decision: null }
    const after = signups.map((one) => {
      if (one.user_id !== userId) return one
      return isIn ? arrived(one, now) : left(one, event, now)
    })
    return changed(scene, after)
  })
}

/** Somebody moved between voice rooms. */
export async function heardVoice(
  context: Context,
  state: { guild_id: string; user_id: string; channel_id: string | null },
): Promise<void> {
  const { guild_id, user_id, channel_id } = state
  const before = await roomOf(context.database, guild_id, user_id)
  if (before === channel_id) return
  await context.database.write((tx) => saveRoom(tx, state))
  for (const id of await eventsOf(context, before)) await movePerson(context, id, user_id, false)
  for (const id of await eventsOf(context, channel_id)) await movePerson(context, id, user_id, true)
}

/** All who are in voice rooms of a server; whoever was there by what we knew has left. */
export async function heardVoices(
  context: Context,
  guildId: string,
  states: readonly { user_id: string; channel_id: string | null }[],
): Promise<void> {
  const there = new Set(states.map(({ user_id }) => user_id))
  const gone = (await peopleInRooms(context.database, guildId)).filter((id) => !there.has(id))
  const absent = gone.map((user_id) => ({ user_id, channel_id: null }))
  for (const state of [...absent, ...states]) {
    await heardVoice(context, { guild_id: guildId, ...state })
  }
}

async function peopleOf(context: Context, eventId: string): Promise<Set<string>> {
  const view = await loadEvent(context.database, eventId)
  const channels = await loadChannels(context.database, { event_id: eventId })
  const rooms = [
    view?.event.voice_channel_id,
    ...channels
      .filter(({ channel_type, state }) => channel_type === 'voice' && state === 'live')
      .map((one) => one.discord_channel_id),
  ]
  const people = await Promise.all(
    rooms.flatMap((id) => (id ? [peopleIn(context.database, id)] : [])),
  )
  return new Set(people.flat())
}

/** Counts who is there, while an event lasts; and once more at its end. */
export async function snapshotAttendance(context: Context, eventId: string): Promise<void> {
  const people = await peopleOf(context, eventId)
  await changeBySystem(context, eventId, async (scene) => {
    const { unit, event, signups, now } = scene
    if (!event.attendance_enabled) return { decision: null }
    const guilds = guildsOfOrg(await loadGuilds(unit), event.org_id)
    const options = guilds[0]?.options ?? guildDefaults
    const rules = { required: options.attendance_minutes, late: options.late_minutes }
    const isOn = event.state === 'active'
    if (isOn) await unit.job({ ...snapshotJob(eventId), run_at: now + snapshotEveryMs })
    const after = signups.map((one) => {
      const here = isOn && people.has(one.user_id) ? arrived(one, now) : one
      const counted = judged(here, event, { rules, now })
      return isOn ? counted : left(counted, event, now)
    })
    return changed(scene, after)
  })
}

/** A count of who is there. */
export function snapshotJob(eventId: string) {
  return {
    kind: 'events.attendance_snapshot',
    payload: { event_id: eventId },
    key: `event:${eventId}:attendance`,
    group: `event:${eventId}`,
  }
}
