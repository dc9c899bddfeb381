import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { z } from 'zod'
import { queuedAnswer } from '#modules/events/contract/jobs.ts'
import { discordPath, eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'
import { serviceHeaders } from '../support/world.ts'

let world: EventWorld
before(async () => {
  world = await openEventWorld({}, { event_channel_id: null })
})
after(() => world.close())

/** Asserts a refusal and returns its body. */
async function refused(
  [status, code]: [number, string],
  [method, path, body]: [string, string, object?],
  headers = serviceHeaders,
) {
  const answer = await world.api(method, path, body, headers)
  const json = z.looseObject({ code: z.string(), detail: z.unknown() }).parse(answer.json)
  const what = `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(json)}`
  assert.deepEqual([answer.status, json.code], [status, code], what)
  return json
}

it('mistakes in an event stand at their field, in the reader’s language, and nothing is made', async () => {
  const good = { org_id: 'heroes', title: 'Good', start_at_utc: world.soon(3), location: 'Here' }
  const wrong: [object, string][] = [
    [{ title: '' }, 'title'],
    [{ title: 'x'.repeat(201) }, 'title'],
    [{ title: 'a\u0007b' }, 'title'],
    [{ description: 'x'.repeat(5001) }, 'description'],
    [{ start_at_utc: world.soon(-1) }, 'start_at_utc'],
    [{ start_at_utc: 'tomorrow' }, 'start_at_utc'],
    [{ start_at_utc: undefined }, 'start_at_utc'],
    [{ end_at_utc: world.soon(2) }, 'end_at_utc'],
    [{ duration_minutes: 4 }, 'duration_minutes'],
    [{ duration_minutes: 43_201 }, 'duration_minutes'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ max_participants: 0 }, 'max_participants'],
    [{ max_participants: 2, min_participants: 3 }, 'min_participants'],
    [{ signup_opens_at: world.soon(2), signup_closes_at: world.soon(1) }, 'signup_opens_at'],
    [{ signup_closes_at: world.soon(9) }, 'signup_closes_at'],
    [{ roles: [{ name: 'Tank', capacity: 101 }] }, 'roles.0.capacity'],
    [{ options: [{ key: 'no', label: 'No', counts: false, reminders: false }] }, 'options'],
    [{ reminders: [-1] }, 'reminders.0'],
    [{ banner_url: 'ftp://x' }, 'banner_url'],
    [{ waitlist_mode: 'never' }, 'waitlist_mode'],
    [{ voice_channel_id: 'Lounge' }, 'voice_channel_id'],
  ]
  const places = z.array(
    z.object({
      loc: z.array(z.union([z.string(), z.number()])),
      msg: z.string(),
      type: z.string(),
    }),
  )
  for (const [fields, field] of wrong) {
    const { detail } = await refused(
      [422, 'validation_error'],
      ['POST', eventsPath, { ...good, ...fields }],
    )
    const found = places.parse(detail).map(({ loc }) => loc.join('.'))
    assert.ok(found.includes(`body.${field}`), `${field}: ${found.join()}`)
  }
  const french = { ...serviceHeaders, 'accept-language': 'fr' }
  const told = await refused(
    [422, 'validation_error'],
    ['POST', eventsPath, { ...good, start_at_utc: world.soon(-1) }],
    french,
  )
  assert.doesNotMatch(JSON.stringify(told.detail), /Must be/)
  assert.match(JSON.stringify(told.detail), /futur/)
  const { json } = await world.api('GET', eventsPath)
  assert.equal(z.looseObject({ count: z.int() }).parse(json).count, 0)
})

it('what is not possible now names what is, what is not there is not found', async () => {
  const one = await world.plan({ title: 'States' })
  const create = `${discordPath}/events/events/create/${one.id}`
  const own = `${eventsPath}/${one.id}`
  const allowed = async (request: [string, string, object?], state: string, list: string[]) => {
    const told = await refused([409, 'invalid_transition'], request)
    assert.deepEqual([told['state'], told['allowed']], [state, list])
  }
  await allowed(['POST', `${own}/reinstate`], 'scheduled', ['start', 'complete', 'cancel'])
  await world.api('POST', `${own}/cancel`, {})
  await allowed(['POST', create], 'cancelled', ['reinstate'])
  await allowed(['POST', `${own}/start`], 'cancelled', ['reinstate'])
  await allowed(['POST', `${own}/cancel`, {}], 'cancelled', ['reinstate'])
  await refused([412, 'version_mismatch'], ['PATCH', own, { title: 'x' }], {
    ...serviceHeaders,
    'if-match': '"1"',
  } as typeof serviceHeaders)
  const draft = await world.plan({ title: 'Draft', draft: true })
  await allowed(['POST', `${eventsPath}/${draft.id}/start`], 'draft', ['publish'])
  const nowhere = `${eventsPath}/00000000-0000-4000-8000-000000000000`
  for (const path of ['', '/history', '/sync', '/attendance', '/discord', '/ics'])
    await refused([404, 'not_found'], ['GET', nowhere + path])
  for (const path of ['/start', '/signups', '/checkin', '/duplicate'])
    await refused(
      [404, 'not_found'],
      ['POST', nowhere + path, { discord_user_id: world.idOf('kenta') }],
    )
  await refused([404, 'not_found'], ['GET', `${eventsPath}?page=9`])
  await refused([422, 'validation_error'], ['GET', `${eventsPath}?state=asleep`])
  const unknown = await refused(
    [422, 'validation_error'],
    ['POST', `${discordPath}/events/auto-manage/${one.id}?action=explode`],
  )
  assert.match(JSON.stringify(unknown.detail), /"loc":\["query","action"\]/)
  const open = await world.plan({ title: 'Somewhere' })
  const message = `${discordPath}/events/events/${open.id}/signup-message`
  await refused([422, 'no_channel'], ['POST', message])
  await refused([404, 'not_found'], ['POST', `${message}?guild_id=100000000000000001`])
  const asked = { guild_ids: ['100000000000000001', world.guildId] }
  const answer = queuedAnswer.parse(
    (await world.api('POST', `${discordPath}/events/events/create/${open.id}?wait=1`, asked)).json,
  )
  assert.deepEqual(
    [answer.guild_ids, answer.skipped],
    [[world.guildId], [{ guild_id: '100000000000000001', reason: 'guild_not_linked' }]],
  )
  assert.ok(answer.jobs.every(({ status }) => status === 'completed'))
  // Two at once are one piece of work.
  const [first, second] = await Promise.all(
    [0, 1].map(() => world.api('PUT', `${discordPath}/events/events/update/${open.id}`)),
  )
  const ids = [first, second].flatMap((one_) => queuedAnswer.parse(one_?.json).jobs)
  assert.equal(ids.length, 2)
})
