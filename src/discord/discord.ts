import type { FastifyInstance } from 'fastify'
import type { MemberDirectory } from '#core/access/actor.ts'
import type { PresenceDirectory } from '#core/presence.ts'
import { monotonicClock, type Clock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import type { Texts } from '#core/i18n/texts.ts'
import type { Signals } from '#core/signals.ts'
import { createGuildDirectory, type GuildDirectory } from './directory/guilds.ts'
import { createMemberDirectory } from './directory/members.ts'
import type { Compression } from './gateway/connection.ts'
import type { Listener } from './gateway/dispatcher.ts'
import type { GatewayStatus } from './gateway/status.ts'
import { createGatewayDoor } from './interactions/gateway-door.ts'
import { registerInteractionsEndpoint } from './interactions/http.ts'
import { createRouter } from './interactions/router.ts'
import { createSignatureCheck } from './interactions/signature.ts'
import { relayNotes } from './panels/notes.ts'
import { kindsOf } from './panels/passes.ts'
import type { DiscordPart } from './part.ts'
import { Presences } from './presence/presence.ts'
import type { RestStatus } from './rest/guard.ts'
import { createRest, type DiscordRest } from './rest/rest.ts'
import { createSetUp } from './set-up.ts'
import { createShift, type Place, type Shift } from './shift.ts'

/** What the Discord layer must be told. */
export type DiscordConfig = {
  token: string
  /** The application's id. */
  clientId: string
  /** Ed25519 keys in hexadecimal; two while they are changed, none without the HTTP door. */
  publicKeys: readonly string[]
  /** Base ending in `/api`. */
  apiUrl: string
  /** An outside bot that makes the changes in Discord; null: Discord itself. */
  outside?: { api: string; token: string } | null
  interactions: 'gateway' | 'http'
  /** How dispatches travel; default as text. */
  compression?: Compression
}

/** How the connection to Discord is doing, for `/readyz` and the operator's page. */
export type DiscordStatus = {
  /** Commands registered, and the gateway READY (here or in another process) or the HTTP door open. */
  ready: boolean
  /** True in the one process that hears the gateway and keeps the posted messages. */
  leads: boolean
  commands_registered: boolean
  gateway: GatewayStatus
  rest: RestStatus
  /** What keeps it from being ready, in words; null when nothing does. */
  reason: string | null
}

/** Everything that knows Discord's wire. */
export type Discord = {
  rest: DiscordRest
  /** The bot's user id. */
  botId(): string
  guilds: GuildDirectory
  members: MemberDirectory
  presences: PresenceDirectory
  /** Hears of each member whose rights changed or who left; null stands for everybody of the guild. */
  onRightsChange(listener: (guildId: string, userId: string | null) => void): void
  /** The guilds that the bot and this person are in. */
  guildsOf(userId: string): Promise<{ id: string; name: string; icon: string | null }[]>
  /** Serves the interactions endpoint, when a public key is configured. */
  registerHttp(app: FastifyInstance): void
  /** Why commands and clicks are not served, in words; null when they are. */
  notReady(): string | null
  status(): DiscordStatus
  /** Begins; what cannot be done yet is tried again until it is. The outbox must be started. */
  start(): Promise<void>
  /** Resolves when no interaction, dispatch, message or call is in flight. */
  settle(): Promise<void>
  /** Ends without ending the gateway session. */
  stop(): Promise<void>
}

/** How long calls may still take when the program ends, in milliseconds. */
const stopPatienceMs = 2_000

function unready(status: Omit<DiscordStatus, 'ready' | 'reason'>, door: string): string | null {
  if (status.rest.state === 'unauthorized') return 'Discord refused the bot token'
  if (!status.commands_registered) return 'the commands are not registered yet'
  if (door === 'http' || !status.leads || status.gateway.state === 'ready') return null
  return status.gateway.reason ?? `the gateway is ${status.gateway.state}`
}

function moduleListeners(services: Services, parts: readonly DiscordPart[]): Listener[] {
  return parts
    .flatMap(({ dispatches }) => dispatches)
    .map((listener) => ({
      event: listener.event,
      mode: 'queued',
      hear: (data) => listener.hear(services, data),
    }))
}

type Needs = {
  services: Services
  signals: Signals
  parts: readonly DiscordPart[]
  texts: Texts
  config: DiscordConfig
  /** Which process of the installation this is. */
  place: Place
  /** Default: the machine's monotonic clock. */
  realTime?: Clock
}

function assemble(needs: Needs) {
  const { services, signals, texts, config, parts, place, realTime = monotonicClock } = needs
  const { clock, log } = services
  const rest = createRest(
    { api: config.apiUrl, token: config.token, outside: config.outside ?? null },
    services,
  )
  const application = { id: config.clientId, api: config.apiUrl }
  const setUp = createSetUp({
    services,
    rest,
    guilds: () => guilds,
    parts,
    application,
  })
  const botId = () => setUp.botId()
  const guilds: GuildDirectory = createGuildDirectory(rest, botId)
  const members = createMemberDirectory({ rest, guilds, clock, gateway: () => shift.gateway() })
  const notes = relayNotes(() => shift.notes)
  const router = createRouter({ services, rest, parts, texts, panels: notes })
  const replaying = () => shift.gateway().state !== 'ready'
  const door = createGatewayDoor({ rest, router, log, replaying })

  async function refresh(guildId: string): Promise<void> {
    try {
      await guilds.refresh(guildId)
    } catch (error) {
      log.warn({ err: error, guild: guildId }, 'a server could not be read again')
    }
  }

  const presences = new Presences({
    services,
    signals,
    realTime,
    rest,
    guilds,
    part: parts.find(({ presence }) => presence)?.presence,
    leads: () => shift.isOn(),
    gateway: () => shift.gateway(),
    requestMembers: (request) => shift.requestMembers(request),
    recheckIntents: () => shift.recheck(),
  })

  const shift: Shift = createShift({
    services,
    signals,
    place,
    realTime,
    rest,
    kinds: kindsOf(parts),
    botId,
    token: config.token,
    intents: parts.reduce((sum, { intents }) => sum | intents, 0),
    compression: config.compression ?? 'none',
    follows: (userId) => presences.follows(userId),
    stateChanged: () => presences.stateChanged(),
    listeners: [
      { event: 'INTERACTION_CREATE', mode: 'free', hear: door },
      ...guilds.listeners,
      ...members.listeners,
      ...presences.listeners,
      ...moduleListeners(services, parts),
    ],
    newSession: () => setUp.run(),
    begun() {
      presences.begun()
      for (const { id } of guilds.list()) void refresh(id)
    },
    quiet: () => router.settle(),
    changed(guildId, userId) {
      if (userId === null) void refresh(guildId)
      else members.forget(guildId, userId)
    },
  })

  guilds.onChange((guildId, ids) => {
    rest.heal(ids)
    shift.heal(ids)
    shift.tellChange(guildId, null)
  })
  members.onChange((guildId, userId) => shift.tellChange(guildId, userId))

  return { rest, setUp, guilds, members, presences, router, shift, botId }
}

/** Wires the Discord layer. */
export function createDiscord(needs: Needs): Discord {
  const { config, realTime = monotonicClock } = needs
  const { clock } = needs.services
  const { rest, setUp, guilds, members, presences, router, shift, botId } = assemble(needs)

  function status(): DiscordStatus {
    const now = {
      leads: shift.isOn(),
      commands_registered: setUp.commandsRegistered(),
      gateway: shift.gateway(),
      rest: rest.status(),
    }
    const reason = unready(now, config.interactions)
    return { ...now, ready: reason === null, reason }
  }

  return {
    rest,
    botId,
    guilds,
    members,
    presences,
    onRightsChange(listener) {
      guilds.onChange((guildId) => listener(guildId, null))
      members.onChange(listener)
    },
    async guildsOf(userId) {
      const ids = await members.guildsOf(userId)
      return ids
        .flatMap((id) => guilds.get(id) ?? [])
        .map(({ id, name, icon }) => ({ id, name, icon }))
    },
    registerHttp(app) {
      if (config.publicKeys.length === 0) return
      const check = createSignatureCheck(config.publicKeys, clock)
      registerInteractionsEndpoint(app, { check, router, clock })
    },
    notReady: () => status().reason,
    status,
    async start() {
      await shift.start()
      presences.start()
      setUp.run()
    },
    async settle() {
      await shift.settle()
      await presences.settle()
      await rest.settle()
    },
    async stop() {
      // Discord may not answer at all. What is cut off is looked at after the next start.
      const patience = realTime.after(stopPatienceMs, () => rest.cut())
      await setUp.stop()
      await presences.stop()
      await shift.stop()
      await router.settle()
      await rest.settle()
      patience.cancel()
      rest.stop()
    },
  }
}
