import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { NoticeContent } from '#discord/notices/notice.ts'
import { tellOnce } from '#discord/notices/tell.ts'
import type { DiscordTools } from '#discord/part.ts'
import { fallsBack, isMeaningful, noticeKinds } from '../rules/notices.ts'
import { reminderVersion } from '../rules/reminders.ts'
import { viewNotice, type PartyNotice } from '../service/notices.ts'
import { reminderNotice } from '../service/reminders.ts'
import { channelNotice, directNotice } from '../views/notices.ts'

const payload = z.object({
  id: z.int(),
  version: z.int(),
  kind: z.enum(noticeKinds),
  user_ids: z.array(z.string()).nullable(),
})

const reminder = z.object({ id: z.int(), minutes: z.int(), starts_at: z.int() })

/** A notice of a party in words. */
async function contentOf(context: Context, notice: PartyNotice): Promise<NoticeContent | null> {
  const found = await viewNotice(context, notice)
  if (!found) return null
  const { view, settings, zone, people } = found
  const { kind } = notice
  const { dm_notices, dm_per_hour, quiet_from, quiet_to } = settings
  const { guild_id, thread_id, channel_id } = view.party
  return {
    policy: {
      direct: dm_notices,
      per_hour: dm_per_hour,
      quiet_from,
      quiet_to,
      zone,
      mention_in: fallsBack(kind) ? { guild_id, channel_id: thread_id ?? channel_id } : null,
    },
    people,
    isMeaningful: (userId) => isMeaningful(kind, view, userId, context.clock.now()),
    locale: view.party.locale,
    direct: (to) => directNotice(view, kind, to, context),
    mention: (userIds) => channelNotice(view, kind, userIds, context),
  }
}

/** The work of telling people of a party something, each of them once. */
export function noticeJobs(services: Services, discord: DiscordTools): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const run = (notice: PartyNotice) => {
    const { id, kind, version } = notice
    const name = { module: 'recruitment', object_id: String(id), kind, version }
    return tellOnce(context, discord, name, () => contentOf(context, notice))
  }
  const tellThem: JobKind<z.infer<typeof payload>> = { kind: 'recruitment.tell', payload, run }
  const remind: JobKind<z.infer<typeof reminder>> = {
    kind: 'recruitment.remind',
    payload: reminder,
    async run(planned) {
      const name = { module: 'recruitment', object_id: String(planned.id), kind: 'reminder' }
      // Looked at before every step: the start may move while people are being told.
      await tellOnce(context, discord, { ...name, version: reminderVersion(planned) }, async () => {
        const notice = await reminderNotice(context, planned)
        return notice && contentOf(context, notice)
      })
    },
  }
  const alert: JobKind<{ id: number }> = {
    kind: 'recruitment.alert',
    payload: z.object({ id: z.int() }),
    // A party is new once, whatever its version has become since.
    run: ({ id }) => run({ id, version: 1, kind: 'alert', user_ids: null }),
  }
  return [tellThem, remind, alert]
}
