import type { Bucket } from './limits.ts'

// Discord documents none of these figures and asks to read the headers. Those for messages and reactions are what
// bots observe; the rest is assumed.
/** The rate limits of routes, each counted per channel or guild. */
export const buckets = {
  fallback: { name: 'fallback', limit: 50, windowMs: 1000 },
  messageCreate: { name: 'message-create', limit: 5, windowMs: 5000 },
  messageEdit: { name: 'message-edit', limit: 5, windowMs: 5000 },
  messageDelete: { name: 'message-delete', limit: 5, windowMs: 1000 },
  bulkDelete: { name: 'bulk-delete', limit: 1, windowMs: 1000 },
  reaction: { name: 'reaction', limit: 1, windowMs: 250 },
  typing: { name: 'typing', limit: 5, windowMs: 5000 },
  channelEdit: { name: 'channel-edit', limit: 5, windowMs: 15_000 },
  memberRole: { name: 'member-role', limit: 10, windowMs: 10_000 },
} as const satisfies Record<string, Bucket>

/** Names and topics of a channel change twice in ten minutes (observed, discord-api-docs#1900). */
export const channelName: Bucket = { name: 'channel-name', limit: 2, windowMs: 600_000 }

/** Edits of messages older than an hour, per channel (error 30046; figures observed). */
export const oldMessageEdit: Bucket = { name: 'old-message-edit', limit: 3, windowMs: 20_000 }
