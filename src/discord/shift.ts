import type { GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { createLease } from '#core/lease.ts'
import type { Signals } from '#core/signals.ts'
import type { Compression } from './gateway/connection.ts'
import type { Listener } from './gateway/dispatcher.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import type { GatewayStatus } from './gateway/status.ts'
import { createPanels, type Panels } from './panels/keeper.ts'
import { relayNotes, type PanelNotes } from './panels/notes.ts'
import type { Kinds } from './panels/passes.ts'
import { createRemoteNotes, hearRemoteNotes } from './panels/remote.ts'
import type { DiscordRest } from './rest/rest.ts'

/** What one process of an installation does for all: hear the gateway, keep the messages. */
export type Shift = {
  /** Goes to whichever process keeps the messages. */
  notes: PanelNotes
  /** True while it is this process. */
  isOn(): boolean
  gateway(): GatewayStatus
  /** Asks for members of a guild; false where that cannot be asked. */
  requestMembers(request: GatewayRequestGuildMembersData): boolean
  /** Connects anew when an intent that was missing has been switched on. */
  recheck(): Promise<boolean>
  /** Something about rights changed in these places. */
  heal(ids: readonly string[]): void
  /** Rights of a member changed, or of everybody (null): other processes hear it too. */
  tellChange(guildId: string, userId: string | null): void
  start(): Promise<void>
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Which process this is; see `LeaseOptions`. */
export type Place = { name: string; succeeds: (place: string) => boolean }

const changeChannel = 'discord.rights'
const change = z.tuple([z.string(), z.string().nullable()])

const offDuty: GatewayStatus = {
  state: 'idle',
  reason: null,
  fix: null,
  missing_intents: [],
  since: null,
  last_event_at: null,
  latency_ms: null,
}

type ShiftNeeds = {
  services: Services
  signals: Signals
  place: Place
  realTime: Clock
  rest: DiscordRest
  kinds: Kinds
  botId: () => string
  token: string
  intents: number
  compression: Compression
  /** Whose presences are looked at. */
  follows: (userId: string) => boolean
  /** The state of the gateway changed. */
  stateChanged(): void
  listeners: readonly Listener[]
  /** A new session: much may have happened unseen. */
  newSession(): void
  /** The work was another process's before: what is known may be old. */
  begun(): void
  /** Resolves when nothing writes notes any more. */
  quiet(): Promise<void>
  /** Another process says that rights changed. */
  changed(guildId: string, userId: string | null): void
}

type Duty = { panels: Panels; gateway: Gateway }

function createDuty(needs: ShiftNeeds): Duty {
  const { services, realTime, rest, kinds, botId, token, intents, compression, follows } = needs
  const { database, clock, log } = services
  const panels = createPanels({ services, rest, kinds, botId, realTime })
  const gateway = createGateway({
    database,
    clock,
    log,
    rest,
    token,
    intents,
    compression,
    follows,
    listeners: [
      { event: 'READY', mode: 'now', hear: () => panels.lookAtAll() },
      { event: 'READY', mode: 'now', hear: () => needs.newSession() },
      ...panels.listeners,
      ...needs.listeners,
    ],
  })
  gateway.onState(() => needs.stateChanged())
  return { panels, gateway }
}

/** Makes it; the work begins when the process has the lease `discord`. */
export function createShift(needs: ShiftNeeds): Shift {
  const { services, signals, place, realTime, kinds } = needs
  const { database, log, random } = services
  const running = new Set<Promise<void>>()
  const remote = createRemoteNotes({
    services,
    signals,
    kinds,
    track(work) {
      running.add(work)
      void work.finally(() => running.delete(work))
    },
  })
  let on: Duty | null = null

  async function begin(): Promise<void> {
    on = createDuty(needs)
    await on.panels.start()
    await on.gateway.start()
    needs.begun()
  }

  async function end(): Promise<void> {
    const ending = on
    await ending?.gateway.stop()
    await needs.quiet()
    on = null
    await ending?.panels.stop()
  }

  const lease = createLease(
    { database, clock: realTime, random, signals, log },
    { name: 'discord', place: place.name, succeeds: place.succeeds, gained: begin, lost: end },
  )
  let stopListening: (() => void)[] = []

  return {
    notes: relayNotes(() => on?.panels.notes ?? remote),
    isOn: () => on !== null,
    gateway: () => on?.gateway.status() ?? offDuty,
    requestMembers: (request) => on?.gateway.requestMembers(request) ?? false,
    recheck: async () => (await on?.gateway.recheck()) ?? false,
    heal: (ids) => on?.panels.heal(ids),
    tellChange(guildId, userId) {
      if (on) signals.send(changeChannel, JSON.stringify([guildId, userId]))
    },
    async start() {
      stopListening = [
        hearRemoteNotes(signals, (note) => on?.panels.hear(note)),
        signals.listen(changeChannel, (text) => {
          const heard = change.safeParse(JSON.parse(text)).data
          if (heard && !on) needs.changed(...heard)
        }),
      ]
      await lease.start()
    },
    async settle() {
      await on?.gateway.settle()
      await needs.quiet()
      while (running.size > 0) await Promise.allSettled(running)
      await on?.panels.settle()
    },
    async stop() {
      await lease.stop()
      await Promise.allSettled(running)
      for (const stop of stopListening) stop()
    },
  }
}
