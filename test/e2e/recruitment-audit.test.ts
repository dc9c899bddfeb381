import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { historyAnswer } from '#modules/recruitment/contract/insight.ts'
import { leaveAnswer } from '#modules/recruitment/contract/write.ts'
import { partiesPath } from '../support/parties.ts'
import { places } from '../support/places.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

for (const place of places()) {
  describe(`what is kept of parties, on ${place.name}`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ place })
      for (const who of ['haruka', 'kenta', 'emma', 'noah']) await world.signIn(who)
    })
    after(() => world.close())

    const on = (id: number, verb: string, body: object = {}, headers?: Record<string, string>) =>
      world.api('POST', `${partiesPath}/${id}/${verb}/`, body, headers)
    const inHours = (hours: number) =>
      new Date(world.app.services.clock.now() + hours * 3_600_000).toISOString()
    async function historyOf(id: number, language = 'en'): Promise<string[]> {
      await world.settle()
      const headers = { ...serviceHeaders, 'accept-language': language }
      const { json } = await world.api('GET', `${partiesPath}/${id}/history/`, undefined, headers)
      return historyAnswer.parse(json).results.map(({ text }) => text)
    }
    async function directTo(who: string): Promise<string[]> {
      await world.settle()
      const { dms, messages } = world.sandbox.world.state
      const mine = [...dms.values()].filter(({ recipients }) =>
        recipients?.some(({ id }) => id === world.idOf(who)),
      )
      const all = mine.flatMap(({ id }) => [...(messages.get(id)?.values() ?? [])])
      return all.map(({ message }) => message.content)
    }

    it('keeps the answers of requests for a day, not for ever', async () => {
      const owner = { discord_owner_id: world.idOf('olivia') }
      const fields = { title: 'Once', discord_guild_id: world.guildId, ...owner }
      const keyed = { ...serviceHeaders, 'idempotency-key': 'a-key-of-yesterday' }
      const answers: unknown[] = []
      for (const pause of ['1m', '26h', '1m']) {
        const { status, headers } = await world.api('POST', `${partiesPath}/`, fields, keyed)
        answers.push([status, headers.get('idempotent-replay')])
        await world.control.advance(pause)
        await world.settle()
      }
      assert.deepEqual(answers, [
        [201, null],
        [201, 'true'],
        [201, null],
      ])
    })

    it('names whom a party was handed to, not who left it', async () => {
      const party = await world.open({ title: 'Handed on' })
      await world.press('haruka', 'join', party)
      const left = await on(party.id, 'leave', { discord_user_id: world.idOf('olivia') })
      assert.equal(leaveAnswer.parse(left.json).owner.discord_id, world.idOf('haruka'))
      assert.equal((await historyOf(party.id)).at(-1), 'はるか is the owner now.')
      const facts = await world.app.services.outbox.since(0, 1_000)
      const change = facts.findLast(({ type }) => type === 'owner_changed')?.data
      assert.deepEqual(change?.['owner'], { discord_user_id: world.idOf('haruka') })
    })

    it('tells who ended and who opened again, and what by itself', async () => {
      const olivia = await world.signIn('olivia')
      const party = await world.open({ title: 'By hand', max_slots: 2, start_on_full: true })
      await on(party.id, 'close', {}, olivia)
      await on(party.id, 'reopen', {}, olivia)
      await world.api('PATCH', `${partiesPath}/${party.id}/`, { title: 'It', tags: ['x'] }, olivia)
      await on(party.id, 'bump', {}, olivia)
      await world.settle()
      await world.press('haruka', 'join', await world.party(party.id))
      await on(party.id, 'leave', { discord_user_id: world.idOf('haruka') })
      await on(party.id, 'leave', { discord_user_id: world.idOf('olivia') })
      const told = (await historyOf(party.id, 'ja')).filter((text) => !text.includes('Discord'))
      assert.deepEqual(told, [
        '募集が始まりました。',
        'Oliviaさんが締め切りました。',
        'Oliviaさんが募集を再開しました。',
        'Oliviaさんが変更しました：タイトル、タグ',
        'Oliviaさんがメッセージを再投稿しました。',
        'はるかさんが参加しました。',
        '始まりました。',
        'はるかさんが抜けました。',
        'Oliviaさんが抜けました。',
        '中止になりました。',
      ])
    })

    it('an expired party keeps nobody waiting, and says so to those who did', async () => {
      const tank = { key: 'tank', label: 'Tank', emoji: null, max: 1 }
      const party = await world.open({ title: 'Roles', max_slots: 3, roles: [tank] })
      for (const who of ['haruka', 'kenta']) {
        await on(party.id, 'join', { discord_user_id: world.idOf(who), role: 'tank' })
      }
      assert.equal((await world.party(party.id)).waitlist_count, 1)
      await world.control.advance('121m')
      const over = await world.party(party.id)
      assert.deepEqual([over.state, over.waitlist_count], ['expired', 0])
      assert.equal((await directTo('kenta')).at(-1), '「Roles」は時間切れで終了しました。')
    })

    it('calls out the end of a party once, however many come after', async () => {
      const calls = async () =>
        (await directTo('emma')).filter((text) => text.startsWith('“Soon over” will end soon'))
      const emma = { discord_owner_id: world.idOf('emma') }
      const { id } = await world.open({ ...emma, title: 'Soon over', expires_in_minutes: 30 })
      await world.control.advance('21m')
      for (const who of ['kenta', 'haruka']) {
        await on(id, 'join', { discord_user_id: world.idOf(who) })
        await world.control.advance('1m')
        assert.equal((await calls()).length, 1)
      }
      const later = { expires_at: inHours(1) }
      await world.api('PATCH', `${partiesPath}/${id}/`, later)
      await world.control.advance('49m')
      assert.equal((await calls()).length, 1)
      await world.control.advance('2m')
      assert.equal((await calls()).length, 2, 'the end was moved')
    })

    it('a party that nobody came to says so, in history and to those who had', async () => {
      const party = await world.open({ title: 'Raid', min_slots: 3, starts_at: inHours(1) })
      await world.press('kenta', 'join', party)
      await world.control.advance('80m')
      const needed = 'The start came with 2 of at least 3 members, so the party ended.'
      assert.equal((await historyOf(party.id)).at(-1), needed)
      const short = '「Raid」は人数が集まらなかったため（2人、最少3人）、開始せずに終了しました。'
      assert.equal((await directTo('kenta')).at(-1), short)
      const idle = await world.open({ title: 'Idle' })
      await world.press('kenta', 'join', idle)
      await world.control.advance('111m')
      const called = 'Everybody in the party was told that it ends soon.'
      assert.equal((await historyOf(idle.id)).at(-1), called)
      await world.control.advance('10m')
      assert.equal((await historyOf(idle.id)).at(-1), 'The time of the party was over.')
      assert.equal((await directTo('kenta')).at(-1), '「Idle」は時間切れで終了しました。')
    })
  })
}
