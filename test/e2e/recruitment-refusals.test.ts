import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { z } from 'zod'
import { historyAnswer } from '#modules/recruitment/contract/insight.ts'
import { decide, idsOf, partiesPath } from '../support/parties.ts'
import { places } from '../support/places.ts'
import { openWorld, type ApiAnswer, type World } from '../support/world.ts'

const refusal = z.looseObject({ code: z.string() })

for (const place of places()) {
  describe(`the same refusals by every way in, on ${place.name}`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ place })
    })
    after(() => world.close())
    afterEach(() => decide(world, {}))

    const on = (id: number, verb: string, body: object = {}) =>
      world.api('POST', `${partiesPath}/${id}/${verb}/`, body)
    const patch = (id: number, body: object) => world.api('PATCH', `${partiesPath}/${id}/`, body)
    const join = (id: number, who: string) => on(id, 'join', { discord_user_id: world.idOf(who) })
    const codeOf = ({ status, json }: ApiAnswer) =>
      status === 200 ? '200' : `${status} ${refusal.parse(json).code}`
    const ids = (...names: string[]) => names.map((name) => world.idOf(name))

    it('a party is opened again only where a new one could be opened', async () => {
      await decide(world, { max_open: 1 })
      const noah = { discord_owner_id: world.idOf('noah') }
      const first = await world.open({ ...noah, title: 'First' })
      await on(first.id, 'close')
      const second = await world.open({ ...noah, title: 'Second' })
      assert.equal(codeOf(await on(first.id, 'reopen')), '409 too_many_open')
      assert.equal(codeOf(await patch(first.id, { status: 'open' })), '409 too_many_open')
      await on(second.id, 'close')
      assert.equal(codeOf(await on(first.id, 'reopen')), '200')
      await on(first.id, 'cancel')
    })

    it('where people are in one party only, who has gone to another stays there', async () => {
      await decide(world, { one_active_only: true })
      const first = await world.open({ discord_owner_id: world.idOf('emma'), max_slots: 2 })
      assert.equal(codeOf(await join(first.id, 'lucas')), '200')
      assert.equal(codeOf(await join(first.id, 'sam')), '200')
      await on(first.id, 'close')
      const second = await world.open({ discord_owner_id: world.idOf('kenta') })
      assert.equal(codeOf(await join(second.id, 'lucas')), '200')
      assert.equal(codeOf(await on(first.id, 'reopen')), '200')
      assert.deepEqual(idsOf(await world.party(first.id)), ids('emma', 'sam'))
      await on(first.id, 'close')
      assert.equal(codeOf(await join(second.id, 'emma')), '200')
      assert.equal(codeOf(await on(first.id, 'reopen')), '409 one_active_only')
      for (const { id } of [first, second]) await on(id, 'cancel')
    })

    it('a service key lets nobody in who lacks the role, or whom the owner keeps out', async () => {
      const { guildId } = world
      const roles = [...(world.sandbox.world.state.guilds.get(guildId)?.roles.values() ?? [])]
      const raider = roles.find(({ name }) => name === 'Raider')
      const party = await world.open({ max_slots: 3, required_role_id: raider?.id })
      assert.equal(codeOf(await join(party.id, 'lucas')), '403 missing_role')
      const listed = (...names: string[]) => patch(party.id, { participants: ids(...names) })
      assert.equal(codeOf(await listed('olivia', 'lucas')), '403 missing_role')
      assert.equal(codeOf(await join(party.id, 'kenta')), '200')
      await decide(world, { required_role_id: raider?.id ?? null })
      const added = await world.open({ members: ids('lucas', 'kenta') })
      assert.deepEqual(idsOf(added), ids('olivia', 'kenta'))
      // Somebody whom the bot does not see is the service's to know.
      const stranger = await on(party.id, 'join', { discord_user_id: '1308600000000000009' })
      assert.equal(codeOf(stranger), '200')
      const open = await world.open({ max_slots: 3 })
      const blocks = `/api/discord/guilds/${guildId}/recruitment-blocks/${world.idOf('noah')}/`
      await world.api('POST', blocks, {}, await world.signIn('olivia'))
      const barred = await patch(open.id, { participants: ids('olivia', 'noah') })
      assert.equal(codeOf(barred), '403 blocked')
      assert.deepEqual(idsOf(await world.party(open.id)), ids('olivia'))
    })

    it('a whole list of other people hands the party to the first of them', async () => {
      const party = await world.open({ max_slots: 3 })
      await world.press('haruka', 'join', party)
      const answer = await patch(party.id, { participants: ids('kenta', 'lucas') })
      assert.equal(codeOf(answer), '200')
      const handed = await world.party(party.id)
      assert.deepEqual(idsOf(handed), ids('kenta', 'lucas'))
      assert.deepEqual([handed.owner.discord_id, handed.state], [ids('kenta')[0], 'open'])
    })

    it('a whole list of people tells of each of them', async () => {
      const party = await world.open({ max_slots: 2 })
      await world.press('haruka', 'join', party)
      await patch(party.id, { participants: ids('olivia', 'kenta'), title: 'Changed' })
      const { json } = await world.api('GET', `${partiesPath}/${party.id}/history/`)
      const steps = historyAnswer
        .parse(json)
        .results.filter(({ type }) => type !== 'message_posted')
      assert.deepEqual(
        steps.map(({ type, version }) => `${version - party.version} ${type}`),
        [
          '-1 created',
          '1 participant_joined',
          '1 full',
          '2 edited',
          '2 participant_left',
          '2 participant_joined',
        ],
      )
    })
  })
}
