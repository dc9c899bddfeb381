import type { Channel } from '../entities.ts'
import { canView, computePermissions } from '../permissions.ts'
import { bareMember, renderMessage } from '../render.ts'
import type { World } from '../world.ts'
import { partialChannel } from './payload.ts'

/** What kind of thing an id given by a person names. */
export type ReferenceKind = 'user' | 'role' | 'channel' | 'mentionable' | 'message'

/** An id that a person chose and what it must name. */
export type Reference = {
  id: string
  kind: ReferenceKind
  channel_types?: readonly number[] | undefined
}

type Section = 'users' | 'members' | 'roles' | 'channels' | 'messages'
type Resolved = Partial<Record<Section, Record<string, object>>>

/** Looks up what ids name, for `data.resolved`; also tells which name nothing that this person can choose. */
export function resolve(
  world: World,
  place: { channel: Channel; user_id: string },
  references: readonly Reference[],
): { resolved: Resolved; unknown: string[] } {
  const resolved: Resolved = {}
  const unknown: string[] = []
  const add = (section: Section, id: string, value: object): void => {
    resolved[section] = { ...resolved[section], [id]: value }
  }
  const guild = world.guildOf(place.channel)
  const addUser = (id: string): boolean => {
    const person = world.state.users.get(id)
    if (person === undefined) return false
    add('users', id, person.user)
    const member = guild?.members.get(id)
    if (guild === undefined || member === undefined) return true
    const { deaf: _deaf, mute: _mute, ...shown } = bareMember(member)
    const permissions = computePermissions(world, guild.base.id, id, place.channel.id).toString()
    add('members', id, { ...shown, permissions })
    return true
  }
  const addRole = (id: string): boolean => {
    const role = guild?.roles.get(id)
    if (role !== undefined) add('roles', id, role)
    return role !== undefined
  }
  const addChannel = (id: string, types: readonly number[] | undefined): boolean => {
    const channel = guild?.channels.get(id)
    if (channel === undefined || !canView(world, channel, place.user_id)) return false
    if (types !== undefined && types.length > 0 && !types.includes(channel.type)) return false
    add('channels', id, partialChannel(world, channel, place.user_id))
    return true
  }
  const addMessage = (id: string): boolean => {
    const stored = world.state.messages.get(place.channel.id)?.get(id)
    if (stored === undefined) return false
    add('messages', id, renderMessage(world, stored, place.user_id))
    return true
  }
  const adders: Record<ReferenceKind, (reference: Reference) => boolean> = {
    user: ({ id }) => addUser(id),
    role: ({ id }) => addRole(id),
    mentionable: ({ id }) => addRole(id) || addUser(id),
    channel: ({ id, channel_types: types }) => addChannel(id, types),
    message: ({ id }) => addMessage(id),
  }
  for (const reference of references)
    if (!adders[reference.kind](reference)) unknown.push(reference.id)
  return { resolved, unknown }
}

/** `{resolved}` when anything was looked up, else nothing. */
export function resolvedField(resolved: Resolved): { resolved?: Resolved } {
  return Object.keys(resolved).length > 0 ? { resolved } : {}
}
