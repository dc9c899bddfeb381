import assert from 'node:assert/strict'
import { z } from 'zod'
import type { GuildState } from '#sandbox/discord/entities.ts'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { discordJob, type JobJson } from '#modules/events/contract/jobs.ts'
import { openWorld, type ApiAnswer, type World, type WorldOptions } from './world.ts'

const hourMs = 3_600_000

/** Where events live. */
export const eventsPath = '/api/v1/events'
/** Where their joining with Discord lives. */
export const discordPath = '/api/v1/discord'

type Remote = ReturnType<GuildState['events']['get']>

/** What one does with events in any world; servers are the first one unless another is named. */
export type EventDoings = {
  /** An instant so many hours from now. */
  soon(hours: number): string
  /** An event as the service, or somebody else, sees it. */
  read(id: string, headers?: Record<string, string>): Promise<EventJson>
  /** Changes an event as the service; what follows from it is done when this returns. */
  change(id: string, fields: Record<string, unknown>): Promise<void>
  /** A server as Discord has it. */
  guild(id?: string): GuildState
  /** The id of a role of the first server. */
  roleNamed(name: string): string
  /** Discord's event of ours in a server. */
  remoteOf(id: string, guildId?: string): Remote
  /** Somebody acts on the server, in no channel; settled afterwards. */
  inDiscord(as: string, action: Record<string, unknown>): Promise<unknown>
  /** Decides something for a server. */
  decide(options: Record<string, unknown>, guildId?: string): Promise<void>
  /** Time passes, and what is due then is done. */
  pass(length: string): Promise<void>
  /** Calls that changed scheduled events in a server since. */
  writes(since: number): Promise<{ method: string; body: unknown; status: number }[]>
  lastCall(): Promise<number>
  /** What a person was told privately or directly, as text. */
  inbox(username: string): Promise<string>
}

/** The same for this world. */
export function eventDoings(world: World): EventDoings {
  const guild = (id = world.guildId) => world.sandbox.world.guild(id)
  const patch = async (path: string, body: Record<string, unknown>) => {
    const answer = await world.api('PATCH', path, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    await world.settle()
  }
  return {
    soon: (hours) => new Date(world.app.services.clock.now() + hours * hourMs).toISOString(),
    async read(id, headers) {
      const answer = await world.api('GET', `${eventsPath}/${id}`, undefined, headers)
      assert.equal(answer.status, 200, JSON.stringify(answer.json))
      return eventShape.parse(answer.json)
    },
    change: (id, fields) => patch(`${eventsPath}/${id}`, fields),
    guild,
    roleNamed(name) {
      const found = [...guild().roles.values()].find((one) => one.name === name)
      assert.ok(found, name)
      return found.id
    },
    remoteOf: (id, guildId) =>
      [...guild(guildId).events.values()].find(({ description }) => description?.includes(id)),
    async inDiscord(as, action) {
      const result = await world.control.act({ as, guild: world.guildId, ...action })
      assert.ok(result.ok, JSON.stringify(result))
      await world.settle()
      return result['result']
    },
    decide: (options, id = world.guildId) => patch(`${discordPath}/guilds/${id}`, options),
    async pass(length) {
      await world.control.advance(length)
      await world.settle()
    },
    writes: async (since) =>
      (await world.control.calls(since)).filter(
        ({ method, path }) => method !== 'GET' && path.includes('/scheduled-events'),
      ),
    lastCall: async () => (await world.control.calls()).at(-1)?.n ?? 0,
    async inbox(username) {
      const answer = await fetch(`${world.sandbox.origin}/_control/inbox?as=${username}`)
      return JSON.stringify(await answer.json())
    },
  }
}

/** A world whose server is joined with the organisation `heroes`. */
export type EventWorld = World &
  EventDoings & {
    /** Makes an event of olivia's in three hours; what follows from it is done when this returns. */
    plan(fields?: Record<string, unknown>): Promise<EventJson>
    /** Signs somebody up, or does another verb of a sign-up, as the service. */
    signUp(one: EventJson, username: string, fields?: Record<string, unknown>): Promise<ApiAnswer>
    /** A manager's verb about somebody: approve, promote, bench, ban. */
    rule(one: EventJson, username: string, verb: string): Promise<ApiAnswer>
    /** Where somebody stands, in a word; null without a row. */
    standing(id: string, username: string): Promise<string | null>
    /** The same for several, once everything is done. */
    standings(one: EventJson, ...names: string[]): Promise<(string | null)[]>
    /** Uses a control of the posted sign-up message; what follows from it is done when this returns. */
    use(as: string, verb: string, one: EventJson, values?: string[]): ReturnType<World['act']>
    /** Jobs of the console, newest first. */
    jobs(query?: string, headers?: Record<string, string>): Promise<JobJson[]>
  }

/** Asserts the status of an answer and returns its body. */
export function expectStatus(status: number, answer: ApiAnswer): unknown {
  assert.equal(answer.status, status, JSON.stringify(answer.json))
  return answer.json
}

/** The stable code of a refusal. */
export function codeOf(answer: ApiAnswer): string {
  return z.looseObject({ code: z.string() }).parse(answer.json).code
}

/** Opens such a world; `guild` are further decisions of its server. */
export async function openEventWorld(
  options: WorldOptions = {},
  guild: Record<string, unknown> = {},
): Promise<EventWorld> {
  const world = await openWorld({ channel: 'events', ...options })
  const idOf = (username: string) => world.idOf(username)
  const api = (...request: Parameters<World['api']>) => world.api(...request)
  expectStatus(
    201,
    await api('POST', `${discordPath}/guilds`, {
      guild_id: world.guildId,
      guild_name: 'Muster HQ',
      event_channel_id: world.channelId,
      org_id: 'heroes',
      ...guild,
    }),
  )
  await world.settle()
  const doings = eventDoings(world)
  const standing: EventWorld['standing'] = async (id, username) => {
    const { signups } = await doings.read(id)
    return signups.find(({ user_id }) => user_id === idOf(username))?.status ?? null
  }

  return {
    ...world,
    ...doings,
    async plan(fields = {}) {
      const made = await api('POST', eventsPath, {
        title: 'Evening',
        org_id: 'heroes',
        start_at_utc: doings.soon(3),
        location: 'Here',
        discord_user_id: idOf('olivia'),
        ...fields,
      })
      const { id } = eventShape.parse(expectStatus(201, made))
      await world.settle()
      return doings.read(id)
    },
    signUp: (one, username, fields = {}) =>
      api('POST', `${eventsPath}/${one.id}/signups`, {
        discord_user_id: idOf(username),
        ...fields,
      }),
    rule: (one, username, verb) =>
      api('POST', `${eventsPath}/${one.id}/signups/${idOf(username)}/${verb}`),
    standing,
    async standings({ id }, ...names) {
      await world.settle()
      return Promise.all(names.map((name) => standing(id, name)))
    },
    async use(as, verb, one, values) {
      const { guilds } = await doings.read(one.id)
      const message_id = guilds[0]?.message_url?.split('/').at(-1)
      const custom_id = `ev:1:${verb}:${one.id}`
      const action = values ? { do: 'select', values } : { do: 'click' }
      const result = await world.act(as, { ...action, message_id, custom_id })
      await world.settle()
      return result
    },
    async jobs(query = '', headers) {
      const answer = await api('GET', `${discordPath}/jobs${query}`, undefined, headers)
      return z.array(discordJob).parse(expectStatus(200, answer))
    },
  }
}
