import type { Context } from '#core/context.ts'
import type { EventRecord } from '../rules/event.ts'
import { withEcho, type LinkRecord } from '../rules/link.ts'
import type { MergeField } from '../rules/merge.ts'
import { fingerprint, ourSide, theirSide, type RemoteEvent } from '../rules/remote.ts'
import type { RemoteEvents } from './remote.ts'

/** What a pass works with. */
export type PassTools = { context: Context; remote: RemoteEvents }

/** What Discord answered to a change of ours. */
type Answer = {
  remote: RemoteEvent
  footer: string
  /** Fields on which both sides do not agree yet. */
  open?: readonly MergeField[]
}

/** Remembers Discord's answer: what it shows now, and that it was ours. */
export function answered(
  context: Context,
  link: LinkRecord,
  event: EventRecord,
  { remote, footer, open = [] }: Answer,
): LinkRecord {
  const now = context.clock.now()
  const ours = ourSide(event, footer).side
  const theirs = theirSide(remote, ours)
  // What waits for a decision keeps the old agreement.
  for (const field of open) {
    if (link.base) [ours[field], theirs[field]] = [link.base.ours[field], link.base.theirs[field]]
  }
  return {
    ...link,
    discord_event_id: remote.id,
    link_state: link.link_state === 'creating' ? 'active' : link.link_state,
    base: { ours, theirs, status: remote.status },
    remote: { ...remote, user_count: remote.user_count ?? link.remote?.user_count ?? null },
    pushed: withEcho(link.pushed, fingerprint(remote), now),
    intent_at: null,
    missing_at: null,
    problem: null,
    footer_at: now,
    last_pushed_at: now,
  }
}
