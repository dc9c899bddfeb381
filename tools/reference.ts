import type { z } from 'zod'
import { coreErrors } from '#core/errors.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { coreCatalogue } from '#core/i18n/locales/catalogue.ts'
import { locales } from '#core/i18n/locale.ts'
import { settings } from '../src/config.ts'
import { modules } from '../src/modules.ts'

/** Printed pages by path below the repository. */
export type Pages = Map<string, string>

const note = '<!-- Printed by `npm run docs`; edit the source, not this page. -->\n'

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n'
}

type Setting = { name: string; description: string; fallback: string; secret: boolean }

function allSettings(): Setting[] {
  const tables = [settings, ...modules.map((module) => module.settings)]
  return tables.flatMap((one) =>
    Object.entries(one).map(([name, schema]: [string, z.ZodType]) => {
      const meta = schema.meta() ?? {}
      const parsed = schema.safeParse(undefined)
      // A default that is not one word is told by the description.
      const fallback =
        parsed.success && ['string', 'number', 'boolean'].includes(typeof parsed.data)
          ? String(parsed.data)
          : ''
      return {
        name,
        description: String(meta['description'] ?? ''),
        fallback,
        secret: meta['secret'] === true,
      }
    }),
  )
}

function settingsPage(): string {
  const rows = allSettings().map((one) => [
    `\`${one.name}\`${one.secret ? ' (secret)' : ''}`,
    one.fallback ? `\`${one.fallback}\`` : '',
    one.description,
  ])
  return `# Settings\n\n${note}\nRead from the environment, or from a file \`.env\` beside \`package.json\`.\n\n${table(['variable', 'default', 'meaning'], rows)}`
}

function envLines(one: Setting, isSet: boolean): string[] {
  // In such a file plain quotes belong to the syntax, not to the value.
  const value = one.fallback.includes("'") ? `"${one.fallback}"` : one.fallback
  return [`# ${one.description}`, `${isSet ? '' : '#'}${one.name}=${value}`, '']
}

function envExample(): string {
  const all = allSettings()
  const needed = all.filter(({ description }) => /\bRequired\b/.test(description))
  const others = all.filter((one) => !needed.includes(one))
  return [
    '# Copy to .env and fill in. Printed by `npm run docs`; docs/hosting.md leads through it.',
    '',
    ...needed.flatMap((one) => envLines(one, true)),
    '# Everything below has a default that is right for one machine.',
    '',
    ...others.flatMap((one) => envLines(one, false)),
  ].join('\n')
}

type CommandOption = {
  name: string
  description: string
  name_localizations?: Record<string, string> | null
  options?: CommandOption[]
}

function names(option: CommandOption): string[] {
  const local = option.name_localizations ?? {}
  return [
    option.name,
    local['ja'] ?? option.name,
    local['fr'] ?? option.name,
    local['ko'] ?? option.name,
  ]
}

/** One line an option; those of a sub-command follow it and carry its name. */
function optionRows(option: CommandOption, parents: string[] = ['', '', '', '']): string[][] {
  const own = names(option).map((name, index) => `${parents[index]}${name}`)
  const prefix = own.map((name) => `${name} `)
  const inner = (option.options ?? []).flatMap((one) => optionRows(one, prefix))
  return [[...own, option.description], ...inner]
}

function commandsPage(): string {
  const sections = modules.flatMap((module) =>
    module.discord.commands.map((command) => {
      const options = 'options' in command ? ((command.options ?? []) as CommandOption[]) : []
      const rows = options.flatMap((option) => optionRows(option))
      const title = `## /${command.name}\n\n${'description' in command ? command.description : ''}\n`
      const head = ['en', 'ja', 'fr', 'ko', 'meaning']
      const own = table(head, [[...names(command as CommandOption), 'the command itself'], ...rows])
      return `${title}\n${own}`
    }),
  )
  return `# Commands\n\n${note}\n${sections.join('\n')}`
}

function who(access: AnyRoute['access']): string {
  if (access.kind === 'public') return 'everybody'
  if (access.kind === 'session') return 'signed in'
  return access.scope ? `signed in, or key with \`${access.scope}\`` : 'signed in, or any key'
}

/** Addresses that are not in a manifest. */
const ownAddresses = [
  [
    '`POST /api/discord/interactions`',
    'Discord',
    'Commands and clicks, when DISCORD_INTERACTIONS=http',
  ],
  ['`GET /api/openapi.json`, `GET /api/docs`', 'everybody', 'Description of the routes'],
  ['`GET /healthz`', 'everybody', 'Whether the process is alive'],
  ['`GET /readyz`', 'everybody', 'Whether it takes work, or why not'],
  ['`GET /metrics`', 'this machine, or key with `admin`', 'Figures in the format of Prometheus'],
]

function routesPage(routes: readonly AnyRoute[]): string {
  const live = modules.flatMap((module) =>
    module.topics.flatMap(({ paths, streams = [] }) => [
      ...paths.map((path) => [`\`${path}\``, 'WebSocket', module.name]),
      ...streams.map((path) => [`\`${path}\``, 'server-sent events', module.name]),
    ]),
  )
  const rows = routes.map((route) => [
    `\`${route.method} ${route.path}\``,
    who(route.access),
    route.summary,
  ])
  return [
    `# Routes\n\n${note}\n`,
    'Served with and without a final slash.\n\n',
    table(['route', 'who', 'what'], [...rows, ...ownAddresses]),
    '\n## Live addresses\n\n',
    '[src/core/live/README.md](../../src/core/live/README.md) says what is spoken there.\n\n',
    table(['address', 'by', 'module'], live),
  ].join('')
}

/** A text without the cases of its choices but the usual one. */
function usual(text: string): string {
  return text.replaceAll(/\{\w+, select, .*? other \{([^{}]*)\}\}/g, '$1')
}

function errorsPage(): string {
  const core = Object.entries(coreErrors).map(([code, status]) => [
    `\`${code}\``,
    String(status),
    'core',
    coreCatalogue.en[`error.${code}` as keyof typeof coreCatalogue.en],
  ])
  const own = modules.flatMap((module) =>
    Object.entries(module.errors).map(([code, status]) => [
      `\`${code}\``,
      String(status),
      module.name,
      usual(module.catalogue.en[`error.${code}`] ?? ''),
    ]),
  )
  return `# Error codes\n\n${note}\nEvery error body carries \`code\` and \`detail\`, the text in one of ${locales.length} languages.\n\n${table(['code', 'HTTP status', 'from', 'text'], [...core, ...own])}`
}

function permissionsPage(): string {
  const rows = modules.flatMap((module) =>
    module.discord.permissions.map((permission) => [
      `\`${permission.name}\``,
      String(permission.bit),
      module.name,
      module.catalogue.en[permission.reason] ?? '',
    ]),
  )
  const all = modules.flatMap((module) => module.discord.permissions.map((one) => one.bit))
  const sum = all.reduce((bits, bit) => bits | bit, 0n)
  return `# Permissions of the bot\n\n${note}\nThe invite link asks for \`permissions=${sum}\`.\n\n${table(['permission', 'bit', 'module', 'what for'], rows)}`
}

/** Everything that is printed from the manifests. */
export function referencePages(routes: readonly AnyRoute[]): Pages {
  return new Map([
    ['.env.example', envExample()],
    ['docs/reference/settings.md', settingsPage()],
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/routes.md', routesPage(routes)],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/permissions.md', permissionsPage()],
  ])
}
