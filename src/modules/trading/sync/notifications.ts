import { MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Services } from '#core/context.ts'
import { PermanentJobError, RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import { postOnce } from '#discord/notices/post-once.ts'
import type { DiscordTools } from '#discord/part.ts'
import { DiscordUnavailable, isRefusal } from '#discord/rest/errors.ts'
import { nonceOf } from '#discord/rest/messages.ts'
import type { NotificationType } from '../contract/envelope.ts'
import { hourInSeoul, isQuiet } from '../rules/days.ts'
import { guildLocale } from '../service/announcements.ts'
import { loadNotificationSettings } from '../service/state.ts'
import { loadNotification, updateNotification } from '../store/notifications.ts'
import { notificationMessage } from '../views/message.ts'

const payload = z.object({ id: z.string() })

/** How long to wait while Discord does not answer. */
const againMs = 10_000

/** What becomes of the job: an outage is waited for, however long it lasts. */
function asJobError(error: unknown): unknown {
  if (error instanceof DiscordUnavailable)
    return new RetryLater(Math.max(againMs, error.retryAfterMs), error.message)
  if (!isRefusal(error)) return error
  return error.retryAfterMs === null
    ? new PermanentJobError(error.message)
    : new RetryLater(error.retryAfterMs, error.message)
}

/** In the quiet hours only warnings and errors make a sound; all is told, so that nobody misses the night. */
async function isHushed(
  { database, clock }: Services,
  { type }: { type: NotificationType },
): Promise<boolean> {
  if (type === 'warning' || type === 'error') return false
  const { quiet } = await loadNotificationSettings(database)
  return quiet !== null && isQuiet(hourInSeoul(clock.now()), quiet)
}

async function deliver(services: Services, { rest }: DiscordTools, id: string): Promise<void> {
  const { database, clock } = services
  const it = await loadNotification(database, id)
  if (!it || it.state !== 'queued') return
  const note = (what: Partial<Parameters<typeof updateNotification>[2]>) =>
    database.write((tx) => updateNotification(tx, id, { ...it, tried_at: clock.now(), ...what }))
  // What arrives although nobody hears of it is looked for later.
  if (it.tried_at === null) await note({})
  const body = {
    ...notificationMessage(it, guildLocale(services)),
    ...((await isHushed(services, it)) && { flags: MessageFlags.SuppressNotifications }),
  }
  try {
    const message_id = await postOnce(rest, it.channel_id, {
      body,
      nonce: nonceOf('trading.notify', id),
      triedAt: it.tried_at,
      isIt: (_, embeds) => embeds.some((embed) => isSame(embed, body.embeds?.[0])),
    })
    await note({ state: 'delivered', message_id })
  } catch (error) {
    const failure = asJobError(error)
    if (failure instanceof PermanentJobError)
      await note({ state: 'failed', error: failure.message })
    throw failure
  }
}

type Text = { title?: string | undefined; description?: string | undefined }

/** Whether two embeds say the same; Discord takes blanks off their ends. */
function isSame(one: Text, other: Text | undefined): boolean {
  const text = ({ title = '', description = '' }: Text) =>
    [title.trim(), description.trim()].join('\n')
  return other !== undefined && text(one) === text(other)
}

/** Delivers notifications, each once over retries and crashes. */
export function notificationJob(
  services: Services,
  tools: DiscordTools,
): JobKind<z.infer<typeof payload>> {
  return { kind: 'trading.notify', payload, run: ({ id }) => deliver(services, tools, id) }
}
