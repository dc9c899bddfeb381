import type { Context } from '#core/context.ts'
import { withEcho, type LinkRecord } from '../rules/link.ts'
import type { Agreement } from '../rules/merge.ts'
import { fingerprint, type RemoteEvent } from '../rules/remote.ts'
import type { RemoteEvents } from './remote.ts'

/** What a pass works with. */
export type PassTools = {
  context: Context
  remote: RemoteEvents
  /** Whether a channel is a stage: its events are of another type. */
  isStage(guildId: string, channelId: string | null): boolean
}

/** Remembers Discord's answer: what it shows now, that it was ours, and what both sides agree on by it. */
export function answered(
  context: Context,
  link: LinkRecord,
  { remote, agreement }: { remote: RemoteEvent; agreement: Agreement },
): LinkRecord {
  const now = context.clock.now()
  return {
    ...link,
    discord_event_id: remote.id,
    link_state: link.link_state === 'creating' ? 'active' : link.link_state,
    base: { ...agreement, status: remote.status },
    remote: { ...remote, user_count: remote.user_count ?? link.remote?.user_count ?? null },
    pushed: withEcho(link.pushed, fingerprint(remote), now),
    intent_at: null,
    missing_at: null,
    problem: null,
    footer_at: now,
    last_pushed_at: now,
  }
}
