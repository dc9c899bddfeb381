import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { freePort } from '#core/http/free-port.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { joinAnswer } from '#modules/recruitment/contract/write.ts'
import { waitlistPage } from '#modules/recruitment/contract/list.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { sandboxEnvironment } from '../../tools/world.ts'
import { createControl } from '../support/control.ts'
import { assertShows, assertSound } from '../support/equality.ts'
import { eventually } from '../support/eventually.ts'
import { follow, type Follower } from '../support/follower.ts'
import { idsOfPeople, signInByHttp } from '../support/people.ts'
import { partiesPath } from '../support/parties.ts'
import { places } from '../support/places.ts'
import { quickLimits } from '../support/quick-limits.ts'
import { openRedisDoor } from '../support/redis-door.ts'
import { redisUrl } from '../support/redis.ts'
import { startServer } from '../support/server-process.ts'
import { createSigner } from '../support/signed.ts'
import { ask, serviceHeaders, testEnvironment } from '../support/world.ts'

const postgres = places().find(({ name }) => name === 'PostgreSQL')
const missing = !postgres || redisUrl === null
const skip = missing ? 'NO POSTGRESQL OR REDIS: several processes are not tested' : false

/** People who want the one place. */
const crowd = 80

/** Three servers, each in a process of its own, on one PostgreSQL and one Redis. */
async function openCluster(context: TestContext) {
  assert.ok(postgres && redisUrl !== null)
  const place = await postgres.open()
  const sandbox = await createSandbox(quickLimits)
  const redis = await openRedisDoor(context, redisUrl)
  const ports = [await freePort(), await freePort(), await freePort()]
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const [first = ''] = urls
  sandbox.setAppOrigin(first)
  const servers = ports.map((port) =>
    startServer({
      ...sandboxEnvironment(sandbox, place.dataDir),
      ...testEnvironment,
      ...place.env,
      PORT: String(port),
      PUBLIC_URL: first,
      REDIS_URL: redis.url,
      LOG_LEVEL: 'error',
    }),
  )
  context.after(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await sandbox.close()
    await place.remove()
  })
  const running = await Promise.all(servers.map((server) => server.running))
  assert.deepEqual(running, [true, true, true], servers.map((one) => one.output()).join('\n'))
  const [guild] = sandbox.world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
  assert.ok(guild && channel)
  const get = (url: string, path: string) =>
    ask(url + partiesPath + path, { method: 'GET', headers: serviceHeaders })
  return {
    sandbox,
    redis,
    urls,
    url: (index: number) => urls[index % urls.length] ?? first,
    output: () => servers.map((server) => server.output()).join(''),
    guildId: guild.base.id,
    channelId: channel.id,
    control: createControl(sandbox.origin),
    get,
    async open(fields: object): Promise<RecruitmentJson> {
      const body = {
        discord_guild_id: guild.base.id,
        discord_channel_id: channel.id,
        discord_owner_id: guild.base.owner_id,
        ...fields,
      }
      const init = { method: 'POST', body, headers: serviceHeaders }
      const { id } = recruitment.parse((await ask(first + partiesPath, init)).json)
      return eventually(async () => {
        const party = recruitment.parse((await get(first, `/${id}/`)).json)
        assert.ok(party.discord_message_id)
        return party
      })
    },
    /** The party and its queue, as one of the servers tells them. */
    async told(url: string, id: number) {
      const { my: _, ...party } = recruitment.parse((await get(url, `/${id}/`)).json)
      const queue: string[] = []
      for (let page = 1; queue.length < party.waitlist_count; page += 1) {
        const { json } = await get(url, `/${id}/waitlist/?page_size=100&page=${page}`)
        queue.push(...idsOfPeople(waitlistPage.parse(json).results))
      }
      return { party, queue }
    },
  }
}
type Cluster = Awaited<ReturnType<typeof openCluster>>

/** Presses a button as Discord tells it to an endpoint, which may be any of the servers. */
function signedClick(cluster: Cluster, party: RecruitmentJson) {
  const sandbox: Sandbox = cluster.sandbox
  const sign = createSigner(sandbox)
  const member = { roles: [], permissions: '2147483647' }
  return async (url: string, userId: string): Promise<void> => {
    const body = JSON.stringify({
      id: `9${userId.slice(1)}`,
      application_id: sandbox.application.id,
      type: 3,
      token: `token-of-${userId}`,
      version: 1,
      guild_id: cluster.guildId,
      channel_id: cluster.channelId,
      locale: 'en-US',
      member: { ...member, user: { id: userId, username: `person ${userId}` } },
      message: { id: party.discord_message_id, channel_id: cluster.channelId },
      data: { custom_id: `rc:1:join:${party.id}`, component_type: 2 },
    })
    const { headers } = sign(body)
    const answer = await ask(`${url}/api/discord/interactions`, { method: 'POST', body, headers })
    // In a crowd the answer may be put off.
    assert.ok([6, 7].includes(z.object({ type: z.int() }).parse(answer.json).type))
  }
}

const isNewest = (id: number, version: number) => (one: Follower) =>
  one.parties.get(id)?.version === version

/** Where the frames of a follower stand in the row of facts: none is missing, none comes twice. */
function assertInOrder({ frames }: Follower): void {
  const cursors = frames
    .filter(({ type }) => type === 'recruitment_update')
    .map(({ cursor = '' }) => Number(cursor.split('-')[1]))
  const sorted = [...new Set(cursors)].toSorted((a, b) => a - b)
  assert.deepEqual(cursors, sorted)
}

describe('three processes on one PostgreSQL and one Redis', { skip }, () => {
  it('sell one place once, over gateway, signed requests, sessions and a key; without Redis, too', async (context) => {
    const cluster = await openCluster(context)
    const { url, urls, control } = cluster
    const party = await cluster.open({ title: 'One place', max_slots: 2 })
    const pages = await Promise.all(
      urls.map((at) => follow(at, '/ws/discord-recruitments/?snapshot=1', serviceHeaders)),
    )
    const people = (await control.people(crowd)).map(({ user_id }) => user_id)
    const click = signedClick(cluster, party)
    const sessions = new Map(
      await Promise.all(
        people
          .filter((_, index) => index % 4 === 2)
          .map(async (id) => [id, await signInByHttp(url(0), id)] as const),
      ),
    )
    const answered = new Map<string, number | null>()
    await Promise.all(
      people.map(async (userId, index) => {
        const at = url(index + Math.floor(index / 4))
        const custom_id = `rc:1:join:${party.id}`
        const button = { do: 'click', message_id: party.discord_message_id, custom_id }
        if (index % 4 === 0) {
          const { ok, door } = await control.act({ channel: 'recruit', as: userId, ...button })
          assert.deepEqual([ok, door], [true, 'gateway'])
          return
        }
        if (index % 4 === 1) return click(at, userId)
        const session = sessions.get(userId)
        const { status, json } = await ask(`${at}${partiesPath}/${party.id}/join/`, {
          method: 'POST',
          ...(session
            ? { body: {}, headers: session }
            : { body: { discord_user_id: userId }, headers: serviceHeaders }),
        })
        assert.equal(status, 200, JSON.stringify(json))
        answered.set(userId, joinAnswer.parse(json).my?.position ?? null)
      }),
    )
    // What was put off is done a little later.
    const { party: after, queue } = await eventually(async () => {
      const told = await cluster.told(url(0), party.id)
      assert.equal(told.party.version, party.version + crowd, 'a version for every commit')
      return told
    })
    assertSound({ ...after, my: null })
    assert.deepEqual([after.current_slots, after.waitlist_count], [2, crowd - 1])
    const joined = after.participants[1]?.discord_user_id
    assert.deepEqual(new Set([joined, ...queue]), new Set(people))
    for (const [userId, position] of answered) {
      const place = userId === joined ? null : queue.indexOf(userId) + 1
      assert.equal(position, place, 'everybody was told the place that he or she has')
    }
    await Promise.all(pages.map((page) => page.until(isNewest(party.id, after.version))))

    // Redis goes away while people come and go at all three.
    cluster.redis.shut()
    await Promise.all(
      people.slice(0, crowd / 2).map(async (userId, index) => {
        const path = `${partiesPath}/${party.id}/leave/`
        const init = { method: 'POST', body: { discord_user_id: userId }, headers: serviceHeaders }
        assert.equal((await ask(url(index) + path, init)).status, 200)
      }),
    )
    const left = await cluster.told(url(1), party.id)
    assert.deepEqual(
      [left.party.version, left.queue.length],
      [after.version + crowd / 2, crowd / 2 - 1],
    )
    await Promise.all(pages.map((page) => page.until(isNewest(party.id, left.party.version))))
    cluster.redis.reopen()
    const path = `${url(2)}${partiesPath}/${party.id}/`
    const patch = { method: 'PATCH', body: { title: 'Back again' }, headers: serviceHeaders }
    assert.equal((await ask(path, patch)).status, 200)
    const last = await cluster.told(url(0), party.id)
    await Promise.all(pages.map((page) => page.until(isNewest(party.id, last.party.version))))
    for (const at of urls) assert.deepEqual(await cluster.told(at, party.id), last)
    for (const page of pages) {
      assertInOrder(page)
      const { my: _, ...shown } = page.party(party.id)
      assert.deepEqual(shown, last.party)
      page.close()
    }
    await eventually(async () => {
      const messages = await control.messages('recruit')
      const own = messages.filter(({ embeds }) => embeds[0]?.title === 'Back again')
      assert.equal(own.length, 1)
      assertShows(own[0], { ...last.party, my: null })
    })
    assert.doesNotMatch(cluster.output(), /"level":(50|60)/)
  })
})
