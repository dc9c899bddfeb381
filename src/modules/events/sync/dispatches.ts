import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context } from '#core/context.ts'
import { watchDepartures } from '#discord/departures.ts'
import type { DispatchListener } from '#discord/part.ts'
import { withChangedDate, type RemoteException } from '../rules/exceptions.ts'
import { isEcho } from '../rules/link.ts'
import { fingerprint, markedEvent, type RemoteEvent } from '../rules/remote.ts'
import { reconcileJob } from '../service/create.ts'
import { departed } from '../service/departures.ts'
import { syncJob } from '../service/follow-ups.ts'
import { guildGone, guildSeen } from '../service/guild-status.ts'
import { attendeesJob, importRemote } from '../service/import.ts'
import { interested, uninterested } from '../service/interest.ts'
import { heardVoice, heardVoices } from '../service/voice.ts'
import { roleDeleted } from '../service/roles.ts'
import { channelDeleted, threadArchived, waitingRooms } from '../service/channels.ts'
import { findUser } from '#core/access/users.ts'
import { loadGuild } from '../store/guilds.ts'
import { isLiveLink, linkOfRemote, linksOfGuild, loadLinks, noteFrame } from '../store/links.ts'
import { comers } from './departures.ts'
import { remoteEvent, remoteException } from './remote.ts'

function on<T>(
  event: string,
  shape: z.ZodType<T>,
  hear: (context: Context, data: T) => Promise<void>,
): DispatchListener {
  return {
    event,
    hear: (services, data) =>
      hear(createContext(services, { actor: systemActor, locale: 'en' }), shape.parse(data)),
  }
}

async function enqueue(context: Context, ...jobs: Parameters<Context['jobs']['enqueue']>[1][]) {
  await context.database.write(async (tx) => {
    for (const job of jobs) await context.jobs.enqueue(tx, job)
  })
}

/** An event of Discord's that is ours by its description, and waits to be joined. */
async function joinOurs(context: Context, remote: RemoteEvent): Promise<boolean> {
  const id = markedEvent(remote.description, context.publicUrl)
  if (id === null) return false
  const links = await loadLinks(context.database, id)
  const waiting = links.find((one) => one.guild_id === remote.guild_id && isLiveLink(one))
  // A creation that is under way learns of it from its own answer, or by looking.
  if (waiting?.discord_event_id === null && waiting.intent_at === null) {
    await enqueue(context, syncJob('create', waiting))
  }
  return links.length > 0
}

async function heardEvent(context: Context, remote: RemoteEvent): Promise<void> {
  // One that is over makes room for another.
  if (remote.status === 3 || remote.status === 4) await healed(context, remote.guild_id)
  const link = await linkOfRemote(context.database, remote.id)
  if (!link) {
    if (await joinOurs(context, remote)) return
    await importRemote(context, remote, 'gateway')
    return
  }
  if (!isLiveLink(link)) return
  const now = context.clock.now()
  if (isEcho(link, fingerprint(remote), now)) return
  await context.database.write((tx) => noteFrame(tx, link.id, { heard_at: now }))
  await enqueue(context, syncJob('update', link, { trigger: 'gateway' }))
}

/** One date of a series was moved or called off: the series is looked at. */
async function heardException(
  context: Context,
  { event_id, changed }: { event_id: string; changed: RemoteException | null },
): Promise<void> {
  const link = await linkOfRemote(context.database, event_id)
  if (!link || !isLiveLink(link)) return
  const now = context.clock.now()
  const shown = link.remote && changed && withChangedDate(link.remote, changed)
  if (shown && isEcho(link, fingerprint(shown), now)) return
  await context.database.write((tx) => noteFrame(tx, link.id, { heard_at: now }))
  await enqueue(context, syncJob('update', link, { trigger: 'gateway' }))
}

async function heardDeletion(
  context: Context,
  { id, guild_id }: { id: string; guild_id: string },
): Promise<void> {
  await healed(context, guild_id)
  const link = await linkOfRemote(context.database, id)
  if (!link || !isLiveLink(link)) return
  // Discord itself says so: one look confirms it.
  await context.database.write((tx) => noteFrame(tx, link.id, { missing_at: 0 }))
  await enqueue(context, syncJob('update', link, { trigger: 'gateway' }))
}

const interest = z.object({
  guild_scheduled_event_id: z.string(),
  user_id: z.string(),
  guild_id: z.string(),
})

async function heardInterest(context: Context, data: z.infer<typeof interest>, yes: boolean) {
  const link = await linkOfRemote(context.database, data.guild_scheduled_event_id)
  if (!link || !isLiveLink(link)) return
  const { event_id, guild_id } = link
  if (!yes) {
    await uninterested(context, event_id, data.user_id)
    return
  }
  // A stranger's name comes with the list of the interested.
  if (!(await findUser(context.database, data.user_id))) {
    await enqueue(context, attendeesJob({ event_id, guild_id }))
    return
  }
  await interested(context, { event_id, guild_id }, { id: data.user_id })
}

/** Something about rights changed: what was refused may work now. */
async function healed(context: Context, guildId: string): Promise<void> {
  const guild = await loadGuild(context.database, guildId)
  if (guild?.status !== 'active') return
  const stuck =
    guild.permissions_missing.length > 0 ||
    (await linksOfGuild(context.database, guildId)).some(({ problem }) => problem !== null)
  const rooms = await waitingRooms(context, guildId)
  await enqueue(context, ...(stuck ? [reconcileJob(guildId)] : []), ...rooms)
}

const inGuild = z.object({ guild_id: z.string() })
const place = z.object({ user_id: z.string(), channel_id: z.string().nullable() })
const thread = z.object({
  id: z.string(),
  thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().default(false) }),
})
const guildShape = z.object({
  id: z.string(),
  name: z.string(),
  owner_id: z.string(),
  voice_states: z.array(place).default([]),
})

const eventFrames: readonly DispatchListener[] = [
  on('GUILD_SCHEDULED_EVENT_CREATE', remoteEvent, heardEvent),
  on('GUILD_SCHEDULED_EVENT_UPDATE', remoteEvent, heardEvent),
  on('GUILD_SCHEDULED_EVENT_DELETE', inGuild.extend({ id: z.string() }), heardDeletion),
  ...['CREATE', 'UPDATE'].map((what) =>
    on(
      `GUILD_SCHEDULED_EVENT_EXCEPTION_${what}`,
      z.object({ event_id: z.string() }).and(remoteException),
      (context, { event_id, ...changed }) => heardException(context, { event_id, changed }),
    ),
  ),
  on(
    'GUILD_SCHEDULED_EVENT_EXCEPTION_DELETE',
    z.object({ event_id: z.string() }),
    (context, { event_id }) => heardException(context, { event_id, changed: null }),
  ),
  on('GUILD_SCHEDULED_EVENT_USER_ADD', interest, (context, data) =>
    heardInterest(context, data, true),
  ),
  on('GUILD_SCHEDULED_EVENT_USER_REMOVE', interest, (context, data) =>
    heardInterest(context, data, false),
  ),
]

/** What events hear from Discord besides their buttons. */
export const dispatches: readonly DispatchListener[] = [
  ...eventFrames,
  on('GUILD_CREATE', guildShape, async (context, { voice_states, ...guild }) => {
    if (!(await guildSeen(context, guild))) return
    await enqueue(context, reconcileJob(guild.id))
    await heardVoices(context, guild.id, voice_states)
    await watchDepartures(context, comers, guild.id)
  }),
  on(
    'GUILD_DELETE',
    z.object({ id: z.string(), unavailable: z.boolean().optional() }),
    async (context, { id, unavailable }) => {
      if (unavailable !== true) await guildGone(context, id)
    },
  ),
  on(
    'GUILD_MEMBER_REMOVE',
    inGuild.extend({ user: z.object({ id: z.string() }) }),
    (context, { guild_id, user }) => departed(context, guild_id, user.id),
  ),
  on(
    'GUILD_MEMBER_ADD',
    inGuild.extend({ user: z.object({ id: z.string() }) }),
    async (context, data) => {
      await enqueue(context, {
        kind: 'events.manage_roles',
        payload: { guild_id: data.guild_id, user_id: data.user.id },
        key: `roles:${data.guild_id}:${data.user.id}`,
        guild_id: data.guild_id,
      })
    },
  ),
  on('GUILD_ROLE_UPDATE', inGuild, (context, { guild_id }) => healed(context, guild_id)),
  on('GUILD_ROLE_DELETE', inGuild.extend({ role_id: z.string() }), (context, data) =>
    roleDeleted(context, data.guild_id, data.role_id),
  ),
  on('GUILD_MEMBER_UPDATE', inGuild, (context, { guild_id }) => healed(context, guild_id)),
  on('CHANNEL_UPDATE', inGuild, (context, { guild_id }) => healed(context, guild_id)),
  ...['CHANNEL_DELETE', 'THREAD_DELETE'].map((event) =>
    on(event, inGuild.extend({ id: z.string() }), async (context, { id, guild_id }) => {
      await channelDeleted(context, id)
      // There is room for another one now.
      await healed(context, guild_id)
    }),
  ),
  on('THREAD_UPDATE', thread, async (context, { id, thread_metadata: { archived, locked } }) => {
    if (archived && !locked) await enqueue(context, ...(await threadArchived(context, id)))
  }),
  on('VOICE_STATE_UPDATE', place.extend({ guild_id: z.string().default('') }), heardVoice),
]
