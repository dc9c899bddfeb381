import { dirname, join, normalize } from 'node:path'

/**
 * Parts of the core without I/O, clock or randomness: safe for decisions, and for the browser. They
 * see nothing but each other.
 */
const pureCore = new Set(
  [
    'i18n/locale',
    'i18n/translate',
    'live/client',
    'live/dialect',
    'seats/seats',
    'presence',
    'csv',
    'fold',
    'money',
    'google/address',
    'google/settings',
    'strangers',
    'errors',
  ].map((name) => `src/core/${name}.ts`),
)

/** What every room of a module's server side may see, besides its own rooms. */
const pure = ['core contract', 'pure core', 'contract', 'errors']
const core = [...pure, 'core']
const discord = [...core, 'discord message', 'discord']

/** What each room may import. Rooms inside a module see only rooms of the same module. */
const mayImport: Record<string, readonly string[]> = {
  'core contract': [],
  'pure core': ['core contract', 'pure core'],
  core: ['core contract', 'pure core', 'core'],
  'discord message': ['core contract', 'pure core', 'discord message'],
  discord: ['core contract', 'pure core', 'core', 'discord message', 'discord'],

  contract: ['core contract', 'contract'],
  locales: ['locales'],
  migrations: [],
  errors: ['pure core'],
  rules: ['core contract', 'pure core', 'contract', 'rules'],
  views: [...pure, 'discord message', 'locales', 'rules', 'views'],
  store: [...core, 'rules', 'store'],
  clients: [...core, 'clients'],
  service: [...core, 'rules', 'views', 'store', 'clients', 'service'],
  http: [...core, 'rules', 'views', 'service', 'http'],
  live: [...core, 'rules', 'views', 'store', 'service', 'live'],
  jobs: [...core, 'rules', 'store', 'service', 'jobs'],
  discordDoor: [...discord, 'rules', 'views', 'service', 'discordDoor'],
  selftest: [...core, 'selftest'],
  doctor: [...core, 'rules', 'store', 'clients', 'service', 'doctor'],
  sync: [...discord, 'rules', 'views', 'store', 'clients', 'service', 'sync'],
  module: [
    ...discord,
    ...'locales migrations rules views http live discordDoor jobs sync selftest doctor'.split(' '),
  ],
  'module web': ['core contract', 'pure core', 'web', 'contract', 'locales', 'module web'],
  web: ['core contract', 'pure core', 'web'],

  modules: ['core', 'discord', 'module'],
  schema: ['core', 'discord', 'modules'],
  config: [...discord, 'modules', 'config'],
  app: [...discord, 'modules', 'schema', 'config', 'app'],
  cli: [...discord, 'modules', 'schema', 'config', 'app', 'cli'],
  main: ['cli', 'config'],

  sandbox: ['sandbox'],
  'sandbox page': ['sandbox page'],
}

/** What is further allowed when nothing but types is imported, so that no code comes along. */
const mayImportTypes: Record<string, readonly string[]> = {
  'core contract': [],
  'pure core': [],
  errors: ['core'],
  locales: [],
  // A store says in which shape a module's things are known; showing them is no business of its.
  views: ['core', 'store'],
  // In which shape an order is decided on; deciding is no business of a client.
  clients: ['rules'],
  rules: [],
  http: ['store'],
  discordDoor: ['store'],
  'discord message': ['core', 'discord'],
}

const topLevel: Record<string, string> = {
  'src/modules.ts': 'modules',
  'src/migrations.ts': 'schema',
  'src/config.ts': 'config',
  'src/app.ts': 'app',
  'src/main.ts': 'main',
  'src/core/contract.ts': 'core contract',
  'src/discord/message.ts': 'discord message',
  'src/discord/modal.ts': 'discord message',
}

/** The room of a file, as the table above names it. */
export function roomOf(file: string): string {
  const isPure =
    pureCore.has(file) || (/^src\/core\/(charts|time)\//.test(file) && !file.endsWith('/png.ts'))
  const known = topLevel[file] ?? (isPure ? 'pure core' : undefined)
  if (known) return known
  const [top = '', second = '', , inModule = ''] = file.split('/')
  if (top === 'sandbox') return file.split('/').includes('page') ? 'sandbox page' : 'sandbox'
  if (top !== 'src') return top
  if (second !== 'modules') return second
  const name = inModule.replace(/\.tsx?$/, '')
  if (name === 'web') return 'module web'
  return name === 'discord' ? 'discordDoor' : name
}

type Import = { specifier: string; typeOnly: boolean }

const statements =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?([^'";]*?)from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g

/** All imports of a file's text, static, dynamic and re-exported. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(statements)].map(([, type, names = '', from, bare]) => {
    const each = names
      .replaceAll(/[{}\n]/g, ' ')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const typeOnly =
      type !== undefined || (each.length > 0 && each.every((name) => name.startsWith('type ')))
    return { specifier: from ?? bare ?? '', typeOnly }
  })
}

function targetOf(file: string, specifier: string): string | null {
  if (specifier.startsWith('#sandbox/')) return specifier.slice(1)
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : null
}

const moduleOf = (file: string) => /^src\/modules\/([^/]+)\//.exec(file)?.[1]

/** Imports of a file that point where its room may not look. */
export function wrongImports(file: string, text: string): string[] {
  const room = roomOf(file)
  const allowed = mayImport[room]
  if (!allowed) return [`${file}: there is no room "${room}"`]
  return importsOf(text).flatMap(({ specifier, typeOnly }) => {
    const target = targetOf(file, specifier)
    if (target === null) return []
    const own = moduleOf(file)
    const theirs = moduleOf(target)
    const foreign = own !== undefined && theirs !== undefined && own !== theirs
    const rooms = typeOnly ? [...allowed, ...(mayImportTypes[room] ?? [])] : allowed
    return foreign || !rooms.includes(roomOf(target)) ? [`${file} must not import ${target}`] : []
  })
}
