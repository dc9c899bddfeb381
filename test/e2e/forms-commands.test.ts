import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { catalogue } from '#modules/forms/views/texts.ts'
import { formsErrors } from '#modules/forms/errors.ts'
import { formPage } from '#modules/forms/contract/form.ts'
import type { ActResult } from '../support/control.ts'
import { eventually } from '../support/eventually.ts'
import { openFormWorld, type FormWorld } from '../support/forms.ts'

const locales = ['en', 'ja', 'fr', 'ko'] as const

/** The texts that people knew before this program; the first words count, what to do next may follow. */
const original = {
  FORM_NOT_FOUND: 'フォームが見つかりません',
  ALREADY_RESPONDED: '既に回答済みです',
  DEADLINE_PASSED: '回答期限を過ぎています',
  NOT_AUTHORIZED: '回答権限がありません',
  TOKEN_EXPIRED: '認証トークンの有効期限が切れています',
  API_LIMIT_EXCEEDED: 'API制限に達しました',
  TOKEN_USED: 'このリンクは使用済みです',
  TOKEN_INVALID: '認証トークンが無効です',
  FORM_NOT_OPEN: '現在このフォームは回答を受け付けていません',
  INVALID_FORM_URL: 'フォームの編集用URLを入力してください',
  FORM_NOT_SHARED: 'フォームがボットのアカウントに共有されていません',
  INVALID_DEADLINE: '期限の形式が正しくありません',
  GOOGLE_UNAVAILABLE: 'Googleに接続できません',
  ANON_LOCKED: '匿名設定は変更できません',
} satisfies Partial<Record<keyof typeof formsErrors, string>>

/** Discord's type of an answer that says: later. */
const deferred = 5
/** Discord's flag of a message that is still to come. */
const loading = 128

const component = z.looseObject({ custom_id: z.string().optional(), url: z.string().optional() })
const message = z.looseObject({
  content: z.string().default(''),
  components: z.array(z.looseObject({ components: z.array(component) })).default([]),
  attachments: z
    .array(
      z.looseObject({ filename: z.string(), size: z.int(), content_type: z.string().optional() }),
    )
    .default([]),
})

/** The answer to something that somebody did, with the interaction's type and message. */
type Said = ReturnType<typeof read>

function read(last: ActResult['responses'][number] | undefined, data: unknown = last?.data) {
  const { content, components, attachments } = message.parse(data)
  const parts = components.flatMap((row) => row.components)
  return { content, attachments, parts, ids: parts.flatMap((one) => one.custom_id ?? []), last }
}

describe('the commands of forms', () => {
  let world: FormWorld
  before(async () => {
    world = await openFormWorld({ google: 'owner' })
  })
  after(() => world.close())

  /** What was answered; what took longer was answered later, in place of the first word. */
  async function said(as: string, result: ActResult): Promise<Said> {
    const last = result.responses.at(-1)
    if (last?.type !== deferred) return read(last)
    const isIt = `"id":"${last.message_id}"`
    return eventually(async () => {
      const later = (await world.inbox(as)).findLast((one) => one.includes(isIt)) ?? '{}'
      const shown = z.looseObject({ flags: z.int() }).parse(JSON.parse(later))
      assert.equal(shown.flags & loading, 0)
      return read(last, shown)
    })
  }

  /** Five commands a minute are allowed: nobody waits here. */
  async function command(as: string, name: string, options: Record<string, unknown> = {}) {
    await world.control.advance('15s')
    return said(as, await world.act(as, { do: 'command', name: `form ${name}`, options }))
  }
  async function click(as: string, from: Said, custom_id: string) {
    const message_id = from.last?.message_id
    return said(as, await world.act(as, { do: 'click', message_id, custom_id }))
  }
  async function pick(as: string, from: Said, custom_id: string, value: string) {
    const message_id = from.last?.message_id
    return said(as, await world.act(as, { do: 'select', message_id, custom_id, values: [value] }))
  }
  async function newest() {
    const { json } = await world.api('GET', `/api/forms?guild_id=${world.guildId}`)
    const [form] = formPage.parse(json).results
    assert.ok(form)
    return form
  }

  it('speak of every refusal in four languages, in Japanese with the words that people know', () => {
    for (const code of Object.keys(formsErrors) as (keyof typeof formsErrors)[]) {
      const texts = locales.map((locale) => catalogue[locale][`error.${code}`])
      assert.equal(new Set(texts).size, locales.length, code)
      for (const text of texts) assert.ok(text.length > 5, code)
    }
    for (const [code, text] of Object.entries(original)) {
      assert.ok(catalogue.ja[`error.${code as keyof typeof original}`].startsWith(text), code)
    }
  })

  it('take a form from the modal to its deletion', async () => {
    const made = await world.makeForm('Club survey')
    await world.control.advance('1m')
    const opened = await world.act('olivia', { do: 'command', name: 'form create', options: {} })
    assert.equal(opened.modal?.custom_id, 'form_create')
    const fields = z.array(z.looseObject({ component: z.looseObject({ custom_id: z.string() }) }))
    assert.deepEqual(
      fields.parse(opened.modal?.components).map(({ component: { custom_id } }) => custom_id),
      ['googleFormUrl', 'deadline', 'targetRoles', 'isAnonymous', 'allowEdit'],
    )
    const submit = (given: Record<string, unknown>) =>
      world.act('olivia', { do: 'submit', fields: given })
    const wrong = await said(
      'olivia',
      await submit({ googleFormUrl: made.edit_url, deadline: 'tomorrow' }),
    )
    assert.match(wrong.content, /The deadline is not written like/)
    await world.act('olivia', { do: 'command', name: 'form create', options: {} })
    const created = await said(
      'olivia',
      await submit({ googleFormUrl: made.edit_url, deadline: '2099-01-31 23:59', allowEdit: true }),
    )
    assert.match(created.content, /Club survey.*is a draft now/)
    const { id } = await newest()
    const preview = await click('olivia', created, `form_additems_${id}`)
    assert.match(preview.content, /“Response code \(do not change\)” “Name” “Student ID”/)
    const added = await click('olivia', preview, `fm:1:additems-now:${id}`)
    assert.match(added.content, /^Added:/)

    const published = await command('olivia', 'publish', {
      form: id,
      channel: world.channelId,
      notify: false,
    })
    assert.match(published.content, /is published/)
    await world.settle()
    const form = await world.form(id)
    assert.equal(form.deadline, '2099-01-31T14:59:00.000Z', 'typed in the zone of Tokyo')
    const [panel] = (await world.control.messages('forms')).filter(
      (one) => one.id === form.message_id,
    )
    const names = panel?.embeds[0]?.fields.map(({ name }) => name)
    assert.deepEqual(names, ['Deadline', 'Who is asked', 'Answers', 'Settings'])

    // What the club's list says of her is filled in beside the code.
    const list = { guild_id: world.guildId, csv: 'name,student id,discord\nゆい,S-7,yui' }
    assert.equal((await world.api('POST', '/api/forms/members/import', list)).status, 200)
    await world.answer('yui', form, '=1+1 <b>')
    const synced = await command('olivia', 'sync', { form: id })
    assert.match(synced.content, /1 response fetched/)
    const rate = await command('olivia', 'status', { form: id })
    assert.match(rate.content, /1 \/ \d+ \(\d+%\)/)
    const missing = await command('olivia', 'status', { form: id, show: 'missing' })
    assert.ok(missing.content.includes(`<@${world.idOf('kenta')}>`))
    assert.ok(!missing.content.includes(`<@${world.idOf('yui')}>`))
    const problems = await command('olivia', 'status', { form: id, show: 'problems' })
    assert.match(problems.content, /0 responses to look at/)
    const beside = await said(
      'olivia',
      await world.act('olivia', {
        do: 'click',
        message_id: form.message_id,
        custom_id: `form_status_${id}`,
      }),
    )
    assert.equal(beside.content, rate.content)
    const stats = await command('olivia', 'stats', { form: id })
    assert.equal(stats.attachments[0]?.content_type, 'image/png')
    assert.ok((stats.attachments[0]?.size ?? 0) > 1_000)
    for (const format of ['csv', 'xlsx', 'json']) {
      const file = await command('olivia', 'export', { form: id, format })
      assert.equal(file.attachments[0]?.filename, `form-${id}-responses.${format}`)
    }
    const repaired = await command('olivia', 'repair', { form: id })
    assert.match(repaired.content, /address of a Google spreadsheet/)
    const reminded = await command('olivia', 'remind', { form: id })
    assert.match(reminded.content, /people are being reminded/)
    const again = await command('olivia', 'remind', { form: id })
    assert.match(again.content, /A limit has been reached/)

    await world.control.advance('1m')
    const edited = await world.act('olivia', {
      do: 'command',
      name: 'form edit',
      options: { form: id },
    })
    assert.equal(edited.modal?.custom_id, `form_edit_${id}`)
    assert.match(JSON.stringify(edited.modal), /"value":"2099-01-31 23:59"/)
    const changed = await said(
      'olivia',
      await submit({ googleFormUrl: made.edit_url, deadline: '', allowEdit: false }),
    )
    assert.match(changed.content, /was changed/)
    assert.match(await world.pressed('yui', form), /既に回答済みです/)
    assert.match((await command('olivia', 'close', { form: id })).content, /is closed/)
    assert.match((await command('olivia', 'reopen', { form: id })).content, /open again/)

    // Without a name the forms are offered in a menu.
    const menu = await command('olivia', 'delete')
    assert.deepEqual(menu.ids, ['form_delete_select'])
    const question = await pick('olivia', menu, 'form_delete_select', id)
    assert.deepEqual(question.ids, [`form_delete_confirm_${id}`, `form_delete_cancel_${id}`])
    assert.ok(question.parts.some(({ url }) => url?.endsWith(`/forms/${id}?export=1`)))
    const kept = await click('olivia', question, `form_delete_cancel_${id}`)
    assert.match(kept.content, /Nothing was deleted/)
    const last = await pick('olivia', await command('olivia', 'delete'), 'form_delete_select', id)
    assert.match((await click('olivia', last, `form_delete_confirm_${id}`)).content, /was deleted/)
    await world.settle()
    const left = (await world.control.messages('forms')).map((one) => one.id)
    assert.ok(!left.includes(form.message_id ?? ''), 'the panel is gone')
    assert.match(
      (await command('yui', 'status', { form: id })).content,
      /^フォームが見つかりません/,
    )
    assert.match((await command('olivia', 'help')).content, /Surveys with Google Forms/)
  })

  it('make a form in Google where a title is given instead of an address', async () => {
    await world.control.advance('1m')
    await world.act('olivia', { do: 'command', name: 'form create', options: {} })
    const fields = { googleFormUrl: 'Autumn survey' }
    const made = await said('olivia', await world.act('olivia', { do: 'submit', fields }))
    assert.match(made.content, /Autumn survey.*is a draft now/)
    assert.ok((await world.googleTitles()).includes('Autumn survey'))
    const questions = (await world.api('GET', `/api/forms/${(await newest()).id}/questions`)).json
    assert.match(JSON.stringify(questions), /What do you think\?/)
  })

  it('are refused to members, each in their own language, and suggest nothing', async () => {
    const form = await world.publishForm()
    for (const [person, text] of [
      ['noah', /manage forms here/],
      ['yui', /^回答権限がありません（フォームを管理/],
      ['lucas', /gèrent les formulaires/],
      ['seoyeon', /설문을 관리할 권한/],
    ] as const) {
      for (const name of ['close', 'export', 'create']) {
        const options = name === 'create' ? {} : { form: form.id }
        assert.match((await command(person, name, options)).content, text)
      }
    }
    const typed = { do: 'autocomplete', name: 'form close', options: {}, focused: 'form' }
    const mine = await world.control.act({ as: 'olivia', channel: 'forms', ...typed })
    assert.ok(JSON.stringify(mine.choices).includes(form.id))
    const theirs = await world.control.act({ as: 'noah', channel: 'forms', ...typed })
    assert.deepEqual(theirs.choices ?? [], [])
  })

  it('show members their forms, and remind them as they wish', async () => {
    const now = world.sandbox.clock.now()
    const role = world.roleOf('Raider')
    const form = await world.publishForm({
      deadline: new Date(now + 4 * 3_600_000).toISOString(),
      target_roles: [role],
    })
    const mine = await command('kenta', 'my')
    assert.match(mine.content, /⬜/)
    const link = await pick('kenta', mine, 'form_select_my', form.id)
    assert.ok(link.parts.some(({ url }) => url?.includes('/auth/form/')))
    const others = JSON.stringify((await command('noah', 'my')).last?.data)
    assert.ok(!others.includes(form.id))
    // Both want direct messages; one of them takes none.
    for (const person of ['kenta', 'emma']) {
      const own = await command(person, 'my')
      const after_ = await click(person, own, 'fm:1:direct:on')
      assert.ok(after_.ids.includes('fm:1:direct:off'))
    }
    await world.act('emma', { do: 'dm_closed', value: true })
    const before_ = (await world.control.messages('forms')).length
    await world.control.advance('65m')
    await world.control.advance('1m')
    await world.settle()
    await world.control.advance('5s')
    await world.settle()
    const inbox = await world.inbox('kenta')
    assert.equal(inbox.filter((text) => text.includes('アンケート回答のお願い')).length, 1)
    const fresh = (await world.control.messages('forms')).slice(0, -before_)
    assert.deepEqual(
      fresh.map(({ content }) => content),
      [`<@${world.idOf('emma')}>`],
    )
    const plan = await world.api('GET', `/api/forms/${form.id}/reminders`)
    const counts = z.object({ results: z.array(z.object({ sent: z.int(), failed: z.int() })) })
    assert.deepEqual(counts.parse(plan.json).results.at(-1), { sent: 2, failed: 0 })
  })

  it('remind everybody, whatever stands against one direct message', async () => {
    const form = await world.publishForm({
      deadline: new Date(world.sandbox.clock.now() + 4 * 3_600_000).toISOString(),
      target_roles: [world.roleOf('Raider')],
    })
    const before_ = (await world.control.messages('forms')).length
    // Neither closed nor unknown: Discord finds that too many were opened.
    await world.control.fault({
      service: 'discord',
      when: { route: '/users/@me/channels' },
      times: 1,
      do: { status: 400, body: { code: 40_003, message: 'as asked' } },
    })
    await world.control.advance('65m')
    await world.control.advance('1m')
    await world.settle()
    await world.control.advance('5s')
    await world.settle()
    const fresh = (await world.control.messages('forms')).slice(0, -before_)
    const told = fresh.map(({ content }) => content).join(' ')
    const sent = (await world.inbox('kenta')).filter((text) =>
      text.includes(form.message_id ?? '?'),
    )
    for (const person of ['kenta', 'emma']) {
      const isTold = told.includes(world.idOf(person)) || (person === 'kenta' && sent.length > 0)
      assert.ok(isTold, person)
    }
    const plan = await world.api('GET', `/api/forms/${form.id}/reminders`)
    const counts = z.object({ results: z.array(z.object({ sent: z.int(), failed: z.int() })) })
    assert.deepEqual(counts.parse(plan.json).results.at(-1), { sent: 2, failed: 0 })
  })

  it('are told once that Google has no room, which is not tried again; other forms go on', async () => {
    const other = await world.publishForm()
    const reason = 'storageQuotaExceeded'
    const errors = [{ message: 'as asked', domain: 'usageLimits', reason }]
    const full = {
      status: 403,
      body: { error: { code: 403, status: 'PERMISSION_DENIED', message: 'as asked', errors } },
    }
    // A second attempt would succeed.
    await world.control.fault({
      service: 'google',
      when: { route: '/v1/forms' },
      times: 1,
      do: full,
    })
    const wish = { guild_id: world.guildId, title: 'No room', template: 'attendance' }
    const refused = await world.api('POST', '/api/forms', wish)
    assert.equal(refused.status, 409)
    const { code, detail } = z
      .looseObject({ code: z.string(), detail: z.string() })
      .parse(refused.json)
    assert.equal(code, 'CANNOT_CREATE')
    assert.match(detail, /Make the form in Google, share it/)
    assert.equal(await world.control.faultsLeft(), 0)
    await world.answer('yui', other, 'here')
    await world.sync(other)
    assert.equal((await world.form(other.id)).counts.answered, 1)
    await world.control.advance('10m')
    await world.settle()
    assert.ok(!(await world.googleTitles()).includes('No room'))
  })

  it('are five in any minute, and bring in ten forms in any day', async () => {
    await world.control.advance('1m')
    const help = async () =>
      (
        await said(
          'minjun',
          await world.act('minjun', { do: 'command', name: 'form help', options: {} }),
        )
      ).content
    for (let count = 0; count < 4; count += 1) assert.match(await help(), /Google/)
    await world.control.advance('30s')
    assert.match(await help(), /Google/)
    const refused = catalogue.ko['error.API_LIMIT_EXCEEDED']
    assert.ok((await help()).startsWith(refused))
    await world.control.advance('29s')
    assert.ok((await help()).startsWith(refused))
    await world.control.advance('1s')
    assert.match(await help(), /Google/)

    const headers = await world.signIn('minjun')
    const create = (title: string) =>
      world.api(
        'POST',
        '/api/forms',
        { guild_id: world.guildId, title, template: 'attendance' },
        headers,
      )
    const made = await Promise.all(Array.from({ length: 10 }, (_, n) => create(`Made ${n}`)))
    assert.deepEqual([...new Set(made.map(({ status }) => status))], [201])
    const known = await world.googleTitles()
    assert.equal(known.filter((title) => title.startsWith('Made ')).length, 10)
    const eleventh = await create('One too many')
    assert.equal(eleventh.status, 429)
    assert.match(JSON.stringify(eleventh.json), /"scope":"create"/)
    assert.ok(!(await world.googleTitles()).includes('One too many'), 'nothing is left in Google')
    await world.control.advance('24h')
    Object.assign(headers, await world.signIn('minjun'))
    assert.equal((await create('The next day')).status, 201)
  })

  it('leave no complaint behind', () => {
    assert.deepEqual(world.logged, [])
  })
})
