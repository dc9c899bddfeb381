import { statement, type Transaction } from '#core/db/database.ts'
import { AppError, coreErrors } from '#core/errors.ts'
import type { LinkRecord } from '../rules/link.ts'
import type { Reader } from './events.ts'

type LinkRow = Omit<LinkRecord, 'read_only' | 'base' | 'remote' | 'pushed' | 'banner'> & {
  read_only: number
  base: string | null
  remote: string | null
  pushed: string
  banner: string | null
}
type LinkTables = { discord_events: LinkRow }

function tables(from: Reader) {
  return from.db.$extendTables<LinkTables>()
}

function linkOf(row: LinkRow): LinkRecord {
  return {
    ...row,
    read_only: row.read_only === 1,
    base: row.base === null ? null : (JSON.parse(row.base) as LinkRecord['base']),
    remote: row.remote === null ? null : (JSON.parse(row.remote) as LinkRecord['remote']),
    pushed: JSON.parse(row.pushed) as LinkRecord['pushed'],
    banner: row.banner === null ? null : (JSON.parse(row.banner) as LinkRecord['banner']),
  }
}

function rowOf(link: LinkRecord): LinkRow {
  return {
    ...link,
    read_only: Number(link.read_only),
    base: link.base && JSON.stringify(link.base),
    remote: link.remote && JSON.stringify(link.remote),
    pushed: JSON.stringify(link.pushed),
    banner: link.banner && JSON.stringify(link.banner),
  }
}

const ofEvent = statement<LinkRow>(
  'select * from discord_events where event_id = $1 order by created_at, id',
)

/** All links of an event, old ones too. */
export async function loadLinks(from: Reader, eventId: string): Promise<LinkRecord[]> {
  return (await ofEvent(from, eventId)).map(linkOf)
}

/** The links of many events, by event. */
export async function loadManyLinks(
  from: Reader,
  eventIds: readonly string[],
): Promise<Map<string, LinkRecord[]>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tables(from)
    .selectFrom('discord_events')
    .selectAll()
    .where('event_id', 'in', [...eventIds])
    .execute()
  return Map.groupBy(rows.map(linkOf), ({ event_id }) => event_id)
}

const live = ['creating', 'active', 'conflict'] as const

/** Whether a link is one that is kept equal. */
export function isLiveLink({ link_state }: Pick<LinkRecord, 'link_state'>): boolean {
  return live.some((state) => state === link_state)
}

/** The living links of a guild. */
export async function linksOfGuild(from: Reader, guildId: string): Promise<LinkRecord[]> {
  const rows = await tables(from)
    .selectFrom('discord_events')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('link_state', 'in', [...live])
    .execute()
  return rows.map(linkOf)
}

const byRemote = statement<LinkRow>('select * from discord_events where discord_event_id = $1')

/** The link with this event of Discord's. */
export async function linkOfRemote(from: Reader, remoteId: string): Promise<LinkRecord | null> {
  const [row] = await byRemote(from, remoteId)
  return row ? linkOf(row) : null
}

/** The link was changed by somebody else since it was read: it has to be looked at again. */
export class LinkMoved extends AppError {
  constructor() {
    super('busy', coreErrors.busy, { retryAfterMs: 1_000 })
    this.name = 'LinkMoved'
  }
}

/** Stores a link, new or not, and returns it as it is now; throws `LinkMoved` when it is not the newest state any more. */
export async function saveLink(tx: Transaction, link: LinkRecord): Promise<LinkRecord> {
  const next = { ...link, revision: link.revision + 1 }
  const row = rowOf(next)
  const { id: _, created_at: __, ...changes } = row
  const stored = await tables(tx)
    .insertInto('discord_events')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(changes)
        .where('discord_events.revision', '=', link.revision),
    )
    .returning('id')
    .execute()
  if (stored.length === 0) throw new LinkMoved()
  return next
}

/** Notes what a frame told of a link; what is decided about it at the same time stays. */
export async function noteFrame(
  tx: Transaction,
  id: string,
  heard: { heard_at: number } | { missing_at: number },
): Promise<void> {
  await tables(tx).updateTable('discord_events').set(heard).where('id', '=', id).execute()
}

/** How many events of Discord's there are, by state. */
export async function countLinks(from: Reader): Promise<Record<string, number>> {
  const rows = await tables(from)
    .selectFrom('discord_events')
    .select(['link_state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('link_state')
    .execute()
  return Object.fromEntries(rows.map(({ link_state, count }) => [link_state, Number(count)]))
}
