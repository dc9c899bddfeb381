import type { Context } from '#core/context.ts'
import { circuitMs } from '../rest/circuits.ts'
import { isRefusal, type DiscordRefusal } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'
import type { Spelling } from '../custom-id.ts'
import { become, editSpacingMs, hashOf, isBehind, type PanelEntry } from './entry.ts'
import type { PanelKind, PanelRender } from './panel.ts'
import { edit, findMessage, postMessage, remove, type Place } from './posting.ts'

/**
 * When to look again, in milliseconds; null when the message is as it should be. Without a time it
 * waits until something changes.
 */
export type Again = { againInMs: number | null; blocked: boolean } | null

/** What a pass works with. */
export type PassNeeds = {
  rest: DiscordRest
  context: Context
  botId: () => string
  kind: PanelKind
  spelling: Spelling
}

/** Refusals of edits to an old message after which a new one takes its place. */
const refusalsBeforeRepost = 3

/** The server, or the channel in it, is none that could be posted in: asking again never helps. */
const noPlace = [10003, 10004, 50008]

/** The pass ends before its work is done. */
function later(entry: PanelEntry, ms: number): Again {
  entry.forced = true
  return { againInMs: Math.max(1, ms), blocked: false }
}

function shows(entry: PanelEntry, render: PanelRender, messageId: string): void {
  entry.channelId = render.channel_id
  entry.messageId = messageId
  entry.shownVersion = render.version
  entry.shownHash = hashOf(render.body)
  entry.refusals = 0
  entry.orphaned = false
  entry.changed = true
}

async function tell({ kind, context }: PassNeeds, entry: PanelEntry): Promise<void> {
  if (entry.confirm === null) return
  await kind.posted(context, entry.objectId, entry.confirm)
  Object.assign(entry, { confirm: null, before: null })
  entry.changed = true
}

async function post(needs: PassNeeds, entry: PanelEntry, render: PanelRender): Promise<void> {
  const { rest, kind, spelling, botId } = needs
  const { objectId } = entry
  const channelId = render.channel_id
  const about = {
    channelId,
    botId: botId(),
    spelling,
    objectId: kind.carries?.(objectId) ?? objectId,
    newerThan: entry.messageId,
  }
  const found = entry.searchFirst ? await findMessage(rest, about) : null
  // From here on a message may exist, whatever happens to the answer.
  entry.searchFirst = true
  const generation = entry.messageId ?? ''
  const message = { kind: kind.kind, objectId, generation, body: render.body }
  const messageId = found ?? (await postMessage(rest, channelId, message))
  become(entry, channelId, messageId)
  shows(entry, render, messageId)
  // A message that was found shows some older state.
  if (found !== null) Object.assign(entry, { shownHash: null, forced: true })
  await tell(needs, entry)
}

/** The message is gone: the owner of the object decides whether there is to be another. */
async function replaceLost(
  needs: PassNeeds,
  entry: PanelEntry,
  render: PanelRender,
): Promise<Again> {
  const again = await needs.kind.deleted(needs.context, entry.objectId)
  entry.gone = false
  entry.changed = true
  if (!again) {
    const { channel_id: channelId, version: shownVersion } = render
    Object.assign(entry, { orphaned: true, messageId: null, channelId, shownVersion })
    return null
  }
  entry.searchFirst = false
  await post(needs, entry, render)
  return null
}

async function replace(needs: PassNeeds, entry: PanelEntry, render: PanelRender): Promise<void> {
  const old = entry.messageId
  entry.searchFirst = false
  await post(needs, entry, render)
  if (old) await remove(needs.rest, { channelId: render.channel_id, messageId: old })
}

async function change(
  needs: PassNeeds,
  entry: PanelEntry,
  render: PanelRender & { message_id: string },
): Promise<Again> {
  const { rest, context, kind } = needs
  const now = context.clock.now()
  const place = { channelId: render.channel_id, messageId: render.message_id }
  const same = entry.messageId === null || entry.messageId === render.message_id
  if (same && entry.shownHash !== null && entry.shownHash === hashOf(render.body)) {
    shows(entry, render, render.message_id)
    return null
  }
  const earliest =
    entry.editedAt + Math.max(kind.spacingMs ?? 0, editSpacingMs(render.message_id, now))
  if (earliest > now) return later(entry, earliest - now)
  entry.editedAt = now
  entry.messageId = render.message_id
  try {
    await edit(rest, place, render.body)
  } catch (error) {
    if (isRefusal(error, 10008, 10003)) return replaceLost(needs, entry, render)
    if (!isRefusal(error, 30046)) throw error
    entry.refusals += 1
    if (entry.refusals < refusalsBeforeRepost) return later(entry, error.retryAfterMs ?? 5_000)
    await replace(needs, entry, render)
    return null
  }
  shows(entry, render, render.message_id)
  return null
}

async function withdraw(needs: PassNeeds, entry: PanelEntry): Promise<void> {
  const { channelId, messageId } = entry
  entry.shownVersion = Math.max(entry.shownVersion, entry.wantedVersion)
  entry.gone = false
  entry.changed = true
  if (!messageId || channelId === '') return
  await remove(needs.rest, { channelId, messageId })
  entry.messageId = null
}

/** The message of an object that is to be shown in another channel now. */
function leftBehind({ channelId, messageId }: PanelEntry, render: PanelRender): Place | null {
  if (messageId === null || channelId === '' || channelId === render.channel_id) return null
  return { channelId, messageId }
}

async function reconcile(needs: PassNeeds, entry: PanelEntry): Promise<Again> {
  const asked = entry.wantedVersion
  const current = await needs.kind.render(needs.context, entry.objectId)
  if (!current) {
    await withdraw(needs, entry)
    return null
  }
  // What was asked for was committed before this look at the state.
  const render = { ...current, version: Math.max(current.version, asked) }
  const { message_id, post_after } = render
  const left = message_id === null ? leftBehind(entry, render) : null
  if (left === null) entry.channelId = render.channel_id
  // A message that the object has given up already cannot be lost.
  if (entry.gone && message_id !== null) return replaceLost(needs, entry, render)
  entry.gone = false
  if (message_id !== null) return change(needs, entry, { ...render, message_id })
  if (entry.orphaned && post_after === null) {
    entry.shownVersion = render.version
    return null
  }
  if (post_after !== null) {
    const now = needs.context.clock.now()
    if (post_after > now) return later(entry, post_after - now)
    entry.searchFirst = true
  }
  await post(needs, entry, render)
  if (left) await remove(needs.rest, left)
  return isBehind(entry) ? later(entry, 1) : null
}

/** What becomes of a panel that Discord refuses. */
async function stand(
  { kind, context }: PassNeeds,
  entry: PanelEntry,
  { code, message, retryAfterMs }: DiscordRefusal,
): Promise<Again> {
  const { objectId } = entry
  context.log.warn({ kind: entry.kind, object: objectId, code }, message)
  if (retryAfterMs !== null) return { againInMs: retryAfterMs, blocked: true }
  const render = await kind.render(context, objectId)
  if (render?.over) {
    // A message that was never posted is not wanted any more; one that exists waits to be changed.
    const { version: shownVersion } = render
    if (render.message_id === null) {
      Object.assign(entry, { forced: false, shownVersion, changed: true })
    }
    return { againInMs: null, blocked: true }
  }
  await kind.refused?.(context, objectId, code)
  return { againInMs: noPlace.includes(code) ? null : circuitMs, blocked: true }
}

/**
 * Makes one message equal to the state of its object. Running it twice changes nothing. Throws when
 * Discord cannot be asked; a refusal that only a change in the server can lift comes back as
 * `blocked`.
 */
export async function panelPass(needs: PassNeeds, entry: PanelEntry): Promise<Again> {
  const { forced } = entry
  try {
    await tell(needs, entry)
    if (!isBehind(entry)) return null
    entry.forced = false
    return await reconcile(needs, entry)
  } catch (error) {
    entry.forced ||= forced
    if (!isRefusal(error)) throw error
    return stand(needs, entry, error)
  }
}
