import type { Context } from '#core/context.ts'
import { circuitMs } from '../rest/circuits.ts'
import { isRefusal } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { editSpacingMs, hashOf, type PanelEntry } from './entry.ts'
import type { PanelKind, PanelRender } from './panel.ts'
import { edit, findMessage, postMessage, remove } from './posting.ts'
import { isBehind } from './store.ts'

/** When to look again, in milliseconds; null when the message is as it should be. */
export type Again = { againInMs: number; blocked: boolean } | null

/** What a pass works with. */
export type PassNeeds = {
  rest: DiscordRest
  context: Context
  botId: () => string
  kind: PanelKind
  /** Of the module's custom ids. */
  prefix: string
}

/** Refusals of edits to an old message after which a new one takes its place. */
const refusalsBeforeRepost = 3

function soon(ms: number): Again {
  return { againInMs: Math.max(1, ms), blocked: false }
}

function shows(entry: PanelEntry, render: PanelRender, messageId: string): void {
  entry.channelId = render.channel_id
  entry.messageId = messageId
  entry.shownVersion = render.version
  entry.wantedVersion = Math.min(entry.wantedVersion, render.version)
  entry.shownHash = hashOf(render.body)
  entry.refusals = 0
  entry.orphaned = false
  entry.changed = true
}

async function tell({ kind, context }: PassNeeds, entry: PanelEntry): Promise<void> {
  if (entry.confirm === null) return
  await kind.posted(context, entry.objectId, entry.confirm)
  entry.confirm = null
  entry.changed = true
}

async function post(needs: PassNeeds, entry: PanelEntry, render: PanelRender): Promise<void> {
  const { rest, kind, prefix, botId } = needs
  const { objectId } = entry
  const channelId = render.channel_id
  const about = { channelId, botId: botId(), prefix, objectId }
  const found = entry.searchFirst ? await findMessage(rest, about) : null
  // From here on a message may exist, whatever happens to the answer.
  entry.searchFirst = true
  const generation = entry.messageId ?? ''
  const message = { kind: kind.kind, objectId, generation, body: render.body }
  const messageId = found ?? (await postMessage(rest, channelId, message))
  const previous = found === null ? render.version : -1
  shows(entry, render, messageId)
  entry.confirm = messageId
  // An adopted message shows some older state.
  if (previous < 0) Object.assign(entry, { shownVersion: previous, shownHash: null })
  await tell(needs, entry)
}

/** The message is gone: the owner of the object decides whether there is to be another. */
async function gone(needs: PassNeeds, entry: PanelEntry, render: PanelRender): Promise<Again> {
  const again = await needs.kind.deleted(needs.context, entry.objectId)
  entry.changed = true
  if (!again) {
    Object.assign(entry, { orphaned: true, messageId: null, channelId: render.channel_id })
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
  const { rest, context } = needs
  const now = context.clock.now()
  const place = { channelId: render.channel_id, messageId: render.message_id }
  const same = entry.messageId === null || entry.messageId === render.message_id
  if (same && entry.shownHash !== null && entry.shownHash === hashOf(render.body)) {
    shows(entry, render, render.message_id)
    return null
  }
  const earliest = entry.editedAt + editSpacingMs(render.message_id, now)
  if (earliest > now) return soon(earliest - now)
  entry.editedAt = now
  entry.messageId = render.message_id
  try {
    await edit(rest, place, render.body)
  } catch (error) {
    if (isRefusal(error, 10008, 10003)) return gone(needs, entry, render)
    if (!isRefusal(error, 30046)) throw error
    entry.refusals += 1
    if (entry.refusals < refusalsBeforeRepost) return soon(error.retryAfterMs ?? 5_000)
    await replace(needs, entry, render)
    return null
  }
  shows(entry, render, render.message_id)
  return null
}

async function withdraw(needs: PassNeeds, entry: PanelEntry): Promise<void> {
  const { channelId, messageId } = entry
  entry.shownVersion = entry.wantedVersion = Math.max(entry.shownVersion, 0)
  entry.changed = true
  if (!messageId || channelId === '') return
  await remove(needs.rest, { channelId, messageId })
  entry.messageId = null
}

async function reconcile(needs: PassNeeds, entry: PanelEntry): Promise<Again> {
  await tell(needs, entry)
  if (!isBehind(entry)) return null
  const render = await needs.kind.render(needs.context, entry.objectId)
  if (!render) {
    await withdraw(needs, entry)
    return null
  }
  const { message_id, post_after } = render
  if (entry.orphaned && message_id === null) return null
  if (message_id !== null) {
    entry.orphaned = false
    return change(needs, entry, { ...render, message_id })
  }
  if (post_after !== null) {
    const now = needs.context.clock.now()
    if (post_after > now) return soon(post_after - now)
    entry.searchFirst = true
  }
  await post(needs, entry, render)
  return isBehind(entry) ? soon(1) : null
}

/**
 * Makes one message equal to the state of its object. Running it twice changes nothing. Throws when
 * Discord cannot be asked; a refusal that only a change in the server can lift comes back as
 * `blocked`.
 */
export async function panelPass(needs: PassNeeds, entry: PanelEntry): Promise<Again> {
  try {
    return await reconcile(needs, entry)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { log } = needs.context
    log.warn({ kind: entry.kind, object: entry.objectId, code: error.code }, error.message)
    return { againInMs: error.retryAfterMs ?? circuitMs, blocked: true }
  }
}
