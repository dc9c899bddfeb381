import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { EventJson } from '#modules/events/contract/event.ts'
import { syncInspector } from '#modules/events/contract/insight.ts'
import { eventErrors } from '#modules/events/errors.ts'
import { events } from '#modules/events/module.ts'
import {
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { serviceHeaders } from '../support/world.ts'

const languages = ['en', 'ja', 'fr', 'ko']
const seriesPath = '/api/v1/series'
const templatesPath = '/api/v1/event-templates'
const made = z.looseObject({ id: z.string() })
const mistakes = z.array(
  z.object({ loc: z.array(z.string()).min(1), msg: z.string().min(1), type: z.string() }),
)

type Request = [method: string, path: string, body?: object, headers?: Record<string, string>]

let world: EventWorld
before(async () => {
  world = await openEventWorld({}, { event_channel_id: null })
})
after(() => world.close())

/** Asks in four languages; the same refusal must come, in as many wordings. Returns where a mistake is said to be. */
async function told(status: number, code: string, request: Request): Promise<string[][]> {
  const [method, path, body, headers = serviceHeaders] = request
  const what = `${method} ${path} ${JSON.stringify(body)}`
  const texts = new Set<string>()
  let places: string[][] = []
  for (const language of languages) {
    const sent = { ...headers, 'accept-language': language }
    const answer = await world.api(method, path, body, sent)
    const json = z.looseObject({ code: z.string(), detail: z.unknown() }).parse(answer.json)
    assert.deepEqual([answer.status, json.code], [status, code], `${what}: ${JSON.stringify(json)}`)
    if (status === 422) {
      const list = mistakes.parse(json.detail, { error: () => what })
      places = list.map(({ loc }) => loc)
      texts.add(list.map(({ msg }) => msg).join('\n'))
    } else texts.add(z.string().parse(json.detail, { error: () => what }))
  }
  assert.equal(texts.size, languages.length, `${what}: ${[...texts].join(' | ')}`)
  for (const text of texts) assert.ok(!text.includes(code) && !text.includes('{'), text)
  return places
}

describe('lists of events', () => {
  /** They show one thing, a calendar, or what is the reader's own. */
  const unfiltered = new Set([
    `${eventsPath}/:id`,
    `${eventsPath}/:id/sync`,
    `${eventsPath}/:id/ics`,
    `${eventsPath}/:id/checkin.svg`,
    `${eventsPath}/feed`,
    `${eventsPath}/notices`,
    `${seriesPath}/:id`,
    `${discordPath}/events/health`,
    `${discordPath}/guilds/:guild_id`,
    `${discordPath}/guilds/:guild_id/doctor`,
    `${discordPath}/jobs/:id`,
    '/ical/guild/:file',
    '/ical/event/:file',
    '/ical/me/:file',
  ])

  it('take the filters that they have, and no others', async () => {
    const one = await world.plan({ title: 'Listed' })
    const routes = events.routes.filter(
      ({ method, path }) => method === 'GET' && !unfiltered.has(path),
    )
    assert.ok(routes.length > 12)
    for (const { path } of routes) {
      const at = path.replace(':guild_id', world.guildId).replace(/:(event_)?id/, one.id)
      expectStatus(200, await world.api('GET', at))
      const [place] = await told(422, 'validation_error', ['GET', `${at}?other=1`])
      assert.deepEqual(place, ['query', 'other'], path)
    }
  })

  it('refuse values that cannot be, cursors and pages too', async () => {
    const wrong: Record<string, string[]> = {
      [eventsPath]: [
        'state=asleep',
        'type=',
        'org_id=',
        'guild_id=zz',
        'from=2030-01-01',
        'to=soon',
        'mine=yes',
        'series_id=zz',
        'ordering=colour',
        'page=0',
        'page_size=101',
      ],
      [`${eventsPath}/analytics`]: ['org_id=', 'guild_id=zz', 'from=x', 'to=x'],
      [seriesPath]: ['org_id=', 'guild_id=zz', 'page=x', 'page_size=0'],
      [templatesPath]: ['org_id=', 'guild_id=zz'],
      [`${discordPath}/jobs`]: [
        'status=asleep',
        'job_type=nap',
        'guild_id=zz',
        'event_id=zz',
        'limit=0',
        'limit=201',
        'cursor=zz',
        'cursor=-1',
      ],
      [`${discordPath}/events/stats/events`]: ['from=x', 'to=x', 'guild_id=zz'],
    }
    for (const [path, queries] of Object.entries(wrong)) {
      for (const query of queries) {
        const [place] = await told(422, 'validation_error', ['GET', `${path}?${query}`])
        assert.deepEqual(place?.slice(0, 2), ['query', query.split('=')[0]], query)
      }
    }
    for (const path of [eventsPath, seriesPath]) {
      await told(404, 'not_found', ['GET', `${path}?page=9`])
    }
    for (const list of ['role-mappings', 'channel-mappings', 'role-menus']) {
      const path = `${discordPath}/guilds/100000000000000001/${list}`
      await told(404, 'not_found', ['GET', path])
    }
  })
})

/** Refusals that only clicks and commands in Discord meet. */
const inDiscordOnly = ['message_outdated', 'unclear_time', 'menu_expired']

describe('refusals of events', () => {
  const seen = new Set<string>()
  const signups = (one: EventJson) => `${eventsPath}/${one.id}/signups`
  const as = (username: string, more: object = {}) => ({
    discord_user_id: world.idOf(username),
    ...more,
  })

  async function conflicted(): Promise<[string, string]> {
    const one = await world.plan({ title: 'Both' })
    const event_id = one.guilds[0]?.discord_event_id
    await world.control.fault({ gateway: 'silence' })
    const edit = { do: 'edit_event', event_id, name: 'Theirs' }
    await world.control.act({ as: 'olivia', guild: world.guildId, ...edit })
    await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'Ours' })
    await world.control.liftFaults()
    await world.settle()
    const path = `${eventsPath}/${one.id}/sync`
    const [conflict] = syncInspector.parse((await world.api('GET', path)).json).conflicts
    assert.ok(conflict)
    return [path, conflict.id]
  }

  it('have a stable code, their own words in four languages, and the shape of their address', async () => {
    const raider = [...(world.sandbox.world.state.guilds.get(world.guildId)?.roles.values() ?? [])]
      .filter(({ name }) => name === 'Raider')
      .map(({ id }) => id)
    const [kenta, yui] = await Promise.all(['kenta', 'yui'].map((name) => world.signIn(name)))
    assert.ok(kenta && yui)
    const open = await world.plan({ title: 'Open' })
    const full = await world.plan({ title: 'Full', max_participants: 1, waitlist_mode: 'off' })
    const roles = [{ name: 'Tank', capacity: 1 }, { name: 'Healer' }]
    const shaped = await world.plan({ title: 'Roles', roles, waitlist_mode: 'off' })
    const closed = await world.plan({ title: 'Circle', allowed_role_ids: raider })
    const banned = await world.plan({ title: 'No raiders', banned_role_ids: raider })
    const later = await world.plan({ title: 'Later', signup_opens_at: world.soon(2) })
    const off = await world.plan({ title: 'Off' })
    const past = await world.plan({ title: 'Past', start_at_utc: world.soon(1) })
    const [tank, healer] = shaped.roles.map(({ id }) => id)
    for (const one of [open, full]) expectStatus(201, await world.signUp(one, 'kenta'))
    expectStatus(201, await world.signUp(shaped, 'kenta', { role_id: tank }))
    expectStatus(201, await world.signUp(shaped, 'yui', { role_id: healer }))
    for (const one of [off, past]) {
      expectStatus(200, await world.api('POST', `${eventsPath}/${one.id}/cancel`, {}))
    }
    const templates = []
    for (const name of ['First', 'Second']) {
      const body = { org_id: 'heroes', name, fields: {} }
      templates.push(made.parse(expectStatus(201, await world.api('POST', templatesPath, body))).id)
    }
    const [sync, conflict_id] = await conflicted()
    const guild = `${discordPath}/guilds/${world.guildId}`
    const category = [...world.sandbox.world.guild(world.guildId).channels.values()].find(
      ({ type }) => type === 4,
    )
    const at = `${discordPath}/events`
    const event = { title: 'New', org_id: 'heroes', start_at_utc: world.soon(3), location: 'Here' }
    const series = {
      org_id: 'heroes',
      rule: 'FREQ=WEEKLY',
      timezone: 'Europe/Paris',
      local_start: '2030-05-05T20:00',
      fields: { title: 'Weekly', location: 'Here' },
    }
    const table: [keyof typeof eventErrors, Request][] = [
      ['missing_role', ['POST', signups(closed), {}, yui]],
      ['blocked', ['POST', signups(banned), {}, kenta]],
      ['invalid_transition', ['POST', `${eventsPath}/${open.id}/reinstate`]],
      ['invalid_transition', ['POST', `${at}/events/create/${off.id}`]],
      ['invalid_transition', ['POST', `${at}/auto-manage/${off.id}?action=completed`]],
      ['invalid_transition', ['POST', `${signups(open)}/${world.idOf('kenta')}/approve`]],
      ['invalid_transition', ['POST', `${signups(open)}/${world.idOf('kenta')}/promote`]],
      ['signup_closed', ['POST', signups(off), as('noah')]],
      ['signup_not_open', ['POST', signups(later), as('noah')]],
      ['event_full', ['POST', signups(full), as('noah')]],
      ['role_full', ['POST', signups(shaped), as('yui', { role_id: tank })]],
      ['role_required', ['POST', signups(shaped), as('noah')]],
      ['unknown_role', ['POST', signups(shaped), as('noah', { role_id: 'zz' })]],
      ['unknown_option', ['POST', signups(open), as('noah', { option: 'zz' })]],
      ['guests_not_allowed', ['POST', signups(open), as('noah', { guests: 1 })]],
      ['already_joined', ['POST', signups(open), as('kenta')]],
      ['not_joined', ['DELETE', `${signups(open)}/me`, as('noah')]],
      ['not_joined', ['POST', `${signups(open)}/${world.idOf('noah')}/bench`]],
      ['no_offer', ['PATCH', `${signups(open)}/me`, as('kenta', { accept: true })]],
      ['checkin_closed', ['POST', `${eventsPath}/${open.id}/checkin`, as('kenta')]],
      ['unknown_template', ['POST', eventsPath, { ...event, template: 'Third' }]],
      ['name_taken', ['PATCH', `${templatesPath}/${templates[0]}`, { name: 'Second' }]],
      ['organization_required', ['POST', eventsPath, { ...event, org_id: undefined }]],
      ['organization_required', ['POST', seriesPath, { ...series, org_id: undefined }]],
      ['no_channel', ['POST', `${at}/events/${open.id}/signup-message`]],
      ['no_message_channel', ['PATCH', guild, { reminder_channel_id: category?.id }]],
      ['unclear_rule', ['POST', seriesPath, { ...series, rule: 'FREQ=HOURLY' }]],
      ['not_native', ['POST', seriesPath, { ...series, native_recurrence: true }]],
      ['nothing_to_resolve', ['POST', `${sync}/resolve`, { conflict_id, take: 'ours' }]],
      ['intake_unset', ['POST', `${discordPath}/webhooks/incoming`, { type: 'ping' }]],
    ]
    const fields: Partial<Record<keyof typeof eventErrors, string>> = {
      unknown_role: 'role_id',
      unknown_option: 'option',
      guests_not_allowed: 'guests',
      unknown_template: 'template',
      organization_required: 'org_id',
      no_channel: 'channel_id',
      no_message_channel: 'reminder_channel_id',
      unclear_rule: 'rule',
      not_native: 'native_recurrence',
    }
    for (const [code, request] of table) {
      const places = await told(eventErrors[code], code, request)
      if (fields[code]) assert.deepEqual(places, [['body', fields[code]]], code)
      seen.add(code)
    }
    await world.control.advance('61m')
    await told(422, 'starts_in_past', ['POST', `${eventsPath}/${past.id}/reinstate`])
    seen.add('starts_in_past')
    const missing = Object.keys(eventErrors).filter((one) => !seen.has(one))
    assert.deepEqual(missing.toSorted(), inDiscordOnly.toSorted())
  })

  it('say where in a series, a template or a message the mistake is', async () => {
    const fields = { title: 'Weekly', location: 'Here' }
    const series = { org_id: 'heroes', rule: 'FREQ=WEEKLY', timezone: 'UTC', fields }
    const created = await world.api('POST', seriesPath, { ...series, local_start: world.soon(5) })
    const { series_id } = z.looseObject({ series_id: z.string() }).parse(created.json)
    const own = `${seriesPath}/${series_id}`
    const crowd = { max_participants: 2, min_participants: 3 }
    const template = { org_id: 'heroes', name: 'Wrong' }
    const one = await world.plan({ title: 'Addressed' })
    const message = `${discordPath}/events/events/${one.id}/signup-message`
    const table: [string[], Request][] = [
      [
        ['query', 'from'],
        ['PATCH', `${own}?scope=following`, { rule: 'FREQ=DAILY' }],
      ],
      [
        ['query', 'from'],
        ['DELETE', `${own}?scope=this`],
      ],
      [
        ['body', 'fields', 'min_participants'],
        ['PATCH', own, { fields: crowd }],
      ],
      [
        ['body', 'fields', 'min_participants'],
        [
          'POST',
          seriesPath,
          { ...series, local_start: world.soon(5), fields: { ...fields, ...crowd } },
        ],
      ],
      [
        ['body', 'fields', 'timezone'],
        ['POST', templatesPath, { ...template, fields: { timezone: 'Mars/X' } }],
      ],
      [
        ['body', 'channel_id'],
        ['POST', message, { channel_id: 'zz' }],
      ],
      [
        ['body', 'start_at_utc'],
        ['POST', `${eventsPath}/${one.id}/duplicate`, { start_at_utc: 'soon' }],
      ],
    ]
    for (const [place, request] of table) {
      assert.deepEqual(await told(422, 'validation_error', request), [place])
    }
    const nowhere = { channel_id: '100000000000000009' }
    await told(404, 'not_found', ['POST', message, nowhere])
    for (const occurrence_key of ['zz', '20309901T000000', '20300101T000000']) {
      await told(404, 'not_found', ['POST', `${own}/skip`, { occurrence_key }])
    }
  })

  it('meet a key that acts for others than it may', async () => {
    const one = await world.plan({ title: 'Bound' })
    const { key } = await world.app.access.keys.create({
      name: 'bound',
      scopes: ['events:write'],
      act_as: [world.idOf('kenta')],
    })
    const headers = { authorization: `Bearer ${key}` }
    await told(403, 'permission_denied', ['POST', signups(one), as('yui'), headers])
    expectStatus(201, await world.api('POST', signups(one), as('kenta'), headers))
  })

  it('that every module has sound the same under both addresses', async () => {
    const one = await world.plan({ title: 'Common' })
    const yui = await world.signIn('yui')
    const reader = await world.app.access.keys.create({ name: 'reader', scopes: ['events:read'] })
    const read = { authorization: `Bearer ${reader.key}` }
    const nobody = '00000000-0000-4000-8000-000000000000'
    const addresses: [string, string, string, object][] = [
      ['PATCH', `${eventsPath}/${one.id}`, `${eventsPath}/${nobody}`, { title: 'x' }],
      [
        'PUT',
        `${discordPath}/events/events/update/${one.id}`,
        `${discordPath}/events/events/update/${nobody}`,
        {},
      ],
    ]
    for (const [index, [method, path, elsewhere, body]] of addresses.entries()) {
      await told(404, 'not_found', [method, elsewhere, body])
      await told(401, 'not_authenticated', [method, path, body, {}])
      await told(401, 'invalid_token', [method, path, body, { authorization: 'Bearer mk_none' }])
      await told(403, 'permission_denied', [method, path, body, yui])
      await told(403, 'permission_denied', [method, path, body, read])
      await told(403, 'csrf_failed', [method, path, body, { cookie: yui.cookie }])
      await told(405, 'method_not_allowed', [method === 'PUT' ? 'PATCH' : 'PUT', path])
      const key = { ...serviceHeaders, 'idempotency-key': `both-${index}` }
      expectStatus(200, await world.api(method, path, body, key))
      const other = { ...body, guild_ids: [], description: 'y' }
      const [place] = await told(422, 'idempotency_mismatch', [method, path, other, key])
      assert.deepEqual(place, ['header', 'Idempotency-Key'])
      const long = { ...serviceHeaders, 'idempotency-key': 'x'.repeat(256) }
      await told(422, 'validation_error', [method, path, body, long])
    }
    const stale = { ...serviceHeaders, 'if-match': '"0"' }
    await told(412, 'version_mismatch', ['PATCH', `${eventsPath}/${one.id}`, { title: 'y' }, stale])
  })
})
