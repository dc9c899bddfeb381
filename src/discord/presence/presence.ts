import { Routes, type GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Clock, Timer } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import {
  staleAfterMs,
  type Observation,
  type PresenceChange,
  type PresenceDirectory,
  type PresenceLink,
  type RefreshResult,
} from '#core/presence.ts'
import type { Signals } from '#core/signals.ts'
import type { GuildDirectory } from '../directory/guilds.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import type { GatewayStatus } from '../gateway/status.ts'
import type { PresencePart } from '../part.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { createBoard, looksSame, type Change } from './board.ts'
import { createKeeper } from './keep.ts'
import { linkOf, lostNews, saysTheSame, silence } from './link.ts'
import { presenceListeners } from './listeners.ts'
import { createRelay, type LinkNews, type Relay, type Wish } from './relay.ts'
import { createRequests } from './requests.ts'
import { createTeller } from './teller.ts'

/** What presences need of the rest of the Discord layer. */
export type PresenceNeeds = {
  services: Services
  signals: Signals
  /** The machine's own time, for what concerns the wire. */
  realTime: Clock
  rest: DiscordRest
  guilds: Pick<GuildDirectory, 'get' | 'complete'>
  /** Whose presences are followed; nobody's without it. */
  part: PresencePart | undefined
  /** Whether this process hears the gateway. */
  leads: () => boolean
  gateway: () => GatewayStatus
  requestMembers: (request: GatewayRequestGuildMembersData) => boolean
  recheckIntents: () => Promise<boolean>
}

const countsShape = z.object({
  approximate_member_count: z.int(),
  approximate_presence_count: z.int(),
})
/** How often the process that hears the gateway says so, and after what silence it is taken for lost. */
const [beatMs, silenceMs] = [2_000, 6_000]
const nothingAsked: RefreshResult = { asked: 0, changed: 0, not_found: 0 }

/** Presences of those who are followed, in every process; one of them hears the gateway. */
export class Presences implements PresenceDirectory {
  /** What the gateway must be told to keep presences true. */
  readonly listeners: readonly Listener[]
  readonly #needs: PresenceNeeds
  readonly #board = createBoard()
  readonly #unavailable = new Set<string>()
  readonly #counts = new Map<string, { members: number; online: number }>()
  readonly #hearers = new Set<(change: PresenceChange) => void>()
  readonly #running = new Set<Promise<unknown>>()
  readonly #requests
  readonly #keeper
  readonly #teller
  readonly #relay: Relay
  #news: LinkNews = silence
  #staleTimer: Timer | null = null
  #following: Promise<void> = Promise.resolve()
  #followDue = false
  #stopFacts = () => {}
  #beat: Timer | null = null
  #silence: Timer | null = null

  constructor(needs: PresenceNeeds) {
    const { services, signals, realTime, leads, part } = needs
    const { clock, log, random, metrics } = services
    this.#needs = needs
    const send = (request: GatewayRequestGuildMembersData) => needs.requestMembers(request)
    this.#requests = createRequests({ send, realTime, metrics })
    this.#keeper = createKeeper({
      clock,
      log,
      save: async (batch) => part?.save(services, batch),
    })
    this.#teller = createTeller(clock, (observation) => {
      this.#tell({ kind: 'observed', observation })
      if (leads()) this.#relay.tell([observation], null)
    })
    this.#relay = createRelay({
      signals,
      random,
      realTime,
      leads,
      hear: (seen, link) => this.#hearNews(seen, link),
      serve: (wish) => this.#serve(wish),
    })
    this.listeners = presenceListeners({
      board: this.#board,
      requests: this.#requests,
      unavailable: this.#unavailable,
      now: () => clock.now(),
      seesPresences: () => this.#seesPresences(),
      noted: (change) => this.#note(change),
      linkChanged: () => this.#linkChanged(),
      lookAt: (guildId) => void this.#track(this.#lookAt(guildId)),
    })
  }

  get(guildId: string, userId: string): Observation | null {
    return this.#board.get(guildId, userId)
  }

  follows(userId: string): boolean {
    return this.#board.follows(userId)
  }

  link(guildId: string): PresenceLink {
    const { guilds } = this.#needs
    const isKnown = guilds.get(guildId) !== null
    return linkOf(this.#known(), { id: guildId, isKnown, allKnown: guilds.complete() })
  }

  onChange(listener: (change: PresenceChange) => void): () => void {
    this.#hearers.add(listener)
    return () => this.#hearers.delete(listener)
  }

  refresh(guildId: string, userIds: readonly string[] | null): Promise<RefreshResult> {
    if (this.#needs.leads()) return this.#track(this.#refresh(guildId, userIds))
    const wish = { what: 'refresh', guild_id: guildId, user_ids: userIds && [...userIds] } as const
    return this.#relay.ask(wish)
  }

  async requestMembers(guildId: string): Promise<boolean> {
    if (this.#needs.leads()) return this.#track(this.#requests.askAll(guildId))
    const wish = { what: 'members', guild_id: guildId, user_ids: null } as const
    return (await this.#relay.ask(wish)).asked > 0
  }

  async recheck(): Promise<void> {
    const { leads, recheckIntents } = this.#needs
    if (!leads()) await this.#relay.ask({ what: 'recheck', guild_id: '', user_ids: null })
    else if (await recheckIntents()) this.#linkChanged()
  }

  /** The gateway's state changed. */
  stateChanged(): void {
    if (this.#needs.gateway().state !== 'ready') this.#requests.lost()
    this.#linkChanged()
  }

  /** This process hears the gateway from now on. */
  begun(): void {
    this.#followAgain()
  }

  /** Begins to hear of whom to follow. The outbox must be started. */
  start(): void {
    const { part, services, leads } = this.#needs
    this.#stopFacts = services.outbox.subscribe((fact) => {
      if (fact.topic === part?.topic) this.#followAgain()
    })
    this.#beatLater()
    if (leads()) return
    this.#relay.ask({ what: 'all', guild_id: '', user_ids: null }).catch(() => {})
  }

  #beatLater(): void {
    const { realTime, leads } = this.#needs
    this.#beat = realTime.after(beatMs, () => {
      if (leads()) this.#relay.tell([], this.#known())
      this.#beatLater()
    })
  }

  /** Resolves when what was seen is told and written, and nothing is being asked. */
  async settle(): Promise<void> {
    await this.#following
    await this.#requests.settle()
    this.#teller.flush()
    await this.#keeper.flush()
  }

  /** Ends; what was seen is written. */
  async stop(): Promise<void> {
    this.#stopFacts()
    for (const timer of [this.#staleTimer, this.#beat, this.#silence]) timer?.cancel()
    this.#requests.lost()
    this.#teller.stop()
    await this.#keeper.stop()
    this.#relay.stop()
    await Promise.allSettled(this.#running)
  }

  #known(): LinkNews {
    const { leads, gateway } = this.#needs
    if (!leads()) return this.#news
    const counts = Object.fromEntries(this.#counts)
    return { gateway: gateway(), unavailable: [...this.#unavailable], counts }
  }

  #seesPresences(): boolean {
    const { missing_intents: missing } = this.#needs.gateway()
    return !missing.some(({ name }) => name === 'GUILD_PRESENCES')
  }

  #tell(change: PresenceChange): void {
    for (const hear of this.#hearers) {
      try {
        hear(change)
      } catch (error) {
        this.#needs.services.log.error({ err: error }, 'a listener of presences failed')
      }
    }
  }

  #note({ before, after, visible }: Change): void {
    if (visible) this.#keeper.changed(after)
    else this.#keeper.seen(after)
    if (visible || before.fresh !== after.fresh) this.#teller.tell(after)
  }

  #hearNews(seen: readonly Observation[], link: LinkNews | null): void {
    for (const observation of seen) {
      this.#board.put(observation)
      this.#tell({ kind: 'observed', observation })
    }
    if (!link) return
    const { realTime } = this.#needs
    this.#silence?.cancel()
    this.#silence = realTime.after(silenceMs, () => this.#lose())
    const isSame = saysTheSame(this.#news, link)
    this.#news = link
    if (!isSame) this.#tellLink()
  }

  /** Whoever heard the gateway says nothing any more: what it said last may be untrue by now. */
  #lose(): void {
    const { leads, services } = this.#needs
    if (leads() || this.#news.gateway.state !== 'ready') return
    this.#news = lostNews(this.#news, services.clock.now())
    this.#tellLink()
  }

  #tellAll(): void {
    for (const guild_id of this.#board.guildIds()) this.#tell({ kind: 'all', guild_id })
  }

  /** Tells of the link now, and once more when what it brought has become stale. */
  #tellLink(): void {
    this.#tell({ kind: 'link' })
    this.#tellAll()
    this.#staleTimer?.cancel()
    this.#staleTimer = null
    if (this.#known().gateway.state === 'ready') return
    const { clock } = this.#needs.services
    this.#staleTimer = clock.after(staleAfterMs, () => this.#tellAll())
  }

  #linkChanged(): void {
    if (!this.#needs.leads()) return
    this.#tellLink()
    this.#relay.tell([], this.#known())
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const promise = work.finally(() => this.#running.delete(promise))
    this.#running.add(promise)
    promise.catch((error: unknown) => {
      this.#needs.services.log.debug({ err: error }, 'presences could not be looked at')
    })
    return promise
  }

  /** Asks for everybody of whom nothing is known to be true. */
  async #lookAt(guildId: string | null): Promise<void> {
    for (const id of guildId === null ? this.#board.guildIds() : [guildId]) {
      const old = this.#board.of(id).filter(({ fresh }) => !fresh)
      const ids = old.map(({ user_id }) => user_id)
      if (ids.length > 0) await this.#requests.ask(id, ids, this.#seesPresences())
    }
  }

  async #refresh(guildId: string, ids: readonly string[] | null): Promise<RefreshResult> {
    await this.#following
    if (!this.#seesPresences()) await this.#readCounts(guildId)
    const wanted = ids && new Set(ids)
    const before = this.#board.of(guildId).filter(({ user_id }) => wanted?.has(user_id) ?? true)
    const asked = before.map(({ user_id }) => user_id)
    if (!(await this.#requests.ask(guildId, asked, this.#seesPresences()))) {
      throw coreError('busy', { retryAfterMs: 5_000 })
    }
    const pairs = before.map((old) => [old, this.#board.get(guildId, old.user_id)] as const)
    const changed = pairs.filter(
      ([old, now]) =>
        now?.in_guild !== old.in_guild || !looksSame(now?.presence ?? null, old.presence),
    )
    const missing = pairs.filter(([, now]) => now?.in_guild === false)
    return { asked: asked.length, changed: changed.length, not_found: missing.length }
  }

  /** Without presences there are at least Discord's own counts. */
  async #readCounts(guildId: string): Promise<void> {
    const { rest, services } = this.#needs
    const query = new URLSearchParams({ with_counts: 'true' })
    const call = { method: 'GET', path: Routes.guild(guildId), query, lane: 'bulk' } as const
    try {
      const read = await rest.call(call, countsShape)
      const { approximate_member_count: members, approximate_presence_count: online } = read
      this.#counts.set(guildId, { members, online })
    } catch (error) {
      services.log.debug({ err: error }, 'the counts of a server could not be read')
    }
  }

  async #serve({ what, guild_id, user_ids }: Wish): Promise<RefreshResult> {
    if (what === 'refresh') return this.refresh(guild_id, user_ids)
    if (what === 'members') {
      return { ...nothingAsked, asked: (await this.requestMembers(guild_id)) ? 1 : 0 }
    }
    if (what === 'recheck') await this.recheck()
    else this.#relay.tell(this.#board.all(), this.#known())
    return nothingAsked
  }

  /** Many facts may say so at the same time: who waits to be looked up is looked up once. */
  #followAgain(): void {
    if (this.#followDue) return
    this.#followDue = true
    const { services } = this.#needs
    this.#following = this.#following
      .then(() => {
        this.#followDue = false
        return this.#follow()
      })
      .catch((error: unknown) => {
        services.log.warn({ err: error }, 'whom to follow could not be read')
      })
  }

  async #follow(): Promise<void> {
    const { part, services, leads } = this.#needs
    if (!part || !leads()) return
    const added = this.#board.follow(await part.followed(services))
    const guildIds = new Set(added.map(({ guild_id }) => guild_id))
    for (const id of guildIds) void this.#track(this.#lookAt(id))
    if (added.length > 0) this.#relay.tell(added, null)
  }
}
