import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { EventJson } from '#modules/events/contract/event.ts'
import { analytics, eventHistory } from '#modules/events/contract/insight.ts'
import { eventTemplate, templateList } from '#modules/events/contract/series.ts'
import { attendanceReport } from '#modules/events/contract/signup.ts'
import { tables } from '#modules/events/store/events.ts'
import { readCsv } from '#core/csv.ts'
import {
  codeOf,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { pressDirect } from '../support/parties.ts'
import { places } from '../support/places.ts'

/** No message whose edits have to wait for each other. */
const quiet = { create_signup_message: false }
const templates = '/api/v1/event-templates'

for (const place of places()) {
  describe(`sign-ups of events on ${place.name}`, () => {
    let world: EventWorld
    before(async () => {
      world = await openEventWorld({ place }, { attendance_minutes: 10, late_minutes: 5 })
    })
    after(() => world.close())

    const leave = (one: EventJson, username: string, headers?: Record<string, string>) =>
      world.api(
        'DELETE',
        `${eventsPath}/${one.id}/signups/me`,
        headers ? {} : { discord_user_id: world.idOf(username) },
        headers,
      )
    const standings = async (one: EventJson, ...names: string[]) => {
      await world.settle()
      return Promise.all(names.map((name) => world.standing(one.id, name)))
    }
    const pass = async (length: string) => {
      await world.control.advance(length)
      await world.settle()
    }

    it('places wait for approval; who is approved is told, who is not never comes back', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'By approval',
        approval_required: true,
        max_participants: 1,
      })
      for (const name of ['kenta', 'yui', 'emma']) await world.signUp(one, name)
      assert.deepEqual(await standings(one, 'kenta', 'yui', 'emma'), [
        'pending',
        'pending',
        'pending',
      ])
      expectStatus(200, await world.decide(one, 'kenta', 'approve'))
      expectStatus(200, await world.decide(one, 'yui', 'approve'))
      expectStatus(200, await world.decide(one, 'emma', 'ban'))
      assert.deepEqual(await standings(one, 'kenta', 'yui', 'emma'), [
        'confirmed',
        'waitlist',
        null,
      ])
      assert.match(await world.inbox('kenta'), /By approval/)
      assert.doesNotMatch(await world.inbox('emma'), /By approval/)
      assert.equal(codeOf(await world.signUp(one, 'emma')), 'blocked')
      assert.equal(codeOf(await world.decide(one, 'kenta', 'approve')), 'not_joined')
      const member = await world.signIn('yui')
      const path = `${eventsPath}/${one.id}/signups/${world.idOf('yui')}`
      for (const verb of ['approve', 'promote', 'bench', 'ban']) {
        assert.equal((await world.api('POST', `${path}/${verb}`, {}, member)).status, 403, verb)
      }
    })

    it('the queue moves in order; managers promote past it, send to its end, and cut places', async () => {
      const one = await world.plan({ ...quiet, title: 'Queue', max_participants: 2 })
      const all = ['kenta', 'yui', 'emma', 'noah', 'lucas']
      for (const name of all) await world.signUp(one, name)
      const two = ['confirmed', 'confirmed', 'waitlist', 'waitlist', 'waitlist']
      assert.deepEqual(await standings(one, ...all), two)
      assert.equal(codeOf(await world.decide(one, 'noah', 'promote')), 'event_full')
      expectStatus(200, await world.decide(one, 'yui', 'bench'))
      // The seat goes on to the first in the queue; the bench is not a place in it.
      assert.deepEqual(await standings(one, ...all), [
        'confirmed',
        'waitlist',
        'confirmed',
        'waitlist',
        'waitlist',
      ])
      const queue = (await world.read(one.id)).signups
        .filter(({ position_in_waitlist }) => position_in_waitlist !== null)
        .toSorted((a, b) => (a.position_in_waitlist ?? 0) - (b.position_in_waitlist ?? 0))
      assert.deepEqual(
        queue.map(({ user_id }) => user_id),
        ['noah', 'lucas', 'yui'].map(world.idOf),
      )
      await leave(one, 'kenta')
      await leave(one, 'emma')
      assert.deepEqual(await standings(one, ...all), [
        null,
        'waitlist',
        null,
        'confirmed',
        'confirmed',
      ])
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { max_participants: 3 }),
      )
      assert.equal((await standings(one, 'yui'))[0], 'waitlist', 'the bench waits for a word')
      expectStatus(200, await world.decide(one, 'yui', 'promote'))
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { max_participants: 1 }),
      )
      // Who came last waits again; the bench kept yui's turn behind all others.
      const [noah, lucas, yui] = await standings(one, 'noah', 'lucas', 'yui')
      assert.deepEqual([noah, lucas, yui], ['confirmed', 'waitlist', 'waitlist'])
      assert.match(await world.inbox('lucas'), /Queue/)
    })

    it('a free place is offered for a quarter of an hour, then to the next', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'Offered',
        max_participants: 1,
        waitlist_mode: 'offer',
      })
      for (const name of ['kenta', 'yui', 'emma', 'noah']) await world.signUp(one, name)
      await leave(one, 'kenta')
      await world.settle()
      const offered = async () =>
        (await world.read(one.id)).signups
          .filter(({ offer_expires_at }) => offer_expires_at)
          .map(({ user_id }) => user_id)
      assert.deepEqual(await offered(), [world.idOf('yui')])
      const emma = { accept: true, discord_user_id: world.idOf('emma') }
      const me = `${eventsPath}/${one.id}/signups/me`
      assert.equal(codeOf(await world.api('PATCH', me, emma)), 'no_offer')
      await pass('16m')
      assert.deepEqual(await offered(), [world.idOf('emma')])
      await pressDirect(world, 'emma', `ev:1:decline:${one.id}`)
      assert.deepEqual(await standings(one, 'emma'), [null])
      assert.deepEqual(await offered(), [world.idOf('noah')])
      const noah = { accept: true, discord_user_id: world.idOf('noah') }
      expectStatus(200, await world.api('PATCH', me, noah))
      assert.deepEqual(await standings(one, 'noah', 'yui'), ['confirmed', null])
    })

    it('roles have places of their own; a change of role is one step', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'With roles',
        guests_allowed: true,
        max_participants: 5,
        roles: [{ name: 'Tank', capacity: 1 }, { name: 'Heal', capacity: 2 }, { name: 'Any' }],
      })
      const [tank, heal, any] = one.roles.map(({ id }) => id)
      assert.equal(codeOf(await world.signUp(one, 'kenta')), 'role_required')
      assert.equal(codeOf(await world.signUp(one, 'kenta', { role_id: 'none' })), 'unknown_role')
      await world.signUp(one, 'kenta', { role_id: tank })
      await world.signUp(one, 'yui', { role_id: heal, guests: 1 })
      await world.signUp(one, 'emma', { role_id: tank })
      assert.deepEqual(await standings(one, 'kenta', 'yui', 'emma'), [
        'confirmed',
        'confirmed',
        'waitlist',
      ])
      // No place there: the old one stays, unless one gives it up for the wait.
      assert.equal(codeOf(await world.signUp(one, 'kenta', { role_id: heal })), 'role_full')
      assert.deepEqual(await standings(one, 'kenta'), ['confirmed'])
      expectStatus(200, await world.signUp(one, 'kenta', { role_id: any }))
      assert.deepEqual(await standings(one, 'kenta', 'emma'), ['confirmed', 'confirmed'])
      expectStatus(200, await world.signUp(one, 'kenta', { role_id: heal, waitlist: 'accept' }))
      assert.deepEqual(await standings(one, 'kenta'), ['waitlist'])
      const now = await world.read(one.id)
      assert.deepEqual(
        now.roles.map(({ current_signups, waitlist_count, is_full }) => [
          current_signups,
          waitlist_count,
          is_full,
        ]),
        [
          [1, 0, true],
          [2, 1, true],
          [0, 0, false],
        ],
      )
      // Guests take places: with six people the event of five is over-full.
      assert.equal(
        codeOf(await world.signUp(one, 'noah', { role_id: any, guests: 2, waitlist: 'no' })),
        'event_full',
      )
      assert.equal((await world.signUp(one, 'noah', { role_id: any, guests: 6 })).status, 422)
      expectStatus(201, await world.signUp(one, 'noah', { role_id: any, guests: 1 }))
      assert.equal((await world.read(one.id)).is_full, true)
      const alone = await world.plan({ ...quiet, title: 'No guests' })
      assert.equal(codeOf(await world.signUp(alone, 'kenta', { guests: 1 })), 'guests_not_allowed')
    })

    it('answers that take no place, roles that are needed or shut out, and the cut-off', async () => {
      const roles = [...(world.sandbox.world.state.guilds.get(world.guildId)?.roles.values() ?? [])]
      const raider = roles.find(({ name }) => name === 'Raider')?.id
      const trader = roles.find(({ name }) => name === 'Trader')?.id
      assert.ok(raider && trader)
      const [kenta, jiwoo, yui] = await Promise.all(['kenta', 'jiwoo', 'yui'].map(world.signIn))
      assert.ok(kenta && jiwoo && yui)
      const one = await world.plan({
        ...quiet,
        title: 'Closed circle',
        allowed_role_ids: [raider],
        banned_role_ids: [trader],
        max_participants: 1,
        signup_closes_at: world.soon(2),
        roles: [{ name: 'Free' }, { name: 'Lead', required_discord_role_ids: [trader] }],
      })
      const [free, lead] = one.roles.map(({ id }) => id)
      const join = (headers: Record<string, string>, body: object) =>
        world.api('POST', `${eventsPath}/${one.id}/signups`, body, headers)
      assert.equal(codeOf(await join(jiwoo, { role_id: free })), 'blocked')
      assert.equal(codeOf(await join(yui, { role_id: free })), 'missing_role')
      assert.equal(codeOf(await join(kenta, { role_id: lead })), 'missing_role')
      expectStatus(201, await join(yui, { option: 'absent', notes: 'on holiday' }))
      expectStatus(200, await join(yui, { option: 'tentative' }))
      expectStatus(201, await join(kenta, { role_id: free, option: 'late' }))
      assert.deepEqual(await standings(one, 'yui', 'kenta'), ['tentative', 'confirmed'])
      const seen = await world.read(one.id)
      assert.deepEqual([seen.confirmed_count, seen.is_full, seen.signup_open], [1, true, true])
      await pass('121m')
      assert.equal(codeOf(await join(yui, { option: 'absent' })), 'signup_closed')
      assert.equal(codeOf(await leave(one, 'kenta', kenta)), 'signup_closed')
      // The event may allow it, and a manager always can.
      expectStatus(
        200,
        await world.api('PATCH', `${eventsPath}/${one.id}`, { late_withdraw: true }),
      )
      expectStatus(200, await leave(one, 'kenta', kenta))
      const other = `${eventsPath}/${one.id}/signups/${world.idOf('kenta')}`
      expectStatus(200, await world.api('POST', other, { role_id: free }))
      expectStatus(200, await world.api('DELETE', other))
      const rows = await tables(world.app.services.database)
        .selectFrom('event_signups')
        .select('seq')
        .where('event_id', '=', one.id)
        .execute()
      assert.equal(rows.length, 2, 'one row a person, however often')
    })

    it('counts presence from voice by the rules of the server, and check-ins in their window', async () => {
      const guild = world.sandbox.world.state.guilds.get(world.guildId)
      const lounge = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'Lounge')
      const one = await world.plan({
        title: 'In voice',
        start_at_utc: world.soon(1),
        duration_minutes: 60,
        location: null,
        voice_channel_id: lounge?.id,
        attendance_enabled: true,
      })
      for (const name of ['kenta', 'yui', 'emma', 'noah', 'lucas']) await world.signUp(one, name)
      await world.settle()
      const path = `${eventsPath}/${one.id}/attendance`
      const door = `${eventsPath}/${one.id}/checkin`
      const early = { discord_user_id: world.idOf('noah') }
      assert.equal(codeOf(await world.api('POST', door, early)), 'checkin_closed')
      await pass('31m')
      await world.use('noah', 'checkin', one)
      assert.deepEqual(await standings(one, 'noah'), ['checked_in'])
      await pass('29m')
      const voice = (as: string, to: string | null) =>
        world.control.act({
          as,
          ...(to === null ? { do: 'leave_voice' } : { do: 'join_voice', channel: to }),
        })
      await voice('kenta', 'Lounge')
      await voice('jiwoo', 'Lounge')
      await pass('7m')
      await voice('yui', 'Lounge')
      await pass('4m')
      await voice('emma', 'Lounge')
      await pass('5m')
      await voice('emma', null)
      await pass('2m')
      assert.deepEqual(await standings(one, 'kenta', 'yui', 'emma', 'jiwoo'), [
        'checked_in',
        'checked_in',
        'confirmed',
        null,
      ])
      const { checkin_url } = attendanceReport.parse(
        expectStatus(200, await world.api('GET', path)),
      )
      const code = new URL(checkin_url ?? '').searchParams.get('code')
      const qr = await fetch(`${world.app.url}${eventsPath}/${one.id}/checkin.svg`, {
        headers: {
          authorization: `Bearer ${(await world.app.access.keys.create({ name: 'qr', scopes: ['admin'] })).key}`,
        },
      })
      assert.match(await qr.text(), /^<svg[\s\S]+<\/svg>/)
      // By the picture at the door, in one's own browser; then the end, and one who was there after all.
      const lucas = await world.signIn('lucas')
      assert.equal(
        codeOf(await world.api('POST', door, { code: 'guess' }, lucas)),
        'checkin_closed',
      )
      expectStatus(200, await world.api('POST', door, { code }, lucas))
      assert.equal(codeOf(await world.api('POST', door, { code }, lucas)), 'already_joined')
      await pass('50m')
      const report = attendanceReport.parse(expectStatus(200, await world.api('GET', path)))
      const result = (username: string) =>
        report.entries.find(({ user_id }) => user_id === world.idOf(username))
      assert.deepEqual(
        ['kenta', 'yui', 'emma', 'noah', 'lucas'].map((name) => [
          result(name)?.status,
          result(name)?.attendance?.result,
        ]),
        [
          ['checked_in', 'present'],
          ['checked_in', 'late'],
          ['no_show', 'partial'],
          ['checked_in', 'present'],
          ['checked_in', 'late'],
        ],
      )
      // The clock goes on by itself a little while the test acts.
      const seconds = result('emma')?.attendance?.seconds ?? 0
      assert.ok(seconds >= 295 && seconds < 360, String(seconds))
      assert.deepEqual([report.present, report.late, report.partial, report.absent], [2, 2, 1, 0])
      const emma = `${eventsPath}/${one.id}/signups/${world.idOf('emma')}`
      expectStatus(200, await world.api('PATCH', emma, { status: 'confirmed' }))
      assert.deepEqual(await standings(one, 'emma'), ['confirmed'])
      expectStatus(200, await world.api('PATCH', emma, { status: 'no_show' }))
      assert.equal(
        codeOf(await world.api('POST', door, { code }, await world.signIn('emma'))),
        'checkin_closed',
      )
      const csv = await fetch(`${world.app.url}${path}?format=csv`, {
        headers: { cookie: (await world.signIn('olivia')).cookie },
      })
      const [head, ...rows] = readCsv(await csv.text())
      assert.deepEqual(head?.slice(0, 2), ['user_id', 'name'])
      assert.deepEqual(
        new Set(rows.map(([id]) => id)),
        new Set(report.entries.map(({ user_id }) => user_id)),
      )
      assert.equal((await world.api('GET', path, undefined, lucas)).status, 403)
    })

    it('templates and copies carry what an event is, and nobody else’s people', async () => {
      const one = await world.plan({
        ...quiet,
        title: 'Raid',
        description: 'Bring potions',
        max_participants: 12,
        approval_required: true,
        reminders: [60, 1440],
        roles: [
          { name: 'Tank', capacity: 2 },
          { name: 'Heal', emoji: '💚' },
        ],
      })
      await world.signUp(one, 'kenta', { role_id: one.roles[0]?.id })
      const saved = eventTemplate.parse(
        expectStatus(
          201,
          await world.api('POST', templates, { name: 'Weekly raid', from_event_id: one.id }),
        ),
      )
      const again = eventTemplate.parse(
        expectStatus(
          201,
          await world.api('POST', templates, {
            name: 'Weekly raid',
            from_event_id: one.id,
            fields: { max_participants: 20 },
          }),
        ),
      )
      assert.equal(again.id, saved.id)
      const made = await world.plan({
        title: undefined,
        template: 'Weekly raid',
        location: 'Elsewhere',
      })
      const shape = ({ title, description, approval_required, reminders, roles }: EventJson) => ({
        title,
        description,
        approval_required,
        reminders,
        roles: roles.map(({ name, capacity, emoji }) => ({ name, capacity, emoji })),
      })
      assert.deepEqual(shape(made), shape(one))
      assert.deepEqual([made.max_participants, made.location, made.signups], [20, 'Elsewhere', []])
      const other = eventTemplate.parse(
        expectStatus(
          201,
          await world.api('POST', templates, {
            org_id: 'heroes',
            name: 'Quiz',
            fields: { title: 'Quiz' },
          }),
        ),
      )
      const rename = await world.api('PATCH', `${templates}/${other.id}`, {
        name: 'Pub quiz',
        fields: { type: 'quiz' },
      })
      assert.partialDeepStrictEqual(expectStatus(200, rename), {
        id: other.id,
        name: 'Pub quiz',
        fields: { title: 'Quiz', type: 'quiz' },
      })
      const clash = await world.api('PATCH', `${templates}/${other.id}`, { name: 'Weekly raid' })
      assert.deepEqual([clash.status, codeOf(clash)], [409, 'name_taken'])
      const names = async (headers?: Record<string, string>) =>
        templateList
          .parse(expectStatus(200, await world.api('GET', templates, undefined, headers)))
          .results.map(({ name }) => name)
      assert.deepEqual(await names(), ['Pub quiz', 'Weekly raid'])
      const kenta = await world.signIn('kenta')
      assert.deepEqual(await names(kenta), ['Pub quiz', 'Weekly raid'])
      assert.equal(
        (await world.api('DELETE', `${templates}/${other.id}`, undefined, kenta)).status,
        403,
      )
      expectStatus(204, await world.api('DELETE', `${templates}/${other.id}`))
      assert.deepEqual(await names(), ['Weekly raid'])
      assert.equal(
        codeOf(
          await world.api('POST', eventsPath, {
            org_id: 'heroes',
            template: 'Pub quiz',
            start_at_utc: world.soon(3),
          }),
        ),
        'unknown_template',
      )
      const copy = await world.api('POST', `${eventsPath}/${one.id}/duplicate`, {})
      const draft = expectStatus(201, copy) as EventJson
      assert.deepEqual(shape(draft), shape(one))
      assert.equal(
        Date.parse(draft.start_at_utc) - Date.parse(one.start_at_utc),
        7 * 24 * 3_600_000,
      )
      assert.deepEqual(
        [draft.state, draft.signups, draft.guilds[0]?.link_state],
        ['draft', [], 'none'],
      )
      const start_at_utc = world.soon(9)
      const dated = await world.api('POST', `${eventsPath}/${one.id}/duplicate`, {
        start_at_utc,
        title: 'Copy',
        draft: false,
      })
      assert.partialDeepStrictEqual(expectStatus(201, dated), {
        title: 'Copy',
        start_at_utc,
        state: 'scheduled',
      })
      assert.equal(
        (await world.api('POST', `${eventsPath}/${one.id}/duplicate`, {}, kenta)).status,
        403,
      )
    })

    it('tells the history in the reader’s language, with who and what', async () => {
      const one = await world.plan({ ...quiet, title: 'Before' })
      const olivia = await world.signIn('olivia')
      await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'After' }, olivia)
      await world.signUp(one, 'kenta')
      await world.api('POST', `${eventsPath}/${one.id}/cancel`, { reason: 'rain' }, olivia)
      await world.settle()
      const path = `${eventsPath}/${one.id}/history`
      const told = async (language: string) =>
        eventHistory.parse(
          expectStatus(
            200,
            await world.api('GET', path, undefined, {
              cookie: olivia.cookie,
              'accept-language': language,
            }),
          ),
        ).results
      const english = await told('en')
      const own = english.filter(({ source }) => source !== 'system')
      assert.deepEqual(
        own.map(({ action }) => action),
        ['created', 'edited', 'signup_created', 'cancelled'],
      )
      const edited = own.find(({ action }) => action === 'edited')
      assert.deepEqual(
        [edited?.source, edited?.actor?.discord_user_id, edited?.changes],
        ['web', world.idOf('olivia'), [{ field: 'title', before: 'Before', after: 'After' }]],
      )
      const texts = await Promise.all(
        ['en', 'fr', 'ja', 'ko'].map(async (language) => (await told(language)).at(-1)?.text),
      )
      assert.equal(new Set(texts).size, 4, texts.join())
      assert.equal((await world.api('GET', path, undefined, {})).status, 401)
    })

    it('counts figures that equal a recount from the rows', async () => {
      const [view] = [
        await world.plan({
          title: 'Looked at',
          max_participants: 1,
          roles: [{ name: 'Tank', capacity: 1 }, { name: 'Any' }],
        }),
      ]
      for (let look = 0; look < 3; look += 1)
        await world.api('POST', `${eventsPath}/${view.id}/views`, {}, {})
      await world.use('kenta', 'role', view, [view.roles[0]?.id ?? ''])
      const range = { from: world.soon(-24 * 30), to: world.soon(24 * 30) }
      const query = new URLSearchParams(range).toString()
      const told = analytics.parse(
        expectStatus(200, await world.api('GET', `${eventsPath}/analytics?org_id=heroes&${query}`)),
      )
      const { database } = world.app.services
      const all = (await tables(database).selectFrom('events').selectAll().execute()).filter(
        (one) =>
          one.state !== 'draft' &&
          one.deleted_at === null &&
          one.org_id === 'heroes' &&
          one.start_at >= Date.parse(range.from) &&
          one.start_at < Date.parse(range.to),
      )
      const byId = new Map(all.map((one) => [one.id, one]))
      const people = (
        await tables(database).selectFrom('event_signups').selectAll().execute()
      ).filter(
        ({ event_id, status }) =>
          byId.has(event_id) &&
          !['withdrawn', 'removed', 'declined', 'interested'].includes(status),
      )
      const placed = people.filter(({ status }) =>
        ['confirmed', 'checked_in', 'no_show'].includes(status),
      )
      assert.deepEqual(
        [told.events, told.completed, told.cancelled],
        [
          all.length,
          ...['completed', 'cancelled'].map(
            (state) => all.filter((one) => one.state === state).length,
          ),
        ],
      )
      assert.deepEqual(
        [told.funnel.signups, told.funnel.present],
        [people.length, people.filter(({ status }) => status === 'checked_in').length],
      )
      const doors = {
        discord: ['discord_button', 'discord_event'],
        web: ['web'],
        api: ['api', 'import'],
      }
      for (const [source, names] of Object.entries(doors)) {
        const row = told.by_source.find((one) => one.source === source)
        assert.equal(
          row?.signups,
          people.filter((one) => names.includes(one.source)).length,
          source,
        )
      }
      assert.deepEqual(
        [told.funnel.views, told.by_source.find(({ source }) => source === 'api')?.views ?? 0],
        [3, 0],
      )
      assert.ok(told.by_source.some(({ source, clicks }) => source === 'discord' && clicks > 0))
      const limited = all.filter(({ max_participants }) => max_participants !== null)
      const room = limited.reduce((sum, one) => sum + (one.max_participants ?? 0), 0)
      const taken = placed.filter(({ event_id }) =>
        limited.some(({ id }) => id === event_id),
      ).length
      const round = (value: number) => Math.round(value * 1_000) / 1_000
      assert.equal(told.fill_rate, round(taken / room))
      const judged = placed.filter(({ event_id }) => {
        const one = byId.get(event_id)
        return (
          one?.state === 'completed' &&
          (JSON.parse(one.flags) as { attendance_enabled: boolean }).attendance_enabled
        )
      })
      assert.equal(judged.length, 5)
      assert.equal(
        told.no_show_rate,
        round(judged.filter(({ status }) => status === 'no_show').length / judged.length),
      )
      const fills = all
        .flatMap((one) => (one.filled_at === null ? [] : [one.filled_at - one.created_at]))
        .toSorted((a, b) => a - b)
      assert.equal(
        told.median_fill_minutes,
        Math.round((fills[Math.floor((fills.length - 1) / 2)] ?? NaN) / 60_000),
      )
      const roles = all.flatMap((one) =>
        (JSON.parse(one.roles) as { id: string; name: string; capacity: number | null }[]).map(
          (role) => ({ ...role, event_id: one.id }),
        ),
      )
      for (const { name, wanted, capacity } of told.role_demand) {
        const same = roles.filter((role) => role.name === name)
        assert.equal(
          wanted,
          people.filter((one) =>
            same.some((role) => role.id === one.role_id && role.event_id === one.event_id),
          ).length,
          name,
        )
        assert.equal(
          capacity,
          same.some((role) => role.capacity === null)
            ? null
            : same.reduce((sum, role) => sum + (role.capacity ?? 0), 0),
          name,
        )
      }
      assert.equal(told.role_demand.length, new Set(roles.map(({ name }) => name)).size)
      assert.equal(
        told.by_week.reduce((sum, { events }) => sum + events, 0),
        all.length,
      )
      assert.equal(
        told.by_week.reduce((sum, { signups }) => sum + signups, 0),
        people.length,
      )
      assert.ok(told.by_week.every(({ week }) => new Date(week).getUTCDay() === 1))
      const kenta = await world.signIn('kenta')
      assert.equal(
        (await world.api('GET', `${eventsPath}/analytics`, undefined, kenta)).status,
        403,
      )
    })
  })
}
