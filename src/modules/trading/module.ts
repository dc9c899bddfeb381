import { defineModule } from '#core/module.ts'
import type { DiscordPart } from '#discord/part.ts'
import { tradeCommand } from './discord/commands.ts'
import { onCommand, onComponent } from './discord/handlers.ts'
import { tradingDoctor } from './doctor.ts'
import { tradingErrors } from './errors.ts'
import { errorShape } from './http/error-shape.ts'
import { exportRoutes } from './http/export.ts'
import { notificationRoutes } from './http/notifications.ts'
import { restRoutes } from './http/rest.ts'
import { seedRoutes } from './http/seed.ts'
import { tradingJobs, tradingSchedules } from './jobs/kinds.ts'
import { compatDoor } from './jobs/compat.ts'
import { tradingRunner } from './jobs/runner.ts'
import { tradingTopic } from './live.ts'
import { trading as tables } from './migrations/0001-trading.ts'
import { requestLeases } from './migrations/0002-request-leases.ts'
import { days } from './migrations/0003-days.ts'
import { askingNotifications } from './migrations/0004-asking-notifications.ts'
import { askedOrders } from './migrations/0005-asked-orders.ts'
import { openingBenchmarks } from './migrations/0006-opening-benchmarks.ts'
import { skippedNumbers } from './migrations/0007-skipped-numbers.ts'
import { tradingSelftest } from './selftest.ts'
import { tradingSettings } from './rules/settings.ts'
import { notificationJob } from './sync/notifications.ts'
import { prefixDispatch, prefixJob } from './sync/prefix.ts'
import { catalogue } from './views/texts.ts'

/** Trading: an account at an exchange, run from Discord, the web and other software. */
export const trading = defineModule<DiscordPart>({
  name: 'trading',
  settings: tradingSettings,
  errors: tradingErrors,
  catalogue,
  migrations: {
    owner: 'trading',
    migrations: [
      tables,
      requestLeases,
      days,
      askingNotifications,
      askedOrders,
      openingBenchmarks,
      skippedNumbers,
    ],
  },
  routes: [...seedRoutes, ...restRoutes, ...notificationRoutes, ...exportRoutes],
  topics: [tradingTopic],
  jobs: tradingJobs,
  schedules: tradingSchedules,
  runner: tradingRunner,
  errorShape,
  selftest: tradingSelftest,
  doctor: tradingDoctor,
  secondDoor: compatDoor,
  discord: {
    prefix: 'tr',
    version: 1,
    // Guilds and members for rights by role; messages and their content for commands like `!balance`.
    intents: 1 | (1 << 1) | (1 << 9) | (1 << 12) | (1 << 15),
    permissions: [
      { name: 'VIEW_CHANNEL', bit: 1n << 10n, reason: 'permission.view' },
      { name: 'SEND_MESSAGES', bit: 1n << 11n, reason: 'permission.send' },
      { name: 'EMBED_LINKS', bit: 1n << 14n, reason: 'permission.embed' },
      { name: 'ATTACH_FILES', bit: 1n << 15n, reason: 'permission.attach' },
      { name: 'READ_MESSAGE_HISTORY', bit: 1n << 16n, reason: 'permission.history' },
    ],
    commands: [tradeCommand],
    onCommand,
    onAutocomplete: {},
    onComponent,
    onModal: {},
    panels: [],
    dispatches: [prefixDispatch],
    jobs: (services, tools) => [prefixJob(services, tools), notificationJob(services, tools)],
  },
})
