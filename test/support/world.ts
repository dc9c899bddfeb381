import assert from 'node:assert/strict'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { App } from '../../src/app.ts'
import { createLog } from '#core/log.ts'
import { waitlistPage } from '#modules/recruitment/contract/list.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { startTryOut } from '../../tools/world.ts'
import { createControl, type ActResult, type Control, type ShownMessage } from './control.ts'
import { follow, type Follower } from './follower.ts'
import { idsOfPeople, signInByHttp, type BrowserHeaders } from './people.ts'
import { sqlitePlace, type PlaceKind } from './places.ts'
import { quickLimits } from './quick-limits.ts'

/** An answer over HTTP. `json` is undefined for an empty body. */
export type ApiAnswer = { status: number; headers: Headers; json: unknown }

/** How a world is set up. */
export type WorldOptions = {
  door?: 'gateway' | 'http'
  place?: PlaceKind
  env?: Record<string, string>
  /** The community; the standard one unless given. */
  seed?: NonNullable<Parameters<typeof startTryOut>[0]['seed']>
  /** How often Discord wants a sign of life from the bot. */
  heartbeatMs?: number
  /** How long Discord waits for the answer to an interaction; 3 s unless given. */
  answerWithinMs?: number
  /** From which level on `logged` holds what is logged; warnings unless given. */
  logLevel?: 'debug' | 'warn' | 'error'
  /** Whom the program is at Google. */
  google?: 'service' | 'owner'
  /** Where people act unless they say otherwise. */
  channel?: string
}

/** The whole program over the sandbox, and everything that one does in it. */
export type World = {
  /** The program as it runs now. */
  readonly app: App
  sandbox: Sandbox
  control: Control
  guildId: string
  channelId: string
  /** The id of a person by username. */
  idOf(username: string): string
  /** Lines that the program logged, warnings and worse. */
  logged: string[]
  /** Somebody does something in Discord; fails unless it is answered. `channel` is that of the world. */
  act(as: string, action: Record<string, unknown>): Promise<ActResult>
  command(as: string, options: Record<string, unknown>): Promise<ActResult>
  /** Presses a button of a party's message. */
  press(as: string, verb: string, party: RecruitmentJson): Promise<ActResult>
  /** As the service key, unless the headers say otherwise. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>
  /** Opens a party by the API; its message is posted when this returns. */
  open(fields?: Record<string, unknown>): Promise<RecruitmentJson>
  party(id: number): Promise<RecruitmentJson>
  /** Discord ids of everybody who waits for a place in a party, in order. */
  queueOf(id: number): Promise<string[]>
  /** The messages in Discord that belong to a party. */
  messagesOf(id: number): Promise<ShownMessage[]>
  signIn(username: string): Promise<BrowserHeaders>
  follow(path?: string): Promise<Follower>
  settle(): Promise<void>
  /** Starts the program once more on the same data, as a further process would be. */
  another(): Promise<App>
  /** Ends the program and starts it again on the same data; `meanwhile` happens in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** The service key of every world. */
export const serviceToken = 'a-service-token-for-tests'
/** The headers of the service. */
export const serviceHeaders = { authorization: `Bearer ${serviceToken}` }

/** Settings of every program under test. */
export const testEnvironment = {
  DISCORD_BOT_API_TOKEN: serviceToken,
  RATE_LIMITS: '{"login": "off", "writes": "off", "keys": "off"}',
}

/** Asks a program over HTTP; a body that is not a string goes as JSON. */
export async function ask(
  address: string,
  init: { method: string; body?: unknown; headers?: Record<string, string> },
): Promise<ApiAnswer> {
  const { method, body, headers } = init
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(address, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: text }),
  })
  const received = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  return {
    status: answer.status,
    headers: answer.headers,
    json: isJson && received !== '' ? JSON.parse(received) : undefined,
  }
}

/** Custom ids of a message's buttons. */
function belongsTo(id: number): (message: ShownMessage) => boolean {
  return ({ components }) =>
    components.some((row) =>
      row.components.some(({ custom_id }) => custom_id?.endsWith(`:join:${id}`) ?? false),
    )
}

/** Starts sandbox and program in this process, on one clock; `close` leaves nothing behind. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { channel: channelName = 'recruit' } = options
  const place = await (options.place ?? sqlitePlace).open()
  const logged: string[] = []
  const tryOut = await startTryOut({
    port: 0,
    sandboxPort: 0,
    dataDir: place.dataDir,
    ...quickLimits,
    ...(options.door && { door: options.door }),
    ...(options.seed && { seed: options.seed }),
    ...(options.google && { google: options.google }),
    ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
    ...(options.answerWithinMs !== undefined && { answerWithinMs: options.answerWithinMs }),
    env: { ...testEnvironment, ...place.env, ...options.env },
    overrides: {
      log: createLog(options.logLevel ?? 'warn', [], { write: (line) => logged.push(line) }),
    },
  })
  const { sandbox } = tryOut
  const control = createControl(sandbox.origin)
  const [guild] = sandbox.world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === channelName)
  assert.ok(guild && channel)
  const idOf = (username: string): string => {
    const people = [...sandbox.world.state.users.values()]
    return people.find(({ user }) => user.username === username)?.user.id ?? username
  }
  const act: World['act'] = async (as, action) => {
    const result = await control.act({ channel: channelName, as, ...action })
    assert.ok(result.ok, JSON.stringify(result))
    return result
  }
  const api: World['api'] = (method, path, body, headers = serviceHeaders) =>
    ask(tryOut.app.url + path, { method, body, headers })
  const settle = () => control.settle()
  const followers: Follower[] = []
  const party: World['party'] = async (id) =>
    recruitment.parse((await api('GET', `/api/discord/recruitments/${id}/`)).json)

  return {
    get app() {
      return tryOut.app
    },
    sandbox,
    control,
    guildId: guild.base.id,
    channelId: channel.id,
    idOf,
    logged,
    act,
    api,
    party,
    async queueOf(id) {
      const ids: string[] = []
      for (let page = 1; ; page += 1) {
        const query = `page_size=100&page=${page}`
        const { json } = await api('GET', `/api/discord/recruitments/${id}/waitlist/?${query}`)
        const { results, next } = waitlistPage.parse(json)
        assert.ok(results.every(({ position }, index) => position === (page - 1) * 100 + index + 1))
        ids.push(...idsOfPeople(results))
        if (next === null) return ids
      }
    },
    settle,
    another: () => tryOut.another(),
    restart: (meanwhile) => tryOut.restart(meanwhile),
    command: (as, given) => act(as, { do: 'command', name: 'recruit', options: given }),
    press: (as, verb, { id, discord_message_id }) =>
      act(as, { do: 'click', message_id: discord_message_id, custom_id: `rc:1:${verb}:${id}` }),
    async open(fields = {}) {
      const answer = await api('POST', '/api/discord/recruitments/', {
        title: 'A party',
        discord_guild_id: guild.base.id,
        discord_channel_id: channel.id,
        discord_owner_id: idOf('olivia'),
        ...fields,
      })
      assert.equal(answer.status, 201, JSON.stringify(answer.json))
      await settle()
      return party(recruitment.parse(answer.json).id)
    },
    messagesOf: async (id) => (await control.messages(channel.id)).filter(belongsTo(id)),
    signIn: (username) => signInByHttp(tryOut.app.url, idOf(username)),
    async follow(path = '/ws/discord-recruitments/?snapshot=1') {
      const follower = await follow(tryOut.app.url, path, serviceHeaders)
      followers.push(follower)
      return follower
    },
    async close() {
      for (const follower of followers) follower.close()
      await tryOut.stop()
      await place.remove()
    },
  }
}
