import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { createAnswer, joinAnswer, leaveAnswer } from '#modules/recruitment/contract/write.ts'
import { historyAnswer } from '#modules/recruitment/contract/insight.ts'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { decide, idsOf, partiesPath } from '../support/parties.ts'
import { places } from '../support/places.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

const refusal = z.looseObject({ code: z.string(), detail: z.string() })

for (const place of places()) {
  describe(`the API of parties on ${place.name}`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ place })
    })
    after(() => world.close())

    const create = (fields: object, query = '', headers?: Record<string, string>) =>
      world.api(
        'POST',
        `${partiesPath}/${query}`,
        {
          title: 'A party',
          discord_channel_id: world.channelId,
          discord_guild_id: world.guildId,
          discord_owner_id: world.idOf('olivia'),
          ...fields,
        },
        headers,
      )
    const on = (
      { id }: Pick<RecruitmentJson, 'id'>,
      verb: string,
      body: object = {},
      headers: Record<string, string> = serviceHeaders,
    ) => world.api('POST', `${partiesPath}/${id}/${verb}/`, body, headers)
    const patch = (
      { id }: Pick<RecruitmentJson, 'id'>,
      body: object,
      more: { query?: string; headers?: Record<string, string> } = {},
    ) => {
      const headers = { ...serviceHeaders, ...more.headers }
      return world.api('PATCH', `${partiesPath}/${id}/${more.query ?? ''}`, body, headers)
    }
    const as = (who: string) => ({ discord_user_id: world.idOf(who) })
    const join = (party: RecruitmentJson, who: string, more: object = {}) =>
      on(party, 'join', { ...as(who), ...more })

    /** Status and code of a refusal. */
    const refused = async (answer: ReturnType<typeof create>) => {
      const { status, json } = await answer
      return `${status} ${refusal.parse(json).code}`
    }

    it('opens a party as it was asked for, and says who could not be added', async () => {
      await world.api(
        'POST',
        `/api/discord/guilds/${world.guildId}/recruitment-blocks/${world.idOf('sam')}/`,
        {},
        await world.signIn('olivia'),
      )
      const answer = await create(
        {
          discord_guild_id: undefined,
          discord_server_id: world.guildId,
          max_slots: 3,
          members: [world.idOf('haruka'), world.idOf('sam')],
        },
        '?wait=1',
      )
      assert.equal(answer.status, 201, JSON.stringify(answer.json))
      const { skipped, ...party } = createAnswer.parse(answer.json)
      assert.equal(answer.headers.get('location'), `${partiesPath}/${party.id}/`)
      assert.ok(party.discord_message_id, 'the answer waited for the message')
      assert.deepEqual(idsOf(party), [world.idOf('olivia'), world.idOf('haruka')])
      assert.deepEqual(skipped, [{ discord_user_id: world.idOf('sam'), code: 'blocked' }])
      const alone = recruitment.parse((await create({ max_slots: 1 })).json)
      assert.deepEqual([alone.status, alone.state, alone.closed_reason], ['closed', 'full', 'full'])
      const empty = recruitment.parse((await create({ owner_joins: false })).json)
      assert.deepEqual([empty.current_slots, empty.owner.discord_id], [0, world.idOf('olivia')])
      const adopted = '1308800000000000001'
      const outside = recruitment.parse((await create({ discord_message_id: adopted })).json)
      assert.equal(outside.discord_message_id, adopted)
      assert.deepEqual(await world.messagesOf(outside.id), [])
    })

    it('refuses what may not be opened, by whom, and says at which field', async () => {
      const { status, json } = await create({ max_slots: 100, title: '', starts_at: 'tomorrow' })
      const { code, detail: _, ...fields } = refusal.parse(json)
      assert.deepEqual(
        [status, code, Object.keys(fields).toSorted((a, b) => a.localeCompare(b))],
        [400, 'validation_error', ['max_slots', 'starts_at', 'title']],
      )
      assert.deepEqual(fields['max_slots'], ['Must be between 1 and 99.'])
      assert.equal(await refused(create({}, '', {})), '401 not_authenticated')
      const wrong = { authorization: 'Bearer no-such-key' }
      assert.equal(await refused(create({}, '', wrong)), '401 invalid_token')
      const past = new Date(0).toISOString()
      assert.equal(await refused(create({ starts_at: past })), '400 starts_in_past')
      await decide(world, { max_open: 1 })
      const noah = { discord_owner_id: world.idOf('noah') }
      const first = recruitment.parse((await create(noah)).json)
      assert.equal(await refused(create(noah)), '409 too_many_open')
      await on(first, 'close')
      assert.equal((await create(noah)).status, 201)
      await decide(world, {})
      const put = await world.api('PUT', `${partiesPath}/${first.id}/`, {})
      assert.deepEqual(
        [put.status, put.headers.get('allow')],
        [405, 'GET, PATCH, DELETE, HEAD, OPTIONS'],
      )
    })

    it('lets people come and go by its rules, and shows the party with every refusal', async () => {
      const party = await world.open({ max_slots: 2 })
      const key = { ...serviceHeaders, 'idempotency-key': `join ${party.id}` }
      const body = as('haruka')
      const first = await on(party, 'join', body, key)
      assert.deepEqual(
        [joinAnswer.parse(first.json).result, joinAnswer.parse(first.json).changed],
        ['joined', true],
      )
      const replayed = await on(party, 'join', body, key)
      assert.deepEqual(replayed.json, first.json)
      assert.equal(replayed.headers.get('idempotent-replay'), 'true')
      const again = await join(party, 'haruka')
      assert.equal(again.status, 409)
      const { code, recruitment: current } = z
        .looseObject({ code: z.string(), recruitment })
        .parse(again.json)
      assert.deepEqual([code, idsOf(current).length], ['already_joined', 2])
      assert.equal(await refused(join(party, 'emma', { waitlist: 'no' })), '409 recruitment_full')
      const waiting = joinAnswer.parse((await join(party, 'emma', { note: 'later' })).json)
      assert.deepEqual(
        [waiting.result, waiting.waitlist[0]?.position, waiting.waitlist[0]?.note],
        ['waitlisted', 1, 'later'],
      )
      assert.equal(await refused(on(party, 'waitlist/accept', as('emma'))), '409 no_offer')
      assert.equal(await refused(on(party, 'leave', as('lucas'))), '409 not_joined')
      const left = leaveAnswer.parse((await on(party, 'leave', as('haruka'))).json)
      assert.deepEqual([left.result, left.promoted], ['left', [world.idOf('emma')]])
      await decide(world, { owner_leave: 'forbid' })
      assert.equal(await refused(on(party, 'leave', as('olivia'))), '409 owner_cannot_leave')
      const to = { ...as('olivia'), transfer_to: world.idOf('emma') }
      const handed = leaveAnswer.parse((await on(party, 'leave', to)).json)
      assert.equal(handed.owner.discord_id, world.idOf('emma'))
      await decide(world, { one_active_only: true })
      const other = await world.open({ discord_owner_id: world.idOf('lucas') })
      assert.equal(await refused(join(other, 'emma')), '409 one_active_only')
      await decide(world, {})
      await on(other, 'close')
      assert.equal(await refused(join(other, 'emma')), '409 recruitment_closed')
      const brief = await world.open({ expires_in_minutes: 1 })
      await world.control.advance('61s')
      assert.equal(await refused(join(brief, 'emma')), '409 recruitment_expired')
    })

    it('changes only what the caller has seen, keeps everybody, and ignores what it derives', async () => {
      const party = await world.open({ max_slots: 3 })
      for (const who of ['haruka', 'emma']) await join(party, who)
      const stale = patch(party, { title: 'Old' }, { headers: { 'if-match': '"1"' } })
      assert.equal(await refused(stale), '412 version_mismatch')
      const etag = (await world.api('GET', `${partiesPath}/${party.id}/`)).headers.get('etag') ?? ''
      const changed = await patch(
        party,
        { title: ' New ', current_slots: 9, id: 1, owner: 'nobody' },
        { headers: { 'if-match': etag } },
      )
      const renamed = recruitment.parse(changed.json)
      assert.deepEqual([renamed.title, renamed.current_slots, renamed.id], ['New', 3, party.id])
      assert.equal(changed.headers.get('etag'), `"${renamed.version}"`)
      assert.equal(await refused(patch(party, { max_slots: 2 })), '400 max_slots_below_current')
      await join(party, 'lucas')
      const less = await patch(party, { max_slots: 1 }, { query: '?overflow=waitlist' })
      const queue = recruitment.parse(less.json).waitlist.map((one) => one.discord_user_id)
      assert.deepEqual(
        queue,
        ['haruka', 'emma', 'lucas'].map((who) => world.idOf(who)),
      )
      const more = recruitment.parse((await patch(party, { max_slots: 3 })).json)
      assert.deepEqual(
        idsOf(more),
        ['olivia', 'haruka', 'emma'].map((who) => world.idOf(who)),
      )
      const whole = { participants: ['olivia', 'yui'].map((who) => world.idOf(who)) }
      const replaced = recruitment.parse((await patch(party, whole)).json)
      assert.deepEqual(idsOf(replaced), [...whole.participants])
      const twice = { participants: [world.idOf('yui'), world.idOf('yui')] }
      assert.equal(await refused(patch(party, twice)), '400 validation_error')
      const owner = await world.signIn('olivia')
      const own = world.api('PATCH', `${partiesPath}/${party.id}/`, whole, owner)
      assert.equal(await refused(own), '403 permission_denied')
      const guest = await world.signIn('noah')
      const foreign = world.api('PATCH', `${partiesPath}/${party.id}/`, { title: 'Mine' }, guest)
      assert.equal(await refused(foreign), '403 permission_denied')
      const closed = recruitment.parse((await patch(party, { status: 'closed' })).json)
      assert.deepEqual([closed.state, closed.closed_reason], ['closed', 'manual'])
      const { json } = await on(party, 'close')
      assert.deepEqual(refusal.parse(json)['allowed'], ['open', 'full'])
      const opened = recruitment.parse((await patch(party, { status: 'open' })).json)
      assert.equal(opened.status, 'open')
    })

    it('is managed by hand: handed over, thinned out, posted again, deleted once', async () => {
      const party = await world.open({ max_slots: 4 })
      for (const who of ['haruka', 'emma']) await join(party, who)
      const kicked = recruitment.parse((await on(party, 'kick', as('emma'))).json)
      assert.deepEqual(
        idsOf(kicked),
        ['olivia', 'haruka'].map((who) => world.idOf(who)),
      )
      const handed = recruitment.parse((await on(party, 'transfer', as('haruka'))).json)
      assert.equal(handed.owner.discord_id, world.idOf('haruka'))
      assert.equal((await on(party, 'bump')).status, 200)
      const tooSoon = await on(party, 'bump')
      assert.equal(tooSoon.status, 429)
      assert.ok(Number(tooSoon.headers.get('retry-after')) > 0)
      const started = recruitment.parse((await on(party, 'start')).json)
      assert.deepEqual([started.state, started.status], ['started', 'open'])
      assert.equal(await refused(on(party, 'start')), '409 invalid_transition')
      const path = `${partiesPath}/${party.id}/`
      const guest = await world.signIn('noah')
      assert.equal(
        await refused(world.api('DELETE', path, undefined, guest)),
        '403 permission_denied',
      )
      assert.equal((await world.api('DELETE', path)).status, 204)
      assert.equal((await world.api('DELETE', path)).status, 404)
      assert.equal((await world.api('GET', path)).status, 404)
    })

    it('tells in its history who did what, in which role', async () => {
      const roles = [{ key: 'tank', label: 'Tank', max: 1 }]
      const party = await world.open({ max_slots: 3, roles, owner_joins: false })
      await join(party, 'haruka', { role: 'tank' })
      assert.equal(
        await refused(join(party, 'emma', { role: 'tank', waitlist: 'no' })),
        '409 role_full',
      )
      assert.equal(await refused(join(party, 'emma', { role: 'bard' })), '400 unknown_role')
      const { json } = await world.api('GET', `${partiesPath}/${party.id}/history/`)
      const { results } = historyAnswer.parse(json)
      const steps = results.map(({ type, change, version }) => ({ type, version, ...change }))
      const joined = steps.find(({ type }) => type === 'participant_joined')
      assert.deepEqual(
        [
          joined?.version,
          joined && Reflect.get(joined, 'role'),
          joined && Reflect.get(joined, 'user'),
        ],
        [party.version + 1, 'tank', as('haruka')],
      )
    })

    it('lets people leave a party that is over, gives their places to nobody, and opens it for who waits', async () => {
      const party = await world.open({ max_slots: 2, expires_in_minutes: 5 })
      for (const who of ['haruka', 'emma', 'lucas']) await join(party, who)
      await on(party, 'close')
      assert.equal(await refused(on(party, 'leave', as('noah'))), '409 not_joined')
      const left = leaveAnswer.parse((await on(party, 'leave', as('haruka'))).json)
      assert.deepEqual([left.state, left.promoted, left.waitlist_count], ['closed', [], 2])
      const kicked = recruitment.parse((await on(party, 'kick', as('lucas'))).json)
      assert.deepEqual([kicked.state, kicked.waitlist_count], ['closed', 1])
      const opened = recruitment.parse((await on(party, 'reopen')).json)
      assert.deepEqual(
        [opened.state, idsOf(opened)],
        ['full', ['olivia', 'emma'].map((who) => world.idOf(who))],
      )
      await on(party, 'leave', as('emma'))
      await world.control.advance('6m')
      const gone = leaveAnswer.parse((await on(party, 'leave', as('olivia'))).json)
      assert.deepEqual([gone.state, gone.current_slots], ['expired', 0])
    })

    it('sends the displaced to the head of the queue, in their order', async () => {
      const roles = [{ key: 'tank', label: 'Tank', max: 1 }]
      const party = await world.open({ max_slots: 4, roles })
      const enter = async (who: string, role?: string) =>
        joinAnswer.parse((await join(party, who, { role })).json).result
      assert.equal(await enter('haruka', 'tank'), 'joined')
      assert.equal(await enter('noah', 'tank'), 'waitlisted')
      assert.equal(await enter('emma'), 'joined')
      assert.equal(await enter('lucas'), 'joined')
      const fewer = { max_slots: 2, roles: [] }
      const less = await patch(party, fewer, { query: '?overflow=waitlist' })
      const names = (ids: readonly string[]) => ids.map((who) => world.idOf(who))
      const queued = (json: unknown) =>
        recruitment.parse(json).waitlist.map((one) => one.discord_user_id)
      assert.deepEqual(queued(less.json), names(['emma', 'lucas', 'noah']))
      assert.deepEqual(await world.queueOf(party.id), names(['emma', 'lucas', 'noah']))
      await on(party, 'leave', as('haruka'))
      assert.deepEqual(idsOf(await world.party(party.id)), names(['olivia', 'emma']))
    })

    it('refuses a change at the field that is wrong, and takes one whose parts fit together', async () => {
      const party = await world.open({ max_slots: 4 })
      for (const who of ['haruka', 'emma', 'lucas']) await join(party, who)
      const fault = async (answer: ReturnType<typeof create>) => {
        const { status, json } = await answer
        const { detail: _, recruitment: __, ...rest } = refusal.parse(json)
        return { status, ...rest }
      }
      const past = new Date(world.app.services.clock.now() - 1_000).toISOString()
      assert.deepEqual(await fault(patch(party, { expires_at: past })), {
        status: 400,
        code: 'validation_error',
        expires_at: ['Must be in the future.'],
      })
      assert.equal((await world.party(party.id)).state, 'full')
      const roles = [{ key: 'tank', label: 'Tank', max: 3 }]
      assert.deepEqual(await fault(patch(party, { roles })), {
        status: 400,
        code: 'roles_below_current',
        roles: ['There are more members than that.'],
      })
      const two = ['olivia', 'lucas'].map((who) => world.idOf(who))
      const fitting = recruitment.parse(
        (await patch(party, { max_slots: 2, participants: two })).json,
      )
      assert.deepEqual([fitting.max_slots, fitting.state, idsOf(fitting)], [2, 'full', two])
      const three = [...two, world.idOf('emma')]
      const larger = await patch(party, { max_slots: 3, participants: three })
      assert.deepEqual(idsOf(recruitment.parse(larger.json)), three)
    })

    it('refuses local times that a day skips or has twice', async () => {
      const paris = (time: string) => ({ starts_at: time, timezone: 'Europe/Paris' })
      // Clocks in Paris go forward on 2058-03-31 and back on 2058-10-27.
      for (const time of ['2058-03-31T02:30:00', '2058-10-27T02:30:00']) {
        const party = await world.open()
        const end = { expires_at: time, timezone: 'Europe/Paris' }
        const answers = [create(paris(time)), patch(party, paris(time)), patch(party, end)]
        for (const [nth, { status, json }] of (await Promise.all(answers)).entries()) {
          const said = refusal.parse(json)[nth === 2 ? 'expires_at' : 'starts_at']
          assert.equal(status, 400)
          assert.match(String(said), /^The clocks (skip|show) this time/)
        }
      }
      const exact = recruitment.parse((await create(paris('2058-03-31T03:30:00'))).json)
      assert.equal(exact.starts_at, '2058-03-31T01:30:00.000Z')
    })

    it('lets nobody in who has left the server', async () => {
      const party = await world.open({ max_slots: 9 })
      await world.act('kenta', { do: 'leave_guild' })
      await world.settle()
      assert.equal(await refused(join(party, 'kenta')), '403 not_a_member')
      const kenta = world.idOf('kenta')
      const list = { participants: [world.idOf('olivia'), kenta] }
      assert.equal(await refused(patch(party, list)), '403 not_a_member')
      assert.equal(await refused(create({ discord_owner_id: kenta })), '403 not_a_member')
      const { skipped } = createAnswer.parse((await create({ members: [kenta] })).json)
      assert.deepEqual(skipped, [{ discord_user_id: kenta, code: 'not_a_member' }])
    })

    it('calls people by the name that somebody says, and never by another than Discord’s', async () => {
      const ids = ['120000000000000001', '120000000000000002', '120000000000000003'] as const
      const [lone, first, second] = ids
      const names = async (id: number) =>
        (await world.party(id)).participants.map((one) => one.discord_username)
      const party = await world.open({ max_slots: 9, discord_owner_id: first })
      for (const discord_user_id of [second, lone]) await on(party, 'join', { discord_user_id })
      assert.deepEqual(await names(party.id), [first, second, lone])
      const said = { discord_owner_id: first, discord_owner_username: 'aki' }
      const other = recruitment.parse((await create({ ...said, max_slots: 9 })).json)
      const joined = { discord_user_id: second, discord_username: 'beni' }
      const { owner } = recruitment.parse((await on(other, 'join', joined)).json)
      assert.equal(owner.discord_username, 'aki')
      const participants = [first, second, { discord_user_id: lone, discord_username: 'chise' }]
      await patch(party, { participants })
      await on(party, 'leave', { discord_user_id: second })
      await on(party, 'join', { discord_user_id: second, discord_username: 'nobody' })
      assert.deepEqual(await names(party.id), ['aki', 'chise', 'beni'])
      const { json } = await world.api('GET', `${partiesPath}/${party.id}/history/`)
      const texts = historyAnswer.parse(json).results.map(({ text }) => text)
      assert.ok(texts.includes('beni joined.') && texts.includes('chise joined.'), texts.join())
      await world.press('emma', 'join', await world.party(party.id))
      await on(other, 'join', { ...as('emma'), discord_username: 'not emma' })
      assert.equal((await names(other.id)).at(-1), 'emma')
    })

    it('streams what happens to whoever speaks no WebSocket', async () => {
      const stop = new AbortController()
      const address = `${world.app.url}${partiesPath}/stream/?snapshot=1`
      const answer = await fetch(address, { headers: serviceHeaders, signal: stop.signal })
      assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
      const party = await world.open({ title: 'On the air' })
      await join(party, 'haruka')
      let text = ''
      const decoder = new TextDecoder()
      assert.ok(answer.body)
      for await (const chunk of answer.body) {
        text += decoder.decode(chunk, { stream: true })
        if (text.includes('"event":"participant_joined"')) break
      }
      stop.abort()
      assert.match(text, /"type":"hello"[^]*"type":"snapshot"[^]*"type":"recruitment_created"/)
    })
  })
}
