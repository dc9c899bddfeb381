import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext } from '#core/context.ts'
import type { SeatsTable } from '#core/seats/store.ts'
import { historyAnswer, statsAnswer } from '#modules/recruitment/contract/insight.ts'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { recruitmentWebhooks } from '#modules/recruitment/http/webhooks.ts'
import { places } from '../support/places.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

const list = z.object({ results: z.array(z.record(z.string(), z.unknown())) })

for (const place of places()) {
  describe(`what guilds and people decide, on ${place.name}`, () => {
    let world: World
    let guild: string
    before(async () => {
      world = await openWorld({ place })
      guild = `/api/discord/guilds/${world.guildId}`
    })
    after(() => world.close())

    it('settings change one by one, and only together where they belong together', async () => {
      const path = `${guild}/recruitment-settings/`
      const changed = await world.api('PATCH', path, { default_slots: 6 })
      assert.equal(changed.status, 200, JSON.stringify(changed.json))
      const once = await world.api('PATCH', path, { idle_minutes: 30 })
      const { default_slots, idle_minutes } = once.json as Record<string, unknown>
      assert.deepEqual([default_slots, idle_minutes], [6, 30])
      assert.deepEqual((await world.api('GET', path)).json, once.json)
      const half = await world.api('PATCH', path, { quiet_from: '23:00' })
      assert.equal(half.status, 400)
      assert.ok('quiet_to' in (half.json as object))
      const party = await world.open()
      assert.equal(party.max_slots, 6)
      const member = await world.signIn('lucas')
      assert.equal((await world.api('GET', path, undefined, member)).status, 403)
    })

    it('scheduled parties are in a calendar, the called-off ones as such', async () => {
      const at = (hours: number) =>
        new Date(world.app.services.clock.now() + hours * 3_600_000).toISOString()
      const soon = await world.open({ title: 'Soon', starts_at: at(2) })
      const off = await world.open({ title: 'Off', starts_at: at(3) })
      await world.open({ title: 'Secret', starts_at: at(4), visibility: 'guild' })
      await world.api('POST', `/api/discord/recruitments/${off.id}/cancel/`, {})
      const address = `${world.app.url}/api/discord/recruitments/feed.ics`
      const answer = await fetch(address)
      assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8')
      const text = await answer.text()
      const entries = text.split('BEGIN:VEVENT').slice(1)
      assert.deepEqual(
        entries.map((entry) => [
          /SUMMARY:(.*)\r/.exec(entry)?.[1],
          /STATUS:(.*)\r/.exec(entry)?.[1],
          /SEQUENCE:(.*)\r/.exec(entry)?.[1],
        ]),
        [
          ['Soon', 'CONFIRMED', String(soon.version)],
          ['Off', 'CANCELLED', String(off.version + 1)],
        ],
      )
      const held = { 'if-none-match': answer.headers.get('etag') ?? '' }
      assert.equal((await fetch(address, { headers: held })).status, 304)
      const whole = await (await fetch(address, { headers: serviceHeaders })).text()
      assert.match(whole, /SUMMARY:Secret/)
      await world.api('DELETE', `/api/discord/recruitments/${soon.id}/`)
      assert.match(await (await fetch(address)).text(), /SUMMARY:Soon[^]*?STATUS:CANCELLED/)
    })

    it('a deleted party is kept for thirty days, and then gone with its history', async () => {
      const party = await world.open({ title: 'To forget' })
      await world.api('DELETE', `/api/discord/recruitments/${party.id}/`)
      await world.settle()
      const { database } = world.app.services
      const traces = async () => {
        const counts = [
          database.db
            .selectFrom('facts')
            .select('id')
            .where('topic', '=', 'recruitment')
            .where('object_id', '=', String(party.id))
            .execute(),
          database.db
            .$extendTables<SeatsTable>()
            .selectFrom('seats')
            .select('user_id')
            .where('parent', '=', `recruitment:${party.id}`)
            .execute(),
        ] as const
        const [facts, seats] = await Promise.all(counts)
        return [facts.length > 0, seats.length > 0]
      }
      await world.control.advance('29d')
      await world.settle()
      assert.deepEqual(await traces(), [true, true])
      await world.control.advance('2d')
      await world.settle()
      assert.deepEqual(await traces(), [false, false])
    })

    it('names are for members, unless the guild shows them to everybody', async () => {
      await world.signIn('olivia')
      const party = await world.open({ title: 'Names' })
      const address = `${world.app.url}/api/discord/recruitments/${party.id}/`
      const seen = async () => recruitment.parse(await (await fetch(address)).json())
      const names = ({ owner, participants }: Awaited<ReturnType<typeof seen>>) =>
        [owner.display_name, ...participants.map((one) => one.display_name)].join()
      assert.equal(names(await seen()), ',')
      const path = `${guild}/recruitment-settings/`
      assert.equal((await world.api('PATCH', path, { names_public: true })).status, 200)
      assert.equal(names(await seen()), 'Olivia,Olivia')
      const page = await (await fetch(`${world.app.url}/api/discord/recruitments/`)).text()
      assert.match(page, /"display_name":"Olivia"/)
      await world.api('PATCH', path, { names_public: false })
      assert.equal(names(await seen()), ',')
    })

    it('templates are starting points', async () => {
      const path = `${guild}/recruitment-templates/`
      const raid = { name: 'raid', fields: { max_slots: 8, game: 'Raid', tags: ['weekly'] } }
      assert.equal((await world.api('POST', path, raid)).status, 200)
      assert.deepEqual(list.parse((await world.api('GET', path)).json).results, [raid])
      const party = await world.open({ template: 'raid' })
      assert.deepEqual([party.max_slots, party.game, party.tags], [8, 'Raid', ['weekly']])
      assert.equal((await world.api('DELETE', `${path}raid/`)).status, 204)
      assert.equal((await world.api('DELETE', `${path}raid/`)).status, 404)
    })

    it('blocked people stay outside, and alerts are kept by person', async () => {
      const as = `?discord_user_id=${world.idOf('olivia')}`
      const blocked = `${guild}/recruitment-blocks/${world.idOf('noah')}/${as}`
      assert.equal((await world.api('POST', blocked, {})).status, 204)
      const party = await world.open()
      const join = { discord_user_id: world.idOf('noah') }
      const path = `/api/discord/recruitments/${party.id}/join/`
      const refused = await world.api('POST', path, join)
      assert.deepEqual([refused.status, (refused.json as { code: string }).code], [403, 'blocked'])
      assert.equal((await world.api('DELETE', blocked)).status, 204)
      assert.equal((await world.api('POST', path, join)).status, 200)
      const alerts = `${guild}/recruitment-alerts/${as}`
      const wish = { kind: 'game', value: 'Go' }
      assert.equal((await world.api('POST', alerts, wish)).status, 201)
      const kept = list.parse((await world.api('GET', alerts)).json).results
      assert.deepEqual(kept, [{ kind: 'game', value: 'go', display_name: null }])
      assert.equal((await world.api('DELETE', `${alerts}&kind=game&value=GO`)).status, 204)
      assert.deepEqual(list.parse((await world.api('GET', alerts)).json).results, [])
      // There is room for 25, and for each of them again.
      const add = async (value: string) =>
        (await world.api('POST', alerts, { kind: 'game', value })).status
      for (let nth = 1; nth <= 25; nth += 1) assert.equal(await add(`Game ${nth}`), 201)
      assert.deepEqual([await add('ＧＡＭＥ 1'), await add('Game 26')], [201, 400])
    })

    it('the history says why somebody lost a place, in the reader’s language', async () => {
      const party = await world.open({ title: 'Told', max_slots: 3 })
      await world.press('haruka', 'join', party)
      await world.press('kenta', 'join', party)
      const path = `/api/discord/recruitments/${party.id}`
      const smaller = await world.api('PATCH', `${path}/?overflow=waitlist`, { max_slots: 2 })
      assert.equal(smaller.status, 200, JSON.stringify(smaller.json))
      await world.settle()
      const japanese = {
        'accept-language': 'ja',
        authorization: 'Bearer a-service-token-for-tests',
      }
      const answer = await world.api('GET', `${path}/history/`, undefined, japanese)
      const texts = historyAnswer.parse(answer.json).results.map(({ text }) => text)
      assert.ok(texts.includes('はるかさんが参加しました。'), texts.join('\n'))
      assert.ok(
        texts.includes('枠が減ったため、けんたさんはキャンセル待ちに移りました。'),
        texts.join('\n'),
      )
    })

    it('other software is told by type, with the party as it is; of a deleted one the end', async () => {
      const party = await world.open({ title: 'Outside', max_slots: 2 })
      await world.press('emma', 'join', party)
      await world.press('noah', 'join', party)
      await world.press('emma', 'leave', party)
      await world.settle()
      const { services } = world.app
      const context = createContext(services, { actor: systemActor, locale: 'en' })
      const told = async () => {
        const facts = await services.outbox.since(0, 1_000)
        const ours = facts.filter((fact) => fact.object_id === String(party.id))
        return Promise.all(ours.map((fact) => recruitmentWebhooks.render(context, fact)))
      }
      const events = await told()
      assert.deepEqual(
        events.map((event) => event?.type.replace('recruitment.', '')),
        [
          'created',
          'updated',
          'participant.joined',
          'full',
          'updated',
          'participant.left',
          'participant.promoted',
        ],
      )
      assert.ok(events.every((event) => recruitment.parse(event?.data['recruitment']).id))
      await world.api('DELETE', `/api/discord/recruitments/${party.id}/`)
      await world.settle()
      const [last, ...earlier] = (await told()).toReversed()
      assert.deepEqual(last, { type: 'recruitment.deleted', data: { recruitment_id: party.id } })
      assert.deepEqual(earlier.filter(Boolean), [])
    })

    it('figures count what happened', async () => {
      const party = await world.open({ title: 'Counted', max_slots: 2, game: 'Figures' })
      await world.press('emma', 'join', party)
      const path = `/api/discord/recruitments/${party.id}`
      const early = await world.api('POST', `${path}/no-show/`, { discord_user_ids: [] })
      assert.equal(early.status, 409)
      await world.api('POST', `${path}/start/`, {})
      const body = { discord_user_ids: [world.idOf('emma')] }
      assert.equal((await world.api('POST', `${path}/no-show/`, body)).status, 200)
      const query = `?discord_guild_id=${world.guildId}`
      const answer = await world.api('GET', `/api/discord/recruitments/stats/${query}`)
      const figures = statsAnswer.parse(answer.json)
      assert.equal(figures.no_show_rate, 0.5)
      const game = figures.by_game.find((one) => one.game === 'Figures')
      assert.deepEqual(game, { game: 'Figures', created: 1, filled: 1 })
      assert.equal(
        figures.by_hour.reduce((sum, count) => sum + count, 0),
        figures.created,
      )
      assert.ok(figures.fill_rate !== null && figures.median_time_to_full_s !== null)
      // Who did not come was missed, whether he or she made room for somebody else or not.
      await world.api('POST', `${path}/kick/`, { discord_user_id: world.idOf('emma') })
      await world.press('kenta', 'join', party)
      const rate = async () => {
        const { json } = await world.api('GET', `/api/discord/recruitments/stats/${query}`)
        return statsAnswer.parse(json)
      }
      assert.equal((await rate()).no_show_rate, 1 / 3)
      // A party that is full from the start has been full, and those who listen hear it.
      const { filled } = await rate()
      const alone = await world.open({ title: 'Alone', max_slots: 1 })
      await world.api('POST', `/api/discord/recruitments/${alone.id}/close/`, {})
      assert.equal((await rate()).filled, filled + 1)
      const facts = await world.app.services.outbox.since(0, 10_000)
      const types = facts
        .filter(({ object_id: id }) => id === String(alone.id))
        .map((one) => one.type)
      assert.deepEqual(types.slice(0, 2), ['created', 'full'])
    })
  })
}
