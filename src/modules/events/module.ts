import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { eventErrors } from './errors.ts'
import { eventRoutes } from './http/events.ts'
import { signupRoutes } from './http/signups.ts'
import { eventJobs } from './jobs.ts'
import { eventTables } from './migrations/0001-events.ts'
import { onComponent } from './discord/handlers.ts'
import { catalogue } from './views/texts.ts'

/** Events: planned in Discord or on the web, and kept equal on both sides. */
export const events = defineModule<DiscordPart>({
  name: 'events',
  settings: {},
  errors: eventErrors,
  catalogue,
  migrations: { owner: 'events', migrations: [eventTables] },
  routes: [...eventRoutes, ...signupRoutes],
  topics: [],
  jobs: eventJobs,
  schedules: [],
  discord: {
    prefix: 'ev',
    version: 1,
    intents: 1,
    permissions: [],
    commands: [],
    onCommand: {},
    onAutocomplete: {},
    onComponent,
    onModal: {},
    panels: [],
    dispatches: [],
  },
})
