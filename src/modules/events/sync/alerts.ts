import { z } from 'zod'
import { parseLocale } from '#core/i18n/locale.ts'
import type { Context } from '#core/context.ts'
import { RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import type { NoticeContent } from '#discord/notices/notice.ts'
import { countReach } from '#discord/notices/store.ts'
import { tellOnce } from '#discord/notices/tell.ts'
import type { DiscordTools } from '#discord/part.ts'
import { DiscordUnavailable } from '#discord/rest/errors.ts'
import { viewAlert, watch } from '../service/alerts.ts'
import { alertMessage } from '../views/alerts.ts'
import { discordJob } from './jobs-kind.ts'

const payload = z.object({ alert_id: z.string(), phase: z.enum(['raised', 'cleared']) })

/** How long an outage is waited for at a time, in milliseconds. */
const againMs = 120_000

async function contentOf(
  context: Context,
  input: z.infer<typeof payload>,
): Promise<NoticeContent | null> {
  const seen = await viewAlert(context, input)
  if (!seen) return null
  const name = seen.guild?.guild_name ?? null
  const alert = { ...seen.alert, ...(input.phase === 'raised' && { ended_at: null }) }
  return {
    // Owners want to know of trouble at any hour, and nobody else is to read of it.
    policy: {
      direct: true,
      per_hour: 30,
      quiet_from: null,
      quiet_to: null,
      zone: 'UTC',
      mention_in: null,
    },
    people: seen.owners,
    isMeaningful: () => true,
    locale: parseLocale(seen.locale) ?? 'en',
    direct: (to) => alertMessage(alert, name, to.locale, context),
    mention: () => alertMessage(alert, name, 'en', context),
  }
}

/** The watch and what it tells: the owners of servers hear of problems and of their end, each once. */
export function passAlerts(context: Context, discord: DiscordTools): readonly JobKind[] {
  // Not among the jobs of this module, whose list it would fill.
  const watching: JobKind<Record<string, never>> = {
    kind: 'alerts.watch',
    payload: z.object({}).transform(() => ({})),
    run: () => watch(context, (since) => countReach(context.database, 'events', since)),
  }
  const telling = discordJob(context, 'announcement', payload, async (input) => {
    const { alert_id: object_id, phase } = input
    const notice = { module: 'events', object_id, kind: `alert_${phase}`, version: 1 }
    try {
      await tellOnce(context, discord, notice, () => contentOf(context, input))
    } catch (error) {
      // What there is to tell may be this very outage: it is told however long that lasts.
      if (error instanceof DiscordUnavailable) throw new RetryLater(againMs, error.message)
      throw error
    }
  })
  return [watching, { ...telling, kind: 'events.tell_alert' }]
}
