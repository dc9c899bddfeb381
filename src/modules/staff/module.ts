import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { staffCommand } from './discord/commands.ts'
import { onAutocomplete, onCommand, onComponent } from './discord/handlers.ts'
import { staffErrors } from './errors.ts'
import { staffDoctor } from './doctor.ts'
import { discordRoutes, linkProof } from './http/discord.ts'
import { noteRoutes } from './http/notes.ts'
import { peopleRoutes } from './http/people.ts'
import { rankRoutes } from './http/ranks.ts'
import { rosterRoutes } from './http/roster.ts'
import { staffJobs, staffSchedules } from './jobs.ts'
import { staffTopic } from './live.ts'
import { staffTables } from './migrations/0001-staff.ts'
import { staffNotes } from './migrations/0002-notes.ts'
import { staffSettings } from './rules/settings.ts'
import { staffSelftest } from './selftest.ts'
import { dispatches } from './sync/dispatches.ts'
import { panelJobs, staffPanel } from './sync/panel.ts'
import { staffPresence } from './sync/presence.ts'
import { catalogue } from './views/texts.ts'

/** Staff: who is on the team, and who is here. */
export const staff = defineModule<DiscordPart>({
  name: 'staff',
  settings: staffSettings,
  errors: staffErrors,
  catalogue,
  migrations: { owner: 'staff', migrations: [staffTables, staffNotes] },
  routes: [...rosterRoutes, ...discordRoutes, ...peopleRoutes, ...rankRoutes, ...noteRoutes],
  topics: [staffTopic],
  jobs: staffJobs,
  schedules: staffSchedules,
  proofs: [linkProof],
  selftest: staffSelftest,
  doctor: staffDoctor,
  discord: {
    prefix: 'st',
    version: 1,
    // Guilds, their members, and their presences.
    intents: 1 | (1 << 1) | (1 << 8),
    permissions: [
      { name: 'VIEW_CHANNEL', bit: 1n << 10n, reason: 'permission.view' },
      { name: 'SEND_MESSAGES', bit: 1n << 11n, reason: 'permission.send' },
      { name: 'EMBED_LINKS', bit: 1n << 14n, reason: 'permission.embed' },
    ],
    commands: [staffCommand],
    onCommand,
    onAutocomplete,
    onComponent,
    onModal: {},
    panels: [staffPanel],
    dispatches,
    presence: staffPresence,
    jobs: (_services, discord) => panelJobs(discord),
  },
})
