import type { World } from '../../world.ts'
import { renderMessage } from '../../render.ts'
import { timeOfSnowflake } from '../../world.ts'
import type { Interactions } from '../store.ts'

/** Something that only one person was shown. `at` is epoch milliseconds. */
export type InboxEntry = {
  kind: 'ephemeral' | 'dm' | 'modal'
  at: number
  channel_id: string
  message?: object
  modal?: object
}

/** Ephemeral messages, direct messages and modals shown to a person, oldest first. */
export function inboxOf(world: World, interactions: Interactions, userId: string): InboxEntry[] {
  const entries: InboxEntry[] = []
  for (const [channelId, messages] of world.state.messages) {
    const dm = world.state.dms.get(channelId)
    const isMine = dm?.recipients?.some(({ id }) => id === userId) ?? false
    for (const stored of messages.values()) {
      const isEphemeral = stored.visible_to === userId
      if (!isEphemeral && !(isMine && stored.message.author.id !== userId)) continue
      const message = renderMessage(world, stored, userId)
      const at = timeOfSnowflake(stored.message.id)
      entries.push({ kind: isEphemeral ? 'ephemeral' : 'dm', at, channel_id: channelId, message })
    }
  }
  for (const record of interactions.since(0)) {
    if (record.user_id !== userId || record.modal === undefined) continue
    const { id, at, modal, open } = record.modal
    entries.push({
      kind: 'modal',
      at,
      channel_id: record.channel_id,
      modal: { id, open, ...modal },
    })
  }
  return entries.sort((a, b) => a.at - b.at)
}
