import type { EventRecord, Signup } from '../rules/event.ts'
import { organizationName, type GuildRecord } from '../rules/guild.ts'
import { organizationNames, type Reader } from '../store/events.ts'
import { loadManyLinks } from '../store/links.ts'
import { loadManyMessages } from '../store/messages.ts'
import { loadPeople } from '../store/people.ts'
import type { Seen, Viewer } from '../views/json.ts'
import { guildsOfOrg } from './rights.ts'

/** An event with its people. */
export type View = { event: EventRecord; signups: readonly Signup[] }

/** Events with all that is shown of them, for a reader. */
export async function seenOf(
  from: Reader,
  views: readonly View[],
  by: {
    viewerFor: (event: EventRecord) => Promise<Viewer> | Viewer
    guilds: readonly GuildRecord[]
    now: number
  },
): Promise<Seen[]> {
  const ids = views.map(({ event }) => event.id)
  const persons = views.flatMap(({ event, signups }) => [
    event.created_by,
    event.cancelled_by,
    ...signups.map(({ user_id }) => user_id),
  ])
  // One after another: a unit of work has one connection.
  const links = await loadManyLinks(from, ids)
  const messages = await loadManyMessages(from, ids)
  const names = await organizationNames(from)
  const people = await loadPeople(from, persons)
  return Promise.all(
    views.map(async ({ event, signups }) => ({
      event,
      signups,
      people,
      org_name: organizationName(event.org_id, names, by.guilds),
      links: links.get(event.id) ?? [],
      messages: messages.get(event.id) ?? [],
      guilds: guildsOfOrg(by.guilds, event.org_id),
      viewer: await by.viewerFor(event),
      now: by.now,
    })),
  )
}

/** One event with all that is shown of it. */
export async function seenOne(
  from: Reader,
  view: View,
  by: { viewer: Viewer; guilds: readonly GuildRecord[]; now: number },
): Promise<Seen> {
  const { viewer, guilds, now } = by
  const [one] = await seenOf(from, [view], { viewerFor: () => viewer, guilds, now })
  if (!one) throw new Error('one view makes one')
  return one
}
