import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { freePort } from '#core/http/free-port.ts'
import { createSandbox } from '#sandbox/sandbox.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { en } from '#modules/recruitment/locales/en.ts'
import { fr } from '#modules/recruitment/locales/fr.ts'
import { ja } from '#modules/recruitment/locales/ja.ts'
import { ko } from '#modules/recruitment/locales/ko.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import type { Believer, Outcome } from './believer.ts'
import { createControl, type Control } from './control.ts'
import { assertShows, assertSound } from './equality.ts'
import { eventually } from './eventually.ts'
import type { PlaceKind } from './places.ts'
import { quickLimits } from './quick-limits.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { ask, serviceHeaders, testEnvironment } from './world.ts'

const path = '/api/discord/recruitments/'

/** The server as a process of its own beside the sandbox, and those who use it while it dies. */
export type Campaign = {
  control: Control
  start(): ServerProcess
  /** Sends interactions to the server; it must be running. */
  openDoor(): Promise<void>
  /** Opens a party with six places; null when the server died on the way. The same title opens the same party. */
  create(title: string): Promise<RecruitmentJson | null>
  /** Opens a party and waits for its message; the server must be running. */
  post(title: string): Promise<RecruitmentJson>
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
  const sandbox = await createSandbox({ ...quickLimits, heartbeatMs: 5_000 })
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

  const partyOf = async (id: number) => recruitment.parse((await get(`${id}/`)).json)
  const create = async (title: string) => {
    const body = {
      title,
      max_slots: 6,
      discord_guild_id: guild.base.id,
      discord_channel_id: channel.id,
      discord_owner_id: guild.base.owner_id,
    }
    const headers = { ...serviceHeaders, 'idempotency-key': title }
    const answer = await attempt(ask(url + path, { method: 'POST', body, headers }))
    if (!answer) return null
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    return recruitment.parse(answer.json)
  }
  return {
    control,
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
    create,
    async post(title) {
      const party = await create(title)
      assert.ok(party)
      return eventually(async () => {
        const now = await partyOf(party.id)
        assert.ok(now.discord_message_id)
        return now
      })
    },
    party: partyOf,
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

/** Sooner or later a party has exactly one message, which shows it as it is. */
export async function assertConverges(campaign: Campaign, id: number): Promise<void> {
  await eventually(async () => {
    const party = await campaign.party(id)
    assertSound(party)
    const messages = await campaign.control.messages('recruit')
    const own = messages.filter((one) => JSON.stringify(one).includes(`"rc:1:join:${id}"`))
    assert.equal(own.length, 1, `messages of party ${id}`)
    assertShows(own[0], party)
  })
}

/** Nothing in a party contradicts what these people were answered. */
export function assertBelieved(
  people: ReadonlyMap<string, Believer>,
  party: RecruitmentJson,
): void {
  assertSound(party)
  const inside = [...party.participants, ...party.waitlist].map((one) => one.discord_user_id)
  for (const [id, one] of people) one.check(inside.includes(id))
}
