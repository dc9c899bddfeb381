import type { FastifyInstance } from 'fastify'
import type { MemberDirectory } from '#core/access/actor.ts'
import type { Services } from '#core/context.ts'
import type { Texts } from '#core/i18n/texts.ts'
import { createGuildDirectory, type GuildDirectory } from './directory/guilds.ts'
import { createMemberDirectory } from './directory/members.ts'
import type { Listener } from './gateway/dispatcher.ts'
import { createGateway } from './gateway/gateway.ts'
import type { GatewayStatus } from './gateway/status.ts'
import { createGatewayDoor } from './interactions/gateway-door.ts'
import { registerInteractionsEndpoint } from './interactions/http.ts'
import { createRouter } from './interactions/router.ts'
import { createSignatureCheck } from './interactions/signature.ts'
import { createPanels } from './panels/keeper.ts'
import type { DiscordPart } from './part.ts'
import type { RestStatus } from './rest/guard.ts'
import { createRest, type DiscordRest } from './rest/rest.ts'
import { createSetUp } from './set-up.ts'

/** What the Discord layer must be told. */
export type DiscordConfig = {
  token: string
  /** The application's id. */
  clientId: string
  /** Ed25519 keys in hexadecimal; two while they are changed, none without the HTTP door. */
  publicKeys: readonly string[]
  /** Base ending in `/api`. */
  apiUrl: string
  interactions: 'gateway' | 'http'
}

/** How the connection to Discord is doing, for `/readyz` and the operator's page. */
export type DiscordStatus = {
  /** Commands registered, and the gateway READY or the HTTP door open. */
  ready: boolean
  commands_registered: boolean
  gateway: GatewayStatus
  rest: RestStatus
  /** What keeps it from being ready, in words; null when nothing does. */
  reason: string | null
}

/** Everything that knows Discord's wire. */
export type Discord = {
  rest: DiscordRest
  guilds: GuildDirectory
  members: MemberDirectory
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

function unready(status: Omit<DiscordStatus, 'ready' | 'reason'>, door: string): string | null {
  if (status.rest.state === 'unauthorized') return 'Discord refused the bot token'
  if (!status.commands_registered) return 'the commands are not registered yet'
  if (door === 'http' || status.gateway.state === 'ready') return null
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
  parts: readonly DiscordPart[]
  texts: Texts
  config: DiscordConfig
}

function assemble(needs: Needs) {
  const { services, texts, config, parts } = needs
  const { clock, log, database } = services
  const rest = createRest({ api: config.apiUrl, token: config.token }, services)
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
  const members = createMemberDirectory({ rest, guilds, clock })
  const panels = createPanels({ services, rest, parts, botId })
  const router = createRouter({ services, rest, parts, texts, panels: panels.notes })
  const door = createGatewayDoor({ rest, router, log })
  const gateway = createGateway({
    database,
    clock,
    log,
    rest,
    token: config.token,
    intents: parts.reduce((sum, { intents }) => sum | intents, 0),
    listeners: [
      { event: 'INTERACTION_CREATE', mode: 'free', hear: door },
      // A new session may mean that much happened unseen.
      { event: 'READY', mode: 'now', hear: () => setUp.run() },
      ...[guilds, members, panels].flatMap((one) => one.listeners),
      ...moduleListeners(services, parts),
    ],
  })

  guilds.onChange((_, ids) => {
    rest.heal(ids)
    panels.heal(ids)
  })

  return { rest, setUp, guilds, members, panels, router, gateway }
}

/** Wires the Discord layer. */
export function createDiscord(needs: Needs): Discord {
  const { config } = needs
  const { clock } = needs.services
  const { rest, setUp, guilds, members, panels, router, gateway } = assemble(needs)

  function status(): DiscordStatus {
    const now = {
      commands_registered: setUp.commandsRegistered(),
      gateway: gateway.status(),
      rest: rest.status(),
    }
    const reason = unready(now, config.interactions)
    return { ...now, ready: reason === null, reason }
  }

  return {
    rest,
    guilds,
    members,
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
      await panels.start()
      await gateway.start()
      setUp.run()
    },
    async settle() {
      await gateway.settle()
      await router.settle()
      await panels.settle()
      await rest.settle()
    },
    async stop() {
      await gateway.stop()
      await setUp.stop()
      await router.settle()
      await panels.stop()
      await rest.settle()
      rest.stop()
    },
  }
}
