import { unescape } from 'node:querystring'
import { readBackupTime, type BackupTime } from '#core/db/backups.ts'
import { backupFolder } from '#core/db/open.ts'
import { z } from 'zod'
import { parseMasterKeys } from '#core/crypto/master-key.ts'
import { check } from '#core/http/issues.ts'
import { rateLimitsSetting, type RateLimits } from '#core/http/limits.ts'
import { terminalLocale, type Locale } from '#core/i18n/locale.ts'
import type { CoreText } from '#core/i18n/locales/catalogue.ts'
import type { SettingsTable, SettingValues } from '#core/settings.ts'
import { webhookAllowSetting, type AllowList } from '#core/webhooks/target.ts'
import { modules, texts } from './modules.ts'

const address = (fallback: string) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ''))
    .default(fallback)

const secret = (description: string) =>
  z.string().min(1).optional().meta({ description, secret: true })

function areMasterKeys(text: string): boolean {
  try {
    return parseMasterKeys(text).length > 0
  } catch {
    return false
  }
}

/** Every setting of the program itself, as it is read from the environment. */
export const settings = {
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .meta({ description: 'Port of the web app, REST, WebSocket and interactions.' }),
  HOST: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Address to listen on. Behind a reverse proxy leave it on loopback.' }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({
      description:
        'Address under which people reach the web app; used in links and for sign-in. Default: http://HOST:PORT. BACKEND_API_URL and AUTH_SERVER_URL are accepted names for it.',
    }),
  DATA_DIR: z
    .string()
    .default('./data')
    .meta({ description: 'Folder of the SQLite database and its backups.' }),
  BACKUP_DIR: z.string().optional().meta({
    description:
      'Folder of the nightly copies of the SQLite database, on another disk if possible. Default: DATA_DIR/backups.',
  }),
  BACKUP_TIME: z
    .string()
    .default('00:00 UTC')
    .refine(
      (text) => readBackupTime(text) !== null,
      'Must be a time and its zone, such as 03:30 Asia/Tokyo.',
    )
    .meta({
      description:
        'When the SQLite database is copied every night: a time of the day and its time zone.',
    }),
  MASTER_KEYS: z
    .string()
    .refine(areMasterKeys, 'Must be keys of 32 bytes each, in hexadecimal or base64.')
    .optional()
    .meta({
      description:
        'Keys that protect secrets in the database: 32 bytes each in base64 or hexadecimal, separated by commas, the current one first. Several processes need it. Default: DATA_DIR/master.key, made at the first start.',
      secret: true,
    }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'Must be an address that begins with postgres://.' })
    .optional()
    .meta({
      description: 'PostgreSQL, for several processes. Default: SQLite in DATA_DIR.',
      secret: true,
    }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'Must be an address that begins with redis://.' })
    .optional()
    .meta({
      description: 'Redis, for several processes: live pages and shared limits.',
      secret: true,
    }),
  DISCORD_BOT_TOKEN: secret("The bot's token (developer portal, Bot). Required."),
  DISCORD_CLIENT_ID: z
    .string()
    .regex(/^\d{17,19}$/, 'Must be a Discord id (17 to 19 digits).')
    .optional()
    .meta({ description: 'The application id (developer portal, General Information). Required.' }),
  DISCORD_CLIENT_SECRET: secret(
    'For signing in with Discord (developer portal, OAuth2). Required.',
  ),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(
      /^[0-9a-fA-F]{64}([\s,]+[0-9a-fA-F]{64})?$/,
      'Must be one or two keys of 64 hexadecimal digits.',
    )
    .optional()
    .meta({
      description:
        'The public key of the application (developer portal). Required when DISCORD_INTERACTIONS=http; two keys, separated by a comma, while it is being changed.',
    }),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{17,19}$/, 'Must be a Discord id (17 to 19 digits).')
    .optional()
    .meta({ description: 'The primary server (guild) of this installation.' }),
  DISCORD_INTERACTIONS: z
    .enum(['gateway', 'http'])
    .default('gateway')
    .meta({ description: 'How Discord delivers commands and clicks.' }),
  DISCORD_GATEWAY_COMPRESSION: z
    .enum(['none', 'zlib-stream'])
    .default('zlib-stream')
    .meta({ description: 'How events of the gateway travel; compressed they need a tenth.' }),
  DISCORD_API_URL: address('https://discord.com/api').meta({
    description: "Base address of Discord's REST interface, ending in /api.",
  }),
  DISCORD_OAUTH_URL: address('https://discord.com/oauth2/authorize').meta({
    description: 'Page to which people are sent to sign in.',
  }),
  DISCORD_WEB_URL: address('https://discord.com').meta({
    description: 'Where links to messages lead.',
  }),
  DISCORD_BOT_API_URL: z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({
      description:
        "An outside bot that does in Discord what Muster would do: it is sent every change there, under the paths of Discord's own interface (`<address>/v10/…`), with DISCORD_BOT_API_TOKEN as a bearer. Unset: Discord itself.",
    }),
  DISCORD_BOT_API_TOKEN: secret('Accepted as an API key with every scope, for an outside bot.'),
  FRAME_ANCESTORS: z
    .string()
    .regex(/^[^;,\n]*$/, 'Must be origins, separated by spaces.')
    .default("'none'")
    .meta({ description: 'Origins that may show the web app in a frame.' }),
  TRUSTED_PROXIES: z.string().default('loopback').meta({
    description:
      'Addresses of reverse proxies whose X-Forwarded-For is believed, separated by commas; `loopback` is this machine.',
  }),
  RATE_LIMITS: rateLimitsSetting,
  WEBHOOK_ALLOW: webhookAllowSetting,
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .meta({ description: 'Least severe log lines that are written.' }),
  LOG_DAYS: z.coerce.number().int().min(0).max(3650).default(14).meta({
    description:
      'How many days of the log are kept, a file each, in DATA_DIR/logs; 0 writes to standard error alone.',
  }),
} satisfies SettingsTable

const schema = z.object(settings)
type Environment = z.infer<typeof schema>

const moduleSettings: SettingsTable = Object.assign({}, ...modules.map((one) => one.settings))
const moduleSchema = z.object(moduleSettings)

/** What must not be shown: kept apart from the settings and masked in every log line. */
export type Secrets = {
  botToken: string
  clientSecret: string
  botApiToken: string | null
  databaseUrl: string | null
  redisUrl: string | null
  masterKeys: string | null
  /** Values of the modules' own secret settings. */
  ofModules: readonly string[]
}

/** The decided settings of one program. */
export type Config = {
  port: number
  host: string
  /** Null: http://host:port, known once the server listens. */
  publicUrl: string | null
  dataDir: string
  backupDir: string
  backupTime: BackupTime
  primaryGuildId: string | null
  discord: {
    clientId: string
    publicKeys: readonly string[]
    interactions: 'gateway' | 'http'
    compression: 'none' | 'zlib-stream'
    apiUrl: string
    /** Where an outside bot takes what is to be done in Discord; null: Discord does. */
    outsideUrl: string | null
    oauthUrl: string
    webUrl: string
  }
  frameAncestors: string
  trustedProxies: string
  rateLimits: RateLimits
  /** Targets of webhooks that are allowed although they are not public. */
  webhookAllow: AllowList
  logLevel: Environment['LOG_LEVEL']
  /** Days of the log that are kept in files; 0 for none. */
  logDays: number
  /** The language of whoever starts the program. */
  locale: Locale
  /** Settings of the modules, by name. */
  ofModules: SettingValues
  secrets: Secrets
}

/** All that is wrong with the environment, in one text for the person who starts the program. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  /** The mistakes are in the words of `locale`. */
  constructor(locale: Locale, mistakes: readonly string[]) {
    const lines = mistakes.map((mistake) => `  - ${mistake}`)
    const say = (key: CoreText) => texts.translate(locale, key)
    super([say('settings.unusable'), ...lines, say('settings.explained')].join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

const aliases: Record<string, readonly string[]> = {
  PUBLIC_URL: ['BACKEND_API_URL', 'AUTH_SERVER_URL'],
}

const required = {
  DISCORD_BOT_TOKEN: 'settings.lacks.bot_token',
  DISCORD_CLIENT_ID: 'settings.lacks.client_id',
  DISCORD_CLIENT_SECRET: 'settings.lacks.client_secret',
} as const satisfies Partial<Record<keyof Environment, CoreText>>

function read(environment: Record<string, string | undefined>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of [...Object.keys(settings), ...Object.keys(moduleSettings)]) {
    const names = [name, ...(aliases[name] ?? [])]
    const value = names.map((key) => environment[key]?.trim()).find(Boolean)
    if (value) values[name] = value
  }
  return values
}

function secretsOfModules(values: SettingValues): string[] {
  return Object.entries(moduleSettings).flatMap(([name, setting]) => {
    const value = values[name]
    return setting.meta()?.['secret'] === true && typeof value === 'string' ? [value] : []
  })
}

function decide(env: Environment, ofModules: SettingValues, locale: Locale): Config {
  return {
    locale,
    ofModules,
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? null,
    dataDir: env.DATA_DIR,
    backupDir: env.BACKUP_DIR ?? backupFolder(env.DATA_DIR),
    backupTime: readBackupTime(env.BACKUP_TIME) ?? { hour: 0, minute: 0, zone: 'UTC' },
    primaryGuildId: env.DISCORD_GUILD_ID ?? null,
    discord: {
      clientId: env.DISCORD_CLIENT_ID ?? '',
      publicKeys: env.DISCORD_PUBLIC_KEY?.split(/[\s,]+/) ?? [],
      interactions: env.DISCORD_INTERACTIONS,
      compression: env.DISCORD_GATEWAY_COMPRESSION,
      apiUrl: env.DISCORD_API_URL,
      outsideUrl: env.DISCORD_BOT_API_URL ?? null,
      oauthUrl: env.DISCORD_OAUTH_URL,
      webUrl: env.DISCORD_WEB_URL,
    },
    frameAncestors: env.FRAME_ANCESTORS,
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimits: env.RATE_LIMITS,
    webhookAllow: env.WEBHOOK_ALLOW,
    logLevel: env.LOG_LEVEL,
    logDays: env.LOG_DAYS,
    secrets: {
      botToken: env.DISCORD_BOT_TOKEN ?? '',
      clientSecret: env.DISCORD_CLIENT_SECRET ?? '',
      botApiToken: env.DISCORD_BOT_API_TOKEN ?? null,
      databaseUrl: env.DATABASE_URL ?? null,
      redisUrl: env.REDIS_URL ?? null,
      masterKeys: env.MASTER_KEYS ?? null,
      ofModules: secretsOfModules(ofModules),
    },
  }
}

/** What the Discord account lacks. */
function lacksOf(values: Record<string, string | undefined>): CoreText[] {
  const lacks: CoreText[] = Object.entries(required).flatMap(([name, key]) =>
    values[name] ? [] : [key],
  )
  if (values['DISCORD_BOT_API_URL'] && !values['DISCORD_BOT_API_TOKEN']) {
    lacks.push('settings.lacks.bot_api_token')
  }
  if (values['DISCORD_INTERACTIONS'] === 'http' && !values['DISCORD_PUBLIC_KEY']) {
    lacks.push('settings.lacks.public_key')
  }
  return lacks
}

/**
 * Reads the settings. With `discord: false` (commands that only touch the data) the Discord account
 * may be missing. Throws `ConfigError` with every mistake at once, in the language of the terminal.
 */
export function readConfig(
  environment: Record<string, string | undefined>,
  needs: { discord: boolean } = { discord: true },
): Config {
  const values = read(environment)
  const locale = terminalLocale(environment)
  const parsed = check(schema, values, { texts, locale })
  const ofModules = check(moduleSchema, values, { texts, locale })
  const mistakes = [parsed, ofModules]
    .flatMap((one) => (one.ok ? [] : one.mistakes))
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
  if (needs.discord) mistakes.push(...lacksOf(values).map((key) => texts.translate(locale, key)))
  if (!parsed.ok || !ofModules.ok || mistakes.length > 0) throw new ConfigError(locale, mistakes)
  return decide(parsed.value, ofModules.value, locale)
}

/** What of an address is secret by itself: libraries repeat a password without the rest. */
function passwordsIn(text: string): string[] {
  const { password = '' } = URL.parse(text) ?? {}
  return password === '' ? [] : [password, unescape(password)]
}

/** The values that no log line may contain. */
export function secretValues(secrets: Secrets): string[] {
  const all = Object.values(secrets).flatMap(
    (value: string | readonly string[] | null) => value ?? [],
  )
  const keys = secrets.masterKeys?.split(/[\s,]+/) ?? []
  return [...all, ...keys, ...all.flatMap(passwordsIn)]
}
