import { z } from 'zod'
import type { Selftest, SelftestWorld } from '#core/selftest.ts'
import { event, type EventJson } from './contract/event.ts'
import { discordGuild, type GuildJson } from './contract/guild.ts'
import { attendeesAnswer, queuedAnswer } from './contract/jobs.ts'
import { discordEventList } from './contract/insight.ts'

const base = '/api/v1/events'
const guilds = '/api/v1/discord/guilds'
const discord = '/api/v1/discord/events/events'
const dayMs = 24 * 3_600_000

async function read(world: SelftestWorld, id: string): Promise<EventJson> {
  return world.api({ method: 'GET', path: `${base}/${id}`, status: 200, shape: event })
}

/** Joins the server, keeping what it had decided before; what holds there. */
async function link(world: SelftestWorld): Promise<GuildJson> {
  const body = { guild_id: world.guild_id }
  const all = await world.api({
    method: 'GET',
    path: guilds,
    status: 200,
    shape: z.array(discordGuild),
  })
  const known = all.find(({ guild_id }) => guild_id === world.guild_id)
  return (
    known ?? world.api({ method: 'POST', path: guilds, body, status: 201, shape: discordGuild })
  )
}

/** So many days after the same day of next year: nobody takes it for something to come to. */
function later(world: SelftestWorld, days: number): string {
  return new Date(world.now() + (365 + days) * dayMs).toISOString()
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
      local_start: later(world, 2),
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

const scheduled = z.looseObject({ id: z.string(), name: z.string(), status: z.int() })

/** Where Discord itself keeps an event of ours, once both sides show it by this name. */
async function linked(world: SelftestWorld, id: string, name: string): Promise<string> {
  return world.until(async () => {
    const path = `${base}/${id}/discord`
    const { links } = await world.api({ method: 'GET', path, status: 200, shape: discordEventList })
    const own = links.find(({ guild_id }) => guild_id === world.guild_id)
    if (own?.link_state !== 'active' || own.discord_event_id === null) return null
    const there = `/guilds/${world.guild_id}/scheduled-events/${own.discord_event_id}`
    const shown = scheduled.safeParse(await world.inDiscord({ method: 'GET', path: there })).data
    return own.name === name && shown?.name === name ? there : null
  })
}

/** An event of ours, once it is as it should be. */
async function becomes(
  world: SelftestWorld,
  id: string,
  fits: (one: EventJson) => boolean,
): Promise<void> {
  await world.until(async () => {
    const one = await read(world, id)
    return fits(one) ? one : null
  })
}

/** What is made in Discord appears here; both are taken back. */
async function createThere(world: SelftestWorld): Promise<void> {
  const name = `Muster selftest ${world.channel_id}`
  const body = {
    name,
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'Muster' },
    scheduled_start_time: later(world, 3),
    scheduled_end_time: later(world, 4),
  }
  const path = `/guilds/${world.guild_id}/scheduled-events`
  const { id } = scheduled.parse(await world.inDiscord({ method: 'POST', path, body }))
  world.afterwards(async () => {
    await world.inDiscord({ method: 'DELETE', path: `${path}/${id}` })
  })
  const search = `${base}?q=${encodeURIComponent(name)}`
  const found = z.object({ results: z.array(event) })
  const own = await world.until(async () => {
    const { results } = await world.api({ method: 'GET', path: search, status: 200, shape: found })
    return results.find(({ title }) => title === name) ?? null
  })
  world.afterwards(async () => {
    await world.api({
      method: 'DELETE',
      path: `${base}/${own.id}`,
      status: 204,
      shape: z.unknown(),
    })
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
  const guild = await step('selftest.link', () => link(world))
  const { id } = await step('selftest.create', () => create(world))
  const there = await step('selftest.discord', () => linked(world, id, 'Muster selftest'))
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
  await step('selftest.edit_there', async () => {
    const name = 'Muster selftest, changed in Discord'
    await world.inDiscord({ method: 'PATCH', path: there, body: { name } })
    await becomes(world, id, ({ title }) => title === name)
  })
  if (guild.import_discord_events) await step('selftest.create_there', () => createThere(world))
  await step('selftest.end_there', async () => {
    // Nobody is to be told of an end that is none of theirs.
    for (const { discord_user_id } of [second, third].filter((one) => one !== undefined)) {
      const path = `${base}/${id}/signups/${discord_user_id}`
      await world.api({ method: 'DELETE', path, status: 200, shape: z.unknown() })
    }
    await world.inDiscord({ method: 'PATCH', path: there, body: { status: 4 } })
    const cancels = ['auto', 'cancel'].includes(guild.on_discord_delete)
    await becomes(world, id, ({ state, guilds: shown }) =>
      cancels ? state === 'cancelled' : shown.every(({ link_state }) => link_state !== 'active'),
    )
  })
  await step('selftest.remove', async () => {
    const path = `${discord}/delete/${id}?wait=1`
    await world.api({ method: 'DELETE', path, status: 200, shape: queuedAnswer })
    await world.api({ method: 'DELETE', path: `${base}/${id}`, status: 204, shape: z.unknown() })
  })
}

/** The five manual steps of the first guide in a running installation, there and back. */
export const eventSelftest: Selftest = {
  scopes: ['events:read', 'events:write'],
  run,
}
