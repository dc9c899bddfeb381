import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind, JobResult } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { nameOf } from '../rules/channels.ts'
import { isLive } from '../rules/event.ts'
import { newId } from '../service/change.ts'
import { noteRoles, rolePlan } from '../service/roles.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild } from '../store/guilds.ts'
import {
  deleteMapping,
  grantedBy,
  loadMappings,
  saveMapping,
  type RoleMappingRecord,
} from '../store/mappings.ts'
import { discordJob } from './jobs-kind.ts'

const payload = z.object({
  guild_id: z.string(),
  event_id: z.string().optional(),
  user_id: z.string().optional(),
})

const memberShape = z.object({ roles: z.array(z.string()) })
const roleShape = z.object({ id: z.string() })
const namedRole = roleShape.extend({ name: z.string() })
const unknownMember = [10007, 10013]
const unknownRole = 10011

/** Calls a role of an event as the event is called now, unless somebody gave it another name. */
async function rename(
  context: Context,
  { rest }: DiscordTools,
  mapping: RoleMappingRecord,
  name: string,
): Promise<void> {
  const { guild_id, discord_role_id, given_name } = mapping
  const path = Routes.guildRoles(guild_id)
  const known = await rest.call({ method: 'GET', path, lane: 'bulk' }, z.array(namedRole))
  const shown = known.find(({ id }) => id === discord_role_id)?.name
  const isOurs = shown === given_name || shown === name
  if (isOurs && shown !== name) {
    const to = Routes.guildRole(guild_id, discord_role_id)
    await rest.send({ method: 'PATCH', path: to, lane: 'bulk', body: { name } })
  }
  const named = { ...mapping, given_name: isOurs ? name : null }
  await context.database.write((tx) => saveMapping(tx, named))
}

/** A role for the people of one event, called like it, where the server has none for all events. */
async function ensureRole(
  context: Context,
  discord: DiscordTools,
  guildId: string,
  eventId: string,
): Promise<void> {
  const view = await loadEvent(context.database, eventId)
  const guild = await loadGuild(context.database, guildId)
  if (!view?.event.attendee_role || !isLive(view.event.state)) return
  if (guild?.status !== 'active' || !guild.options.auto_manage_roles) return
  const mappings = await loadMappings(context.database, guildId)
  const fitting = mappings.filter(
    ({ role_type, entity_id }) =>
      role_type === 'event_participant' && (entity_id === null || entity_id === eventId),
  )
  const name = `${nameOf(view.event.title, 80)} · ${eventId.slice(0, 6)}`
  const old = fitting.find(({ given_name }) => given_name !== null && given_name !== name)
  if (old) await rename(context, discord, old, name)
  if (fitting.length > 0) return
  const { rest } = discord
  // An attempt whose answer was lost has left a role of this name, of which no frame may have told yet.
  const path = Routes.guildRoles(guildId)
  const known = await rest.call({ method: 'GET', path, lane: 'bulk' }, z.array(namedRole))
  const made = known.find((role) => role.name === name)
  const role =
    made ??
    (await rest.call(
      {
        method: 'POST',
        path,
        lane: 'bulk',
        body: { name, permissions: '0', mentionable: true },
        reason: `Muster event ${eventId}`,
      },
      roleShape,
    ))
  await context.database.write((tx) =>
    saveMapping(tx, {
      id: newId(context),
      guild_id: guildId,
      discord_role_id: role.id,
      role_type: 'event_participant',
      entity_id: eventId,
      auto_assign: true,
      auto_remove: true,
      temporary: true,
      created_by_muster: true,
      given_name: name,
      created_at: context.clock.now(),
    }),
  )
}

/** Gives somebody what events give, and takes what they no longer do; nothing where that is done already. */
async function settlePerson(
  context: Context,
  { rest }: DiscordTools,
  guildId: string,
  { userId, isNew }: { userId: string; isNew: boolean },
): Promise<{ given: number; taken: number }> {
  const plan = await rolePlan(context, guildId, userId)
  if (!plan || (plan.wanted.size === 0 && plan.surplus.length === 0)) return { given: 0, taken: 0 }
  // A sign-up of one person makes nobody look at all the others. Whoever joins anew has lost what he or she had.
  if (plan.isNoted && !isNew) return { given: 0, taken: 0 }
  const counts = { given: 0, taken: 0 }
  const path = Routes.guildMember(guildId, userId)
  try {
    const { roles } = await rest.call({ method: 'GET', path, lane: 'bulk' }, memberShape)
    const change = async (method: 'PUT' | 'DELETE', id: string) => {
      const to = Routes.guildMemberRole(guildId, userId, id)
      try {
        await rest.send({ method, path: to, lane: 'bulk', reason: 'Muster events' })
      } catch (error) {
        if (!isRefusal(error, unknownRole)) throw error
      }
    }
    for (const id of plan.wanted.keys()) {
      if (roles.includes(id)) continue
      await change('PUT', id)
      counts.given += 1
    }
    for (const id of plan.surplus.filter((one) => roles.includes(one))) {
      await change('DELETE', id)
      counts.taken += 1
    }
  } catch (error) {
    if (!isRefusal(error, ...unknownMember)) throw error
    await noteRoles(context, { guild_id: guildId, user_id: userId }, new Map())
    return counts
  }
  await noteRoles(context, { guild_id: guildId, user_id: userId }, plan.wanted)
  return counts
}

/** Removes roles that were made for an event that is over. */
async function dropTemporary(
  context: Context,
  { rest }: DiscordTools,
  guildId: string,
  eventId: string,
): Promise<void> {
  const view = await loadEvent(context.database, eventId)
  if (view && isLive(view.event.state)) return
  for (const mapping of await loadMappings(context.database, guildId)) {
    if (mapping.entity_id !== eventId || !mapping.temporary || !mapping.created_by_muster) continue
    try {
      const path = Routes.guildRole(guildId, mapping.discord_role_id)
      await rest.send({ method: 'DELETE', path, lane: 'bulk', reason: `Muster event ${eventId}` })
    } catch (error) {
      if (!isRefusal(error, unknownRole)) throw error
    }
    await context.database.write((tx) => deleteMapping(tx, mapping.id))
  }
}

async function run(
  context: Context,
  discord: DiscordTools,
  { guild_id, event_id, user_id }: z.infer<typeof payload>,
): Promise<JobResult> {
  if (event_id !== undefined) await ensureRole(context, discord, guild_id, event_id)
  const granted = event_id === undefined ? [] : await grantedBy(context.database, event_id)
  const mappings = await loadMappings(context.database, guild_id)
  // Most servers give no roles for events: nobody is looked at there.
  if (user_id === undefined && mappings.length === 0 && granted.length === 0) return { people: 0 }
  const view = event_id === undefined ? null : await loadEvent(context.database, event_id)
  const people = new Set([
    ...(user_id === undefined ? [] : [user_id]),
    ...(user_id === undefined ? (view?.signups ?? []).map((one) => one.user_id) : []),
    ...granted.filter((one) => one.guild_id === guild_id).map((one) => one.user_id),
    ...(view?.event.created_by ? [view.event.created_by] : []),
  ])
  const total = { given: 0, taken: 0 }
  for (const person of people) {
    const { given, taken } = await settlePerson(context, discord, guild_id, {
      userId: person,
      isNew: person === user_id,
    })
    total.given += given
    total.taken += taken
  }
  if (event_id !== undefined) await dropTemporary(context, discord, guild_id, event_id)
  return { people: people.size, ...total }
}

/** Attendee roles: given while at least one event gives them. */
export function passRoles(context: Context, discord: DiscordTools): readonly JobKind[] {
  return [discordJob(context, 'manage_roles', payload, (input) => run(context, discord, input))]
}
