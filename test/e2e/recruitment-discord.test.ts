import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract.ts'
import { guildSettings } from '#modules/recruitment/rules/settings.ts'
import { saveSettings } from '#modules/recruitment/store/preferences.ts'
import type { ActResult } from '../support/control.ts'
import { assertShows } from '../support/equality.ts'
import { openWorld, type World } from '../support/world.ts'

const person = '/api/discord/recruitments'

async function newest(world: World): Promise<RecruitmentJson> {
  await world.settle()
  const { json } = await world.api('GET', `${person}/?page_size=1`)
  const [party] = z.object({ results: z.array(recruitment) }).parse(json).results
  assert.ok(party)
  return party
}

/** The first answer, which only the one who acted sees. */
function whisper({ responses }: ActResult): string {
  const [response] = responses
  assert.equal(response?.ephemeral, true, JSON.stringify(responses))
  return JSON.stringify(response.data)
}

/** Whatever an answer shows. */
function shown({ responses }: ActResult): string {
  return JSON.stringify(responses.map(({ data }) => data))
}

/** Sets what the guild has decided; the defaults for the rest. */
async function decide(world: World, settings: z.input<typeof guildSettings>): Promise<void> {
  const { database, clock } = world.app.services
  const all = guildSettings.parse(settings)
  await database.write((tx) => saveSettings(tx, world.guildId, all, clock.now()))
}

/** Presses a button of the newest direct message that has it. */
async function pressInPrivate(world: World, as: string, verb: string, id: number) {
  await world.settle()
  const { state } = world.sandbox.world
  const mine = [...state.dms.values()].filter(({ recipients }) =>
    recipients?.some((user) => user.id === world.idOf(as)),
  )
  const messages = mine.flatMap((dm) => [...(state.messages.get(dm.id)?.values() ?? [])])
  const custom_id = `rc:1:${verb}:${id}`
  const found = messages.findLast(({ message }) =>
    JSON.stringify(message.components).includes(`"${custom_id}"`),
  )
  assert.ok(found, `${as} has no ${verb} button`)
  return world.act(as, { do: 'click', message_id: found.message.id, custom_id })
}

for (const door of ['gateway', 'http'] as const) {
  describe(`recruitment in Discord through the ${door} door`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ door })
    })
    after(() => world.close())

    const recruits = (as: string, sub: string, options: Record<string, unknown> = {}) =>
      world.act(as, { do: 'command', name: `recruits ${sub}`, options })
    const start = (as: string, options: Record<string, unknown>) => world.command(as, options)
    const idsOf = (party: RecruitmentJson) => party.participants.map((one) => one.discord_user_id)
    /** Opens the private panel; returns how to use it. */
    const panelOf = async (as: string, party: RecruitmentJson) => {
      const opened = await world.press(as, 'manage', party)
      const message_id = opened.responses[0]?.message_id
      assert.ok(message_id)
      return {
        opened,
        press: (verb: string) =>
          world.act(as, { do: 'click', message_id, custom_id: `rc:1:${verb}:${party.id}` }),
        choose: (verb: string, value: string) =>
          world.act(as, {
            do: 'select',
            message_id,
            custom_id: `rc:1:${verb}:${party.id}`,
            values: [value],
          }),
      }
    }

    it('reads places and start out of a title, and options as people type them', async () => {
      await start('olivia', { title: 'Ranked @2', start: 'tomorrow 9pm', expires: '90' })
      const party = await newest(world)
      assert.equal(party.title, 'Ranked')
      assert.equal(party.max_slots, 3)
      assert.match(party.starts_at ?? '', /T21:00:00/)
      assert.equal(Date.parse(party.expires_at ?? '') - Date.parse(party.created_at), 90 * 60_000)
      const [message] = await world.messagesOf(party.id)
      assertShows(message, party)
      const at = Date.parse(party.starts_at ?? '') / 1_000
      assert.ok(JSON.stringify(message).includes(`<t:${at}:F> (<t:${at}:R>)`))

      await start('haruka', { title: 'ランク 明日21時 あと4人' })
      const japanese = await newest(world)
      assert.equal(japanese.title, 'ランク')
      assert.equal(japanese.max_slots, 5)
      assert.ok(japanese.starts_at)
      await start('camille', { title: 'Donjon', start: 'demain 21h', slots: 2, expires: '2h' })
      assert.match((await newest(world)).starts_at ?? '', /T21:00:00/)
      await start('minjun', { title: '레이드', start: '내일 저녁 9시' })
      assert.match((await newest(world)).starts_at ?? '', /T21:00:00/)
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
        assert.match(whisper(await start(as, options)), words)
      }
      assert.equal((await newest(world)).id, before_)
    })

    it('asks for a role where places have roles, and lets people switch', async () => {
      await start('olivia', { title: 'Dungeon', role: '🛡️tank:1 heal:1 dps:2' })
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
        whisper(await start('noah', { title: 'Loud', ping: plain.id })),
        /may not mention/,
      )
      assert.equal((await newest(world)).id, before_)
      const [owner] = guild ? [guild.base.owner_id] : []
      assert.ok(owner)
      const answer = await start(owner, { title: 'Loud', ping: plain.id })
      assert.match(shown(answer), new RegExp(`<@&${plain.id}>`))
      assert.match(
        whisper(await start(owner, { title: 'Everybody', ping: world.guildId })),
        /mention|멘션|メンション|通知/,
      )
    })

    it('the form takes natural input and leaves untouched fields alone', async () => {
      const opened = await start('emma', { slots: 3 })
      assert.equal(opened.modal?.title, 'Look for members')
      assert.equal(opened.modal.components.length, 5)
      const fields = { title: 'Cards', slots: '３', start: 'in 3 hours', description: '', game: '' }
      await world.act('emma', { do: 'submit', fields })
      const party = await newest(world)
      assert.equal(party.max_slots, 3)
      assert.ok(party.starts_at)
      const panel = await panelOf('emma', party)
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
      const panel = await panelOf('olivia', party)
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
      const emma = await panelOf('emma', bumped)
      await emma.press('cancel')
      assert.equal((await world.party(party.id)).state, 'cancelled')
      await emma.press('delete')
      await emma.press('panel')
      assert.equal((await world.party(party.id)).state, 'cancelled')
      await emma.press('delete')
      assert.match(shown(await emma.press('erase')), /deleted/)
      assert.equal((await world.api('GET', `${person}/${party.id}/`)).status, 404)
    })

    it('keeps a template for managers, suggests it, and begins a party with it', async () => {
      const owner = world.sandbox.world.state.guilds.get(world.guildId)?.base.owner_id ?? ''
      await start(owner, { title: 'Weekly', slots: 7, game: 'Chess' })
      const panel = await panelOf(owner, await newest(world))
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
      await start('emma', { template: 'weekly' })
      const party = await newest(world)
      assert.deepEqual([party.title, party.max_slots, party.game], ['Weekly', 7, 'Chess'])
      assert.match(whisper(await recruits('noah', 'templates')), /weekly/)
    })

    it('/recruits: lists, leaves, closes and edits from anywhere in the server', async () => {
      const party = await world.open({ title: 'Anywhere', discord_owner_id: world.idOf('emma') })
      await world.press('noah', 'join', party)
      assert.match(whisper(await recruits('minjun', 'list')), /Anywhere/)
      const mine = await recruits('noah', 'mine')
      assert.match(whisper(mine), /Leave: Anywhere/)
      const quit = () =>
        world.act('noah', {
          do: 'click',
          message_id: mine.responses[0]?.message_id,
          custom_id: `rc:1:quit:${party.id}`,
        })
      assert.match(shown(await quit()), /You left/)
      const { version } = await world.party(party.id)
      const form = await recruits('emma', 'edit', { party: String(party.id) })
      assert.equal(form.modal?.title, 'Edit the party')
      assert.match(
        whisper(await recruits('noah', 'close', { party: String(party.id) })),
        /allowed|permission|may not/i,
      )
      assert.equal((await world.party(party.id)).version, version)
      await recruits('emma', 'close', { party: String(party.id) })
      assert.equal((await world.party(party.id)).state, 'closed')
    })

    it('/recruits: blocks and alerts', async () => {
      assert.match(whisper(await recruits('emma', 'block', { user: 'noah' })), /can no longer join/)
      assert.match(whisper(await recruits('emma', 'blocks')), new RegExp(world.idOf('noah')))
      const party = await world.open({ title: 'Friends', discord_owner_id: world.idOf('emma') })
      assert.match(whisper(await world.press('noah', 'join', party)), /cannot join/)
      await recruits('emma', 'unblock', { user: 'noah' })
      await world.press('noah', 'join', party)
      assert.ok(idsOf(await world.party(party.id)).includes(world.idOf('noah')))
      assert.match(whisper(await recruits('noah', 'alert add', {})), /either a game or a person/)
      await recruits('noah', 'alert add', { game: 'Go' })
      await recruits('noah', 'alert add', { owner: 'olivia' })
      assert.match(whisper(await recruits('noah', 'alerts')), /go/)
      await recruits('noah', 'alert remove', { alert: 'game:go' })
      const left = whisper(await recruits('noah', 'alerts'))
      assert.doesNotMatch(left, /"go/)
      assert.match(left, new RegExp(world.idOf('olivia')))
    })

    it('leads from an old message to the present one', async () => {
      const party = await world.open({ title: 'Moved' })
      const panel = await panelOf('olivia', party)
      const newer = (await panel.press('ping')).responses[0]?.message_id
      await world.api('PATCH', `${person}/${party.id}/`, { discord_message_id: newer })
      const stale = await world.press('emma', 'join', party)
      assert.match(whisper(stale), /out of date/)
      assert.match(whisper(stale), new RegExp(`/${newer}`))
      assert.equal((await world.party(party.id)).current_slots, 1)
    })

    it('a party whose message somebody deleted gets another when it is posted again', async () => {
      const party = await world.open({ title: 'Lost' })
      const panel = await panelOf('olivia', party)
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
      await start('emma', { title: 'Evening' })
      const party = await newest(world)
      assert.deepEqual([party.max_slots, party.game], [6, 'Mahjong'])
      await start('emma', { title: 'Evening', game: 'Go', slots: 2 })
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
        assert.match(whisper((await panelOf(as, party)).opened), expected)
        assert.ok(whisper(await recruits(as, 'mine')).includes('Words'))
      }
    })

    it('leaves no warning behind', () => {
      assert.deepEqual(world.logged, [])
    })
  })
}

it('an id of another server is not found, wherever somebody types it', async (context) => {
  const world = await openWorld()
  context.after(() => world.close())
  const answer = await world.api('POST', `${person}/`, {
    title: 'Elsewhere',
    discord_guild_id: '1300000000000000000',
    discord_channel_id: '1300000000000000001',
    discord_owner_id: world.idOf('emma'),
    discord_message_id: '1300000000000000002',
  })
  assert.equal(answer.status, 201)
  const { id } = recruitment.parse(answer.json)
  for (const sub of ['close', 'edit']) {
    const options = { party: String(id) }
    const told = await world.act('emma', { do: 'command', name: `recruits ${sub}`, options })
    assert.match(whisper(told), /not|found/i)
  }
  assert.equal((await world.party(id)).state, 'open')
})
