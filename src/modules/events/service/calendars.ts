import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { eventListQuery } from '../contract/event.ts'
import type { EventRecord } from '../rules/event.ts'
import { loadGuilds } from '../store/guilds.ts'
import { listEvents } from '../store/listing.ts'

const dayMs = 86_400_000
/** A calendar has at most so many entries; the ones that come first. */
const longest = 1_000

/** A server's name in its calendar's address. */
function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** The public events of a server, by its id or its name, of the last month and to come. */
export async function guildCalendar(
  context: Context,
  slug: string,
): Promise<{ name: string; events: EventRecord[] }> {
  const guilds = await loadGuilds(context.database)
  const guild =
    guilds.find(({ guild_id }) => guild_id === slug) ??
    guilds.find(({ guild_name }) => slugOf(guild_name) === slugOf(slug))
  if (!guild) throw coreError('not_found')
  const from = new Date(context.clock.now() - 30 * dayMs).toISOString()
  const query = { ...eventListQuery.parse({ org_id: guild.org_id, from }), page_size: longest }
  const scope = { orgIds: [], user_id: null, guildOrgIds: null }
  const { views } = await listEvents(context.database, query, scope)
  const events = views
    .map(({ event }) => event)
    .filter(({ guild_ids }) => guild_ids === null || guild_ids.includes(guild.guild_id))
  return { name: guild.guild_name, events }
}
