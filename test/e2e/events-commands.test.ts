import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'
import { shown, whisper } from '../support/parties.ts'

/** One person for each language. */
const speakers = { en: 'emma', ja: 'kenta', fr: 'camille', ko: 'minjun' } as const

describe('what people do with events in Discord', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld({}, { timezone: 'Europe/Paris' })
  })
  after(() => world.close())

  const command = (as: string, name: string, options: Record<string, unknown> = {}) =>
    world.act(as, { do: 'command', name: `event ${name}`, options })
  const suggested = async (
    as: string,
    name: string,
    options: Record<string, unknown>,
    focused: string,
  ) => {
    const action = { do: 'autocomplete', name: `event ${name}`, options, focused }
    const { choices } = z
      .looseObject({ choices: z.array(z.object({ name: z.string(), value: z.string() })) })
      .parse(await world.act(as, action))
    return choices
  }
  const newest = async (): Promise<EventJson> => {
    await world.settle()
    const { json } = await world.api('GET', `${eventsPath}?ordering=-updated&page_size=1`)
    const [one] = z.object({ results: z.array(eventShape) }).parse(json).results
    assert.ok(one)
    return one
  }

  it('/event create makes an event at once from what is typed, in every language', async () => {
    const typed: [keyof typeof speakers, Record<string, unknown>, number][] = [
      [
        'en',
        {
          title: 'Board games',
          start: 'tomorrow 20:00',
          length: '2h 30m',
          place: 'Café',
          places: 8,
        },
        150,
      ],
      [
        'ja',
        {
          title: 'レイド',
          start: '明日21時',
          length: '2時間',
          roles: 'タンク 2、ヒーラー 2、アタッカー',
        },
        120,
      ],
      ['fr', { title: 'Soirée jeux', start: 'demain 20h', length: '1h 30', place: 'Salle' }, 90],
      ['ko', { title: '스터디', start: '내일 저녁 9시', length: '90분', approval: true }, 90],
    ]
    for (const [locale, options, minutes] of typed) {
      // Only who may create events in Discord may here.
      const as = { ...speakers, en: 'olivia', ja: 'haruka' }[locale]
      const answer = await command(as, 'create', options)
      assert.equal(answer.responses[0]?.ephemeral, false, shown(answer))
      const one = await newest()
      assert.deepEqual([one.title, one.duration_minutes], [options['title'], minutes], locale)
      assert.equal(one.created_by, world.idOf(as))
      // The answer is the sign-up message; there is no second one.
      const messages = (await world.control.messages(world.channelId)).filter((message) =>
        JSON.stringify(message.components).includes(one.id),
      )
      assert.deepEqual(
        messages.map(({ id }) => id),
        [answer.responses[0]?.message_id],
      )
      if (locale === 'ja')
        assert.deepEqual(
          one.roles.map(({ name, capacity }) => [name, capacity]),
          [
            ['タンク', 2],
            ['ヒーラー', 2],
            ['アタッカー', null],
          ],
        )
      if (locale === 'ko') assert.equal(one.approval_required, true)
    }
  })

  it('refuses in everybody’s own language what it cannot read or may not do', async () => {
    const start = 'tomorrow 20:00'
    const told: [string, string, Record<string, unknown>, RegExp][] = [
      ['olivia', 'create', { title: 'x', start: 'whenever' }, /not understood/],
      [
        'haruka',
        'create',
        { title: 'x', start: 'いつか' },
        /理解できませんでした|読み取れません|わかりません/,
      ],
      ['camille', 'create', { title: 'x', start: 'un jour' }, /Heure non comprise/],
      ['minjun', 'create', { title: 'x', start: '언젠가' }, /이해하지 못|알 수 없|읽을 수 없/],
      ['olivia', 'create', { title: 'x', start: 'yesterday 20:00' }, /not understood/],
      ['olivia', 'create', { title: 'x', start: 'today 00:00' }, /must be in the future/],
      [
        'olivia',
        'create',
        { title: 'x', start, repeat: 'FREQ=SOMETIMES' },
        /recurrence rule|RFC 5545/,
      ],
      ['emma', 'create', { title: 'x', start }, /allowed|permission|may not/i],
      ['emma', 'show', { event: 'none' }, /not found|no such|exist/i],
    ]
    const before_ = await newest()
    for (const [as, name, options, words] of told) {
      assert.match(
        whisper(await command(as, name, options)),
        words,
        `${as} ${name} ${JSON.stringify(options)}`,
      )
    }
    assert.equal((await newest()).id, before_.id)
  })

  it('/event create without a start opens a form, /event edit one with what there is', async () => {
    for (const [locale, as] of Object.entries({
      en: 'olivia',
      ja: 'haruka',
      fr: 'camille',
      ko: 'minjun',
    })) {
      const opened = await command(as, 'create', { title: 'From a form' })
      const titles = {
        en: 'New event',
        ja: '新しいイベント',
        fr: 'Nouvel événement',
        ko: '새 이벤트',
      }
      assert.equal(opened.modal?.title, titles[locale as keyof typeof titles], locale)
    }
    const fields = {
      title: 'From a form',
      start: 'in 5 hours',
      duration: '45m',
      location: 'Park',
      description: 'Two\nlines',
    }
    await world.act('olivia', { do: 'submit', fields })
    const one = await newest()
    assert.deepEqual(
      [one.title, one.duration_minutes, one.location, one.description],
      ['From a form', 45, 'Park', 'Two\nlines'],
    )
    assert.match(
      whisper(await command('emma', 'edit', { event: one.id })),
      /allowed|permission|may not/i,
    )
    const form = await command('olivia', 'edit', { event: one.id })
    const text = JSON.stringify(form.modal)
    assert.match(text, /From a form/)
    assert.match(text, /"45"/)
    const [start] = /\d{4}-\d\d-\d\d \d\d:\d\d/.exec(text) ?? []
    assert.ok(start)
    const edited = {
      title: 'Edited',
      start,
      duration: '45',
      location: '',
      description: 'Two\nlines',
    }
    assert.match(
      whisper(await world.act('olivia', { do: 'submit', fields: edited })),
      /was changed/,
    )
    const now = await newest()
    assert.deepEqual(
      [now.id, now.title, now.location, now.start_at_utc],
      [one.id, 'Edited', null, one.start_at_utc],
    )
  })

  it('/event list, mine, show, calendar; a choice where several are meant, suggestions while typing', async () => {
    const one = await world.plan({ title: 'Chess night' })
    assert.match(whisper(await command('emma', 'list')), /Chess night/)
    assert.doesNotMatch(whisper(await command('emma', 'mine')), /Chess night/)
    await world.signUp(one, 'emma', { notes: 'brings a *board*' })
    assert.match(whisper(await command('emma', 'mine')), /Chess night/)
    assert.match(whisper(await command('yui', 'mine')), /予定されているイベント|ありません/)
    const people = whisper(await command('yui', 'show', { event: one.id }))
    assert.match(people, new RegExp(`<@${world.idOf('emma')}>`))
    assert.match(people, /\\\\\*board\\\\\*/)
    const url = /http\S+\/ical\/me\/[\w-]+\.ics/.exec(
      whisper(await command('emma', 'calendar')),
    )?.[0]
    assert.ok(url)
    assert.match(await (await fetch(url)).text(), /SUMMARY:Chess night/)
    const again = /http\S+\/ical\/me\/[\w-]+\.ics/.exec(
      whisper(await command('emma', 'calendar')),
    )?.[0]
    assert.equal(again, url)
    assert.deepEqual(await suggested('emma', 'show', { event: 'chess' }, 'event'), [
      { name: `Chess night · ${one.start_at_utc.slice(0, 10)}`, value: one.id },
    ])
    await world.api('POST', '/api/v1/event-templates', {
      org_id: 'heroes',
      name: 'Quiz night',
      fields: { title: 'Quiz', duration_minutes: 75 },
    })
    assert.deepEqual(await suggested('olivia', 'create', { template: 'qu' }, 'template'), [
      { name: 'Quiz night', value: 'Quiz night' },
    ])
    await command('olivia', 'create', { template: 'Quiz night', start: 'tomorrow 19:00' })
    assert.partialDeepStrictEqual(await newest(), { title: 'Quiz', duration_minutes: 75 })
    // Without an event there is a choice, and what is chosen is done.
    const asked = await command('kenta', 'signup')
    assert.match(whisper(asked), /どのイベント/)
    const message_id = asked.responses[0]?.message_id
    const done = await world.act('kenta', {
      do: 'select',
      message_id,
      custom_id: 'ev:1:pick-signup:-',
      values: [one.id],
    })
    assert.match(whisper(done), /Chess night/)
    assert.equal(await world.standing(one.id, 'kenta'), 'confirmed')
  })

  it('/event signup, withdraw, start, end, cancel, post, sync do what they say, for those who may', async () => {
    const one = await world.plan({ title: 'By command' })
    const options = { event: one.id }
    const said: [keyof typeof speakers, RegExp, RegExp][] = [
      ['en', /You have a place at \*\*By command/, /not signed up/],
      ['ja', /By command/, /By command/],
      ['fr', /By command/, /By command/],
      ['ko', /By command/, /By command/],
    ]
    const answers = new Set<string>()
    for (const [locale, joined, left] of said) {
      const as = speakers[locale]
      const yes = whisper(await command(as, 'signup', options))
      assert.match(yes, joined)
      assert.equal(await world.standing(one.id, as), 'confirmed')
      const no = whisper(await command(as, 'withdraw', options))
      assert.match(no, left)
      assert.equal(await world.standing(one.id, as), null)
      answers.add(yes).add(no)
    }
    assert.equal(answers.size, 8)
    assert.match(whisper(await command('emma', 'withdraw', options)), /no such sign-up/)
    for (const verb of ['start', 'end', 'cancel', 'post', 'sync']) {
      assert.match(
        whisper(await command('emma', verb, options)),
        /allowed|permission|may not/i,
        verb,
      )
    }
    // Into another channel, then back.
    const elsewhere = { channel: 'general', do: 'command', name: 'event post', options }
    assert.match(whisper(await world.act('olivia', elsewhere)), /comes into this channel/)
    await world.settle()
    const moved = (await world.read(one.id)).guilds[0]?.message_url ?? ''
    assert.ok(!moved.includes(world.channelId) && moved !== one.guilds[0]?.message_url)
    const old = await world.control.messages(world.channelId)
    assert.equal(
      old.some((message) => JSON.stringify(message.components).includes(one.id)),
      false,
    )
    assert.match(whisper(await command('olivia', 'sync', options)), /being compared/)
    assert.match(whisper(await command('olivia', 'end', options)), /not possible/)
    assert.match(whisper(await command('olivia', 'start', options)), /has begun/)
    await world.settle()
    assert.match(whisper(await command('olivia', 'end', options)), /is over/)
    assert.equal((await world.read(one.id)).state, 'completed')
    const other = await world.plan({ title: 'Off' })
    await world.signUp(other, 'kenta')
    const cancelled = await command('camille', 'cancel', { event: other.id, reason: 'Pluie' })
    assert.match(whisper(cancelled), /autoris|permission|droit/i)
    await command('minjun', 'cancel', { event: other.id, reason: '비' })
    await world.settle()
    assert.partialDeepStrictEqual(await world.read(other.id), {
      state: 'cancelled',
      cancel_reason: '비',
    })
    assert.match(await world.inbox('kenta'), /Off/)
    const weekly = await command('olivia', 'create', {
      title: 'Weekly',
      start: 'tomorrow 18:00',
      repeat: 'FREQ=WEEKLY',
    })
    assert.equal(weekly.responses[0]?.ephemeral, false, shown(weekly))
    const first = await newest()
    assert.ok(first.series_id)
    const { json } = await world.api('GET', `${eventsPath}?series_id=${first.series_id}`)
    assert.equal(z.looseObject({ count: z.int() }).parse(json).count, 2)
    await world.control.advance('30s')
    await world.settle()
    const posted = JSON.stringify(await world.control.messages(world.channelId))
    assert.equal(posted.split(`ev:1:signup:${first.id}`).length - 1, 1, 'one message a date')
    const template = {
      org_id: 'heroes',
      name: 'Club',
      fields: { title: 'Club night', max_participants: 5 },
    }
    const kept = await world.api('POST', '/api/v1/event-templates', template)
    assert.equal(kept.status, 201)
    await command('olivia', 'create', {
      template: 'Club',
      start: 'tomorrow 19:00',
      repeat: 'FREQ=WEEKLY',
    })
    const club = await newest()
    assert.deepEqual([club.title, club.max_participants], ['Club night', 5])
  })

  it('the message’s controls: many roles on pages, other answers, who comes, on their own event only', async () => {
    const one = await world.plan({
      title: 'Many roles',
      roles: Array.from({ length: 30 }, (_, index) => ({ name: `Role ${index + 1}` })),
    })
    const asked = await world.use('yui', 'signup', one)
    const question = asked.responses[0]?.message_id
    const more = await world.act('yui', {
      do: 'click',
      message_id: question,
      custom_id: `ev:1:roles:${one.id}:1`,
    })
    assert.match(shown(more), /Role 30/)
    const last = one.roles.at(-1)?.id ?? ''
    const chosen = await world.act('yui', {
      do: 'select',
      message_id: question,
      custom_id: `ev:1:role:${one.id}:1`,
      values: [last],
    })
    assert.match(shown(chosen), /Role 30/)
    await world.use('yui', 'option', one, ['tentative'])
    assert.equal(await world.standing(one.id, 'yui'), 'tentative')
    await world.use('emma', 'role', one, ['more'])
    const list = await world.use('emma', 'view', one)
    assert.match(whisper(list), new RegExp(`<@${world.idOf('yui')}>.*maybe`))
    // A control is found by its event and its message, whoever writes what into it.
    const other = await world.plan({ title: 'Another' })
    const message_id = (await world.read(one.id)).guilds[0]?.message_url?.split('/').at(-1)
    const forged = await world.control.act({
      as: 'yui',
      channel: 'events',
      do: 'click',
      message_id,
      custom_id: `ev:1:signup:${other.id}`,
    })
    assert.equal(forged.ok, false)
  })
})
