import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import WebSocket from 'ws'
import { z } from 'zod'
import { scopes } from '#core/access/actor.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { modules } from '../../src/modules.ts'
import { openFormWorld, type FormWorld } from '../support/forms.ts'
import { tablesOf } from '../support/table-rows.ts'
import { ask, serviceHeaders, type ApiAnswer } from '../support/world.ts'

/** Stands in every text of the server that others must not read. */
const mark = 'sealed-in-b'
const elsewhere = '100000000000000001'
const routes = modules.flatMap((module) => module.routes)
const label = ({ method, path }: Pick<AnyRoute, 'method' | 'path'>) => `${method} ${path}`

/**
 * Routes that answer a key of another server, because what they say or do is the caller's own, or of nobody. Every
 * other route must refuse; a new one is refused until somebody has thought about it and put it here.
 */
const answering = new Map<string, string>([
  ['GET /health', 'whether the program lives'],
  ['GET /api/discord/health', 'the same of the connection to Discord'],
  ['GET /api/discord/commands', 'what commands there are'],
  ['GET /api/staff/discord/status', 'how the bot is doing'],
  ['GET /api/v1/discord/events/health', 'the same, without the servers'],
  ['GET /api/forms/health', 'how Google and the door are doing'],
  ['GET /api/forms/google', 'with which account forms are shared'],
  ['GET /api/v1/discord/jobs/policies', 'how often work of each type is tried again'],
  ['GET /api/discord/recruitments', 'a list of what one may see: nothing here'],
  ['GET /api/discord/recruitments/feed.ics', 'the same as a calendar'],
  ['GET /api/forms', 'a list of what one may see'],
  ['GET /api/v1/discord/guilds', 'a list of what one may see'],
  ['GET /api/v1/discord/jobs', 'a list of what one may see'],
  ['GET /api/v1/event-templates', 'a list of what one may see'],
  ['GET /api/v1/events', 'a list of what one may see'],
  ['GET /api/v1/series', 'a list of what one may see'],
  ['GET /ical/guild/:file', 'the public events of a server: none here'],
  ['POST /api/v1/events/preview', 'a picture of what was just said; nothing is stored'],
])

describe('what belongs to one server, asked for by everybody else', () => {
  let world: FormWorld
  let ids: Record<string, string> = {}

  before(async () => {
    const env = { TRADE_USERS: '111111111111111111', ADMIN_USERS: '444444444444444444' }
    world = await openFormWorld({ env })
    ids = await fill()
    await world.settle()
  })
  after(() => world.close())

  async function made(path: string, body: object, key = 'id'): Promise<string> {
    const answer = await world.api('POST', path, body)
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.json)}`)
    const json = z.record(z.string(), z.unknown()).parse(answer.json)
    return String(json[key])
  }

  /** Something of every kind in the server, all of it marked; ids by what they are of. */
  async function fill(): Promise<Record<string, string>> {
    const { guildId, channelId } = world
    const { api, idOf } = { api: world.api.bind(world), idOf: (name: string) => world.idOf(name) }
    const party = await world.open({ title: mark, description: mark, visibility: 'guild' })
    const start = new Date(world.app.services.clock.now() + 86_400_000).toISOString()
    const discord = `/api/v1/discord/guilds`
    await made(discord, { guild_id: guildId, org_id: `org-${mark}`, event_channel_id: channelId })
    const roles = [...(world.sandbox.world.state.guilds.get(guildId)?.roles.values() ?? [])]
    const raider = roles.find(({ name }) => name === 'Raider')?.id ?? ''
    const event = await made('/api/v1/events', {
      title: mark,
      description: mark,
      visibility: 'guild',
      org_id: `org-${mark}`,
      start_at_utc: start,
      location: mark,
      attendance_enabled: true,
      approval_required: true,
      discord_user_id: idOf('olivia'),
    })
    await made(`/api/v1/events/${event}/signups`, { discord_user_id: idOf('kenta'), notes: mark })
    const series = await made(
      '/api/v1/series',
      {
        org_id: `org-${mark}`,
        rule: 'FREQ=WEEKLY',
        timezone: 'UTC',
        local_start: start.slice(0, 16),
        fields: { title: mark, visibility: 'guild' },
      },
      'series_id',
    )
    const template = await made('/api/v1/event-templates', { org_id: `org-${mark}`, name: mark })
    const option = { discord_role_id: raider, label: mark }
    const menu = await made(`${discord}/${guildId}/role-menus`, {
      channel_id: channelId,
      title: mark,
      options: [option],
    })
    const mapping = await made(`${discord}/${guildId}/role-mappings`, {
      discord_role_id: raider,
      role_type: 'event_role',
      entity_id: mark,
    })
    const channel = await made(`${discord}/${guildId}/channel-mappings`, {
      event_id: event,
      discord_channel_id: channelId,
    })
    await world.settle()
    const jobs = await api('GET', `/api/v1/discord/jobs?event_id=${event}&guild_id=${guildId}`)
    const [job] = z.array(z.looseObject({ id: z.string() })).parse(jobs.json)
    const staff = await made('/api/staff/roster/', { display_name: mark, discord_id: idOf('sam') })
    const note = await made(`/api/staff/roster/${staff}/notes`, { text: mark })
    const form = await world.publishForm({ title: mark })
    await world.answer('kenta', form, mark)
    await world.sync(form)
    const [response] = await world.responses(form)
    return {
      party: String(party.id),
      event,
      series,
      template,
      menu,
      mapping,
      channel,
      staff,
      note,
      job: job?.id ?? '',
      form: form.id,
      response: response?.response_id ?? '',
      user: idOf('kenta'),
    }
  }

  /** Which object an address is about; every `:parameter` of every route has one. */
  function fillIn({ path }: AnyRoute): string {
    const known = (wanted: string) => {
      const id = ids[wanted]
      assert.ok(id, `there is no ${wanted}`)
      return id
    }
    const things: [RegExp, string][] = [
      [/^\/api\/discord\/recruitments\/:id/, 'party'],
      [/role-menus\/:id/, 'menu'],
      [/role-mappings\/:id/, 'mapping'],
      [/channel-mappings\/:id/, 'channel'],
      [/^\/api\/v1\/events\/:id/, 'event'],
      [/^\/api\/v1\/series\/:id/, 'series'],
      [/^\/api\/v1\/event-templates\/:id/, 'template'],
      [/^\/api\/v1\/discord\/jobs\/:id/, 'job'],
      [/^\/api\/staff\/roster\/:id/, 'staff'],
      [/^\/api\/forms\/:id/, 'form'],
      [/^\/api\/trading\/orders\/:id/, 'user'],
    ]
    return path.replaceAll(/:(\w+)/g, (_, name: string) => {
      if (name === 'guild_id' || name === 'guild') return world.guildId
      if (name === 'event_id') return known('event')
      if (name === 'user_id') return known('user')
      if (name === 'note') return known('note')
      if (name === 'response_id') return known('response')
      if (name === 'file') return `${path.includes('guild') ? world.guildId : known('event')}.ics`
      if (name === 'name') return path.includes('templates') ? mark : 'orders'
      if (name === 'job_type') return 'dm'
      if (name === 'token') return 'none'
      const thing = things.find(([shape]) => shape.test(path))
      assert.ok(name === 'id' && thing, `nothing is known to ask ${path} for`)
      return known(thing[1])
    })
  }

  /** What is said beside the address: the server in all spellings, and things to do to people. */
  function variants(route: AnyRoute): { query: string; body: object | undefined }[] {
    const place = {
      guild_id: world.guildId,
      discord_guild_id: world.guildId,
      org_id: `org-${mark}`,
    }
    const query = `?${new URLSearchParams(place).toString()}`
    if (route.method === 'GET')
      return [
        { query: '', body: undefined },
        { query, body: undefined },
      ]
    const who = { discord_user_id: ids['user'], user_id: ids['user'], discord_username: 'k' }
    return [
      { query: '', body: {} },
      { query: '', body: who },
      {
        query,
        body: {
          ...place,
          ...who,
          title: 'Mine',
          name: 'Mine',
          text: 'Mine',
          channel_id: world.channelId,
        },
      },
    ]
  }

  async function everything(headers: Record<string, string>) {
    const answers: { route: AnyRoute; answer: ApiAnswer; text: string }[] = []
    for (const route of routes) {
      for (const { query, body } of variants(route)) {
        const url = world.app.url + fillIn(route) + query
        const answer = await ask(url, { method: route.method, body, headers })
        answers.push({ route, answer, text: JSON.stringify(answer.json ?? '') })
      }
    }
    return answers
  }

  const leaks = (answers: Awaited<ReturnType<typeof everything>>) =>
    answers
      .filter(({ text }) => text.includes(mark))
      .map(({ route, text }) => `${label(route)}: ${text.slice(0, 200)}`)

  it('shows nothing of it to a key of another server with every scope, and changes nothing', async () => {
    const { key } = await world.app.access.keys.create({
      name: 'elsewhere',
      scopes: scopes.filter((scope) => scope !== 'admin'),
      guild_ids: [elsewhere],
    })
    await world.settle()
    const earlier = await tablesOf(world.app.services.database)
    const answers = await everything({ authorization: `Bearer ${key}` })
    await world.settle()
    assert.deepEqual(leaks(answers), [])
    assert.deepEqual(await tablesOf(world.app.services.database), earlier)
    const allowed = new Set(
      answers.filter(({ answer }) => answer.status < 300).map(({ route }) => label(route)),
    )
    assert.deepEqual([...allowed].toSorted(), [...answering.keys()].toSorted())
    const broken = answers.filter(({ answer }) => answer.status === 500)
    assert.deepEqual(
      broken.map(({ route, text }) => `${label(route)}: ${text}`),
      [],
    )
  })

  it('shows nothing of it to visitors and to signed-in strangers, and changes nothing', async () => {
    const stranger = await world.signIn('seoyeon')
    await world.act('seoyeon', { do: 'leave_guild' })
    await world.settle()
    for (const headers of [{}, stranger]) {
      const earlier = await tablesOf(world.app.services.database)
      const answers = await everything(headers)
      await world.settle()
      assert.deepEqual(leaks(answers), [])
      assert.deepEqual(await tablesOf(world.app.services.database), earlier)
    }
  })

  it('pushes nothing of it to them', async () => {
    const { key } = await world.app.access.keys.create({
      name: 'listener',
      scopes: scopes.filter((scope) => scope !== 'admin'),
      guild_ids: [elsewhere],
    })
    const of = { '/ws/events/:id': 'event', '/ws/forms/:id': 'form' } as Record<string, string>
    const paths = modules.flatMap((module) => module.topics.flatMap((topic) => topic.paths))
    for (const path of paths) {
      const thing = of[path] ?? 'party'
      const filled = path.replace(':id', ids[thing] ?? '').replace(':guild', world.guildId)
      const socket = new WebSocket(
        `${world.app.url.replace('http', 'ws')}${filled}?snapshot=1`,
        ['muster'],
        {
          headers: { authorization: `Bearer ${key}` },
        },
      )
      const received = await new Promise<string>((resolve) => {
        let text = ''
        socket.on('message', (data: Buffer) => {
          text += data.toString()
          // The whole state follows the greeting at once; an answer to a ping comes after it.
          if (text.includes('"hello"') && !text.includes('"pong"')) socket.send('{"type":"ping"}')
          if (text.includes('"pong"')) socket.close()
        })
        socket.on('error', () => resolve(text))
        socket.on('close', () => resolve(text))
      })
      assert.equal(received.includes(mark), false, `${path}: ${received.slice(0, 300)}`)
    }
  })

  it('is there to be read by those who may', async () => {
    const reading = routes.filter(({ method }) => method === 'GET')
    const seen = new Set<string>()
    for (const route of reading) {
      for (const { query } of variants(route)) {
        const answer = await fetch(world.app.url + fillIn(route) + query, {
          headers: serviceHeaders,
        })
        if ((await answer.text()).includes(mark)) seen.add(label(route))
      }
    }
    assert.ok(seen.size >= 25, [...seen].join('\n'))
  })
})
