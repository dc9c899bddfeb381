import assert from 'node:assert/strict'
import { createSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import { connect } from '../gateway/test-client.ts'
import type { TestClient } from '../gateway/test-client.ts'

/** An answer of the sandbox's HTTP server. */
export type HttpAnswer = { status: number; type: string | null; body: Record<string, unknown> }

/** An interaction as the bot receives it. */
export type Received = {
  id: string
  token: string
  type: number
  data: Record<string, unknown>
} & Record<string, unknown>

/** A sandbox with a connected bot that answers only when told to. */
export type Bench = {
  sandbox: Sandbox
  bot: TestClient
  /** Sends a request with the bot's token, or without any for by-token routes. */
  call(method: string, path: string, body?: object): Promise<HttpAnswer>
  control(method: string, path: string, body?: object): Promise<HttpAnswer>
  act(body: object): Promise<Record<string, unknown>>
  /** The next interaction that reaches the bot. */
  received(): Promise<Received>
  answer(to: Received, body: object, query?: string): Promise<HttpAnswer>
  close(): Promise<void>
}

async function request(
  url: string,
  method: string,
  body?: object,
  token?: string,
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}

/** Starts a sandbox and a bot on its gateway, and registers commands. */
export async function startBench(commands: readonly object[]): Promise<Bench> {
  const sandbox = await createSandbox()
  const { origin, application } = sandbox
  const bot = await connect(origin)
  bot.identify(application.bot_token, 1)
  await bot.dispatched('GUILD_CREATE')
  const bench: Bench = {
    sandbox,
    bot,
    call: (method, path, body) =>
      request(`${origin}/api/v10${path}`, method, body, `Bot ${application.bot_token}`),
    control: (method, path, body) => request(`${origin}/_control${path}`, method, body),
    act: async (body) => (await bench.control('POST', '/act', body)).body,
    received: async () => (await bot.dispatched('INTERACTION_CREATE')).d as Received,
    answer: (to, body, query = '') =>
      request(`${origin}/api/v10/interactions/${to.id}/${to.token}/callback${query}`, 'POST', body),
    async close() {
      await bot.close()
      await sandbox.close()
    },
  }
  const registered = await bench.call('PUT', `/applications/${application.id}/commands`, [
    ...commands,
  ])
  assert.equal(registered.status, 200)
  return bench
}

/** A modal with one of each field. */
export const everyField = {
  custom_id: 'm',
  title: 'Everything',
  components: [
    {
      type: 18,
      label: 'Name',
      component: { type: 4, custom_id: 'name', style: 1, min_length: 2, max_length: 10 },
    },
    {
      type: 18,
      label: 'Role',
      component: {
        type: 3,
        custom_id: 'role',
        max_values: 2,
        options: ['tank', 'heal', 'dps'].map((value) => ({ label: value, value })),
      },
    },
    { type: 18, label: 'Friend', component: { type: 5, custom_id: 'friend', required: false } },
    {
      type: 18,
      label: 'Size',
      component: {
        type: 21,
        custom_id: 'size',
        options: ['small', 'large'].map((value) => ({ label: value, value })),
      },
    },
    { type: 18, label: 'Agreed', component: { type: 23, custom_id: 'agreed' } },
  ],
}
