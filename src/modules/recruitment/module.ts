import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { onComponent, recruit, recruitCommand, submitChange, submitCreate } from './discord.ts'
import { recruitmentErrors } from './errors.ts'
import { recruitmentRoutes } from './http.ts'
import { recruitmentTopic } from './live.ts'
import { recruitments } from './migrations/0001-recruitments.ts'
import { recruitmentSelftest } from './selftest.ts'
import { partyPanel } from './sync.ts'
import { catalogue } from './views/texts.ts'

/** Parties: looking for members in Discord and on the web. */
export const recruitment = defineModule<DiscordPart>({
  name: 'recruitment',
  settings: {},
  errors: recruitmentErrors,
  catalogue,
  migrations: { owner: 'recruitment', migrations: [recruitments] },
  routes: recruitmentRoutes,
  topics: [recruitmentTopic],
  jobs: () => [],
  schedules: [],
  selftest: recruitmentSelftest,
  discord: {
    prefix: 'rc',
    version: 1,
    // Guilds, their members (rights end at once when somebody leaves), and their messages.
    intents: 1 | (1 << 1) | (1 << 9),
    permissions: [
      { name: 'VIEW_CHANNEL', bit: 1n << 10n, reason: 'permission.view' },
      { name: 'SEND_MESSAGES', bit: 1n << 11n, reason: 'permission.send' },
      { name: 'EMBED_LINKS', bit: 1n << 14n, reason: 'permission.embed' },
      { name: 'READ_MESSAGE_HISTORY', bit: 1n << 16n, reason: 'permission.history' },
    ],
    commands: [recruitCommand],
    onCommand: { recruit },
    onAutocomplete: {},
    onComponent,
    onModal: { create: submitCreate, change: submitChange },
    panels: [partyPanel],
    dispatches: [],
  },
})
