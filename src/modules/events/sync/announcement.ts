import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import { postOnce } from '#discord/notices/post-once.ts'
import type { DiscordTools } from '#discord/part.ts'
import { nonceOf } from '#discord/rest/messages.ts'
import { announcementOf } from '../service/announcement.ts'
import { announcementText } from '../views/notices.ts'
import { discordJob } from './jobs-kind.ts'

const payload = z.object({ event_id: z.string(), guild_id: z.string() })

/** The message that is announced is usually there within a moment, in milliseconds. */
const lookAgainMs = 2_000

/** Announcements of new events in servers that have a channel for them. */
export function passAnnouncements(context: Context, { rest }: DiscordTools): readonly JobKind[] {
  const job = discordJob(context, 'announcement', payload, async (input) => {
    const found = await announcementOf(context, input)
    if (!found) return { result: 'nothing_to_say' }
    const { event, guild, channel_id, message } = found
    if (message.discord_message_id === null) {
      throw new RetryLater(lookAgainMs, 'the sign-up message is not posted yet')
    }
    const body = announcementText(event, message, context)
    await postOnce(rest, channel_id, {
      body,
      nonce: nonceOf('announcement', event.id, guild.guild_id),
      triedAt: event.created_at,
      isIt: (text) => text === body.content,
    })
    return { result: 'announced', channel_id }
  })
  return [job]
}
