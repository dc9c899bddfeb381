import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { assertShows } from '../support/equality.ts'
import {
  decide,
  idsOf,
  newest,
  panelOf,
  partiesPath,
  pressInPrivate,
  recruits,
  shown,
  whisper,
} from '../support/parties.ts'
import { openTwoServers } from '../support/two-servers.ts'
import { openWorld, type World } from '../support/world.ts'

for (const door of ['gateway', 'http'] as const) {
  describe(`parties and their messages through the ${door} door`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ door })
    })
    after(() => world.close())

    it('leads from an old message to the present one', async () => {
      const party = await world.open({ title: 'Moved' })
      const panel = await panelOf(world, 'olivia', party)
      const newer = (await panel.press('ping')).responses[0]?.message_id
      await world.api('PATCH', `${partiesPath}/${party.id}/`, { discord_message_id: newer })
      const stale = await world.press('emma', 'join', party)
      assert.match(whisper(stale), /out of date/)
      assert.match(whisper(stale), new RegExp(`/${newer}`))
      assert.equal((await world.party(party.id)).current_slots, 1)
    })

    it('members make no message theirs that the bot may change or remove for them', async () => {
      const others = await world.open({ title: 'Of somebody else' })
      const haruka = await world.signIn('haruka')
      const fields = { title: 'Mine', discord_guild_id: world.guildId }
      const claim = { discord_message_id: others.discord_message_id }
      const place = { discord_channel_id: world.channelId }
      const asMember = (method: string, path: string, body: object) =>
        world.api(method, `${partiesPath}/${path}`, body, haruka)
      const claimed = await asMember('POST', '', { ...fields, ...place, ...claim })
      assert.equal(claimed.status, 403)
      const made = await asMember('POST', '', { ...fields, ...place })
      await world.settle()
      const mine = await world.party(recruitment.parse(made.json).id)
      assert.equal((await asMember('PATCH', `${mine.id}/`, claim)).status, 403)
      // Who sends everything back as it was claims nothing.
      const { discord_message_id } = mine
      const same = await asMember('PATCH', `${mine.id}/`, { discord_message_id, title: 'Still' })
      assert.equal(same.status, 200)
      await asMember('DELETE', `${mine.id}/`, {})
      await world.settle()
      assertShows((await world.messagesOf(others.id))[0], await world.party(others.id))
    })

    it('a party whose message somebody deleted gets another when it is posted again', async () => {
      const party = await world.open({ title: 'Lost' })
      const panel = await panelOf(world, 'olivia', party)
      const owner = world.sandbox.world.state.guilds.get(world.guildId)?.base.owner_id
      const message_id = party.discord_message_id
      await world.act(owner ?? '', { do: 'delete_message', message_id })
      await world.settle()
      assert.equal((await world.party(party.id)).discord_message_id, null)
      assert.deepEqual(await world.messagesOf(party.id), [])
      await world.control.advance('11m')
      await panel.press('bump')
      await world.settle()
      assertShows((await world.messagesOf(party.id))[0], await world.party(party.id))
      assert.equal((await world.messagesOf(party.id)).length, 1)
    })

    it('a deleted message means what the server has decided', async () => {
      const owner = world.sandbox.world.state.guilds.get(world.guildId)?.base.owner_id ?? ''
      const lose = async (meaning: 'repost' | 'cancel') => {
        await decide(world, { on_message_deleted: meaning })
        const party = await world.open({ title: 'Kept' })
        await world.act(owner, { do: 'delete_message', message_id: party.discord_message_id })
        await world.settle()
        return { party: await world.party(party.id), before: party }
      }
      const { party, before: old } = await lose('repost')
      assert.equal(party.state, 'open')
      assert.notEqual(party.discord_message_id, old.discord_message_id)
      assertShows((await world.messagesOf(party.id))[0], party)
      const { party: ended } = await lose('cancel')
      assert.deepEqual([ended.state, ended.discord_message_id], ['cancelled', null])
      assert.deepEqual(await world.messagesOf(ended.id), [])
      await decide(world, {})
    })

    it('invitations are declined and offers taken from direct messages', async () => {
      await decide(world, { offer_minutes: 3 })
      const invited = await world.open({
        title: 'Trio',
        max_slots: 3,
        members: [world.idOf('kenta')],
      })
      const decline = () => pressInPrivate(world, 'kenta', 'decline', invited.id)
      assert.equal(invited.current_slots, 2)
      assert.match(shown(await decline()), /辞退/)
      assert.equal((await world.party(invited.id)).current_slots, 1)

      const party = await world.open({ title: 'Duo', max_slots: 2 })
      await world.press('emma', 'join', party)
      await world.press('lucas', 'join', party)
      await world.press('emma', 'leave', party)
      await world.settle()
      const held = await world.party(party.id)
      assert.ok(held.waitlist[0]?.offer_expires_at)
      assertShows((await world.messagesOf(party.id))[0], held)
      const accept = () => pressInPrivate(world, 'lucas', 'accept', party.id)
      assert.match(shown(await accept()), /vous êtes dans « Duo »/)
      assert.ok(idsOf(await world.party(party.id)).includes(world.idOf('lucas')))
      await decide(world, {})
    })

    it('a channel and the server say what was left open', async () => {
      const channels = { [world.channelId]: { game: 'Mahjong' } }
      await decide(world, { default_slots: 6, voice: true, channels })
      await world.command('emma', { title: 'Evening' })
      const party = await newest(world)
      assert.deepEqual([party.max_slots, party.game], [6, 'Mahjong'])
      await world.command('emma', { title: 'Evening', game: 'Go', slots: 2 })
      const other = await newest(world)
      assert.deepEqual([other.max_slots, other.game], [2, 'Go'])
      await decide(world, {})
    })

    it('the panel speaks the language of the one who opens it', async () => {
      const words: [string, RegExp][] = [
        ['haruka', /もう一度投稿/],
        ['camille', /Republier/],
        ['minjun', /다시 올리기/],
        ['emma', /Post again/],
      ]
      for (const [as, expected] of words) {
        const party = await world.open({ title: 'Words', discord_owner_id: world.idOf(as) })
        assert.match(whisper((await panelOf(world, as, party)).opened), expected)
        assert.ok(whisper(await recruits(world, as, 'mine')).includes('Words'))
      }
    })

    it('leaves no warning behind', () => {
      assert.deepEqual(world.logged, [])
    })
  })
}

it('an id of another server is not found, wherever somebody types it', async (context) => {
  const world = await openTwoServers()
  context.after(() => world.close())
  const channels = [...world.guild(world.sisterId).channels.values()]
  const { id } = await world.open({
    title: 'Elsewhere',
    discord_guild_id: world.sisterId,
    discord_channel_id: channels.find(({ name }) => name === 'agenda')?.id,
    discord_owner_id: world.idOf('helene'),
  })
  for (const sub of ['close', 'edit']) {
    const options = { party: String(id) }
    const told = await world.act('helene', { do: 'command', name: `recruits ${sub}`, options })
    assert.match(whisper(told), /introuvable/i)
  }
  assert.equal((await world.party(id)).state, 'open')
})
