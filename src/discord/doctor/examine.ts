import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock } from '#core/clock.ts'
import {
  applicationShape,
  gatewayBotShape,
  judgeApplication,
  judgeClock,
  judgeStarts,
  type Expected,
  type ModulePart,
} from './account.ts'
import { createAsk, trouble, type Ask } from './ask.ts'
import { commandShape, judgeCommands, judgeTwice } from './commands.ts'
import { found, type DiscordFinding } from './finding.ts'
import { failureToGreet } from './hello.ts'
import { readServer } from './read-server.ts'
import { judgeServer } from './server.ts'

/** Servers that are looked at: each costs four calls. */
const mostServers = 20

const botShape = z.object({ id: z.string(), username: z.string() })
const listedGuild = z.object({ id: z.string(), name: z.string() })
const gatewayShape = z.object({ url: z.string() })

type Bot = z.infer<typeof botShape>
type Patient = { ask: Ask; expected: Expected; parts: readonly ModulePart[]; clock: Clock }

async function examineSecret({ ask, expected }: Patient): Promise<DiscordFinding> {
  const known = await ask.knowsSecret(expected.clientId, expected.clientSecret)
  if (known === null) return found('secret.unchecked')
  return found(known ? 'secret.ok' : 'secret.refused')
}

async function examineGateway({ ask }: Patient): Promise<DiscordFinding[]> {
  const reply = await ask.get(Routes.gatewayBot(), gatewayBotShape)
  if (reply.kind !== 'ok') return [found('gateway.failed', { reason: trouble(reply) })]
  const { url, session_start_limit } = reply.value
  const reason = await failureToGreet(url)
  const greeting = reason === null ? found('gateway.ok') : found('gateway.failed', { reason })
  return [greeting, judgeStarts(session_start_limit)]
}

async function examineApplication(patient: Patient): Promise<DiscordFinding[]> {
  const reply = await patient.ask.get(Routes.currentApplication(), applicationShape)
  if (reply.kind !== 'ok') return [found('reach.failed', { reason: trouble(reply) })]
  return judgeApplication(reply.value, patient.expected, patient.parts)
}

function wantedCommands({ parts }: Patient) {
  return parts.flatMap(({ discord }) => discord.commands)
}

async function examineCommands(patient: Patient, bot: Bot): Promise<DiscordFinding[]> {
  // A bot's id is its application's; those of 2016 and before differ, and there the setting counts.
  const id = patient.expected.clientId || bot.id
  const path = `${Routes.applicationCommands(id)}?with_localizations=true`
  const reply = await patient.ask.get(path, z.array(commandShape))
  if (reply.kind !== 'ok') return [found('commands.unread', { reason: trouble(reply) })]
  return judgeCommands(reply.value, wantedCommands(patient))
}

async function examineServer(
  patient: Patient,
  guild: z.infer<typeof listedGuild>,
  bot: Bot,
): Promise<DiscordFinding[]> {
  const server = await readServer(patient.ask, guild.id, bot.id)
  if (typeof server === 'string') {
    return [found('server.unread', { server: guild.name, reason: server }, guild.id)]
  }
  const path = Routes.applicationGuildCommands(patient.expected.clientId, guild.id)
  const own = await patient.ask.get(path, z.array(commandShape))
  const twice = own.kind === 'ok' ? judgeTwice(guild, own.value, wantedCommands(patient)) : []
  return [...judgeServer(server, patient.parts, patient.clock.now()), ...twice]
}

async function examineServers(patient: Patient, bot: Bot): Promise<DiscordFinding[]> {
  const { ask, expected } = patient
  const reply = await ask.get(`${Routes.userGuilds()}?limit=200`, z.array(listedGuild))
  if (reply.kind !== 'ok') return [found('server.unread', { server: '', reason: trouble(reply) })]
  const all = reply.value
  if (all.length === 0) return [found('servers.none', { client: expected.clientId })]
  const primary = all.find(({ id }) => id === expected.primaryGuildId)
  const chosen = [...new Set([...(primary ? [primary] : []), ...all])].slice(0, mostServers)
  const findings = [found('servers.ok', { servers: chosen.map(({ name }) => name) })]
  if (expected.primaryGuildId !== null && !primary) {
    findings.push(found('servers.primary', { id: expected.primaryGuildId }, 'primary'))
  }
  if (all.length > chosen.length) {
    findings.push(found('servers.many', { count: all.length, looked: chosen.length }, 'many'))
  }
  for (const guild of chosen) findings.push(...(await examineServer(patient, guild, bot)))
  return findings
}

async function examineBot(patient: Patient): Promise<DiscordFinding[]> {
  const reply = await patient.ask.get(Routes.user(), botShape)
  if (reply.kind === 'unreachable') return [found('reach.failed', { reason: reply.reason })]
  if (reply.kind === 'refused') return [found('token.refused', { status: reply.status })]
  const bot = reply.value
  return [
    found('token.ok', { name: bot.username }),
    ...(await examineApplication(patient)),
    ...(await examineGateway(patient)),
    ...(await examineCommands(patient, bot)),
    ...(await examineServers(patient, bot)),
  ]
}

/**
 * Looks at everything on Discord's side that the bot depends on, by questions alone: nothing is
 * changed there, no session is started, and the running bot is not disturbed.
 */
export async function examineDiscord(needs: {
  api: string
  token: string
  expected: Expected
  parts: readonly ModulePart[]
  clock: Clock
}): Promise<DiscordFinding[]> {
  const { api, token, expected, parts, clock } = needs
  const patient: Patient = { ask: createAsk({ api, token, clock }), expected, parts, clock }
  const reached = await patient.ask.get(Routes.gateway(), gatewayShape)
  // A refusal is an answer, too: what it is about, the next question tells.
  const silent =
    reached.kind === 'unreachable' || (reached.kind === 'refused' && reached.status >= 500)
  if (silent) return [found('reach.failed', { reason: trouble(reached) })]
  const ahead = patient.ask.ahead()
  return [
    found('reach.ok'),
    ...(ahead === null ? [] : [judgeClock(ahead)]),
    await examineSecret(patient),
    ...(await examineBot(patient)),
  ]
}
