import assert from 'node:assert/strict'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { discordJob, type JobJson } from '#modules/events/contract/jobs.ts'
import { openWorld, type ApiAnswer, type World, type WorldOptions } from './world.ts'

const hourMs = 3_600_000

/** Where events live. */
export const eventsPath = '/api/v1/events'
/** Where their joining with Discord lives. */
export const discordPath = '/api/v1/discord'

/** A world whose server is joined with the organisation `heroes`. */
export type EventWorld = World & {
  /** An instant so many hours from now. */
  soon(hours: number): string
  /** Makes an event of olivia's in three hours; what follows from it is done when this returns. */
  plan(fields?: Record<string, unknown>): Promise<EventJson>
  /** An event as the service, or somebody else, sees it. */
  read(id: string, headers?: Record<string, string>): Promise<EventJson>
  /** Signs somebody up, or does another verb of a sign-up, as the service. */
  signUp(one: EventJson, username: string, fields?: Record<string, unknown>): Promise<ApiAnswer>
  /** A manager's verb about somebody: approve, promote, bench, ban. */
  decide(one: EventJson, username: string, verb: string): Promise<ApiAnswer>
  /** Where somebody stands, in a word; null without a row. */
  standing(id: string, username: string): Promise<string | null>
  /** Uses a control of the posted sign-up message; what follows from it is done when this returns. */
  use(as: string, verb: string, one: EventJson, values?: string[]): ReturnType<World['act']>
  /** Jobs of the console, newest first. */
  jobs(query?: string, headers?: Record<string, string>): Promise<JobJson[]>
  /** What a person was told privately or directly, as text. */
  inbox(username: string): Promise<string>
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
  const soon = (hours: number) =>
    new Date(world.app.services.clock.now() + hours * hourMs).toISOString()
  const read: EventWorld['read'] = async (id, headers) =>
    eventShape.parse(expectStatus(200, await api('GET', `${eventsPath}/${id}`, undefined, headers)))

  return {
    ...world,
    soon,
    read,
    async plan(fields = {}) {
      const made = await api('POST', eventsPath, {
        title: 'Evening',
        org_id: 'heroes',
        start_at_utc: soon(3),
        location: 'Here',
        discord_user_id: idOf('olivia'),
        ...fields,
      })
      const { id } = eventShape.parse(expectStatus(201, made))
      await world.settle()
      return read(id)
    },
    signUp: (one, username, fields = {}) =>
      api('POST', `${eventsPath}/${one.id}/signups`, {
        discord_user_id: idOf(username),
        ...fields,
      }),
    decide: (one, username, verb) =>
      api('POST', `${eventsPath}/${one.id}/signups/${idOf(username)}/${verb}`),
    async standing(id, username) {
      const { signups } = await read(id)
      return signups.find(({ user_id }) => user_id === idOf(username))?.status ?? null
    },
    async use(as, verb, one, values) {
      const { guilds } = await read(one.id)
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
    async inbox(username) {
      const answer = await fetch(`${world.sandbox.origin}/_control/inbox?as=${username}`)
      return JSON.stringify(await answer.json())
    },
  }
}
