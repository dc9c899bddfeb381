import { parseArgs } from 'node:util'
import { createKeys } from '#core/access/keys.ts'
import { commandClock as clock } from '#core/clock.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { createTranslate } from '#core/i18n/translate.ts'
import { systemRandom } from '#core/ids.ts'
import type { Selftest, SelftestWorld } from '#core/selftest.ts'
import { createAsk } from '#discord/doctor/ask.ts'
import { findPostingPlace } from '#discord/doctor/posting-place.ts'
import { readConfig, type Config } from '../config.ts'
import { modules } from '../modules.ts'
import { examineReach } from './doctor-ground.ts'
import { outcomes, reportLine } from './doctor-report.ts'
import { localeOf, UsageError, wordsOf, type Io } from './io.ts'
import { say } from './locales/catalogue.ts'
import { openWorld, type SelftestTools } from './selftest-world.ts'
import { withDatabase } from './storage.ts'

type TestedModule = (typeof modules)[number] & { selftest: Selftest }
type Ground = Omit<SelftestTools, 'key' | 'step'>
type Options = Readonly<Record<string, string | boolean | undefined>>

const keyName = 'selftest'

function textOf(value: Options[string]): string | null {
  return typeof value === 'string' ? value : null
}

function tested(name: string | undefined, locale: Locale): TestedModule[] {
  const able = modules.flatMap((module) =>
    module.selftest ? [{ ...module, selftest: module.selftest }] : [],
  )
  if (name === undefined) return able
  const chosen = able.filter((module) => module.name === name)
  if (chosen.length > 0) return chosen
  const names = able.map((module) => module.name).join(', ')
  const options = able.flatMap((module) => module.selftest.options ?? [])
  const more = options.map((option) => ` [--${option} …]`).join('')
  throw new UsageError(say(locale, 'usage.selftest', { options: more, modules: names }))
}

/** Runs one step and prints its line; a failure ends the test. */
function printedStep(
  io: Io,
  locale: Locale,
  title: (key: string) => string,
): SelftestWorld['step'] {
  return async (key, work) => {
    const begun = clock.now()
    const line = (state: 'ok' | 'failed') => {
      const seconds = ((clock.now() - begun) / 1_000).toFixed(2)
      io.out(`${say(locale, `selftest.${state}`)}\t${seconds} s\t${title(key)}`)
    }
    try {
      const result = await work()
      line('ok')
      return result
    } catch (error) {
      line('failed')
      throw error
    }
  }
}

/** Whether the work succeeded; a failure is told. */
async function succeeds(io: Io, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    io.err(`\t${wordsOf(error, localeOf(io))}`)
    return false
  }
}

/** Makes a key for this server alone and revokes it at the end; one left over goes, too. */
async function withKey<T>(
  io: Io,
  module: TestedModule,
  ground: Ground,
  use: (key: string) => Promise<T>,
) {
  const { scopes } = module.selftest
  return withDatabase(io, async (database) => {
    const keys = createKeys({ database, clock, random: systemRandom })
    await keys.revoke(keyName)
    const wish = { name: keyName, scopes, guild_ids: [ground.place.guild.id] }
    const { id, key } = await keys.create(wish)
    try {
      return await use(key)
    } finally {
      await keys.revoke(id)
    }
  })
}

async function runOne(io: Io, module: TestedModule, ground: Ground): Promise<boolean> {
  const { locale, publicUrl, place } = ground
  const translate = createTranslate(module.catalogue)
  io.out(
    say(locale, 'selftest.begin', {
      module: module.name,
      url: publicUrl,
      channel: place.channel.name,
      server: place.guild.name,
    }),
  )
  return withKey(io, module, ground, async (key) => {
    const step = printedStep(io, locale, (text) => translate(locale, text))
    const { world, end } = openWorld({ ...ground, key, step })
    const passed = await succeeds(io, () => module.selftest.run(world))
    const clean = printedStep(io, locale, () => say(locale, 'selftest.clean'))
    const cleaned = await succeeds(io, () => clean('', end))
    return passed && cleaned
  })
}

/** What the test stands on, or why it cannot begin. */
async function prepare(
  config: Config,
  locale: Locale,
  channelId: string | null,
): Promise<Omit<Ground, 'patienceMs' | 'option'> | string> {
  const { discord, secrets, primaryGuildId } = config
  const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
  const reach = await examineReach(publicUrl)
  if (outcomes[reach.outcome] !== 'works') {
    const { detail, fix } = reportLine(reach, locale, {})
    return `${detail}\n→ ${fix}`
  }
  const ask = createAsk({ api: discord.apiUrl, token: secrets.botToken, clock })
  const place = await findPostingPlace(ask, modules, { channelId, primaryGuildId })
  return place ? { publicUrl, ask, place, locale } : say(locale, 'selftest.nowhere')
}

/**
 * `muster selftest [module] [--channel ID] [--form URL]`: tries what a module is for in the running installation,
 * through its public address and with Discord's own eyes, one line a step, and takes back what it
 * made. Anything may take `patienceMs` to show: edits of a message keep a distance. Returns 1 when something does not work.
 */
export async function selftest(io: Io, patienceMs = 20_000): Promise<number> {
  const names = ['channel', ...modules.flatMap((module) => module.selftest?.options ?? [])]
  const parsed = parseArgs({
    args: [...io.args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    allowPositionals: true,
  })
  const { positionals } = parsed
  const options: Options = parsed.values
  const locale = localeOf(io)
  const chosen = tested(positionals[0], locale)
  const found = await prepare(readConfig(io.env), locale, textOf(options['channel']))
  if (typeof found === 'string') {
    io.err(found)
    return 1
  }
  const option = (name: string) => textOf(options[name])
  const ground = { ...found, patienceMs, option }
  let passed = true
  for (const module of chosen) passed = (await runOne(io, module, ground)) && passed
  io.out(say(locale, passed ? 'selftest.sum.ok' : 'selftest.sum.failed'))
  return passed ? 0 : 1
}
