import { z } from 'zod'
import type { Services } from '#core/context.ts'
import { PermanentJobError, RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { createMessage, nonceOf } from '#discord/rest/messages.ts'
import { guildLocale } from '../service/announcements.ts'
import { loadNotification, updateNotification } from '../store/notifications.ts'
import { notificationMessage } from '../views/message.ts'

const payload = z.object({ id: z.string() })

async function deliver(services: Services, { rest }: DiscordTools, id: string): Promise<void> {
  const { database, clock } = services
  const it = await loadNotification(database, id)
  if (!it || it.state !== 'queued') return
  const note = (state: 'delivered' | 'failed', message_id: string | null, error: string | null) =>
    database.write((tx) =>
      updateNotification(tx, id, { state, message_id, tried_at: clock.now(), error }),
    )
  try {
    const posted = await createMessage(rest, it.channel_id, {
      body: notificationMessage(it, guildLocale(services)),
      nonce: nonceOf('trading.notify', id),
    })
    await note('delivered', posted.id, null)
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (error.retryAfterMs !== null) throw new RetryLater(error.retryAfterMs, error.message)
    await note('failed', null, error.message)
    throw new PermanentJobError(error.message)
  }
}

/** Delivers notifications, each once over retries and crashes. */
export function notificationJob(
  services: Services,
  tools: DiscordTools,
): JobKind<z.infer<typeof payload>> {
  return { kind: 'trading.notify', payload, run: ({ id }) => deliver(services, tools, id) }
}
