import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { assertShows } from '../support/equality.ts'
import {
  idsOf,
  newest,
  panelOf,
  partiesPath,
  recruits,
  shown,
  whisper,
} from '../support/parties.ts'
import { openWorld, type World } from '../support/world.ts'

for (const door of ['gateway', 'http'] as const) {
  describe(`recruitment in Discord through the ${door} door`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ door })
    })
    after(() => world.close())

    it('reads places and start out of a title, and options as people type them', async () => {
      await world.command('olivia', { title: 'Ranked @2', start: 'tomorrow 9pm', expires: '90' })
      const party = await newest(world)
      assert.equal(party.title, 'Ranked')
      assert.equal(party.max_slots, 3)
      assert.match(party.starts_at ?? '', /T21:00:00/)
      assert.equal(Date.parse(party.expires_at ?? '') - Date.parse(party.created_at), 90 * 60_000)
      const [message] = await world.messagesOf(party.id)
      assertShows(message, party)
      const at = Date.parse(party.starts_at ?? '') / 1_000
      assert.ok(JSON.stringify(message).includes(`<t:${at}:F> (<t:${at}:R>)`))

      await world.command('haruka', { title: 'ランク 明日21時 あと4人' })
      const japanese = await newest(world)
      assert.equal(japanese.title, 'ランク')
      assert.equal(japanese.max_slots, 5)
      assert.ok(japanese.starts_at)
      await world.command('camille', {
        title: 'Donjon',
        start: 'demain 21h',
        slots: 2,
        expires: '2h',
      })
      assert.match((await newest(world)).starts_at ?? '', /T21:00:00/)
      await world.command('minjun', { title: '레이드', start: '내일 저녁 9시' })
      assert.match((await newest(world)).starts_at ?? '', /T21:00:00/)
    })

    it('people leave by the button of a party that is over, and are sent away from it', async () => {
      const party = await world.open({ title: 'Over', max_slots: 4 })
      for (const who of ['emma', 'lucas']) await world.press(who, 'join', party)
      const panel = await panelOf(world, 'olivia', party)
      await panel.press('close')
      await world.settle()
      const told: [string, RegExp][] = [
        ['noah', /You are not in this party/],
        ['haruka', /参加していません/],
        ['camille', /Vous n’êtes pas dans ce groupe/],
        ['minjun', /참가하지 않았습니다/],
      ]
      for (const [who, words] of told) {
        assert.match(whisper(await world.press(who, 'leave', party)), words)
      }
      await world.press('emma', 'leave', party)
      const over = await panelOf(world, 'olivia', party)
      await over.choose('kick', world.idOf('lucas'))
      await world.settle()
      const { state, closed_reason, participants } = await world.party(party.id)
      assert.deepEqual([state, closed_reason, participants.length], ['closed', 'manual', 1])
      assertShows((await world.messagesOf(party.id))[0], await world.party(party.id))
    })

    it('says in each language what it could not read, and opens nothing', async () => {
      const before_ = (await newest(world)).id
      const told: [string, Record<string, unknown>, RegExp][] = [
        ['emma', { title: 'x', start: 'whenever' }, /not understood/],
        ['haruka', { title: 'x', start: 'いつか' }, /読み取れません/],
        ['camille', { title: 'x', role: 'tank' }, /Rôles non compris/],
        ['minjun', { title: 'x', template: '없음' }, /템플릿이 없습니다/],
        ['emma', { voice: true }, /Give a title too/],
        ['emma', { title: 'x', role: 'tank:4 dps:4', slots: 3 }, /not that many places/],
      ]
      for (const [as, options, words] of told) {
        assert.match(whisper(await world.command(as, options)), words)
      }
      assert.equal((await newest(world)).id, before_)
    })

    it('asks for a role where places have roles, and lets people switch', async () => {
      await world.command('olivia', { title: 'Dungeon', role: '🛡️tank:1 heal:1 dps:2' })
      const party = await newest(world)
      assert.equal(party.max_slots, 4)
      assert.deepEqual(
        party.roles.map(({ key, emoji, max, current }) => [key, emoji, max, current]),
        [
          ['tank', '🛡️', 1, 0],
          ['heal', null, 1, 0],
          ['dps', null, 2, 1],
        ],
      )
      const choose = (as: string, value: string) =>
        world.act(as, {
          do: 'select',
          message_id: party.discord_message_id,
          custom_id: `rc:1:role:${party.id}`,
          values: [value],
        })
      await choose('emma', 'tank')
      await choose('noah', 'tank')
      const asked = await world.press('kenta', 'join', party)
      assert.match(whisper(asked), /roles|役割/)
      await world.act('kenta', {
        do: 'select',
        message_id: asked.responses[0]?.message_id,
        custom_id: `rc:1:as:${party.id}`,
        values: ['heal'],
      })
      await choose('emma', 'dps')
      const now = await world.party(party.id)
      const roleOf = new Map(now.participants.map((one) => [one.discord_user_id, one.role]))
      assert.equal(roleOf.get(world.idOf('emma')), 'dps')
      assert.equal(roleOf.get(world.idOf('noah')), 'tank')
      assert.equal(roleOf.get(world.idOf('kenta')), 'heal')
      assert.equal(now.state, 'full')
      await world.settle()
      assertShows((await world.messagesOf(party.id))[0], now)
      assert.match(whisper(await choose('kenta', 'heal')), /すでに|already/)
    })

    it('pings a role for those only who may mention it', async () => {
      const guild = world.sandbox.world.state.guilds.get(world.guildId)
      const plain = [...(guild?.roles.values() ?? [])].find(
        (role) => !role.mentionable && role.id !== world.guildId && !role.managed,
      )
      assert.ok(plain)
      const before_ = (await newest(world)).id
      assert.match(
        whisper(await world.command('noah', { title: 'Loud', ping: plain.id })),
        /may not mention/,
      )
      assert.equal((await newest(world)).id, before_)
      const [owner] = guild ? [guild.base.owner_id] : []
      assert.ok(owner)
      const answer = await world.command(owner, { title: 'Loud', ping: plain.id })
      assert.match(shown(answer), new RegExp(`<@&${plain.id}>`))
      assert.match(
        whisper(await world.command(owner, { title: 'Everybody', ping: world.guildId })),
        /mention|멘션|メンション|通知/,
      )
    })

    it('the form takes natural input and leaves untouched fields alone', async () => {
      const opened = await world.command('emma', { slots: 3 })
      assert.equal(opened.modal?.title, 'Look for members')
      assert.equal(opened.modal.components.length, 5)
      const fields = { title: 'Cards', slots: '３', start: 'in 3 hours', description: '', game: '' }
      await world.act('emma', { do: 'submit', fields })
      const party = await newest(world)
      assert.equal(party.max_slots, 3)
      assert.ok(party.starts_at)
      const panel = await panelOf(world, 'emma', party)
      const form = await panel.press('edit')
      const values = new Map(
        z
          .array(
            z.object({
              component: z.object({ custom_id: z.string(), value: z.string().default('') }),
            }),
          )
          .parse(form.modal?.components)
          .map(({ component }) => [component.custom_id, component.value]),
      )
      const again = { ...Object.fromEntries(values), title: 'More cards' }
      await world.act('emma', { do: 'submit', fields: again })
      const edited = await world.party(party.id)
      assert.equal(edited.title, 'More cards')
      assert.equal(edited.starts_at, party.starts_at)
      await panel.press('edit')
      await world.act('emma', { do: 'submit', fields: { ...again, start: '' } })
      assert.equal((await world.party(party.id)).starts_at, null)
    })

    it('the private panel does everything it offers', async () => {
      const party = await world.open({ title: 'Panel', max_slots: 4 })
      for (const one of ['emma', 'noah', 'kenta']) await world.press(one, 'join', party)
      const panel = await panelOf(world, 'olivia', party)
      assert.match(
        whisper(await world.press('noah', 'manage', party)),
        /allowed|permission|may not/i,
      )
      await panel.choose('kick', world.idOf('noah'))
      assert.ok(!idsOf(await world.party(party.id)).includes(world.idOf('noah')))
      await panel.press('plus')
      assert.equal((await world.party(party.id)).max_slots, 5)
      await panel.press('minus')
      const ping = await panel.press('ping')
      assert.equal(ping.responses[0]?.ephemeral, false)
      assert.match(shown(ping), new RegExp(`<@${world.idOf('emma')}>`))
      assert.doesNotMatch(shown(ping), new RegExp(`<@${world.idOf('noah')}>`))
      await panel.press('start')
      assert.equal((await world.party(party.id)).state, 'started')
      await panel.press('close')
      assert.equal((await world.party(party.id)).state, 'closed')
      await panel.press('reopen')
      assert.equal((await world.party(party.id)).state, 'open')
      await world.settle()
      const old = (await world.party(party.id)).discord_message_id
      await panel.press('bump')
      await world.settle()
      const bumped = await world.party(party.id)
      assert.notEqual(bumped.discord_message_id, old)
      assert.equal((await world.messagesOf(party.id)).length, 1)
      await panel.press('rematch')
      const again = await newest(world)
      assert.notEqual(again.id, party.id)
      assert.equal(again.title, 'Panel')
      assert.deepEqual(idsOf(again).toSorted(), idsOf(bumped).toSorted())
      assertShows((await world.messagesOf(again.id))[0], again)
      await panel.choose('transfer', world.idOf('emma'))
      assert.equal((await world.party(party.id)).owner.discord_id, world.idOf('emma'))
      const emma = await panelOf(world, 'emma', bumped)
      await emma.press('cancel')
      assert.equal((await world.party(party.id)).state, 'cancelled')
      await emma.press('delete')
      await emma.press('panel')
      assert.equal((await world.party(party.id)).state, 'cancelled')
      await emma.press('delete')
      assert.match(shown(await emma.press('erase')), /deleted/)
      assert.equal((await world.api('GET', `${partiesPath}/${party.id}/`)).status, 404)
    })

    it('keeps a template for managers, suggests it, and begins a party with it', async () => {
      const owner = world.sandbox.world.state.guilds.get(world.guildId)?.base.owner_id ?? ''
      await world.command(owner, { title: 'Weekly', slots: 7, game: 'Chess' })
      const panel = await panelOf(world, owner, await newest(world))
      await panel.press('template')
      assert.match(
        whisper(await world.act(owner, { do: 'submit', fields: { name: 'weekly' } })),
        /weekly/,
      )
      const typed = await world.control.act({
        as: 'emma',
        channel: 'recruit',
        do: 'autocomplete',
        name: 'recruit',
        options: { template: 'week' },
        focused: 'template',
      })
      assert.match(JSON.stringify(typed), /"weekly"/)
      await world.command('emma', { template: 'weekly' })
      const party = await newest(world)
      assert.deepEqual([party.title, party.max_slots, party.game], ['Weekly', 7, 'Chess'])
      assert.match(whisper(await recruits(world, 'noah', 'templates')), /weekly/)
    })

    it('/recruits: lists, leaves, closes and edits from anywhere in the server', async () => {
      const party = await world.open({ title: 'Anywhere', discord_owner_id: world.idOf('emma') })
      await world.press('noah', 'join', party)
      assert.match(whisper(await recruits(world, 'minjun', 'list')), /Anywhere/)
      const mine = await recruits(world, 'noah', 'mine')
      assert.match(whisper(mine), /Leave: Anywhere/)
      const quit = () =>
        world.act('noah', {
          do: 'click',
          message_id: mine.responses[0]?.message_id,
          custom_id: `rc:1:quit:${party.id}`,
        })
      assert.match(shown(await quit()), /You left/)
      const { version } = await world.party(party.id)
      const form = await recruits(world, 'emma', 'edit', { party: String(party.id) })
      assert.equal(form.modal?.title, 'Edit the party')
      assert.match(
        whisper(await recruits(world, 'noah', 'close', { party: String(party.id) })),
        /allowed|permission|may not/i,
      )
      assert.equal((await world.party(party.id)).version, version)
      await recruits(world, 'emma', 'close', { party: String(party.id) })
      assert.equal((await world.party(party.id)).state, 'closed')
    })

    it('/recruits: blocks and alerts', async () => {
      assert.match(
        whisper(await recruits(world, 'emma', 'block', { user: 'noah' })),
        /can no longer join/,
      )
      assert.match(whisper(await recruits(world, 'emma', 'blocks')), new RegExp(world.idOf('noah')))
      const party = await world.open({ title: 'Friends', discord_owner_id: world.idOf('emma') })
      assert.match(whisper(await world.press('noah', 'join', party)), /cannot join/)
      await recruits(world, 'emma', 'unblock', { user: 'noah' })
      await world.press('noah', 'join', party)
      assert.ok(idsOf(await world.party(party.id)).includes(world.idOf('noah')))
      assert.match(
        whisper(await recruits(world, 'noah', 'alert add', {})),
        /either a game or a person/,
      )
      await recruits(world, 'noah', 'alert add', { game: 'Go' })
      await recruits(world, 'noah', 'alert add', { owner: 'olivia' })
      assert.match(whisper(await recruits(world, 'noah', 'alerts')), /go/)
      const typed = (alert: string) =>
        world.act('noah', {
          do: 'autocomplete',
          name: 'recruits alert remove',
          options: { alert },
          focused: 'alert',
        })
      const olivia = [{ name: 'Person: Olivia', value: `owner:${world.idOf('olivia')}` }]
      assert.deepEqual((await typed('oli')).choices, olivia)
      await recruits(world, 'noah', 'alert remove', { alert: 'game:go' })
      const left = whisper(await recruits(world, 'noah', 'alerts'))
      assert.doesNotMatch(left, /"go/)
      assert.match(left, new RegExp(world.idOf('olivia')))

      const long = 'ﬃ'.repeat(90)
      await recruits(world, 'noah', 'alert add', { game: long })
      const choices = z.array(z.object({ value: z.string().max(100) }))
      const [suggested] = choices.parse((await typed('ffi')).choices)
      const removed = await recruits(world, 'noah', 'alert remove', { alert: suggested?.value })
      assert.match(whisper(removed), /ffi/)
      assert.deepEqual((await typed('ffi')).choices, [])
    })

    it('leaves no warning behind', () => {
      assert.deepEqual(world.logged, [])
    })
  })
}
