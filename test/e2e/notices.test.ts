import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { eventDoings, eventsPath } from '../support/event-world.ts'
import { openWorld, type World } from '../support/world.ts'

const opening = { method: 'POST', route: '/users/@me/channels' }
const sending = { method: 'POST', route: '/channels/:channel_id/messages' }
const stranger = { discord_user_id: '123456789012345678', discord_username: 'far' }

describe('notices that Discord refuses', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  /** What people were told directly of a party, by name. */
  function told(title: string, ...names: string[]): string[][] {
    const { dms, messages } = world.sandbox.world.state
    return names.map((name) => {
      const channel = [...dms.values()].find(({ recipients }) =>
        recipients?.some(({ id }) => id === world.idOf(name)),
      )
      const all = [...(messages.get(channel?.id ?? '')?.values() ?? [])]
      return all.map(({ message }) => message.content).filter((text) => text.includes(title))
    })
  }

  /** The messages in the channel that mention somebody because of a party. */
  async function mentions(title: string): Promise<string[]> {
    const all = await world.control.messages('recruit')
    return all
      .map(({ content }) => content)
      .filter((text) => /<@\d/.test(text) && text.includes(title))
  }

  /** A party of three that the last one has just filled, while Discord has a fault. */
  async function fill(title: string, ...faults: Record<string, unknown>[]): Promise<void> {
    const party = await world.open({ title, max_slots: 3 })
    await world.press('emma', 'join', party)
    await world.settle()
    for (const fault of faults) await world.control.fault({ service: 'discord', ...fault })
    await world.press('noah', 'join', party)
    await world.settle()
    await world.control.advance('15m')
    await world.settle()
    await world.control.liftFaults()
  }

  const dead = async () =>
    (await world.app.services.jobs.list({ state: 'dead', limit: 10 })).map(({ kind }) => kind)

  const refused = (status: number, code: number, message: string) => ({
    do: { status, body: { code, message } },
    times: 1,
  })

  it('a refusal that concerns one person keeps no other from being told, and nobody is told twice', async () => {
    for (const [title, when, status, code] of [
      ['Explicit', sending, 400, 20009],
      ['Filtered', sending, 400, 240_000],
      ['Gone', sending, 404, 10003],
      ['Forbidden', opening, 403, 50013],
    ] as const) {
      await fill(title, { when, ...refused(status, code, 'No') })
      const full = `“${title}” is full: 3/3. Have a good time!`
      const heard = told(title, 'olivia', 'emma', 'noah')
      assert.deepEqual(heard, [[], [full], [full]], title)
      assert.deepEqual(await mentions(title), [`<@${world.idOf('olivia')}>\n${full}`])
    }
    assert.deepEqual(await dead(), [])
  })

  it('a passing failure is tried again, without telling anybody twice', async () => {
    await fill('Trouble', { when: sending, do: { status: 502, body: {} }, skip: 1, times: 4 })
    await fill('Overload', { when: sending, ...refused(400, 130_000, 'Overloaded'), skip: 1 })
    for (const title of ['Trouble', 'Overload']) {
      const counts = told(title, 'olivia', 'emma', 'noah').map(({ length }) => length)
      assert.deepEqual(counts, [1, 1, 1], title)
      assert.deepEqual(await mentions(title), [])
    }
    assert.deepEqual(await dead(), [])
  })

  it('a bot that may write to nobody knocks once, and mentions those who are left', async () => {
    for (const [title, code] of [
      ['Too fast', 40003],
      ['Quarantine', 20026],
    ] as const) {
      const last = (await world.control.calls()).at(-1)?.n
      await fill(title, { when: opening, ...refused(403, code, 'No'), skip: 1, times: 9 })
      const doors = (await world.control.calls(last)).filter(({ route }) =>
        route.includes('@me/ch'),
      )
      assert.equal(doors.length, 2)
      const heard = told(title, 'olivia', 'emma', 'noah').map(({ length }) => length)
      assert.deepEqual(heard, [1, 0, 0])
      const said = ['emma', 'noah'].map((name) => `<@${world.idOf(name)}>`).toSorted()
      const full = `“${title}” is full: 3/3. Have a good time!`
      assert.deepEqual(await mentions(title), [`${said.join(' ')}\n${full}`])
    }
    assert.deepEqual(await dead(), [])
  })

  it('mentions neither the bot nor people who are not in the server', async () => {
    const bot = { discord_owner_id: world.sandbox.application.id, discord_owner_username: 'muster' }
    const settings = `/api/discord/guilds/${world.guildId}/recruitment-settings/`
    await world.act('lucas', { do: 'dm_closed', value: true })
    for (const dm_notices of [true, false]) {
      assert.equal((await world.api('PATCH', settings, { dm_notices })).status, 200)
      const title = dm_notices ? 'Strangers' : 'Aloud'
      const party = await world.open({ title, max_slots: 3, ...bot })
      await world.api('POST', `/api/discord/recruitments/${party.id}/join/`, stranger)
      await world.press('lucas', 'join', party)
      await world.settle()
      const full = `“${title}” is full: 3/3. Have a good time!`
      assert.deepEqual(await mentions(title), [`<@${world.idOf('lucas')}>\n${full}`])
      // With nobody else in it, nothing is said.
      const alone = await world.open({ title: `${title} alone`, max_slots: 2, ...bot })
      await world.api('POST', `/api/discord/recruitments/${alone.id}/join/`, stranger)
      await world.settle()
      assert.deepEqual(await mentions(`${title} alone`), [])
    }
    assert.equal((await world.api('PATCH', settings, { dm_notices: true })).status, 200)
    assert.deepEqual(await dead(), [])
  })

  it('who cannot be written to at all is mentioned, and not tried again the same day', async () => {
    const said = async (title: string) => {
      assert.deepEqual(await mentions(title), [
        `<@${world.idOf('olivia')}>\n“${title}” is full: 3/3. Have a good time!`,
      ])
      assert.deepEqual(
        told(title, 'olivia', 'emma', 'noah').map(({ length }) => length),
        [0, 1, 1],
      )
    }
    await fill('Recipient', { when: opening, ...refused(400, 50033, 'Invalid Recipient(s)') })
    await said('Recipient')
    await fill('Again')
    await said('Again')
  })

  it('events tell those who are left, and mention who could not be told', async () => {
    const doings = eventDoings(world)
    const { channelId, guildId } = world
    const server = { guild_id: guildId, org_id: 'heroes', event_channel_id: channelId }
    await world.api('POST', '/api/v1/discord/guilds', server)
    const made = await world.api('POST', eventsPath, {
      title: 'Called off',
      org_id: 'heroes',
      start_at_utc: doings.soon(3),
      location: 'Here',
    })
    await world.settle()
    const { id } = made.json as { id: string }
    for (const name of ['emma', 'noah', 'sam']) {
      const who = { discord_user_id: world.idOf(name) }
      assert.equal((await world.api('POST', `${eventsPath}/${id}/signups`, who)).status, 201)
    }
    await world.api('POST', `${eventsPath}/${id}/signups`, stranger)
    await world.settle()
    const earlier = told('Called off', 'emma', 'noah', 'sam').map(({ length }) => length)
    await world.control.fault({ when: sending, ...refused(400, 20009, 'Explicit') })
    await world.api('POST', `${eventsPath}/${id}/cancel`, {})
    await world.settle()
    await world.control.liftFaults()
    const now = told('Called off', 'emma', 'noah', 'sam').map(({ length }) => length)
    assert.deepEqual(
      now.map((count, index) => count - (earlier[index] ?? 0)),
      [0, 1, 1],
    )
    const [said, ...more] = await mentions('Called off')
    assert.deepEqual(more, [])
    assert.deepEqual(said?.match(/<@\d+>/g), [`<@${world.idOf('emma')}>`])
    // What is said to one alone waits until the bot may write again.
    const confirmed = async () => (await doings.inbox('sam')).split('Later').length - 1
    const later = await world.api('POST', eventsPath, {
      title: 'Later',
      org_id: 'heroes',
      start_at_utc: doings.soon(3),
      location: 'Here',
    })
    await world.settle()
    await world.control.fault({ when: opening, ...refused(403, 40003, 'Too fast') })
    const { id: other } = later.json as { id: string }
    const sam = { discord_user_id: world.idOf('sam') }
    await world.api('POST', `${eventsPath}/${other}/signups`, sam)
    await world.settle()
    assert.equal(await confirmed(), 0)
    await doings.pass('11m')
    assert.equal(await confirmed(), 1)
    assert.deepEqual(await dead(), [])
  })

  // Last, because nothing is asked of Discord afterwards.
  it('a refused token ends it at once', async () => {
    const last = (await world.control.calls()).at(-1)?.n
    await fill('Locked out', { when: opening, ...refused(401, 0, '401: Unauthorized') })
    const doors = (await world.control.calls(last)).filter(({ route }) => route.includes('@me/ch'))
    assert.equal(doors.length, 1)
    assert.deepEqual(await dead(), ['recruitment.tell'])
  })
})
