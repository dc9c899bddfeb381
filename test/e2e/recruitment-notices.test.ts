import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createContext } from '#core/context.ts'
import { systemActor } from '#core/access/actor.ts'
import { saveSettings } from '#modules/recruitment/store/preferences.ts'
import { guildSettings } from '#modules/recruitment/rules/settings.ts'
import { addAlert } from '#modules/recruitment/service/preferences.ts'
import { eventually } from '../support/eventually.ts'
import { places } from '../support/places.ts'
import { openWorld, type World } from '../support/world.ts'

const hourMs = 3_600_000

type Settings = Partial<ReturnType<typeof guildSettings.parse>>

/** Direct messages that somebody has got, oldest first. */
function directMessages(world: World, username: string): string[] {
  const { state } = world.sandbox.world
  const id = world.idOf(username)
  const channel = [...state.dms.values()].find(({ recipients }) =>
    recipients?.some((user) => user.id === id),
  )
  const messages = [...(state.messages.get(channel?.id ?? '')?.values() ?? [])]
  return messages.map(({ message }) => message.content)
}

/** Messages in the parties' channel that mention somebody. */
async function mentions(world: World): Promise<string[]> {
  const all = await world.control.messages('recruit')
  const contents = all.map(({ content }) => content).toReversed()
  return contents.filter((content) => content.includes('<@'))
}

/** The starts of which somebody was reminded, in epoch milliseconds of whole seconds. */
function reminded(world: World, username: string, title: string): number[] {
  const texts = directMessages(world, username).filter((text) => text.includes(title))
  return texts.flatMap((text) => {
    const [, seconds] = /<t:(\d+):R>/.exec(text) ?? []
    return seconds === undefined ? [] : [Number(seconds) * 1_000]
  })
}

/** Reminders that are yet to come. */
async function remindersLeft(world: World) {
  const { jobs } = world.app.services
  const all = await jobs.list({ kind: 'recruitment.remind', limit: 100 })
  return all.filter(({ state }) => state === 'ready' || state === 'running')
}

async function decide(world: World, settings: Settings): Promise<void> {
  const { services } = world.app
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const all = guildSettings.parse(settings)
  await context.write((unit) => saveSettings(unit, world.guildId, all, services.clock.now()))
}

for (const place of places()) {
  describe(`notices on ${place.name}`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ place })
    })
    after(() => world.close())

    it('everybody is told once, each in the own language', async () => {
      const party = await world.open({ title: 'Mahjong', max_slots: 2 })
      await world.press('haruka', 'join', party)
      await world.settle()
      assert.deepEqual(directMessages(world, 'haruka'), [
        '「Mahjong」が満員になりました（2/2）。楽しんでください！',
      ])
      assert.deepEqual(directMessages(world, 'olivia'), [
        '“Mahjong” is full: 2/2. Have a good time!',
      ])
      assert.deepEqual(await mentions(world), [])
    })

    it('who accepts no direct messages is mentioned, all in one message', async () => {
      await world.act('camille', { do: 'dm_closed', value: true })
      await world.act('lucas', { do: 'dm_closed', value: true })
      const party = await world.open({ title: 'Belote', max_slots: 3 })
      await world.press('camille', 'join', party)
      await world.press('lucas', 'join', party)
      await world.settle()
      const ids = [world.idOf('camille'), world.idOf('lucas')].toSorted()
      const said = ids.map((id) => `<@${id}>`).join(' ')
      const expected = `${said}\n“Belote” is full: 3/3. Have a good time!`
      assert.deepEqual(await mentions(world), [expected])
      const earlier = await world.control.calls()
      const answer = await world.api('POST', `/api/discord/recruitments/${party.id}/start/`, {})
      assert.equal(answer.status, 200)
      await world.settle()
      assert.deepEqual(await mentions(world), [expected, `${said}\n“Belote” has started.`])
      const since = (await world.control.calls()).slice(earlier.length)
      assert.ok(
        since.every(({ status }) => status !== 403),
        'the closed door is knocked at once',
      )
    })

    it('a lost answer makes no second message', async () => {
      const route = '/channels/:channel_id/messages'
      const party = await world.open({ title: 'Chess', max_slots: 2 })
      await world.control.fault({
        service: 'discord',
        when: { method: 'POST', route },
        do: { drop: 'after' },
        times: 4,
      })
      await world.press('noah', 'join', party)
      await world.settle()
      await world.control.liftFaults()
      await world.control.advance('2m')
      await world.settle()
      assert.deepEqual(
        directMessages(world, 'noah').filter((text) => text.includes('Chess')),
        ['“Chess” is full: 2/2. Have a good time!'],
      )
    })

    it('a guild that sleeps hears in the morning what still means something', async () => {
      const now = new Date(world.app.services.clock.now())
      const at = (minutes: number) =>
        new Date(now.getTime() + minutes * 60_000).toISOString().slice(11, 16)
      await decide(world, { timezone: 'UTC', quiet_from: at(-60), quiet_to: at(5) })
      const lasting = await world.open({ title: 'Awake', max_slots: 2 })
      const passing = await world.open({ title: 'Asleep', max_slots: 2 })
      await world.press('emma', 'join', lasting)
      await world.press('emma', 'join', passing)
      await world.press('emma', 'leave', passing)
      await world.settle()
      assert.deepEqual(directMessages(world, 'emma'), [])
      await world.control.advance('6m')
      await world.settle()
      assert.deepEqual(directMessages(world, 'emma'), ['“Awake” is full: 2/2. Have a good time!'])
      await decide(world, {})
    })

    it('somebody who asked hears of new parties, nobody hears of the own ones', async () => {
      const { services } = world.app
      const actor = { ...systemActor, source: 'api' as const, key: null }
      const key = { id: 'test', scopes: ['admin'] as const, guild_ids: null }
      const context = createContext(services, { actor: { ...actor, key }, locale: 'en' })
      for (const who of ['yui', 'olivia', 'sam']) {
        const named = { discord_user_id: world.idOf(who) }
        await addAlert(context, world.guildId, { kind: 'game', value: 'Shogi' }, named)
      }
      await world.signIn('olivia')
      await world.open({ title: 'Board', game: ' SHOGI', members: [world.idOf('sam')] })
      const about = (who: string) =>
        directMessages(world, who).filter((text) => text.includes('Board'))
      assert.deepEqual(about('yui'), ['Olivia is looking for members: “Board” (2/4).'])
      assert.deepEqual(about('olivia'), [])
      assert.deepEqual(about('sam'), ['Olivia has added you to “Board” (2/4). You may decline.'])
    })

    it('a place that stays free for a minute is offered to those who asked', async () => {
      const party = await world.open({ title: 'Rare', game: 'Shogi', max_slots: 2 })
      for (const verb of ['join', 'leave', 'join']) await world.press('noah', verb, party)
      await world.control.advance('61s')
      await world.settle()
      const said = () => directMessages(world, 'yui').filter((text) => text.includes('Rare'))
      assert.deepEqual(said(), ['Olivia is looking for members: “Rare” (1/2).'])
      await world.press('noah', 'leave', party)
      await world.control.advance('61s')
      await world.settle()
      assert.deepEqual(said().slice(1), ['A place is free in “Rare” by Olivia: 1/2.'])
    })

    it('members are reminded of the start once, and of a moved one again', async () => {
      const now = () => world.app.services.clock.now()
      const starts = Math.floor(now() / 1_000) * 1_000 + 4 * hourMs
      const starts_at = new Date(starts).toISOString()
      const party = await world.open({ title: 'Raid', max_slots: 2, starts_at })
      // Decided when the party stood already.
      const settings = `/api/discord/guilds/${world.guildId}/recruitment-settings/`
      const wish = { reminder_minutes: [60, 15] }
      assert.equal((await world.api('PATCH', settings, wish)).status, 200)
      await world.press('haruka', 'join', party)
      await world.press('noah', 'join', party)
      const off = await world.open({ title: 'Off', starts_at })
      await world.api('POST', `/api/discord/recruitments/${off.id}/cancel/`, {})
      assert.deepEqual(
        (await remindersLeft(world)).flatMap(({ key }) => key ?? []).toSorted(),
        [15, 60].map((minutes) => `recruitment:${party.id}:remind:${minutes}`),
      )
      await world.control.advance('3h')
      await world.settle()
      assert.deepEqual(reminded(world, 'haruka', 'Raid'), [starts])
      assert.deepEqual(reminded(world, 'olivia', 'Raid'), [starts])
      assert.deepEqual(reminded(world, 'noah', 'Raid'), [], 'who waits is not called')
      assert.deepEqual(reminded(world, 'olivia', 'Off'), [])
      const moved = starts + 3 * hourMs
      const patch = { starts_at: new Date(moved).toISOString() }
      await world.api('PATCH', `/api/discord/recruitments/${party.id}/`, patch)
      await world.control.advance('50m')
      await world.settle()
      assert.deepEqual(reminded(world, 'haruka', 'Raid'), [starts], 'the old time is forgotten')
      await world.control.advance('175m')
      await world.settle()
      assert.deepEqual(reminded(world, 'haruka', 'Raid'), [starts, moved, moved])
      await world.control.advance('20m')
      await world.settle()
      assert.equal((await world.party(party.id)).state, 'started')
      assert.deepEqual(await remindersLeft(world), [])
      assert.equal(reminded(world, 'haruka', 'Raid').length, 3)
      await decide(world, {})
    })

    it('the end of a party and its last join in one instant leave one state and one notice', async () => {
      const ends = new Set<string>()
      for (const title of ['Tie one', 'Tie two', 'Tie three', 'Tie four']) {
        const party = await world.open({ title, max_slots: 2, expires_in_minutes: 20 })
        await world.control.advance('1199s')
        // Either comes first; nobody may hear of both.
        await Promise.all([
          world.control.advance('1s'),
          world.act('sam', {
            do: 'click',
            message_id: party.discord_message_id,
            custom_id: `rc:1:join:${party.id}`,
          }),
        ])
        await world.settle()
        const { state, current_slots } = await world.party(party.id)
        ends.add(`${state} ${current_slots}`)
        const isAbout = (text: string) => text.includes(title) && !text.includes('will end soon')
        const said = directMessages(world, 'olivia').filter(isAbout)
        const full = `“${title}” is full: 2/2. Have a good time!`
        const over = `“${title}” has ended because its time was over.`
        assert.deepEqual(said, [state === 'full' ? full : over])
        if (state === 'full') continue
        const path = `/api/discord/recruitments/${party.id}/reopen/`
        const again = await world.api('POST', path, { expires_in_minutes: 60 })
        assert.equal(again.status, 200)
        // The timer of the first end is stale now.
        await world.control.advance('5m')
        assert.equal((await world.party(party.id)).state, 'open')
      }
      assert.ok([...ends].every((end) => end === 'full 2' || end === 'expired 1'))
    })

    it('nobody gets more than the budget; what is dropped is not made up for', async () => {
      await decide(world, { dm_per_hour: 1 })
      for (const title of ['One', 'Two']) {
        const party = await world.open({ title, max_slots: 2, owner_joins: false })
        await world.press('seoyeon', 'join', party)
        await world.press('jiwoo', 'join', party)
        await world.settle()
      }
      assert.equal(directMessages(world, 'jiwoo').length, 1)
      assert.equal((await mentions(world)).filter((text) => text.includes('Two')).length, 1)
      await decide(world, {})
    })

    it('a deleted party leaves what the guild wants', async () => {
      const removed = await world.open({ title: 'Gone' })
      await world.api('DELETE', `/api/discord/recruitments/${removed.id}/`)
      await world.settle()
      const shown = async (title: string) =>
        (await world.control.messages('recruit')).filter(({ embeds }) => embeds[0]?.title === title)
      assert.deepEqual(await shown('Gone'), [])
      await decide(world, { on_delete: 'tombstone' })
      const kept = await world.open({ title: 'Kept' })
      await world.api('DELETE', `/api/discord/recruitments/${kept.id}/`)
      await world.settle()
      const [message] = await shown('Kept')
      assert.equal(message?.embeds[0]?.author?.name, 'Deleted')
      assert.deepEqual(message?.components, [])
    })

    // Last, because what else a start begins takes its time.
    it('reminders outlive a restart: none is lost, none comes twice', async () => {
      await decide(world, { reminder_minutes: [60, 15] })
      const now = world.app.services.clock.now()
      const starts = Math.floor(now / 1_000) * 1_000 + 3 * hourMs
      const starts_at = new Date(starts).toISOString()
      await world.open({ title: 'Late', starts_at })
      const told: number[] = []
      for (const [away, left] of [
        ['130m', 1],
        ['1s', 1],
        ['36m', 0],
      ] as const) {
        await world.restart(() => world.control.advance(away))
        await eventually(async () => assert.equal((await remindersLeft(world)).length, left))
        told.push(reminded(world, 'olivia', 'Late').length)
      }
      assert.deepEqual(told, [1, 1, 2])
      assert.deepEqual(reminded(world, 'olivia', 'Late'), [starts, starts])
    })
  })
}
