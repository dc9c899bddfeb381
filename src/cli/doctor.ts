import { parseArgs } from 'node:util'
import { commandClock, type Clock } from '#core/clock.ts'
import type { Finding } from '#discord/doctor/finding.ts'
import { examineDiscord } from '#discord/doctor/examine.ts'
import { invitationOf } from '#discord/invitation.ts'
import { ConfigError, readConfig, secretValues, type Config } from '../config.ts'
import { modules } from '../modules.ts'
import { examineAddress, examineRedis, examineStorage, withReadyDatabase } from './doctor-ground.ts'
import {
  moduleLine,
  reportLine,
  reportText,
  type Outcome,
  type ReportLine,
} from './doctor-report.ts'
import { examineSecrets } from './doctor-secrets.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { createSettingsReader } from '#core/settings.ts'
import { localeOf, type Io } from './io.ts'

function publicUrlOf({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${host}:${port}`
}

async function examineGround(config: Config): Promise<Finding<Outcome>[]> {
  const [storage, redis, address] = await Promise.all([
    examineStorage(config),
    examineRedis(config),
    examineAddress(publicUrlOf(config)),
  ])
  return [...storage, redis, ...address]
}

async function examine(config: Config, clock: Clock): Promise<Finding<Outcome>[]> {
  const { discord, secrets, primaryGuildId } = config
  const { clientSecret } = secrets
  const [ground, onDiscord] = await Promise.all([
    examineGround(config),
    examineDiscord({
      api: discord.apiUrl,
      token: secrets.botToken,
      expected: { ...discord, clientSecret, publicUrl: publicUrlOf(config), primaryGuildId },
      parts: modules,
      clock,
    }),
  ])
  return [{ outcome: 'settings.ok', values: {} }, ...ground, ...onDiscord]
}

/** What is found in the data: by the modules for themselves, and of what is sealed there. */
async function examineData(config: Config, clock: Clock, locale: Locale) {
  const settings = createSettingsReader(config.ofModules)
  return withReadyDatabase(config, async (database) => {
    const found = await Promise.all(
      modules.map(async (module) => {
        const findings = (await module.doctor?.({ settings, clock, database })) ?? []
        return findings.map((finding) => moduleLine(module, finding, locale))
      }),
    )
    const findings = await examineSecrets(config, database, locale)
    return { ofModules: found.flat(), findings }
  })
}

const oneALine = (texts: readonly string[]) => texts.map((text) => `\n      - ${text}`).join('')

/** The settings, or what is wrong with them. */
function settingsOf(env: Io['env'], needs: { discord: boolean }): Config | readonly string[] {
  try {
    return readConfig(env, needs)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
}

type Examined = {
  findings: Finding<Outcome>[]
  ofModules: ReportLine[]
  secrets: string[]
  invite: string
}

async function examineAll(io: Io, clock: Clock, locale: Locale): Promise<Examined> {
  const config = settingsOf(io.env, { discord: true })
  if ('discord' in config) {
    const [ground, { findings, ofModules }] = await Promise.all([
      examine(config, clock),
      examineData(config, clock, locale),
    ])
    const secrets = secretValues(config.secrets)
    return {
      findings: [...ground, ...findings],
      ofModules,
      secrets,
      invite: invitationOf(config.discord, modules),
    }
  }
  const findings: Finding<Outcome>[] = [
    { outcome: 'settings.mistakes', values: { mistakes: oneALine(config) } },
  ]
  // Without an account at Discord this machine can be looked at all the same.
  const rest = settingsOf(io.env, { discord: false })
  if (!('discord' in rest)) return { findings, ofModules: [], secrets: [], invite: '' }
  findings.push(...(await examineGround(rest)))
  const secrets = secretValues(rest.secrets)
  return { findings, ofModules: [], secrets, invite: invitationOf(rest.discord, modules) }
}

/**
 * `muster doctor [--json]`: says what works, what needs attention and what is broken, each with its
 * meaning and the fix, in the language of the terminal. Works beside a running server and changes
 * nothing. Returns 1 when something is broken.
 */
export async function doctor(io: Io, clock: Clock = commandClock): Promise<number> {
  const { values } = parseArgs({ args: [...io.args], options: { json: { type: 'boolean' } } })
  const locale = localeOf(io)
  const { findings, ofModules, secrets, invite } = await examineAll(io, clock, locale)
  const lines = [
    ...findings.map((finding) => reportLine(finding, locale, { invite })),
    ...ofModules,
  ]
  const text = values.json ? JSON.stringify(lines, null, 2) : reportText(lines, locale)
  // An error text of a library may repeat an address with its password.
  const safe = secrets
    .filter((secret) => secret.length >= 6)
    .reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text)
  io.out(safe)
  return lines.some(({ state }) => state === 'broken') ? 1 : 0
}
