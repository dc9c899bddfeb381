import { importsOf, roomOf } from './rooms.ts'

/** A package of the outside world and the files that may use it: its one door. */
type Door = { library: RegExp; files: RegExp }

const web = /^(src\/web|src\/modules\/\w+\/web|sandbox\/\w+\/page)\//

const doors: readonly Door[] = [
  {
    library: /^kysely$/,
    files:
      /^src\/(core\/(db\/|jobs\/|outbox\/|\w+\/(store|tables)\.ts)|discord\/(migrations\/|tables\.ts|\w+\/store\.ts)|modules\/\w+\/(store|migrations\/))/,
  },
  { library: /^(pg|node:sqlite)$/, files: /^src\/(core\/db\/|cli\/data\.ts)/ },
  { library: /^pg-boss$/, files: /^src\/core\/jobs\// },
  {
    library: /^(fastify|@fastify\/.+|fastify-type-provider-zod)$/,
    files:
      /^(src\/core\/(http|live|access\/cookies)|src\/discord\/(discord\.ts|interactions\/http\.ts)|sandbox\/)/,
  },
  {
    library: /^ws$/,
    files:
      /^(src\/core\/live\/websocket\.ts|sandbox\/(socket\.ts|(discord\/gateway|exchange\/stream)\/))/,
  },
  { library: /^@discordjs\//, files: /^src\/discord\// },
  {
    library: /^discord-api-types(\/|$)/,
    files: /^(src\/discord\/|src\/modules\/\w+\/(discord|sync|views)|sandbox\/)/,
  },
  { library: /^(react|react-dom|@tanstack\/.+|@base-ui\/.+|lucide-react)(\/|$)/, files: web },
  { library: /^lightweight-charts$/, files: /^src\/modules\/trading\/web\/chart\// },
  { library: /^ioredis$/, files: /^src\/core\/.*redis\.ts$/ },
  { library: /^pino$/, files: /^src\/core\/log(-files)?\.ts$/ },
  { library: /^prom-client$/, files: /^src\/core\/http\/metrics\.ts$/ },
  {
    library: /^intl-messageformat$/,
    files: /^(src\/core\/i18n\/|src\/web\/i18n\/|sandbox\/\w+\/page\/)/,
  },
  { library: /^decimal\.js$/, files: /^src\/core\/money\.ts$/ },
  { library: /^@resvg\/resvg-js$/, files: /^src\/core\/charts\/png\.ts$/ },
  { library: /^(node:)?process$/, files: /^$/ },
]

/** Libraries that come in by another way than their door. */
export function wrongDoors(file: string, text: string): string[] {
  return importsOf(text).flatMap(({ specifier }) =>
    doors
      .filter(({ library, files }) => library.test(specifier) && !files.test(file))
      .map(() => `${file} must not use ${specifier}`),
  )
}

/** Things that only some files may do; each exception has its reason. */
const deeds: readonly { name: string; pattern: RegExp; files: RegExp }[] = [
  {
    name: 'the process',
    pattern: /\bprocess\s*(\.|\[)/,
    files: /^(src|sandbox)\/main\.ts$/,
  },
  {
    name: "the machine's clock",
    pattern:
      /\bDate\.now\b|\bnew Date\(\)|\b(setTimeout|setInterval|setImmediate)\(|\bperformance\.now\b/,
    // The REST library keeps Discord's limits by the machine's clock, and SQLite's group commit
    // waits for the end of the turn, not for a time.
    files:
      /^(src\/core\/clock\.ts|src\/core\/db\/sqlite\.ts|src\/discord\/rest\/rest\.ts|sandbox\/clock\.ts|sandbox\/control\/settle\.ts)$/,
  },
  {
    name: 'randomness of its own',
    pattern: /\bMath\.random\b|\brandom(Bytes|UUID|Int)\b/,
    // A process on the wire names itself; nothing is decided by that name.
    files: /^(src\/core\/ids\.ts|src\/core\/signals-redis\.ts|sandbox\/sandbox\.ts)$/,
  },
]

/** Where amounts of money are: they are exact decimals there, and no floats are made of them. */
const moneyRooms = /^src\/modules\/trading\/(?!web\/|rules\/indicators|views\/chart)/
const floats = /(?<!\.)\bNumber\(|\bparseFloat\(|\bapproximately\(/

const strings = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g
const comments = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g

/** What a file does although only others may: process, clock, randomness, state, barrels. */
export function wrongDeeds(file: string, text: string): string[] {
  const code = text.replaceAll(comments, '').replaceAll(strings, "''")
  // In a browser there is no other clock; what must be exact takes the page's.
  const isWeb = web.test(file)
  const found = deeds
    .filter(
      ({ pattern, files, name }) =>
        pattern.test(code) && !files.test(file) && !(isWeb && name !== 'the process'),
    )
    .map(({ name }) => `${file} must not use ${name}`)
  if (moneyRooms.test(file) && floats.test(code))
    found.push(`${file} must not make floats of money`)
  if (
    /^(export\s+)?(let|var)\s|^(export\s+)?const [^=\n]*= new (Map|Set|WeakMap|WeakSet)(<[^\n]*>)?\(\)/m.test(
      code,
    )
  ) {
    found.push(`${file} must not hold state at module level`)
  }
  if (/^export\s+(\*|\{[^}]*\})\s*(as\s+\w+\s+)?from\b/m.test(code)) {
    found.push(`${file} must not pass on what others export`)
  }
  return found
}

/** Rooms that every module has, as a file or a folder of that name. */
const rooms = ['module', 'contract', 'rules', 'views', 'store', 'service', 'http', 'discord']

/** What a module of this name lacks, given the files of the tree. */
export function missingRooms(name: string, files: ReadonlySet<string>, list: string): string[] {
  const base = `src/modules/${name}`
  const locales = ['en', 'ja', 'fr', 'ko'].map((locale) => `${base}/locales/${locale}.ts`)
  const wanted = [`${base}/README.md`, `${base}/web/index.tsx`, ...locales].filter(
    (file) => !files.has(file),
  )
  const found = new Set([...files].filter((file) => file.startsWith(`${base}/`)).map(roomOf))
  const absent = rooms
    .filter((room) => !found.has(room === 'discord' ? 'discordDoor' : room))
    .map((room) => `${base}/${room}.ts`)
  const listed =
    list.includes(`#modules/${name}/module.ts`) || list.includes(`./modules/${name}/module.ts`)
  return [...wanted, ...absent]
    .map((file) => `${file} is missing`)
    .concat(listed ? [] : [`src/modules.ts does not list ${name}`])
}
