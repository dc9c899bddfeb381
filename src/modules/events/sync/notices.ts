import { z } from 'zod'
import { parseLocale } from '#core/i18n/locale.ts'
import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { NoticeContent } from '#discord/notices/notice.ts'
import { tellOnce } from '#discord/notices/tell.ts'
import type { DiscordTools } from '#discord/part.ts'
import { guildDefaults } from '../rules/guild.ts'
import { isMeaningful, noticeKinds } from '../rules/notices.ts'
import { reminderNotice, viewNotice, type EventNotice } from '../service/notices.ts'
import { channelNotice, directNotice } from '../views/notices.ts'
import { discordJob } from './jobs-kind.ts'

const tell = z.object({
  event_id: z.string(),
  kind: z.enum(noticeKinds),
  user_id: z.string().nullable(),
  version: z.int(),
  start_at: z.number().nullable(),
})
const reminder = z.object({ event_id: z.string(), minutes: z.int(), start_at: z.number() })

/** Direct messages of one kind that a person gets at most per hour (contract §9). */
const perHour = 50

async function contentOf(context: Context, notice: EventNotice): Promise<NoticeContent | null> {
  const found = await viewNotice(context, notice)
  if (!found || found.people.length === 0) return null
  const { event, signups, people, guild, mention_in } = found
  const { kind } = notice
  return {
    policy: {
      direct: true,
      per_hour: perHour,
      quiet_from: null,
      quiet_to: null,
      zone: guild?.options.timezone ?? guildDefaults.timezone,
      mention_in: kind === 'confirm' ? null : mention_in,
    },
    people,
    isMeaningful(userId) {
      const one = signups.find(({ user_id }) => user_id === userId)
      return isMeaningful(event, one, kind, context.clock.now())
    },
    locale: parseLocale(event.locale) ?? 'en',
    direct: (to) => directNotice(event, kind, to.locale, context),
    mention: (userIds) => channelNotice(event, kind, userIds, context),
  }
}

/** Telling people of events: each of them once, over retries and crashes. */
export function passNotices(context: Context, { rest }: DiscordTools): readonly JobKind[] {
  const run = (notice: EventNotice) => {
    const { event_id, kind, version, user_id } = notice
    const object_id = user_id === null ? event_id : `${event_id}:${user_id}`
    const name = { module: 'events', object_id, kind, version }
    return tellOnce(context, rest, name, () => contentOf(context, notice))
  }
  return [
    discordJob(context, 'dm', tell, run),
    discordJob(context, 'reminder', reminder, async (input) => {
      const notice = await reminderNotice(context, input)
      if (!notice) return { result: 'too_late' }
      await run(notice)
      return { result: 'told' }
    }),
  ]
}
