import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import type { JobType } from '../contract/jobs.ts'
import { priorityOf } from '../rules/jobs.ts'
import { reconcileJob } from '../service/create.ts'
import { loadGuilds } from '../store/guilds.ts'
import type { PassTools } from './answered.ts'
import { passAlerts } from './alerts.ts'
import { passAnnouncements } from './announcement.ts'
import { passAttendees } from './attendees.ts'
import { passChannels } from './channels.ts'
import { passDepartures } from './departures.ts'
import { passGuild } from './guild-pass.ts'
import { passLink } from './link-pass.ts'
import { discordJob } from './jobs-kind.ts'
import { createRemote } from './remote.ts'
import { passMenus } from './menus.ts'
import { passNotices } from './notices.ts'
import { passRoles } from './roles.ts'
import { checkPermissions } from './permissions.ts'

/** Discord's number for stage channels. */
const stageChannel = 13

const ofLink = z.object({
  event_id: z.string(),
  guild_id: z.string(),
  trigger: z.string().default('commit'),
})
const ofGuild = z.object({ guild_id: z.string(), trigger: z.string().default('catch_up') })

/** Asks for a look at every server, each at a moment of its own. */
async function reconcileAll(context: Context): Promise<void> {
  const guilds = await loadGuilds(context.database)
  await context.database.write(async (tx) => {
    for (const { guild_id, status } of guilds) {
      if (status === 'active') await context.jobs.enqueue(tx, reconcileJob(guild_id, 'reconcile'))
    }
  })
}

/** What happens in Discord because of events. */
export function discordJobs(services: Services, discord: DiscordTools): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const tools: PassTools = {
    context,
    remote: createRemote(discord.rest),
    isStage: (guildId, channelId) =>
      discord.guilds.get(guildId)?.channels.get(channelId ?? '')?.type === stageChannel,
  }
  const link = (type: JobType) =>
    discordJob(context, type, ofLink, (payload) => passLink(tools, payload))
  const all: JobKind<Record<string, never>> = {
    kind: 'events.reconcile_all',
    payload: z.object({}).transform(() => ({})),
    run: () => reconcileAll(context),
  }
  const kinds: readonly JobKind[] = [
    link('create_discord_event'),
    link('update_discord_event'),
    link('delete_discord_event'),
    discordJob(context, 'sync_attendees', ofLink, (payload) => passAttendees(tools, payload)),
    discordJob(context, 'reconcile_guild', ofGuild, async ({ guild_id, trigger }) => {
      await checkPermissions(context, discord, guild_id)
      return passGuild(tools, guild_id, trigger)
    }),
    ...passRoles(context, discord),
    ...passChannels(context, discord),
    ...passAnnouncements(context, discord),
    ...passNotices(context, discord),
    ...passAlerts(context, discord),
    ...passMenus(context, discord),
    passDepartures(context, discord),
    all,
  ]
  return kinds.map((kind) => ({ ...kind, priority: priorityOf(kind.kind) }))
}
