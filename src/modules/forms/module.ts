import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { formsDoctor } from './doctor.ts'
import { formCommand } from './discord/commands.ts'
import { onAutocomplete, onCommand, onComponent, onModal } from './discord/handlers.ts'
import { formsErrors } from './errors.ts'
import { formsErrorShape } from './http/error-shape.ts'
import { formsDoor, formsRoutes } from './http/routes.ts'
import { formsJobs, formsRunner, formsSchedules } from './jobs.ts'
import { formsTopic } from './live.ts'
import { formTables } from './migrations/0001-forms.ts'
import { toldAlerts } from './migrations/0002-told-alerts.ts'
import { purgeNotice } from './migrations/0003-purge-notice.ts'
import { watches } from './migrations/0004-watches.ts'
import { figures } from './migrations/0005-figures.ts'
import { environment } from './rules/environment.ts'
import { keyPurpose, poolPurpose } from './rules/purpose.ts'
import { formsSelftest } from './selftest.ts'
import { discordJobs } from './sync/jobs.ts'
import { formPanelKind } from './sync/panel.ts'
import { catalogue } from './views/texts.ts'

/** Surveys with Google Forms, answered through one-time links. */
export const forms = defineModule<DiscordPart>({
  name: 'forms',
  settings: environment,
  errors: formsErrors,
  catalogue,
  migrations: {
    owner: 'forms',
    migrations: [formTables, toldAlerts, purgeNotice, watches, figures],
  },
  routes: formsRoutes,
  topics: [formsTopic],
  jobs: formsJobs,
  schedules: formsSchedules,
  runner: formsRunner,
  secondDoor: formsDoor,
  errorShape: formsErrorShape,
  sealed: [
    {
      table: 'google_forms',
      column: 'code_key',
      owner: 'id',
      about: keyPurpose,
      text: 'sealed.keys',
    },
    {
      table: 'form_code_pool',
      column: 'sealed',
      owner: 'form_id',
      about: poolPurpose,
      text: 'sealed.codes',
    },
  ],
  selftest: formsSelftest,
  doctor: formsDoctor,
  discord: {
    prefix: 'fm',
    version: 1,
    // The wish that this module grew from has fixed these ids.
    plainIds: {
      form_create: 'create',
      form_edit_: 'edit',
      form_answer_: 'answer',
      form_status_: 'status',
      form_select_my: 'my',
      form_delete_select: 'delete-select',
      form_delete_confirm_: 'delete-confirm',
      form_delete_cancel_: 'delete-cancel',
      form_additems_: 'additems',
    },
    // Guilds and their members.
    intents: 1 | (1 << 1),
    permissions: [
      { name: 'VIEW_CHANNEL', bit: 1n << 10n, reason: 'permission.view' },
      { name: 'SEND_MESSAGES', bit: 1n << 11n, reason: 'permission.send' },
      { name: 'EMBED_LINKS', bit: 1n << 14n, reason: 'permission.embed' },
      { name: 'ATTACH_FILES', bit: 1n << 15n, reason: 'permission.attach' },
      { name: 'READ_MESSAGE_HISTORY', bit: 1n << 16n, reason: 'permission.history' },
    ],
    commands: [formCommand],
    onCommand,
    onAutocomplete,
    onComponent,
    onModal,
    panels: [formPanelKind],
    dispatches: [],
    jobs: discordJobs,
  },
})
