import {
  ChannelType,
  GuildScheduledEventEntityType,
  GuildScheduledEventStatus,
} from 'discord-api-types/v10'
import { findChannel, findGuild, findPerson, findRole } from '../../../control/names.ts'
import type { GuildState } from '../../entities.ts'
import type { World } from '../../world.ts'
import type { RequestAct } from './act-body.ts'
import { defaultChannel, findMessage } from './names.ts'

/** A REST request that a person's client sends. `path` begins after `/api/v10`. */
export type PersonRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: object
}

const controlKeys: readonly string[] = [
  'as',
  'do',
  'guild',
  'channel',
  'role',
  'wait_ms',
  'event_id',
  'location',
]

/** Everything in an act that is meant for Discord. */
function fieldsOf(act: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(act).filter(([key]) => !controlKeys.includes(key)))
}

function eventFields(
  world: World,
  guild: GuildState,
  act: { channel?: string | undefined },
): object {
  const fields = fieldsOf(act)
  if (act.channel !== undefined) {
    const channel = findChannel(world, act.channel, guild)
    const isStage = channel.type === ChannelType.GuildStageVoice
    const { Voice, StageInstance } = GuildScheduledEventEntityType
    return { channel_id: channel.id, entity_type: isStage ? StageInstance : Voice, ...fields }
  }
  if ('location' in act && typeof act.location === 'string')
    return {
      channel_id: null,
      entity_type: GuildScheduledEventEntityType.External,
      entity_metadata: { location: act.location },
      ...fields,
    }
  return fields
}

type EventVerb = 'create' | 'edit' | 'start' | 'end' | 'cancel'
type EventAct = Extract<
  RequestAct,
  { do: `${EventVerb}_event` | 'change_date' | 'interested' | 'not_interested' }
>

function isEventAct(act: RequestAct): act is EventAct {
  return /_event$|^change_date$|interested$/.test(act.do)
}

function eventRequest(world: World, act: EventAct): PersonRequest {
  const guild = findGuild(world, act.guild)
  const events = `/guilds/${guild.base.id}/scheduled-events`
  if (act.do === 'create_event')
    return {
      method: 'POST',
      path: events,
      body: { privacy_level: 2, ...eventFields(world, guild, act) },
    }
  const path = `${events}/${String(act.event_id)}`
  switch (act.do) {
    case 'interested':
      return { method: 'PUT', path: `${path}/users/@me` }
    case 'not_interested':
      return { method: 'DELETE', path: `${path}/users/@me` }
    case 'edit_event':
      return { method: 'PATCH', path, body: eventFields(world, guild, act) }
    case 'change_date':
      return { method: 'POST', path: `${path}/exceptions`, body: fieldsOf(act) }
    case 'start_event':
      return { method: 'PATCH', path, body: { status: GuildScheduledEventStatus.Active } }
    case 'end_event':
      return { method: 'PATCH', path, body: { status: GuildScheduledEventStatus.Completed } }
    case 'cancel_event':
      // Discord's own client cancels an event by deleting it.
      return { method: 'DELETE', path }
  }
}

function guildRequest(
  world: World,
  act: Extract<
    RequestAct,
    { do: 'set_roles' | 'edit_role' | 'delete_role' | 'edit_channel' | 'delete_channel' }
  >,
): PersonRequest {
  const guild = findGuild(world, act.guild)
  const base = `/guilds/${guild.base.id}`
  switch (act.do) {
    case 'set_roles': {
      const { user } = findPerson(world, act.user)
      const roles = act.roles.map((role) => findRole(guild, role).id)
      return { method: 'PATCH', path: `${base}/members/${user.id}`, body: { roles } }
    }
    case 'edit_role':
      return {
        method: 'PATCH',
        path: `${base}/roles/${findRole(guild, act.role).id}`,
        body: fieldsOf(act),
      }
    case 'delete_role':
      return { method: 'DELETE', path: `${base}/roles/${findRole(guild, act.role).id}` }
    case 'edit_channel':
    case 'delete_channel': {
      const path = `/channels/${findChannel(world, act.channel, guild).id}`
      return act.do === 'delete_channel'
        ? { method: 'DELETE', path }
        : { method: 'PATCH', path, body: fieldsOf(act) }
    }
  }
}

function messageRequest(
  world: World,
  act: Extract<RequestAct, { do: 'react' | 'delete_message' }>,
): PersonRequest {
  const { message } = findMessage(world, act.message_id)
  const path = `/channels/${message.channel_id}/messages/${message.id}`
  return act.do === 'delete_message'
    ? { method: 'DELETE', path }
    : { method: 'PUT', path: `${path}/reactions/${encodeURIComponent(act.emoji)}/@me` }
}

/** The request that an act stands for. */
export function requestOf(world: World, userId: string, act: RequestAct): PersonRequest {
  if (isEventAct(act)) return eventRequest(world, act)
  if (act.do === 'react' || act.do === 'delete_message') return messageRequest(world, act)
  if (act.do !== 'message') return guildRequest(world, act)
  const guild = findGuild(world, act.guild)
  const channel =
    act.channel === undefined
      ? defaultChannel(world, guild, userId)
      : findChannel(world, act.channel, guild)
  return {
    method: 'POST',
    path: `/channels/${channel.id}/messages`,
    body: { content: act.content },
  }
}
