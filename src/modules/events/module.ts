import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { eventErrors } from './errors.ts'
import { calendarRoutes } from './http/calendars.ts'
import { discordEventRoutes } from './http/discord-events.ts'
import { eventRoutes } from './http/events.ts'
import { guildRoutes } from './http/guilds.ts'
import { insightRoutes } from './http/insight.ts'
import { jobRoutes } from './http/jobs.ts'
import { mappingRoutes } from './http/mappings.ts'
import { seriesRoutes } from './http/series.ts'
import { statisticsRoutes } from './http/statistics.ts'
import { alertWebhooks, eventWebhooks, jobWebhooks } from './http/webhooks.ts'
import { signupRoutes } from './http/signups.ts'
import { eventJobs, eventSchedules } from './jobs.ts'
import { eventTopic } from './live.ts'
import { eventTables } from './migrations/0001-events.ts'
import { alertTables } from './migrations/0002-alerts.ts'
import { linkRevisions } from './migrations/0003-link-revisions.ts'
import { cancelledBy } from './migrations/0004-cancelled-by.ts'
import { foldedTitles } from './migrations/0005-folded-titles.ts'
import { channelRenames } from './migrations/0006-channel-renames.ts'
import { roleNames } from './migrations/0007-role-names.ts'
import { onAutocomplete, onCommand } from './discord/commands.ts'
import { onModal } from './discord/create.ts'
import { onComponent } from './discord/handlers.ts'
import { eventCommand } from './discord/words.ts'
import { eventPanel } from './sync.ts'
import { dispatches } from './sync/dispatches.ts'
import { neededPermissions } from './sync/permissions.ts'
import { discordJobs } from './sync/jobs.ts'
import { menuPanel } from './sync/menus.ts'
import { feedPurpose } from './rules/feeds.ts'
import { eventSelftest } from './selftest.ts'
import { eventSettings } from './rules/settings.ts'
import { pages } from './views/pages.ts'
import { catalogue } from './views/texts.ts'

/** Events: planned in Discord or on the web, and kept equal on both sides. */
export const events = defineModule<DiscordPart>({
  name: 'events',
  settings: eventSettings,
  errors: eventErrors,
  catalogue,
  migrations: {
    owner: 'events',
    migrations: [
      eventTables,
      alertTables,
      linkRevisions,
      cancelledBy,
      foldedTitles,
      channelRenames,
      roleNames,
    ],
  },
  routes: [
    ...statisticsRoutes,
    ...calendarRoutes,
    ...eventRoutes,
    ...signupRoutes,
    ...insightRoutes,
    ...seriesRoutes,
    ...discordEventRoutes,
    ...guildRoutes,
    ...jobRoutes,
    ...mappingRoutes,
  ],
  pages,
  topics: [eventTopic],
  webhooks: [eventWebhooks, alertWebhooks, jobWebhooks],
  jobs: eventJobs,
  schedules: eventSchedules,
  sealed: [
    {
      table: 'event_feeds',
      column: 'token',
      owner: 'user_id',
      about: feedPurpose,
      text: 'sealed.feeds',
    },
  ],
  selftest: eventSelftest,
  discord: {
    prefix: 'ev',
    version: 1,
    // Guilds, their members (roles are given back to who rejoins), who is in which voice room
    // (attendance), their messages, and scheduled events with those who are interested.
    intents: 1 | (1 << 1) | (1 << 7) | (1 << 9) | (1 << 16),
    permissions: neededPermissions,
    commands: [eventCommand],
    onCommand,
    onAutocomplete,
    onComponent,
    onModal,
    panels: [eventPanel, menuPanel],
    dispatches,
    jobs: discordJobs,
  },
})
