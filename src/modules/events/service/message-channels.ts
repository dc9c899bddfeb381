import type { Context } from '#core/context.ts'
import { refuse } from '../errors.ts'

/**
 * Throws `no_message_channel` where a channel was chosen in which no message can stand: a forum, a category, one of
 * another server. A channel that is not known (yet) is left to Discord.
 */
export async function requireMessageChannels(
  { members }: Context,
  guildId: string,
  chosen: Readonly<Record<string, string | null | undefined>>,
): Promise<void> {
  for (const [field, id] of Object.entries(chosen)) {
    if (!id || members.guildOfChannel(id) === null) continue
    if (await members.takesMessages(guildId, id)) continue
    const fields = { [field]: ['Messages cannot stand in this channel.'] }
    throw refuse('no_message_channel', { fields })
  }
}
