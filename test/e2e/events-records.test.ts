import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { EventJson } from '#modules/events/contract/event.ts'
import { analytics, eventHistory } from '#modules/events/contract/insight.ts'
import { eventStats } from '#modules/events/contract/jobs.ts'
import { eventTemplate, templateList } from '#modules/events/contract/series.ts'
import { attendanceReport } from '#modules/events/contract/signup.ts'
import { readCsv } from '#core/csv.ts'
import {
  codeOf,
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { recount, recountStats } from '../support/event-figures.ts'
import { places } from '../support/places.ts'

/** No message whose edits have to wait for each other. */
const quiet = { create_signup_message: false }
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
const templates = '/api/v1/event-templates'

for (const place of places()) {
  describe(`what stays of events on ${place.name}`, () => {
    let world: EventWorld
    before(async () => {
      world = await openEventWorld({ place }, { attendance_minutes: 10, late_minutes: 5 })
    })
    after(() => world.close())

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
      await world.pass('31m')
      await world.use('noah', 'checkin', one)
      assert.deepEqual(await world.standings(one, 'noah'), ['checked_in'])
      await world.pass('29m')
      const voice = (as: string, to: string | null) =>
        world.control.act({
          as,
          ...(to === null ? { do: 'leave_voice' } : { do: 'join_voice', channel: to }),
        })
      await voice('kenta', 'Lounge')
      await voice('jiwoo', 'Lounge')
      await world.pass('7m')
      await voice('yui', 'Lounge')
      await world.pass('4m')
      await voice('emma', 'Lounge')
      await world.pass('5m')
      await voice('emma', null)
      await world.pass('2m')
      assert.deepEqual(await world.standings(one, 'kenta', 'yui', 'emma', 'jiwoo'), [
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
      await world.pass('50m')
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
      assert.deepEqual(await world.standings(one, 'emma'), ['confirmed'])
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
      const roles = [{ name: 'Tank', capacity: 1 }, { name: 'Any' }]
      const one = await world.plan({ title: 'Looked at', max_participants: 1, roles })
      for (let look = 0; look < 3; look += 1) {
        await world.api('POST', `${eventsPath}/${one.id}/views`, {}, {})
      }
      await world.use('kenta', 'role', one, [one.roles[0]?.id ?? ''])
      const range = { from: world.soon(-24 * 30), to: world.soon(24 * 30) }
      const path = `${eventsPath}/analytics`
      const query = new URLSearchParams({ ...range, org_id: 'heroes' }).toString()
      const told = analytics.parse(expectStatus(200, await world.api('GET', `${path}?${query}`)))
      const expected = await recount(world.app.services.database, 'heroes', range)
      assert.deepEqual(
        { ...told, role_demand: told.role_demand.toSorted(byName) },
        { ...expected, role_demand: expected.role_demand.toSorted(byName) },
      )
      // The recount is of something: presence, doors, weeks, roles, a queue that filled.
      assert.ok(told.funnel.views === 3 && told.funnel.present === 4 && told.funnel.clicks === 1)
      assert.ok(told.no_show_rate === 0.2 && told.median_fill_minutes !== null)
      const kenta = await world.signIn('kenta')
      assert.equal((await world.api('GET', path, undefined, kenta)).status, 403)
    })

    it('counts what is in Discord, in a time and a server, as the rows do', async () => {
      const { database, clock } = world.app.services
      const one = await world.plan({ title: 'Wanted by both' })
      const remote = [...world.sandbox.world.guild(world.guildId).events.values()].find(
        ({ description }) => description?.includes(one.id),
      )
      await world.control.fault({ gateway: 'silence' })
      const edit = { do: 'edit_event', event_id: remote?.id, name: 'Theirs' }
      await world.control.act({ as: 'olivia', ...edit })
      await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'Ours' })
      await world.control.liftFaults()
      await world.settle()
      const path = `${discordPath}/events/stats/events`
      const stats = async (query: Record<string, string>) => {
        const answer = await world.api('GET', `${path}?${new URLSearchParams(query).toString()}`)
        return eventStats.parse(expectStatus(200, answer))
      }
      const guild_id = world.guildId
      const all = { from: world.soon(-24 * 30), to: world.soon(1), guild_id }
      const told = await stats(all)
      assert.deepEqual(told, await recountStats(database, all, clock.now()))
      assert.ok(told.completed_discord_events > 0 && told.conflicts_24h === 1)
      assert.ok(told.recent_interactions > 0 && told.conversion.present > 0)
      assert.ok(Object.keys(told.signups_by_source).length > 1)
      // The last quarter of an hour has but few of them, and another server has nothing.
      const late = { ...all, from: world.soon(-0.25) }
      const fewer = await stats(late)
      assert.deepEqual(fewer, await recountStats(database, late, clock.now()))
      assert.ok(fewer.total_discord_events < told.total_discord_events)
      const elsewhere = await stats({ ...all, guild_id: '100000000000000001' })
      assert.deepEqual(elsewhere.conversion, { views: 0, clicks: 0, signups: 0, present: 0 })
      assert.equal(elsewhere.total_discord_events + elsewhere.total_interactive_messages, 0)
      const kenta = await world.signIn('kenta')
      assert.equal((await world.api('GET', path, undefined, kenta)).status, 403)
    })
  })
}
