import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { recruitCommand, recruitsCommand } from './discord/commands.ts'
import { onAutocomplete, onCommand, onComponent, onModal } from './discord/handlers.ts'
import { recruitmentErrors } from './errors.ts'
import { partyRoutes } from './http/parties.ts'
import { calendarRoutes } from './http/calendar.ts'
import { formRoutes } from './http/form.ts'
import { historyRoutes } from './http/history.ts'
import { peopleRoutes } from './http/people.ts'
import { preferenceRoutes } from './http/preferences.ts'
import { recruitmentWebhooks } from './http/webhooks.ts'
import { recruitmentTopic } from './live.ts'
import { recruitmentJobs, recruitmentSchedules } from './jobs.ts'
import { recruitments } from './migrations/0001-recruitments.ts'
import { sharedNotices } from './migrations/0002-shared-notices.ts'
import { openParties } from './migrations/0003-open-parties.ts'
import { publicNames } from './migrations/0004-public-names.ts'
import { countedParties } from './migrations/0005-counted-parties.ts'
import { foldedTexts } from './migrations/0006-folded-texts.ts'
import { recruitmentSelftest } from './selftest.ts'
import { partyPanel } from './sync.ts'
import { dispatches } from './sync/dispatches.ts'
import { discordJobs } from './sync/jobs.ts'
import { pages } from './views/pages.ts'
import { catalogue } from './views/texts.ts'

/** Parties: looking for members in Discord and on the web. */
export const recruitment = defineModule<DiscordPart>({
  name: 'recruitment',
  settings: {},
  errors: recruitmentErrors,
  catalogue,
  migrations: {
    owner: 'recruitment',
    migrations: [
      recruitments,
      sharedNotices,
      openParties,
      publicNames,
      countedParties,
      foldedTexts,
    ],
  },
  routes: [
    ...calendarRoutes,
    ...partyRoutes,
    ...formRoutes,
    ...peopleRoutes,
    ...historyRoutes,
    ...preferenceRoutes,
  ],
  pages,
  topics: [recruitmentTopic],
  webhooks: [recruitmentWebhooks],
  jobs: recruitmentJobs,
  schedules: recruitmentSchedules,
  selftest: recruitmentSelftest,
  discord: {
    prefix: 'rc',
    version: 1,
    // Guilds, their members (rights end at once when somebody leaves), who speaks in which room,
    // and their messages.
    intents: 1 | (1 << 1) | (1 << 7) | (1 << 9),
    permissions: [
      { name: 'VIEW_CHANNEL', bit: 1n << 10n, reason: 'permission.view' },
      { name: 'SEND_MESSAGES', bit: 1n << 11n, reason: 'permission.send' },
      { name: 'EMBED_LINKS', bit: 1n << 14n, reason: 'permission.embed' },
      { name: 'READ_MESSAGE_HISTORY', bit: 1n << 16n, reason: 'permission.history' },
      { name: 'CREATE_PUBLIC_THREADS', bit: 1n << 35n, reason: 'permission.threads' },
      { name: 'SEND_MESSAGES_IN_THREADS', bit: 1n << 38n, reason: 'permission.thread_talk' },
      { name: 'MANAGE_THREADS', bit: 1n << 34n, reason: 'permission.close_threads' },
      { name: 'MANAGE_CHANNELS', bit: 1n << 4n, reason: 'permission.voice' },
      { name: 'MANAGE_ROLES', bit: 1n << 28n, reason: 'permission.enter' },
      { name: 'CONNECT', bit: 1n << 20n, reason: 'permission.connect' },
    ],
    commands: [recruitCommand, recruitsCommand],
    onCommand,
    onAutocomplete,
    onComponent,
    onModal,
    panels: [partyPanel],
    dispatches,
    jobs: discordJobs,
  },
})
