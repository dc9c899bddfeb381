import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '#core/log.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { ConfigError, readConfig, secretValues } from './config.ts'
import { texts } from './modules.ts'

const complete = {
  DISCORD_BOT_TOKEN: 'token-of-the-bot',
  DISCORD_CLIENT_ID: '130000000000000001',
  DISCORD_CLIENT_SECRET: 'secret-of-the-app',
}

test('defaults suffice beside the Discord account, and accepted names work', () => {
  const config = readConfig({ ...complete, BACKEND_API_URL: 'https://example.org/' })
  assert.equal(config.port, 8080)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.publicUrl, 'https://example.org')
  assert.deepEqual(secretValues(config.secrets), ['token-of-the-bot', 'secret-of-the-app'])
})

test('what libraries repeat of an address, and each master key, is secret by itself', () => {
  const keys = ['a', 'b'].map((letter) => Buffer.alloc(32, letter).toString('base64'))
  const { secrets } = readConfig({
    ...complete,
    DATABASE_URL: 'postgres://muster:of%40base@db/x',
    REDIS_URL: 'redis://:of-redis@cache',
    MASTER_KEYS: keys.join(', '),
  })
  const values = secretValues(secrets)
  for (const one of ['of%40base', 'of@base', 'of-redis', ...keys]) assert.ok(values.includes(one))
  const lines: string[] = []
  const log = createLog('info', [...values, 'a"quoted"one'], { write: (line) => lines.push(line) })
  log.warn({ command: { args: ['AUTH', 'of-redis', 'a"quoted"one'] } }, 'refused')
  assert.match(lines.join(''), /"AUTH","\[secret\]","\[secret\]"/)
})

test('every mistake is reported at once, and no value of a secret with it', () => {
  const environment = {
    PORT: 'eighty',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    DISCORD_CLIENT_ID: '12',
    DISCORD_INTERACTIONS: 'http',
    RATE_LIMITS: 'ten',
    MASTER_KEYS: 'c2hvcnQ=',
  }
  assert.throws(
    () => readConfig(environment),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError)
      const names = ['PORT', 'DATABASE_URL', 'DISCORD_CLIENT_ID', 'RATE_LIMITS', 'MASTER_KEYS']
      const missing = ['DISCORD_BOT_TOKEN', 'DISCORD_CLIENT_SECRET', 'DISCORD_PUBLIC_KEY']
      for (const name of [...names, ...missing]) assert.match(error.message, new RegExp(name))
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    },
  )
})

test('commands that only touch the data do not ask for a Discord account', () => {
  assert.equal(readConfig({ DATA_DIR: '/tmp/x' }, { discord: false }).dataDir, '/tmp/x')
})

test('a mistake is told in the language of the terminal', () => {
  const wrong = {
    PORT: 'eighty',
    PUBLIC_URL: 'ftp://example.org',
    BACKUP_TIME: 'noon',
    MASTER_KEYS: 'short',
    DATABASE_URL: 'mysql://db/x',
    REDIS_URL: 'http://cache',
    DISCORD_CLIENT_ID: '12',
    DISCORD_GUILD_ID: '12',
    DISCORD_PUBLIC_KEY: 'ab',
    DISCORD_INTERACTIONS: 'post',
    FRAME_ANCESTORS: 'a;b',
    RATE_LIMITS: '{"writes": "many"}',
    WEBHOOK_ALLOW: '!',
    GOOGLE_PUBSUB_TOPIC: 'topic',
    GOOGLE_PUBSUB_SUBSCRIPTION: 'subscription',
    JWT_SECRET: 'short',
    FORMS_TIMEZONE: 'Tokio',
    ALLOWED_USERS: 'bob',
    ALLOWED_USERS_CAN_TRADE: 'perhaps',
    TRADING_ROLES: 'boss',
    TRADING_CONFIRM_KRW: 'much',
    TRADING_PREFIX: 'too long',
    TRADING_RATE_LIMITS: 'fast',
    UPBIT_API_URL: 'exchange',
    UPBIT_WS_URL: 'https://exchange',
    STAFF_STATUS_PUBLIC: 'maybe',
  }
  const told = (locale: Locale): readonly string[] => {
    try {
      readConfig({ ...wrong, LANG: `${locale}_XX.UTF-8`, DISCORD_BOT_API_URL: 'https://bot' })
    } catch (error) {
      assert.ok(error instanceof ConfigError)
      return [
        ...error.mistakes,
        ...error.message.split('\n').filter((line) => !/^ {2}- /.test(line)),
      ]
    }
    return []
  }
  const english = told('en')
  for (const name of Object.keys(wrong)) {
    assert.ok(
      english.some((line) => line.startsWith(`${name}:`) || line.startsWith(`${name}.`)),
      name,
    )
  }
  for (const locale of ['ja', 'fr', 'ko'] as const) {
    const lines = told(locale)
    assert.equal(lines.length, english.length, locale)
    const same = lines.filter((line, index) => line === english[index])
    assert.deepEqual(same, [], locale)
    // What says nothing of the setting is no help: the general text stands for no sentence of its own.
    const general = lines.filter((line) => line.endsWith(texts.translate(locale, 'issue.invalid')))
    assert.deepEqual(general, [], locale)
  }
})
