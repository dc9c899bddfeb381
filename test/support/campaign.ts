import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createSandbox } from '#sandbox/sandbox.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { en } from '#modules/recruitment/locales/en.ts'
import { fr } from '#modules/recruitment/locales/fr.ts'
import { ja } from '#modules/recruitment/locales/ja.ts'
import { ko } from '#modules/recruitment/locales/ko.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import type { Outcome } from './believer.ts'
import { createControl, type Control } from './control.ts'
import type { PlaceKind } from './places.ts'
import { freePort, startServer, type ServerProcess } from './server-process.ts'
import { ask, serviceHeaders, testEnvironment } from './world.ts'

const path = '/api/discord/recruitments/'

/** The server as a process of its own beside the sandbox, and those who use it while it dies. */
export type Campaign = {
  control: Control
  guildId: string
  channelId: string
  ownerId: string
  start(): ServerProcess
  /** Sends interactions to the server; it must be running. */
  openDoor(): Promise<void>
  /** Opens a party; null when the server died on the way. The same key opens the same party. */
  create(key: string, fields: object): Promise<RecruitmentJson | null>
  party(id: number): Promise<RecruitmentJson>
  list(): Promise<RecruitmentJson[]>
  byApi(party: RecruitmentJson, verb: string, userId: string): Promise<Outcome>
  byClick(party: RecruitmentJson, verb: string, userId: string): Promise<Outcome>
}

const texts = [en, ja, fr, ko].flatMap((one) => [
  one['error.already_joined'],
  one['error.not_joined'],
])

/** What fails because the other side is gone is null. */
function attempt<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof TypeError) return null
    throw error
  })
}

/** Prepares both programs on one place; nothing runs but the sandbox. */
export async function openCampaign(context: TestContext, place: PlaceKind): Promise<Campaign> {
  const here = await place.open()
  const sandbox = await createSandbox()
  const control = createControl(sandbox.origin)
  const url = `http://127.0.0.1:${await freePort()}`
  const door = place.name === 'SQLite' ? 'gateway' : 'http'
  const [guild] = sandbox.world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
  assert.ok(guild && channel)
  let server: ServerProcess | null = null
  context.after(async () => {
    await server?.kill()
    await sandbox.close()
    await here.remove()
  })
  const get = (query: string) => ask(url + path + query, { method: 'GET', headers: serviceHeaders })

  return {
    control,
    guildId: guild.base.id,
    channelId: channel.id,
    ownerId: guild.base.owner_id,
    start() {
      server = startServer({
        ...sandboxEnvironment(sandbox, here.dataDir),
        ...testEnvironment,
        ...here.env,
        PORT: new URL(url).port,
        DISCORD_INTERACTIONS: door,
        LOG_LEVEL: 'error',
      })
      return server
    },
    async openDoor() {
      if (door === 'gateway') return
      const body = { interactions: 'http', url: `${url}/api/discord/interactions` }
      const answer = await ask(`${sandbox.origin}/_control/door`, { method: 'POST', body })
      assert.equal(answer.status, 200, JSON.stringify(answer.json))
    },
    async create(key, fields) {
      const headers = { ...serviceHeaders, 'idempotency-key': key }
      const answer = await attempt(ask(url + path, { method: 'POST', body: fields, headers }))
      if (!answer) return null
      assert.equal(answer.status, 201, JSON.stringify(answer.json))
      return recruitment.parse(answer.json)
    },
    party: async (id) => recruitment.parse((await get(`${id}/`)).json),
    async list() {
      const { json } = await get('?page_size=100')
      assert.ok(typeof json === 'object' && json !== null && 'results' in json)
      return recruitment.array().parse(json.results)
    },
    async byApi({ id }, verb, userId) {
      const init = { method: 'POST', body: { discord_user_id: userId }, headers: serviceHeaders }
      const answer = await attempt(ask(`${url}${path}${id}/${verb}/`, init))
      if (!answer) return 'unknown'
      assert.ok([200, 409].includes(answer.status), JSON.stringify(answer.json))
      return answer.status === 200 ? 'done' : 'already'
    },
    async byClick({ id, discord_message_id: message_id }, verb, userId) {
      const custom_id = `rc:1:${verb}:${id}`
      const { ok, responses } = await control.act({
        as: userId,
        do: 'click',
        message_id,
        custom_id,
      })
      const [response] = responses
      if (!ok || !response) return 'unknown'
      if (!response.ephemeral) return response.type === 7 ? 'done' : 'unknown'
      const said = response.data?.content ?? ''
      assert.ok(texts.includes(said), said)
      return 'already'
    },
  }
}
