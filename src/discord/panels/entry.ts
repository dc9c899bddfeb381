import { createHash } from 'node:crypto'
import type { MessageBody } from '../message.ts'
import { wholeBody } from '../rest/messages.ts'

/** What is known of one posted message. */
export type PanelEntry = {
  kind: string
  objectId: string
  channelId: string
  messageId: string | null
  /** The version that the message shows; -1 when nothing was shown yet. */
  shownVersion: number
  /** Hash of the body that it shows; null while it is not known. */
  shownHash: string | null
  /** Somebody deleted it; there is none until the object asks for one. */
  orphaned: boolean
  /** The newest version that somebody should see. */
  wantedVersion: number
  /** Look even though no newer version is known. */
  forced: boolean
  /** Discord said that the message was deleted. */
  gone: boolean
  /** A message that the owner of the object must still be told of. */
  confirm: string | null
  /** Where the one before that was: a crash leaves the new one to be found behind it. */
  before: { channelId: string; messageId: string | null } | null
  /** A message may exist without our knowing: search the channel before posting. */
  searchFirst: boolean
  /** Epoch milliseconds of the last edit by REST. */
  editedAt: number
  /** Refusals in a row because the message is old and was edited too often (30046). */
  refusals: number
  /** Something is to be written to the database. */
  changed: boolean
}

/** An entry for an object of which nothing is known. */
export function newEntry(kind: string, objectId: string): PanelEntry {
  return {
    kind,
    objectId,
    channelId: '',
    messageId: null,
    shownVersion: -1,
    shownHash: null,
    orphaned: false,
    wantedVersion: -1,
    forced: false,
    gone: false,
    confirm: null,
    before: null,
    searchFirst: false,
    editedAt: 0,
    refusals: 0,
    changed: false,
  }
}

/** True while the message does not show what it should. */
export function isBehind(entry: PanelEntry): boolean {
  const { confirm, forced, gone, wantedVersion, shownVersion } = entry
  return confirm !== null || forced || gone || wantedVersion > shownVersion
}

/** A new message, of which the owner of the object is still to be told. */
export function become(entry: PanelEntry, channelId: string, messageId: string): void {
  entry.before ??= { channelId: entry.channelId, messageId: entry.messageId }
  Object.assign(entry, { channelId, messageId, confirm: messageId, orphaned: false })
}

/** Two bodies with equal hashes look the same. */
export function hashOf(body: MessageBody): string {
  const { allowed_mentions: _, ...seen } = wholeBody(body)
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url')
}

const discordEpochMs = 1_420_070_400_000
const hourMs = 3_600_000

/** How far apart edits of a message are kept, in milliseconds: Discord slows old messages down. */
export function editSpacingMs(messageId: string, now: number): number {
  const createdAt = Number(BigInt(messageId) >> 22n) + discordEpochMs
  return now - createdAt < hourMs ? 1_000 : 15_000
}
