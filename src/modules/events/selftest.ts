import { z } from 'zod'
import type { Selftest, SelftestWorld } from '#core/selftest.ts'
import { event, type EventJson } from './contract/event.ts'
import { discordGuild } from './contract/guild.ts'
import { attendeesAnswer, queuedAnswer } from './contract/jobs.ts'
import { discordEventList } from './contract/insight.ts'

const base = '/api/v1/events'
const guilds = '/api/v1/discord/guilds'
const discord = '/api/v1/discord/events/events'
const dayMs = 24 * 3_600_000

async function read(world: SelftestWorld, id: string): Promise<EventJson> {
  return world.api({ method: 'GET', path: `${base}/${id}`, status: 200, shape: event })
}

/** Joins the server, keeping what it had decided before. */
async function link(world: SelftestWorld): Promise<void> {
  const body = { guild_id: world.guild_id }
  const all = await world.api({
    method: 'GET',
    path: guilds,
    status: 200,
    shape: z.array(discordGuild),
  })
  if (all.some(({ guild_id }) => guild_id === world.guild_id)) return
  await world.api({ method: 'POST', path: guilds, body, status: 201, shape: discordGuild })
}

async function create(world: SelftestWorld): Promise<EventJson> {
  const [owner] = world.people
  const made = await world.api({
    method: 'POST',
    path: base,
    body: {
      title: 'Muster selftest',
      description: 'Made by the selftest, and removed by it.',
      guild_id: world.guild_id,
      guild_ids: [world.guild_id],
      // Far enough ahead for any clock.
      local_start: new Date(Date.UTC(2030, 0, 1) + dayMs).toISOString(),
      duration_minutes: 60,
      max_participants: 2,
      visibility: 'guild',
      create_signup_message: false,
      discord_user_id: owner?.discord_user_id,
      discord_username: owner?.discord_username,
    },
    status: 201,
    shape: event,
  })
  world.afterwards(async () => {
    const path = `${base}/${made.id}`
    const known = await world
      .api({ method: 'GET', path, status: 200, shape: z.unknown() })
      .then(() => true)
      .catch(() => false)
    if (known) await world.api({ method: 'DELETE', path, status: 204, shape: z.unknown() })
  })
  return made
}

/** What both sides show of the event in this server. */
async function linked(world: SelftestWorld, id: string, name: string): Promise<void> {
  await world.until(async () => {
    const path = `${base}/${id}/discord`
    const { links } = await world.api({ method: 'GET', path, status: 200, shape: discordEventList })
    const own = links.find(({ guild_id }) => guild_id === world.guild_id)
    return own?.link_state === 'active' && own.name === name ? own : null
  })
}

async function message(world: SelftestWorld, id: string): Promise<string> {
  const path = `${discord}/${id}/signup-message?wait=1`
  const shape = z.looseObject({ discord_message_id: z.string() })
  const body = { guild_id: world.guild_id, channel_id: world.channel_id }
  const posted = await world.api({ method: 'POST', path, body, status: 200, shape })
  return posted.discord_message_id
}

/** The message names whoever signed up. */
async function shows(world: SelftestWorld, messageId: string, text: string): Promise<void> {
  await world.until(async () => {
    const shown = await world.message(world.channel_id, messageId)
    return JSON.stringify(shown ?? '').includes(text) ? shown : null
  })
}

async function run(world: SelftestWorld): Promise<void> {
  const { step } = world
  const [, second, third] = world.people
  await step('selftest.link', () => link(world))
  const { id } = await step('selftest.create', () => create(world))
  await step('selftest.discord', () => linked(world, id, 'Muster selftest'))
  await step('selftest.signup', async () => {
    const posted = await message(world, id)
    for (const person of [second, third]) {
      const path = `${base}/${id}/signups`
      await world.api({ method: 'POST', path, body: person, status: 201, shape: z.unknown() })
    }
    await shows(world, posted, second?.discord_user_id ?? '')
    const { confirmed_count } = await read(world, id)
    if (confirmed_count !== 2) throw new Error(`2 people signed up, ${confirmed_count} are shown`)
  })
  await step('selftest.edit', async () => {
    const body = { title: 'Muster selftest, changed' }
    await world.api({ method: 'PATCH', path: `${base}/${id}`, body, status: 200, shape: event })
    await linked(world, id, 'Muster selftest, changed')
  })
  await step('selftest.sync', async () => {
    const path = `${discord}/${id}/sync-attendees`
    const body = { guild_id: world.guild_id }
    const told = await world.api({
      method: 'POST',
      path,
      body,
      status: 200,
      shape: attendeesAnswer,
    })
    if (!told.sync_completed) throw new Error('the comparison did not end in time')
  })
  await step('selftest.remove', async () => {
    const path = `${discord}/delete/${id}?wait=1`
    await world.api({ method: 'DELETE', path, status: 200, shape: queuedAnswer })
    await world.api({ method: 'DELETE', path: `${base}/${id}`, status: 204, shape: z.unknown() })
  })
}

/** The five manual steps of the first guide, in a running installation. */
export const eventSelftest: Selftest = {
  scopes: ['events:read', 'events:write'],
  run,
}
