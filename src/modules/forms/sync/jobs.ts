import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { findUser } from '#core/access/users.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { PermanentJobError, RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import { postOnce, sendDirectOnce, type Once } from '#discord/notices/post-once.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { createMessage, nonceOf } from '#discord/rest/messages.ts'
import type { DiscordRest } from '#discord/rest/rest.ts'
import { markTold, openAlerts } from '../store/alerts.ts'
import { general } from '../rules/reminders.ts'
import { loadForm } from '../store/forms.ts'
import { loadSettings } from '../store/settings.ts'
import {
  goOnReminding,
  nextSending,
  openSendings,
  settleSending,
  type Sending,
} from '../service/remind.ts'
import { lookAgain } from '../service/watch.ts'
import { alertMessage } from '../views/alert.ts'
import { jumpUrl } from '../views/json.ts'
import {
  channelReminder,
  directReminder,
  generalReminder,
  publishNotice,
} from '../views/reminder.ts'

const form = z.object({ id: z.string() })
const alert = z.object({ guild_id: z.string(), code: z.string() })

/** Between two direct messages, in milliseconds. */
const directSpacingMs = 1_000

type Work = { context: Context; rest: DiscordRest }

/** A refusal that only a change in Discord can lift ends the work with its reason. */
function asJobError(error: unknown): unknown {
  if (!isRefusal(error)) return error
  if (error.retryAfterMs !== null) return new RetryLater(error.retryAfterMs, error.message)
  return new PermanentJobError(error.message)
}

async function toChannel({ rest }: Work, sending: Sending, triedAt: number | null): Promise<void> {
  const { form: of, batch, user_ids } = sending
  if (of.channel_id === null) return
  const body = sending.type === general ? generalReminder(of) : channelReminder(of, user_ids)
  const isIt = (content: string) => content === body.content
  await postOnce(rest, of.channel_id, { body, nonce: nonceOf('remind', batch), triedAt, isIt })
}

async function directly(
  { context, rest }: Work,
  sending: Sending,
  triedAt: number | null,
): ReturnType<typeof sendDirectOnce> {
  const { form: of, batch, user_ids } = sending
  const [userId = ''] = user_ids
  const locale = (await findUser(context.database, userId))?.locale ?? of.locale
  const body = directReminder(of, locale, jumpUrl(of, context))
  // It has no text beside its card.
  const isIt: Once['isIt'] = (_, embeds) =>
    embeds.some(({ description }) => description === body.embeds?.[0]?.description)
  return sendDirectOnce(rest, userId, { body, nonce: nonceOf('remind', batch), triedAt, isIt })
}

/** Sends one claimed message; a closed door for direct messages leads to the channel. */
async function send(work: Work, sending: Sending, triedAt: number | null): Promise<void> {
  const { context } = work
  try {
    if (sending.channel === 'channel') await toChannel(work, sending, triedAt)
    else if ((await directly(work, sending, triedAt)) !== null) {
      // With all others like this in one message, once nobody is left to be written to directly.
      await settleSending(context, sending, 'redirected')
      return
    }
    await settleSending(context, sending, 'sent')
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (sending.channel === 'dm') {
      // Whatever stands against one of them, the channel is left, and the others wait for nothing.
      await settleSending(context, sending, 'redirected')
      return
    }
    await settleSending(context, sending, 'failed')
    throw asJobError(error)
  }
}

async function remind(work: Work, id: string): Promise<void> {
  const { context } = work
  const open = await openSendings(context, id)
  // An attempt before a crash may have arrived: it is looked for before anything is repeated.
  for (const sending of open) await send(work, sending, sending.at)
  // Whoever has just answered is not reminded.
  if (open.length === 0) await lookAgain(context, id)
  for (;;) {
    const sending = await nextSending(context, id)
    if (!sending) return
    await send(work, sending, null)
    if (sending.channel === 'channel') continue
    // Direct messages keep their distance; what is left goes on after it.
    await goOnReminding(context, sending.form, directSpacingMs)
    return
  }
}

async function notify({ context, rest }: Work, id: string): Promise<void> {
  const found = await loadForm(context.database, id)
  if (!found?.channel_id || found.target_roles.length === 0) return
  const message = { body: publishNotice(found), nonce: nonceOf('forms.notify', id) }
  try {
    await createMessage(rest, found.channel_id, message)
  } catch (error) {
    throw asJobError(error)
  }
}

async function tellAdmins({ context, rest }: Work, guildId: string, code: string): Promise<void> {
  const { database, clock } = context
  const alerts = await openAlerts(database, guildId, code)
  const [first] = alerts
  if (!first) return
  const forms = alerts.map((one) => one.object_id)
  context.log.warn({ guild: guildId, code, forms }, 'forms need care')
  const { log_channel_id } = await loadSettings(database, guildId)
  if (log_channel_id) {
    const titled: { id: string; title: string }[] = []
    for (const id of forms) {
      titled.push({ id, title: (await loadForm(database, id))?.title ?? id })
    }
    const locale = context.members.guildLocale(guildId) ?? 'ja'
    const what = { code, forms: titled, detail: first.detail }
    const body = alertMessage(what, { ...context, locale })
    const nonce = nonceOf('forms.alert', guildId, code, String(first.since))
    try {
      await createMessage(rest, log_channel_id, { body, nonce })
    } catch (error) {
      throw asJobError(error)
    }
  }
  await database.write((tx) => markTold(tx, alerts, clock.now()))
}

/** What forms do in Discord beside their panel. */
export function discordJobs(services: Services, { rest }: DiscordTools): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const reminding: JobKind<z.infer<typeof form>> = {
    kind: 'forms.remind',
    payload: form,
    run: ({ id }) => remind({ context, rest }, id),
  }
  const notifying: JobKind<z.infer<typeof form>> = {
    kind: 'forms.notify',
    payload: form,
    run: ({ id }) => notify({ context, rest }, id),
  }
  const alerting: JobKind<z.infer<typeof alert>> = {
    kind: 'forms.alert',
    payload: alert,
    run: ({ guild_id, code }) => tellAdmins({ context, rest }, guild_id, code),
  }
  return [reminding, notifying, alerting]
}
