import { z } from 'zod'
import { parseLocale } from '#core/i18n/locale.ts'
import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import { wallClockAt } from '#core/time/zones.ts'
import type { NoticeContent } from '#discord/notices/notice.ts'
import { quietForMs } from '#discord/notices/rules.ts'
import { tellOnce } from '#discord/notices/tell.ts'
import type { DiscordTools } from '#discord/part.ts'
import { guildDefaults } from '../rules/guild.ts'
import { isMeaningful, noticeKinds } from '../rules/notices.ts'
import {
  reminderNotice,
  viewNotice,
  type EventNotice,
  type SeenNotice,
} from '../service/notices.ts'
import { preferencesOf } from '../service/preferences.ts'
import { channelNotice, directNotice } from '../views/notices.ts'
import { discordJob } from './jobs-kind.ts'

const tell = z.object({
  event_id: z.string(),
  kind: z.enum(noticeKinds),
  user_id: z.string().nullable(),
  version: z.int(),
  start_at: z.number().nullable(),
  /** One of those whom a notice for everybody left asleep. */
  late: z.boolean().default(false),
})
const reminder = z.object({ event_id: z.string(), minutes: z.int(), start_at: z.number() })

/** Direct messages of one kind that a person gets at most per hour (contract §9). */
const perHour = 50

/** People whose own quiet hours it is now, and for how long yet, in milliseconds. */
async function sleepers(context: Context, found: SeenNotice): Promise<Map<string, number>> {
  const asleep = new Map<string, number>()
  const usual = found.guild?.options.timezone ?? guildDefaults.timezone
  for (const userId of found.people) {
    const own = await preferencesOf(context.database, userId)
    const wall = wallClockAt(own.timezone ?? usual, context.clock.now())
    const waitMs = quietForMs(own, wall)
    if (waitMs > 0) asleep.set(userId, waitMs)
  }
  return asleep
}

/** Whoever sleeps is told afterwards, by a job of his or her own. */
async function leaveAsleep(context: Context, notice: EventNotice, late: boolean): Promise<void> {
  const found = await viewNotice(context, notice)
  if (!found) return
  const asleep = await sleepers(context, found)
  const { event_id, kind, user_id, version } = notice
  await context.write(async (unit) => {
    for (const [id, waitMs] of asleep) {
      await unit.job({
        kind: 'events.dm',
        payload: { ...notice, user_id: id, late: late || user_id === null },
        key: `event:${event_id}:tell:${kind}:${id}:${version}:quiet`,
        run_at: context.clock.now() + waitMs,
      })
    }
  })
}

async function contentOf(context: Context, notice: EventNotice): Promise<NoticeContent | null> {
  const found = await viewNotice(context, notice)
  if (!found) return null
  const { event, signups, guild, mention_in } = found
  const asleep = await sleepers(context, found)
  const people = found.people.filter((id) => !asleep.has(id))
  if (people.length === 0) return null
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
export function passNotices(context: Context, discord: DiscordTools): readonly JobKind[] {
  const run = async ({ late = false, ...notice }: EventNotice & { late?: boolean }) => {
    const { event_id, kind, version, user_id } = notice
    const object_id = user_id === null || late ? event_id : `${event_id}:${user_id}`
    await leaveAsleep(context, notice, late)
    const name = { module: 'events', object_id, kind, version }
    await tellOnce(context, discord, name, () => contentOf(context, notice))
  }
  return [
    discordJob(context, 'dm', tell, run),
    discordJob(context, 'reminder', reminder, async (input) => {
      const notice = await reminderNotice(context, input)
      if (!notice) return { result: 'not_told' }
      await run(notice)
      return { result: 'told' }
    }),
  ]
}
