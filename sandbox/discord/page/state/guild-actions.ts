import { send } from '../wire/http.ts'
import type { Channel, Member, Role } from '../wire/objects.ts'
import type { Client } from './client.ts'
import type { Guild } from './model.ts'

const api = '/api/v10'

async function write(
  client: Client,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<void> {
  await send(`${api}${path}`, { method, token: client.token, ...(body !== undefined && { body }) })
}

/** Makes a role at the bottom of the list. */
export async function createRole(client: Client, guild: Guild, name: string): Promise<void> {
  await write(client, 'POST', `/guilds/${guild.id}/roles`, { name, mentionable: true })
}

/** Renames a role or changes what it allows (a bit set as decimal text). */
export async function editRole(
  client: Client,
  guild: Guild,
  role: Pick<Role, 'id'> & Partial<Pick<Role, 'name' | 'permissions'>>,
): Promise<void> {
  const { id, ...changes } = role
  await write(client, 'PATCH', `/guilds/${guild.id}/roles/${id}`, changes)
}

/** Puts a role one place higher (1) or lower (-1). */
export async function moveRole(
  client: Client,
  guild: Guild,
  role: Role,
  by: 1 | -1,
): Promise<void> {
  await write(client, 'PATCH', `/guilds/${guild.id}/roles`, [
    { id: role.id, position: role.position + by },
  ])
}

/** Deletes a role; everybody loses it. */
export async function deleteRole(client: Client, guild: Guild, role: Role): Promise<void> {
  await write(client, 'DELETE', `/guilds/${guild.id}/roles/${role.id}`)
}

/** Gives somebody exactly these roles. */
export async function setRoles(
  client: Client,
  guild: Guild,
  member: Member,
  roles: readonly string[],
): Promise<void> {
  await write(client, 'PATCH', `/guilds/${guild.id}/members/${member.user.id}`, { roles })
}

/** Removes somebody, or a bot, from the server. */
export async function kick(client: Client, guild: Guild, member: Member): Promise<void> {
  await write(client, 'DELETE', `/guilds/${guild.id}/members/${member.user.id}`)
}

/** Makes a channel: 0 text, 2 voice, 4 category, 13 stage, 15 forum. */
export async function createChannel(
  client: Client,
  guild: Guild,
  channel: { name: string; type: number; parent_id?: string },
): Promise<void> {
  await write(client, 'POST', `/guilds/${guild.id}/channels`, channel)
}

/** Renames a channel. */
export async function renameChannel(client: Client, channel: Channel, name: string): Promise<void> {
  await write(client, 'PATCH', `/channels/${channel.id}`, { name })
}

/** Deletes a channel with everything that was said in it. */
export async function deleteChannel(client: Client, channel: Channel): Promise<void> {
  await write(client, 'DELETE', `/channels/${channel.id}`)
}
