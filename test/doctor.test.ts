import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { z } from 'zod'
import { systemClock, type Clock } from '#core/clock.ts'
import { masterKeyFile } from '#core/crypto/master-key.ts'
import { freePort } from '#core/http/free-port.ts'
import { locales, terminalLocale } from '#core/i18n/locale.ts'
import { judgeApplication, judgeStarts, type ModulePart } from '#discord/doctor/account.ts'
import { doctor } from '../src/cli/doctor.ts'
import { judgeBackup, judgeSpace } from '../src/cli/doctor-ground.ts'
import { outcomes } from '../src/cli/doctor-report.ts'
import { cliCatalogue } from '../src/cli/locales/catalogue.ts'
import { modules } from '../src/modules.ts'
import { sandboxEnvironment, startTryOut, type TryOut } from '../tools/world.ts'
import { runCommand } from './support/cli.ts'

const reportShape = z.array(
  z.strictObject({
    id: z.string(),
    state: z.enum(['works', 'attention', 'broken']),
    title: z.string().min(1),
    detail: z.string().min(1),
    fix: z.string().min(1).nullable(),
  }),
)

const everyone = 0
let tryOut: TryOut
let folder: string
let env: Record<string, string>

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-doctor-'))
  const dataDir = join(folder, 'data')
  tryOut = await startTryOut({ port: 0, sandboxPort: 0, dataDir, env: { LOG_LEVEL: 'silent' } })
  const address = { PUBLIC_URL: tryOut.app.url, DATA_DIR: dataDir, LANG: 'en_GB.UTF-8' }
  env = { ...sandboxEnvironment(tryOut.sandbox, dataDir), ...address }
})

after(async () => {
  await tryOut.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks the doctor; lines by id. No answer may contain a secret. */
async function ask(changes: Record<string, string | undefined> = {}, clock: Clock = systemClock) {
  const all: Record<string, string | undefined> = { ...env, ...changes }
  const ran = await runCommand((io) => doctor(io, clock), all, ['--json'])
  for (const secret of [env['DISCORD_BOT_TOKEN'], env['DISCORD_CLIENT_SECRET']]) {
    assert.ok(secret && !ran.out.includes(secret), 'a secret was printed')
  }
  const lines = reportShape.parse(JSON.parse(ran.out))
  assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length, 'an id stands twice')
  assert.equal(ran.code, lines.some(({ state }) => state === 'broken') ? 1 : 0)
  for (const { state, fix } of lines) assert.equal(fix === null, state === 'works')
  return new Map(lines.map((line) => [line.id, line]))
}

type Lines = Awaited<ReturnType<typeof ask>>

function assertNamed(lines: Lines, id: string, state: string, ...words: RegExp[]): void {
  const line = lines.get(id)
  assert.ok(line, `${id} is not in the report: ${[...lines.keys()].join(' ')}`)
  assert.equal(line.state, state, line.detail)
  for (const word of words) assert.match(`${line.detail}\n${line.fix}`, word)
}

function community() {
  const [guild] = tryOut.sandbox.world.state.guilds.values()
  assert.ok(guild)
  const [channel] = [...guild.channels.values()].filter(({ name }) => name === 'recruit')
  assert.ok(channel)
  return { guild, channel, id: guild.base.id }
}

/** Denies a permission to everybody in #recruit while `work` runs. */
async function denying(bits: bigint, work: () => Promise<void>): Promise<void> {
  const { channel, id } = community()
  const kept = channel.permission_overwrites ?? []
  const denial = { id, type: everyone, allow: '0', deny: String(bits) }
  channel.permission_overwrites = [...kept, denial]
  await work()
  channel.permission_overwrites = kept
}

describe('muster doctor beside a running server', () => {
  it('finds everything in order, in words and in four languages', async () => {
    const lines = await ask()
    assert.deepEqual(
      [...lines.values()].filter(({ state }) => state !== 'works'),
      [],
    )
    const { id } = community()
    for (const check of ['database', 'schema', 'address', 'gateway', 'commands', 'redirect']) {
      assert.ok(lines.has(check), check)
    }
    assert.ok(lines.has(`permissions:${id}`))
    const { out, code } = await runCommand(doctor, { ...env, LANG: 'ja_JP.UTF-8' })
    assert.equal(code, 0)
    assert.match(out, /✓ ボットのトークン/)
    assert.ok(!out.includes(env['DISCORD_BOT_TOKEN'] ?? '-'))
  })

  it('names the setting that is wrong', async () => {
    assertNamed(await ask({ DISCORD_BOT_TOKEN: 'wrong-token' }), 'token', 'broken', /Reset Token/)
    const other = '123456789012345678'
    const wrongId = await ask({ DISCORD_CLIENT_ID: other })
    assertNamed(wrongId, 'application', 'broken', new RegExp(other))
    const key = 'ab'.repeat(32)
    assertNamed(await ask({ DISCORD_PUBLIC_KEY: key }), 'key', 'broken', /General Information/)
    const secret = await ask({ DISCORD_CLIENT_SECRET: 'not-it' })
    assertNamed(secret, 'secret', 'broken', /DISCORD_CLIENT_SECRET/)
    const guild = await ask({ DISCORD_GUILD_ID: other })
    assertNamed(guild, 'servers:primary', 'broken', new RegExp(other))
    const missing = await ask({ DISCORD_BOT_TOKEN: undefined, PORT: 'many' })
    assertNamed(missing, 'settings', 'broken', /DISCORD_BOT_TOKEN/, /PORT/)
    const beginning = await ask({ DISCORD_BOT_TOKEN: undefined })
    assertNamed(beginning, 'settings', 'broken', /Reset Token/)
    assertNamed(beginning, 'database', 'works')
  })

  it('names the switch that is off in the developer portal, and who needs it', async () => {
    const { gatewayFaults } = tryOut.sandbox.world
    const switches = [
      ['members_intent_off', 'GUILD_MEMBERS', /Server Members Intent/],
      ['presence_intent_off', 'GUILD_PRESENCES', /Presence Intent/],
    ] as const
    for (const [kind, intent, word] of switches) {
      gatewayFaults.add({ id: kind, kind, left: null })
      assertNamed(await ask(), `intents:${intent}`, 'attention', word, /staff/)
      gatewayFaults.remove(kind)
    }
    assertNamed(await ask(), 'intents', 'works')
  })

  it('says when the server, its address or Discord cannot be reached', async () => {
    const closed = await ask({ PUBLIC_URL: 'http://127.0.0.1:9' })
    assertNamed(closed, 'address', 'broken', /npm run serve/)
    assertNamed(closed, 'redirect', 'broken', /http:\/\/127\.0\.0\.1:9\/auth\/callback/)
    const stranger = await ask({ PUBLIC_URL: tryOut.sandbox.origin })
    assertNamed(stranger, 'address', 'broken', /something else/)
    const offline = await ask({ DISCORD_API_URL: 'http://127.0.0.1:9/api' })
    assertNamed(offline, 'reach', 'broken', /DISCORD_API_URL/)
    const ahead: Clock = { ...systemClock, now: () => systemClock.now() + 60_000 }
    assertNamed(await ask({}, ahead), 'clock', 'attention', /60 seconds ahead/, /set-ntp/)
  })

  it('names the channel, the permission and the way to give it', async () => {
    const { channel, id } = community()
    await denying(Bits.EmbedLinks, async () => {
      const lines = await ask()
      const words = [/#recruit/, /Embed Links \(EMBED_LINKS; recruitment/, /Edit Channel/]
      assertNamed(lines, `channel:${channel.id}`, 'attention', ...words)
      assertNamed(lines, `permissions:${id}`, 'works')
    })
    await denying(Bits.ViewChannel, async () => {
      assertNamed(await ask(), `hidden:${id}`, 'attention', /#recruit/, /View Channel/)
    })
  })

  it('sees a bot without rights, silenced, or not there at all', async () => {
    const { guild, id } = community()
    const { world, application } = tryOut.sandbox
    const member = guild.members.get(application.id)
    assert.ok(member)
    const roles = [...guild.roles.values()]
    const kept = roles.map(({ permissions }) => permissions)
    for (const role of roles) role.permissions = String(Bits.ViewChannel)
    const powerless = await ask()
    assertNamed(powerless, `permissions:${id}`, 'broken', /Send Messages/, /permissions=\d+/)
    roles.forEach((role, index) => Object.assign(role, { permissions: kept[index] }))

    member.communication_disabled_until = new Date(systemClock.now() + 60_000).toISOString()
    assertNamed(await ask(), `silence:${id}`, 'broken', /Remove Timeout/)
    member.communication_disabled_until = null

    const own = member.roles
    member.roles = []
    assertNamed(await ask(), `role:${id}`, 'attention', /without permissions/)
    member.roles = own

    const guilds = [...world.state.guilds]
    world.state.guilds.clear()
    assertNamed(await ask(), 'servers', 'broken', /client_id=.*permissions=\d+/)
    for (const [key, value] of guilds) world.state.guilds.set(key, value)
  })

  it('compares the commands one by one', async () => {
    const { commands, application } = tryOut.sandbox.world.state
    const { id: guildId } = community()
    const kept = [...commands]
    const [key, recruit] = kept.find(([, { name }]) => name === 'recruit') ?? []
    assert.ok(key && recruit)
    commands.clear()
    assertNamed(await ask(), 'commands', 'broken', /\/recruit/)
    commands.set(key, { ...recruit, description: 'Something else' })
    assertNamed(await ask(), 'commands:differ', 'attention', /\/recruit/)
    commands.set(key, recruit)
    const foreign = { ...recruit, id: application.id, name: 'old' }
    commands.set(foreign.id, foreign)
    assertNamed(await ask(), 'commands:foreign', 'attention', /\/old/)
    commands.set(foreign.id, { ...recruit, id: foreign.id, guild_id: guildId })
    assertNamed(await ask(), `twice:${guildId}`, 'attention', /\/recruit/)
    commands.delete(foreign.id)
  })

  it('finds out when clicks go where nobody waits', async () => {
    const { application } = tryOut.sandbox.world.state
    assertNamed(await ask({ DISCORD_INTERACTIONS: 'http' }), 'door', 'broken', /Endpoint URL/)
    application.interactions_endpoint_url = 'https://elsewhere.example/clicks'
    assertNamed(await ask(), 'door', 'broken', /elsewhere\.example/, /DISCORD_INTERACTIONS=http/)
    const posted = await ask({ DISCORD_INTERACTIONS: 'http' })
    assertNamed(posted, 'door', 'broken', /elsewhere\.example/)
    application.interactions_endpoint_url = `${tryOut.app.url}/api/discord/interactions/`
    assertNamed(await ask({ DISCORD_INTERACTIONS: 'http' }), 'door', 'works')
    application.interactions_endpoint_url = null
  })

  it('looks at what trading depends on', async () => {
    const fine = await ask()
    for (const check of ['exchange', 'clock', 'keys', 'trade']) {
      assertNamed(fine, `trading.${check}`, 'works')
    }
    const unset = await ask({ UPBIT_ACCESS_KEY: '' })
    assertNamed(unset, 'trading.keys', 'attention', /UPBIT_SECRET_KEY/)
    const { keys } = tryOut.sandbox.exchange.desk.state
    const [first] = keys
    assert.ok(first)
    keys[0] = { ...first, permissions: ['asset_view', 'order_view'] }
    assertNamed(await ask(), 'trading.trade', 'broken', /out_of_scope/)
    keys[0] = { ...first, expires_at: 0 }
    assertNamed(await ask(), 'trading.keys', 'broken', /expired_access_key/)
    keys[0] = first
    const away = await ask({ UPBIT_API_URL: `http://127.0.0.1:${await freePort()}` })
    assertNamed(away, 'trading.exchange', 'broken', /ECONNREFUSED/)
  })

  it('looks at what forms depend on', async () => {
    const fine = await ask()
    assertNamed(fine, 'forms.google', 'works', /gserviceaccount\.com/)
    assertNamed(fine, 'forms.links', 'works', /master key/)
    const unset = await ask({ GOOGLE_SERVICE_ACCOUNT_FILE: undefined })
    assertNamed(unset, 'forms.google', 'attention', /GOOGLE_SERVICE_ACCOUNT_FILE/)
    const deaf = await ask({ GOOGLE_SERVICE_ACCOUNT_FILE: join(folder, 'nothing.json') })
    assertNamed(deaf, 'forms.google', 'broken', /key file/)
    const same = { JWT_SECRET: 's'.repeat(32), JWT_SECRET_PREVIOUS: 's'.repeat(32) }
    assertNamed(await ask(same), 'forms.links', 'attention', /JWT_SECRET_PREVIOUS/)
  })

  it('names what is sealed with a master key that is not there any more', async () => {
    const { database, secretBox, random } = tryOut.app.services
    const feed = { user_id: '123456789012345678', token_hash: 'hash', created_at: 0 }
    const token = secretBox.seal('secret', 'x')
    await database.write(async ({ db }) => {
      const tables = db.$extendTables<{ event_feeds: typeof feed & { token: string } }>()
      await tables
        .insertInto('event_feeds')
        .values({ ...feed, token })
        .execute()
    })
    assertNamed(await ask(), 'secrets', 'works')
    const other = random(32).toString('base64')
    const words = [/address of 1 personal calendar/, /MASTER_KEYS/]
    const lines = await ask({ MASTER_KEYS: other })
    assertNamed(lines, 'secrets', 'attention', ...words)
    assert.ok(!JSON.stringify([...lines]).includes(other))
    const file = masterKeyFile(join(folder, 'data'))
    const kept = readFileSync(file)
    const both = await ask({ MASTER_KEYS: `${other},${kept.toString().trim()}` })
    assertNamed(both, 'secrets', 'works', /1 stored secret is still sealed/)
    writeFileSync(file, 'short')
    assertNamed(await ask(), 'secrets', 'broken', /32 bytes/)
    rmSync(file)
    assertNamed(await ask(), 'secrets', 'attention', ...words)
    writeFileSync(file, kept, { mode: 0o600 })
  })

  it('tells damaged data, data of a newer version and data that is not there apart', async () => {
    const { database } = tryOut.app.services
    type Steps = { migrations: { name: string; applied_at: number } }
    const later = { name: 'core/9999-later', applied_at: 0 }
    await database.write(async ({ db }) => {
      await db.$extendTables<Steps>().insertInto('migrations').values(later).execute()
    })
    assertNamed(await ask(), 'schema', 'broken', /9999-later/)
    await database.write(async ({ db }) => {
      await db.$extendTables<Steps>().deleteFrom('migrations').where('applied_at', '=', 0).execute()
    })
    const damaged = join(folder, 'damaged')
    mkdirSync(damaged)
    writeFileSync(
      join(damaged, 'muster.sqlite'),
      'not a database, but long enough to be one'.repeat(99),
    )
    assertNamed(await ask({ DATA_DIR: damaged }), 'database', 'broken', /restore FILE/)
    const nowhere = await ask({ DATA_DIR: join(folder, 'nowhere') })
    assertNamed(nowhere, 'database', 'attention', /first start/)
    const postgres = 'postgres://muster:pass-word-1@127.0.0.1:9/muster'
    const refused = await ask({ DATABASE_URL: postgres })
    assertNamed(refused, 'database', 'broken', /PostgreSQL/)
    assert.ok(!JSON.stringify([...refused]).includes('pass-word-1'))
    const deaf = await ask({ REDIS_URL: 'redis://127.0.0.1:9' })
    assertNamed(deaf, 'redis', 'attention', /REDIS_URL/)
  })
})

describe('what the doctor knows without asking', () => {
  const part = (name: string, intents: number): ModulePart | undefined => {
    const [first] = modules
    return first && { name, discord: { ...first.discord, intents } }
  }

  it('names the switch of an intent that a module needs', () => {
    const application = { id: '1', verify_key: 'a', flags: 0, redirect_uris: [] }
    const expected = {
      clientId: '1',
      clientSecret: 's',
      publicKeys: [],
      interactions: 'gateway' as const,
      publicUrl: 'http://127.0.0.1:8080',
      primaryGuildId: null,
    }
    const parts = [part('staff', 1 << 8), part('forms', 1)].filter((one) => one !== undefined)
    const found = judgeApplication(application, expected, parts)
    const off = found.find(({ outcome }) => outcome === 'intents.off')
    assert.deepEqual(off?.values, { switch: 'Presence Intent', modules: ['staff'] })
    const granted = judgeApplication({ ...application, flags: 1 << 13 }, expected, parts)
    assert.ok(granted.some(({ outcome }) => outcome === 'intents.ok'))
  })

  it('warns early of few session starts and little space', () => {
    const limit = { total: 1_000, remaining: 199, reset_after: 1 }
    assert.equal(judgeStarts(limit).outcome, 'starts.few')
    assert.equal(judgeStarts({ ...limit, remaining: 200 }).outcome, 'starts.ok')
    const day = 24 * 3_600_000
    assert.equal(judgeBackup(null, 0, '').outcome, 'backup.none')
    assert.equal(judgeBackup(0, 2 * day - 1, '').outcome, 'backup.ok')
    assert.equal(judgeBackup(0, 2 * day, '').outcome, 'backup.old')
    assert.equal(judgeSpace(2 ** 31).outcome, 'space.ok')
    assert.equal(judgeSpace(2 ** 29).outcome, 'space.low')
    assert.equal(judgeSpace(2 ** 24).outcome, 'space.full')
  })

  it('has words for every outcome, and a fix for every one that is not fine', () => {
    for (const [outcome, state] of Object.entries(outcomes)) {
      const [check] = outcome.split('.')
      const keys = Object.keys(cliCatalogue.en)
      assert.ok(keys.includes(`doctor.${check}`), check)
      assert.ok(keys.includes(`doctor.${outcome}`), outcome)
      assert.equal(keys.includes(`doctor.${outcome}.fix`), state !== 'works', outcome)
    }
  })

  it('has words for everything that is sealed', () => {
    for (const { name, catalogue, sealed = [] } of modules) {
      for (const { text } of sealed) assert.ok(text in catalogue.en, `${name}: ${text}`)
    }
  })

  it('speaks the language of the terminal', () => {
    const spoken = locales.map((locale) => terminalLocale({ LANG: `${locale}_XX.UTF-8` }))
    assert.deepEqual(spoken, [...locales])
    assert.equal(terminalLocale({ LANG: 'C.UTF-8' }), 'en')
    assert.equal(terminalLocale({ LC_ALL: 'ko_KR', LANG: 'fr_FR' }), 'ko')
  })
})
