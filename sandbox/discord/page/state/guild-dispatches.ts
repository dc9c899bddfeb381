import * as z from 'zod/mini'
import {
  channel,
  guildCreate,
  member,
  presence,
  role,
  scheduledEvent,
  user,
  voiceState,
} from '../wire/objects.ts'
import type { Channel } from '../wire/objects.ts'
import { on, type Handlers } from './handlers.ts'
import { byId, withEntry, withoutEntry } from './maps.ts'
import type { ClientState, Guild } from './model.ts'

function changeGuild(
  state: ClientState,
  guildId: string | null | undefined,
  change: (guild: Guild) => Guild,
): ClientState {
  const guild = guildId ? state.guilds.get(guildId) : undefined
  return guild ? { ...state, guilds: withEntry(state.guilds, guild.id, change(guild)) } : state
}

function enterGuild(state: ClientState, data: z.infer<typeof guildCreate>): ClientState {
  const { id, name, owner_id, roles, members, channels, threads, presences } = data
  const guild: Guild = {
    id,
    name,
    owner_id,
    roles: byId(roles),
    channels: byId([...channels, ...threads]),
    members: new Map(members.map((one) => [one.user.id, one])),
    presences: new Map(presences.map((one) => [one.user.id, one])),
    voice: new Map(data.voice_states.map((one) => [one.user_id, one])),
    events: byId(data.guild_scheduled_events),
    interested: new Map(),
  }
  const users = new Map(state.users)
  for (const one of members) users.set(one.user.id, one.user)
  return { ...state, users, guilds: withEntry(state.guilds, id, guild) }
}

function putChannel(state: ClientState, data: Channel): ClientState {
  if (!data.guild_id) return { ...state, dms: withEntry(state.dms, data.id, data) }
  return changeGuild(state, data.guild_id, (guild) => ({
    ...guild,
    channels: withEntry(guild.channels, data.id, data),
  }))
}

const inGuild = { guild_id: z.string() }
const removedChannel = z.object({ id: z.string(), guild_id: z.nullish(z.string()) })
const interest = z.object({
  ...inGuild,
  guild_scheduled_event_id: z.string(),
  user_id: z.string(),
})

function dropChannel(state: ClientState, { id, guild_id }: z.infer<typeof removedChannel>) {
  return changeGuild(state, guild_id, (guild) => ({
    ...guild,
    channels: withoutEntry(guild.channels, id),
  }))
}

const putMember = on(z.extend(member, inGuild), (state, data) =>
  changeGuild(
    { ...state, users: withEntry(state.users, data.user.id, data.user) },
    data.guild_id,
    (guild) => ({
      ...guild,
      members: withEntry(guild.members, data.user.id, data),
    }),
  ),
)

const putRole = on(z.object({ ...inGuild, role }), (state, data) =>
  changeGuild(state, data.guild_id, (guild) => ({
    ...guild,
    roles: withEntry(guild.roles, data.role.id, data.role),
  })),
)

const putEvent = on(scheduledEvent, (state, data) =>
  changeGuild(state, data.guild_id, (guild) => ({
    ...guild,
    events:
      data.status <= 2
        ? withEntry(guild.events, data.id, { ...guild.events.get(data.id), ...data })
        : withoutEntry(guild.events, data.id),
  })),
)

function changeInterest(wanted: boolean) {
  return on(interest, (state, { guild_id, guild_scheduled_event_id: eventId, user_id }) =>
    changeGuild(state, guild_id, (guild) => {
      const people = new Set(guild.interested.get(eventId))
      if (wanted) people.add(user_id)
      else people.delete(user_id)
      return { ...guild, interested: withEntry(guild.interested, eventId, people) }
    }),
  )
}

/** What dispatches about guilds, channels, members, roles, presences, voice and events change. */
export const guildHandlers: Handlers = {
  GUILD_CREATE: on(guildCreate, enterGuild),
  GUILD_UPDATE: on(
    z.object({ id: z.string(), name: z.string(), owner_id: z.string() }),
    (state, data) => changeGuild(state, data.id, (guild) => ({ ...guild, ...data })),
  ),
  GUILD_DELETE: on(z.object({ id: z.string() }), (state, { id }) => ({
    ...state,
    guilds: withoutEntry(state.guilds, id),
  })),
  CHANNEL_CREATE: on(channel, putChannel),
  CHANNEL_UPDATE: on(channel, putChannel),
  CHANNEL_DELETE: on(removedChannel, dropChannel),
  THREAD_CREATE: on(channel, putChannel),
  THREAD_UPDATE: on(channel, putChannel),
  THREAD_DELETE: on(removedChannel, dropChannel),
  GUILD_ROLE_CREATE: putRole,
  GUILD_ROLE_UPDATE: putRole,
  GUILD_ROLE_DELETE: on(z.object({ ...inGuild, role_id: z.string() }), (state, data) =>
    changeGuild(state, data.guild_id, (guild) => ({
      ...guild,
      roles: withoutEntry(guild.roles, data.role_id),
    })),
  ),
  GUILD_MEMBER_ADD: putMember,
  GUILD_MEMBER_UPDATE: putMember,
  GUILD_MEMBER_REMOVE: on(z.object({ ...inGuild, user }), (state, data) =>
    changeGuild(state, data.guild_id, (guild) => ({
      ...guild,
      members: withoutEntry(guild.members, data.user.id),
    })),
  ),
  PRESENCE_UPDATE: on(presence, (state, data) =>
    changeGuild(state, data.guild_id, (guild) => ({
      ...guild,
      presences: withEntry(guild.presences, data.user.id, data),
    })),
  ),
  VOICE_STATE_UPDATE: on(voiceState, (state, data) =>
    changeGuild(state, data.guild_id, (guild) => ({
      ...guild,
      voice:
        data.channel_id === null
          ? withoutEntry(guild.voice, data.user_id)
          : withEntry(guild.voice, data.user_id, data),
    })),
  ),
  GUILD_SCHEDULED_EVENT_CREATE: putEvent,
  GUILD_SCHEDULED_EVENT_UPDATE: putEvent,
  GUILD_SCHEDULED_EVENT_DELETE: on(scheduledEvent, (state, data) =>
    changeGuild(state, data.guild_id, (guild) => ({
      ...guild,
      events: withoutEntry(guild.events, data.id),
    })),
  ),
  GUILD_SCHEDULED_EVENT_USER_ADD: changeInterest(true),
  GUILD_SCHEDULED_EVENT_USER_REMOVE: changeInterest(false),
}
