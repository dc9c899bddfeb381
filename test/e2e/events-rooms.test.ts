import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { EventJson } from '#modules/events/contract/event.ts'
import { channelMarker } from '#modules/events/rules/channels.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'

const base = '/api/v1/events'
const types = { text: 0, voice: 2, category: 4 }

describe('rooms and threads of events', () => {
  let world: TwoServers
  before(async () => {
    world = await openTwoServers()
    await world.decide({ channel_lead_minutes: 30, channel_name: 'salle {title}' })
  })
  after(() => world.close())

  const roomsOf = ({ id }: EventJson) =>
    [...world.guild().channels.values()].filter(({ name }) => name?.endsWith(channelMarker(id)))
  const failed = async () =>
    JSON.stringify((await world.api('GET', '/api/v1/discord/jobs?status=failed&limit=200')).json)
  const signUp = (one: EventJson, user: string) =>
    world.api('POST', `${base}/${one.id}/signups`, { discord_user_id: world.idOf(user) })
  const end = async (one: EventJson) => {
    await world.api('POST', `${base}/${one.id}/cancel`, {})
    await world.settle()
  }
  /** Channels that are nobody's, so that limits are reached; returns what removes them. */
  async function fill(count: number, parent_id: string | null): Promise<() => Promise<void>> {
    const { world: discord } = world.sandbox
    const { channels, base: guild } = world.guild()
    const [model] = [...channels.values()].filter(({ type }) => type === types.text)
    assert.ok(model)
    const made = Array.from({ length: count }, (_, index) => {
      const id = `9${String(index).padStart(17, '0')}`
      return { ...structuredClone(model), id, name: `x${id}`, parent_id }
    })
    const tell = async (t: 'CHANNEL_CREATE' | 'CHANNEL_DELETE') => {
      for (const d of made) discord.dispatch({ t, d, guild_id: guild.id })
      await world.settle()
    }
    for (const one of made) channels.set(one.id, one)
    await tell('CHANNEL_CREATE')
    return async () => {
      for (const { id } of made) channels.delete(id)
      await tell('CHANNEL_DELETE')
    }
  }

  it('are made so long before, by the template, for those who come, and go after the end', async () => {
    const one = await world.create({
      title: 'Quiz',
      start_at_utc: world.soon(2),
      duration_minutes: 60,
      create_channels: true,
      max_participants: 7,
    })
    await signUp(one, 'ines')
    await world.pass('89m')
    assert.deepEqual(roomsOf(one), [])
    await world.pass('2m')
    const rooms = roomsOf(one).map(({ id, name, type, user_limit }) => ({
      id,
      name,
      type,
      user_limit,
    }))
    const marker = channelMarker(one.id)
    assert.deepEqual(
      new Map(rooms.map(({ name, type }) => [type, name])),
      new Map([
        [types.text, `salle-quiz-${marker}`],
        [types.voice, `salle Quiz ${marker}`],
      ]),
    )
    const voice = rooms.find(({ type }) => type === types.voice)
    assert.ok(voice)
    assert.equal(voice.user_limit, 7)
    const text = roomsOf(one).find(({ type }) => type === types.text)
    assert.ok(text)
    const inside = (text.permission_overwrites ?? [])
      .filter(({ allow }) => allow !== '0')
      .map(({ id }) => id)
    assert.ok(inside.includes(world.idOf('ines')) && inside.includes(world.idOf('helene')))
    assert.equal(inside.includes(world.idOf('lea')), false)
    await signUp(one, 'lea')
    await world.settle()
    const now = roomsOf(one).find(({ type }) => type === types.text)?.permission_overwrites ?? []
    assert.ok(
      now.some(({ id }) => id === world.idOf('lea')),
      'opened for who comes later',
    )
    await world.inDiscord('ines', { do: 'join_voice', channel: voice.id })
    await world.pass('90m')
    await world.pass('35m')
    assert.equal((await world.read(one.id)).state, 'completed')
    const left = [...world.guild().channels.values()]
    assert.ok(
      left.some(({ id }) => id === voice.id),
      'nobody is thrown out',
    )
    const put = left.find(({ id }) => id === text.id)
    assert.ok(put)
    assert.match(put.name ?? '', /^archived-/)
    const seers = (put.permission_overwrites ?? []).filter(({ allow }) => allow !== '0')
    const people = ['helene', 'ines', 'lea'].map((name) => world.idOf(name))
    assert.deepEqual(
      new Set(seers.map(({ id }) => id)),
      new Set([world.sandbox.application.id, ...people]),
    )
    const [view, send] = [1n << 10n, 1n << 11n]
    assert.ok(
      seers.every(({ allow, deny }) => BigInt(allow) === view && BigInt(deny) === send),
      'read-only',
    )
    await world.inDiscord('ines', { do: 'leave_voice' })
    await world.pass('6m')
    assert.ok(!world.guild().channels.has(voice.id))
    await world.control.advance('7d')
    await world.pass('6m')
    assert.ok(!world.guild().channels.has(text.id), 'deleted a week later')
  })

  it('leave no orphan when the answer to their making is lost', async () => {
    const route = { method: 'POST', route: '/guilds/:guild_id/channels' }
    await world.control.fault({ when: route, do: { drop: 'after' }, times: 2 })
    const one = await world.create({
      title: 'Lost',
      start_at_utc: world.soon(0.4),
      create_channels: true,
    })
    await world.pass('3m')
    assert.deepEqual(
      roomsOf(one)
        .map(({ type }) => type)
        .toSorted((a, b) => a - b),
      [types.text, types.voice],
    )
    await end(one)
    await world.pass('35m')
    assert.deepEqual(
      roomsOf(one).filter(({ name }) => !name?.startsWith('archived-')),
      [],
    )
  })

  it('go with an event that is deleted', async () => {
    const one = await world.create({
      title: 'Gone',
      start_at_utc: world.soon(0.4),
      create_channels: true,
    })
    await world.settle()
    assert.equal(roomsOf(one).length, 2)
    await world.api('DELETE', `${base}/${one.id}`)
    await world.pass('1m')
    assert.deepEqual(
      roomsOf(one).filter(({ name }) => !name?.startsWith('archived-')),
      [],
    )
  })

  it('find another category when theirs is full, and wait where the server is', async () => {
    const category = [...world.guild().channels.values()].find(({ name }) => name === 'Association')
    assert.ok(category)
    const inIt = [...world.guild().channels.values()].filter(
      ({ parent_id }) => parent_id === category.id,
    )
    await world.decide({ event_category_id: category.id })
    const clear = await fill(50 - inIt.length, category.id)
    const one = await world.create({
      title: 'Overflow',
      start_at_utc: world.soon(0.4),
      create_channels: true,
    })
    const parents = new Set(roomsOf(one).map(({ parent_id }) => parent_id))
    const names = [...parents].map((id) => world.guild().channels.get(id ?? '')?.name)
    assert.deepEqual(names, ['Association 2'])
    await end(one)
    await clear()
    const empty = await fill(500 - world.guild().channels.size, null)
    const two = await world.create({
      title: 'Crowded',
      start_at_utc: world.soon(0.4),
      create_channels: true,
    })
    assert.deepEqual(roomsOf(two), [])
    assert.match(await failed(), /discord_30013.{0,80}500 channels/)
    assert.ok(world.remoteOf(two.id), 'all else goes on')
    await empty()
    assert.equal(roomsOf(two).length, 2, 'and then there is room')
    await end(two)
    await world.decide({ event_category_id: null })
  })

  it('open a thread once, bring people in, keep it open until the end, and lock it then', async () => {
    const route = { method: 'POST', route: '/channels/:channel_id/messages/:message_id/threads' }
    await world.control.fault({ when: route, do: { drop: 'after' }, times: 1 })
    const one = await world.create({
      title: 'Talk',
      create_thread: true,
      start_at_utc: world.soon(48),
    })
    await signUp(one, 'ines')
    await world.pass('1m')
    const threads = () => [...world.guild().channels.values()].filter(({ name }) => name === 'Talk')
    const [thread, ...others] = threads()
    assert.ok(thread)
    assert.deepEqual(others, [], 'a thread that exists is taken (160004)')
    const inside = async () => {
      const calls = await world.control.calls()
      return calls
        .filter(
          ({ method, path, status }) =>
            method === 'PUT' && status === 204 && path.includes(`${thread.id}/thread-members`),
        )
        .map(({ path }) => path.split('/').at(-1))
    }
    assert.ok((await inside()).includes(world.idOf('ines')))
    assert.ok(thread.thread_metadata)
    thread.thread_metadata.archived = true
    await signUp(one, 'lea')
    await world.settle()
    assert.ok((await inside()).includes(world.idOf('lea')), 'a closed one is opened (50083)')
    assert.equal(threads()[0]?.thread_metadata?.archived, false)
    await end(one)
    await world.pass('35m')
    const { archived, locked } = threads()[0]?.thread_metadata ?? {}
    assert.deepEqual([archived, locked], [true, true])
  })

  it('are one post of a forum where the server wants that, with a first message', async () => {
    const forum = [...world.guild().channels.values()].find(({ name }) => name === 'comptes-rendus')
    assert.ok(forum)
    const channels = ['event_channel_id', 'announcement_channel_id', 'reminder_channel_id']
    for (const name of channels) {
      const path = `/api/v1/discord/guilds/${world.guildId}`
      const refused = await world.api('PATCH', path, { [name]: forum.id })
      assert.equal(refused.status, 422, name)
      assert.match(JSON.stringify(refused.json), /no_message_channel/)
    }
    await world.decide({ thread_forum_id: forum.id })
    const route = { method: 'POST', route: '/channels/:channel_id/threads' }
    await world.control.fault({ when: route, do: { drop: 'after' }, times: 1 })
    const one = await world.create({
      title: 'Debate',
      create_thread: true,
      start_at_utc: world.soon(48),
    })
    await signUp(one, 'ines')
    await world.pass('1m')
    const posts = () =>
      [...world.guild().channels.values()].filter(({ parent_id }) => parent_id === forum.id)
    const [post, ...others] = posts()
    assert.ok(post)
    assert.deepEqual(others, [], 'one whose answer was lost is found again')
    assert.equal(post.name, `Debate ${channelMarker(one.id)}`)
    const first = world.sandbox.world.state.messages.get(post.id)?.values().next().value
    assert.match(first?.message.content ?? '', /Debate/)
    const calls = await world.control.calls()
    const looks = calls.filter(({ path }) => path.endsWith('/threads/active'))
    assert.equal(looks.length, 2, 'looked for before each attempt')
    const joined = `${post.id}/thread-members/${world.idOf('ines')}`
    assert.ok(calls.some(({ path, status }) => status === 204 && path.endsWith(joined)))
    await world.api('DELETE', `${base}/${one.id}`)
    await world.pass('1m')
    const { archived, locked } = posts()[0]?.thread_metadata ?? {}
    assert.deepEqual([archived, locked], [true, true])
    // This forum takes no post without a tag: the one named like the event's type, or one that anybody may use.
    forum.flags = 16
    forum.available_tags = ['Team', 'News', 'Raid'].map((name, index) => ({
      id: `70000000000000000${index}`,
      name,
      moderated: name === 'Team',
      emoji_id: null,
      emoji_name: null,
    }))
    for (const type of ['raid', 'talk']) {
      await world.create({ title: type, type, create_thread: true, start_at_utc: world.soon(48) })
    }
    await world.pass('1m')
    const tags = posts()
      .slice(1)
      .map(({ applied_tags }) => applied_tags)
    assert.deepEqual(tags, [['700000000000000002'], ['700000000000000001']])
    const elsewhere = await world.create({ title: 'No place', start_at_utc: world.soon(48) })
    const message = await world.api(
      'POST',
      `/api/v1/discord/events/events/${elsewhere.id}/signup-message?channel_id=${forum.id}&guild_id=${world.guildId}`,
    )
    assert.equal(message.status, 422)
    await world.decide({ thread_forum_id: null })
  })

  it('are there again, with the thread and the role, when their event is brought back', async () => {
    const one = await world.create({
      title: 'Retour',
      start_at_utc: world.soon(2),
      create_channels: true,
      create_thread: true,
      attendee_role: true,
    })
    await signUp(one, 'ines')
    await world.pass('91m')
    const names = () => roomsOf(one).map(({ name }) => name)
    const thread = () =>
      [...world.guild().channels.values()].find(
        ({ name, type }) => name === 'Retour' && type === 11,
      )
    const roles = () => world.guild().members.get(world.idOf('ines'))?.roles.length ?? 0
    const then = { names: new Set(names()), roles: roles() }
    await world.api('PATCH', `${base}/${one.id}`, { start_at_utc: world.soon(48) })
    await end(one)
    await world.pass('36m')
    assert.deepEqual(names(), [
      `archived-${[...then.names].find((name) => name?.startsWith('salle-'))}`,
    ])
    assert.deepEqual([thread()?.thread_metadata?.locked, roles()], [true, then.roles - 1])
    await world.api('POST', `${base}/${one.id}/reinstate`)
    await world.pass('1m')
    assert.equal(thread()?.thread_metadata?.locked, false)
    assert.equal(roles(), then.roles)
    await world.pass('47h')
    assert.deepEqual(new Set(names()), then.names)
    assert.match(await world.inbox('ines'), /Retour\*\* (a finalement lieu|takes place after all)/)
  })

  it('are called as their event is, with a new name at most every five minutes', async () => {
    const one = await world.create({
      title: 'Vendredi',
      start_at_utc: world.soon(0.4),
      create_channels: true,
      create_thread: true,
    })
    await world.settle()
    const marker = channelMarker(one.id)
    const ids = new Set(
      [...world.guild().channels.values()]
        .filter(({ name }) => name === 'Vendredi' || name?.endsWith(marker))
        .map(({ id }) => id),
    )
    assert.equal(ids.size, 3)
    const namesFor = (title: string) =>
      [title, `salle ${title} ${marker}`, `salle-${title.toLowerCase()}-${marker}`].toSorted()
    const names = () => [...ids].map((id) => world.guild().channels.get(id)?.name ?? '').toSorted()
    const rename = async (title: string) => {
      await world.api('PATCH', `${base}/${one.id}`, { title })
      await world.settle()
    }
    const last = await world.lastCall()
    await rename('Samedi')
    assert.deepEqual(names(), namesFor('Samedi'))
    for (const title of ['Dimanche', 'Lundi']) await rename(title)
    await world.pass('2m')
    await signUp(one, 'ines')
    await world.settle()
    assert.deepEqual(names(), namesFor('Samedi'))
    await world.pass('4m')
    assert.deepEqual(names(), namesFor('Lundi'))
    const calls = (await world.control.calls(last)).filter(
      ({ method, path, body }) =>
        method === 'PATCH' &&
        /\/channels\/\d+$/.test(path) &&
        z.looseObject({ name: z.string() }).safeParse(body).success,
    )
    assert.equal(calls.length, 6, 'nobody saw the names in between')
    await end(one)
  })
})
