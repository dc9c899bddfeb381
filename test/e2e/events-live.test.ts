import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { eventPage } from '#modules/events/contract/event.ts'
import { eventFrame } from '#modules/events/contract/live.ts'
import { openStream } from '../support/event-stream.ts'
import {
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import type { Follower, Frame } from '../support/follower.ts'
import { keyElsewhere, tracesOf, visit } from '../support/visitor.ts'

const url = z.looseObject({ url: z.string().nullable() })

/** The entries of a calendar by title, each as its unfolded properties. */
function entriesOf(text: string): Map<string, Record<string, string>> {
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n')
  const entries = new Map<string, Record<string, string>>()
  let current: Record<string, string> = {}
  for (const line of lines) {
    const [name = '', ...value] = line.split(':')
    if (line === 'BEGIN:VEVENT') current = {}
    else if (line === 'END:VEVENT') entries.set(current['SUMMARY'] ?? '', current)
    else current[name.split(';')[0] ?? ''] = value.join(':')
  }
  return entries
}

describe('events as they happen, and in calendars', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  const told = (frames: readonly Frame[], id: string): string[] =>
    frames.flatMap((frame): string[] => {
      const known = eventFrame.safeParse(frame).data
      if (!known || known.type === 'snapshot') return []
      const about = known.type === 'event_deleted' ? known.event_id : known.event.id
      if (about !== id) return []
      return [known.type === 'event_update' ? known.action : known.type]
    })
  const cursorOf = ({ frames }: Follower) => frames.at(-1)?.cursor ?? ''
  const edit = (id: string, title: string) => world.api('PATCH', `${eventsPath}/${id}`, { title })

  it('pages are told of every change, one event’s page of its own, and nobody misses any', async () => {
    const before_ = await world.plan({ title: 'Already there' })
    const all = await world.follow('/ws/events/?snapshot=1')
    await all.until(({ frames }) => frames.some(({ type }) => type === 'snapshot'))
    assert.ok(JSON.stringify(all.frames).includes('Already there'))
    const one = await world.plan({ title: 'Live', max_participants: 1 })
    const own = await world.follow(`/ws/events/${one.id}/?snapshot=1`)
    await world.signUp(one, 'kenta')
    await edit(before_.id, 'Another')
    await edit(one.id, 'Live again')
    const done = ['signup_created', 'full', 'edited'] as const
    await own.until(({ frames }) => done.every((action) => told(frames, one.id).includes(action)))
    assert.deepEqual(told(own.frames, one.id).slice(-3), done)
    assert.deepEqual(told(own.frames, before_.id), [])
    await all.until(({ frames }) => told(frames, before_.id).includes('edited'))
    await all.until(({ frames }) => told(frames, one.id).includes('edited'))
    assert.equal(told(all.frames, one.id)[0], 'event_created')
    // A page that was away comes back with its cursor and is told what it missed, in order.
    const cursor = cursorOf(all)
    all.close()
    await world.signUp(one, 'yui')
    await world.api('POST', `${eventsPath}/${one.id}/start`)
    await world.api('DELETE', `${eventsPath}/${before_.id}`)
    const back = await world.follow(`/ws/events/?cursor=${cursor}`)
    assert.equal(z.looseObject({ resumed: z.boolean() }).parse(back.frames[0]).resumed, true)
    await back.until(({ frames }) => told(frames, before_.id).includes('event_deleted'))
    const missed = told(back.frames, one.id).filter((action) => action !== 'sync_changed')
    assert.deepEqual(missed, ['signup_created', 'started'])
    assert.deepEqual(told(back.frames, before_.id), ['event_deleted'])
    const versions = back.frames.flatMap((frame) => {
      const known = eventFrame.safeParse(frame).data
      return known?.type === 'event_update' ? [known.event.version] : []
    })
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    )
  })

  it('the same goes out as server-sent events, with names for members only', async () => {
    const one = await world.plan({ title: 'Streamed' })
    const secret = await world.plan({ title: 'Members only', visibility: 'guild' })
    const address = `${world.app.url}/api/v1/events/stream?snapshot=1`
    const kenta = await world.signIn('kenta')
    const [member, visitor] = await Promise.all([openStream(address, kenta), openStream(address)])
    await world.signUp(one, 'yui', { notes: 'from far away' })
    await world.signUp(secret, 'yui')
    const hears = (stream: typeof member, id: string) =>
      stream.until(({ events }) =>
        events.some(
          ({ data }) => data['action'] === 'signup_created' && JSON.stringify(data).includes(id),
        ),
      )
    await Promise.all([hears(member, one.id), hears(visitor, one.id), hears(member, secret.id)])
    assert.match(JSON.stringify(member.events), /from far away/)
    assert.doesNotMatch(JSON.stringify(visitor.events), /from far away|Members only/)
    const lastEventId = member.lastEventId
    member.close()
    visitor.close()
    await edit(one.id, 'Streamed on')
    const again = await openStream(`${world.app.url}/api/v1/events/stream`, {
      ...kenta,
      'last-event-id': lastEventId,
    })
    await again.until(({ events }) => events.some(({ data }) => data['action'] === 'edited'))
    const missed = again.events.filter(({ data }) => data.type === 'event_update')
    assert.ok(missed.every(({ data }) => data['action'] !== 'signup_created'))
    again.close()
    const hidden = await openStream(`${world.app.url}/api/v1/events/${secret.id}/stream`)
    await hidden.ended
    assert.equal(hidden.status, 404)
  })

  it('calendars show what one signed up for and how sure it is, and what moved or fell out', async () => {
    const mine = await world.plan({
      title: 'Mine',
      start_at_utc: world.soon(40),
      max_participants: 1,
    })
    const waiting = await world.plan({
      title: 'Waiting',
      start_at_utc: world.soon(41),
      max_participants: 1,
    })
    const maybe = await world.plan({ title: 'Maybe', start_at_utc: world.soon(42) })
    await world.plan({ title: 'Not mine', start_at_utc: world.soon(43) })
    const hidden = await world.plan({
      title: 'Hidden',
      start_at_utc: world.soon(44),
      visibility: 'guild',
    })
    const draft = await world.plan({ title: 'Draft', start_at_utc: world.soon(45), draft: true })
    await world.signUp(waiting, 'yui')
    const lucas = await world.signIn('lucas')
    const join = (id: string, body: object = {}) =>
      world.api('POST', `${eventsPath}/${id}/signups`, body, lucas)
    for (const one of [mine, waiting, hidden]) expectStatus(201, await join(one.id))
    expectStatus(201, await join(maybe.id, { option: 'tentative' }))
    const feed = async (method: string) =>
      url.parse(
        expectStatus(
          200,
          await world.api(method, `${eventsPath}/feed`, method === 'GET' ? undefined : {}, lucas),
        ),
      ).url
    assert.equal(await feed('GET'), null)
    const address = (await feed('POST')) ?? ''
    const read = async () => entriesOf(await (await fetch(address)).text())
    const first = await read()
    assert.deepEqual(
      new Map([...first].map(([title, { STATUS }]) => [title, STATUS])),
      new Map([
        ['Hidden', 'CONFIRMED'],
        ['Maybe', 'TENTATIVE'],
        ['Mine', 'CONFIRMED'],
        ['Waiting', 'TENTATIVE'],
      ]),
    )
    await world.api('PATCH', `${eventsPath}/${mine.id}`, { start_at_utc: world.soon(50) })
    await world.api('POST', `${eventsPath}/${maybe.id}/cancel`, {})
    await world.api('DELETE', `${eventsPath}/${waiting.id}/signups/me`, {}, lucas)
    const second = await read()
    assert.equal(
      Number(second.get('Mine')?.['SEQUENCE']),
      Number(first.get('Mine')?.['SEQUENCE']) + 1,
    )
    assert.equal(second.get('Mine')?.['UID'], first.get('Mine')?.['UID'])
    assert.notEqual(second.get('Mine')?.['DTSTART'], first.get('Mine')?.['DTSTART'])
    assert.equal(second.get('Maybe')?.['STATUS'], 'CANCELLED')
    assert.equal(second.has('Waiting'), false)
    const etag = (await fetch(address)).headers.get('etag') ?? ''
    assert.equal((await fetch(address, { headers: { 'if-none-match': etag } })).status, 304)
    // Another address makes the old one worthless, and it can be taken back altogether.
    const renewed = (await feed('POST')) ?? ''
    assert.notEqual(renewed, address)
    assert.deepEqual([(await fetch(address)).status, (await fetch(renewed)).status], [404, 200])
    assert.equal(await feed('DELETE'), null)
    assert.equal((await fetch(renewed)).status, 404)
    const group = async (path: string) => {
      const answer = await fetch(world.app.url + path)
      assert.match(answer.headers.get('content-type') ?? '', /text\/calendar/)
      return entriesOf(await answer.text())
    }
    const server = await group(`/ical/guild/${world.guildId}.ics`)
    assert.ok(server.has('Not mine') && server.has('Mine'))
    assert.equal(server.get('Maybe')?.['STATUS'], 'CANCELLED')
    assert.deepEqual([server.has('Hidden'), server.has('Draft')], [false, false])
    assert.deepEqual([...(await group('/ical/guild/muster-hq.ics')).keys()], [...server.keys()])
    assert.deepEqual([...(await group(`/ical/event/${mine.id}.ics`)).keys()], ['Mine'])
    assert.deepEqual([...(await group(`${eventsPath}/${mine.id}/ics`)).keys()], ['Mine'])
    for (const path of [
      `/ical/event/${hidden.id}.ics`,
      `/ical/event/${draft.id}.ics`,
      '/ical/guild/nobody.ics',
      '/ical/me/none.ics',
    ]) {
      assert.equal((await fetch(world.app.url + path)).status, 404, path)
    }
  })

  it('strangers get nothing that leads to anybody, until the server shows names', async () => {
    const people = ['olivia', 'camille', 'kenta', 'lucas', 'minjun']
    for (const username of [...people, 'emma']) await world.signIn(username)
    const traces = tracesOf(world, people)
    const found = (text: string) => traces.filter((trace) => text.includes(trace))
    await world.inDiscord('minjun', {
      do: 'create_event',
      name: 'From Discord',
      entity_type: 3,
      entity_metadata: { location: 'Seoul' },
      scheduled_start_time: world.soon(5),
      scheduled_end_time: world.soon(6),
    })
    const imported = eventPage.parse((await world.api('GET', `${eventsPath}?q=From+Discord`)).json)
      .results[0]
    assert.ok(imported)
    assert.equal(imported.created_by, world.idOf('minjun'))
    const fromDiscord = `${eventsPath}/${imported.id}`
    await world.change(imported.id, { visibility: 'public' })
    const elsewhere = await keyElsewhere(world, 'emma', 'events:read')
    /** All that visitors and other strangers get of an event that comes and goes. */
    async function everythingOf(title: string): Promise<string> {
      const one = await world.plan({
        title,
        max_participants: 2,
        create_signup_message: false,
      })
      const own = `${eventsPath}/${one.id}`
      const addresses = {
        pages: [
          ...['', '/ics', '/discord', '/history', '/sync', '/attendance?format=csv'].map(
            (rest) => own + rest,
          ),
          eventsPath,
          `${fromDiscord}/discord`,
          `/ical/guild/${world.guildId}.ics`,
          `/ical/event/${one.id}.ics`,
          '/',
          '/events',
          `/events/${one.id}`,
        ],
        sockets: ['/ws/events/', `/ws/events/${one.id}/`],
        streams: [`${eventsPath}/stream`, `${own}/stream`],
      }
      const strangers = await Promise.all([
        visit(world, addresses),
        visit(world, addresses, elsewhere),
      ])
      for (const username of ['camille', 'kenta', 'lucas'])
        await world.signUp(one, username, { notes: `I am ${username}` })
      await world.rule(one, 'lucas', 'promote')
      await world.api('DELETE', `${own}/signups/me`, { discord_user_id: world.idOf('camille') })
      await world.signUp(one, 'camille')
      await world.settle()
      await world.inDiscord('minjun', {
        do: 'cancel_event',
        event_id: world.remoteOf(one.id)?.id,
      })
      for (const stranger of strangers) await stranger.hears('"action":"cancelled"')
      for (const stranger of strangers) stranger.close()
      return (await Promise.all(strangers.map((stranger) => stranger.everything()))).join('\n')
    }
    const hidden = await everythingOf('Nobody knows')
    for (const action of ['signup_created', 'signup_promoted', 'signup_withdrawn'])
      assert.ok(hidden.includes(action), action)
    assert.deepEqual(found(hidden), [])
    await world.decide({ names_public: true })
    // Who organises is called by the display name only.
    const shown = traces.filter((trace) => trace !== 'olivia')
    assert.deepEqual(found(await everythingOf('Everybody knows')), shown)
    const history = await world.api('GET', `${fromDiscord}/history`, undefined, elsewhere)
    assert.equal(history.status, 403)
  })
})
