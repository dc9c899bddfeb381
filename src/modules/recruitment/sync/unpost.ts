import { z } from 'zod'
import type { JobKind } from '#core/jobs/jobs.ts'
import { remove } from '#discord/panels/posting.ts'
import type { DiscordTools } from '#discord/part.ts'

const payload = z.object({ channel_id: z.string(), message_id: z.string() })

/** Removes a message that its party no longer has; one that is gone already is fine. */
export function unpostJob({ rest }: DiscordTools): JobKind<z.infer<typeof payload>> {
  return {
    kind: 'recruitment.unpost',
    payload,
    run: ({ channel_id, message_id }) =>
      remove(rest, { channelId: channel_id, messageId: message_id }),
  }
}
