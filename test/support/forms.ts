import assert from 'node:assert/strict'
import { z } from 'zod'
import { form as formShape, type FormJson } from '#modules/forms/contract/form.ts'
import { responsePage, type ResponseJson } from '#modules/forms/contract/people.ts'
import { readCode } from '#modules/forms/rules/code.ts'
import { openGoogle, scope } from '#sandbox/google/test-client.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

/** A link as the button gives it out. */
const linkMessage = z.looseObject({
  content: z.string().default(''),
  components: z
    .array(z.looseObject({ components: z.array(z.looseObject({ url: z.string().optional() })) }))
    .default([]),
})

const googleForm = z.looseObject({
  id: z.string(),
  title: z.string(),
  edit_url: z.string(),
  responder_uri: z.string(),
})
const made = (answer: unknown) =>
  z.looseObject({ result: z.looseObject({ form_id: z.string(), edit: z.string() }) }).parse(answer)
const cells = z.looseObject({ values: z.array(z.array(z.string())).default([]) })
const grids = z.looseObject({
  sheets: z.array(
    z.looseObject({ properties: z.looseObject({ sheetId: z.int(), title: z.string() }) }),
  ),
})
const worldShape = z.looseObject({ google: z.looseObject({ forms: z.array(googleForm) }) })

/** A spreadsheet in Google, as its owner sees and changes it. */
export type SharedSheet = {
  id: string
  url: string
  /** Texts of a range; the copy's sheet unless given. */
  rows(range?: string): Promise<string[][]>
  write(range: string, values: string[][]): Promise<void>
  /** Gives the copy's sheet another name. */
  rename(title: string): Promise<void>
}

/** The program with a form in Google that is shared with it. */
export type FormWorld = World & {
  /** Somebody does something at Google. */
  google(action: Record<string, unknown>): Promise<unknown>
  /** Titles of all forms in Google. */
  googleTitles(): Promise<string[]>
  /** Messages to somebody alone, oldest first, as JSON. */
  inbox(as: string): Promise<string[]>
  /** Makes a spreadsheet that is shared with the program. */
  makeSheet(): Promise<SharedSheet>
  /** The id of a role by its name. */
  roleOf(name: string): string
  /** Makes a form in Google with one question and shares it; returns id and address. */
  makeForm(title: string): Promise<{ id: string; edit_url: string }>
  /** Adopts such a form, has the code question added, and publishes it. */
  publishForm(fields?: Record<string, unknown>): Promise<FormJson>
  form(id: string): Promise<FormJson>
  /** Presses the answer button; the address of the link. */
  link(as: string, form: FormJson): Promise<string>
  /** Presses the answer button; what is said. */
  pressed(as: string, form: FormJson): Promise<string>
  /** Posts the page behind a link; where the browser is sent. */
  redeem(url: string): Promise<{ status: number; location: string | null; text: string }>
  /** Answers on Google's page as it was filled in. */
  submit(as: string, location: string, answer: string): Promise<void>
  /** Link, door, Google's page. */
  answer(as: string, form: FormJson, answer: string): Promise<void>
  sync(form: FormJson): Promise<void>
  responses(form: FormJson, query?: string): Promise<ResponseJson[]>
}

/** What was filled in by entry number. */
export function filledIn(location: string): Record<string, string> {
  return Object.fromEntries(
    [...new URL(location).searchParams].flatMap(([name, value]) =>
      name.startsWith('entry.') ? [[name.slice('entry.'.length), value]] : [],
    ),
  )
}

/**
 * What somebody typed into a form of one question, beside the code that tells whose the answer is. Ids of
 * questions that look like numbers come first in an object, so its order says nothing.
 */
export function typedIn({ answers }: ResponseJson): string | undefined {
  return Object.values(answers)
    .flat()
    .find((text) => readCode(text).kind !== 'code')
}

const question = 'How was it?'

/** Opens the world; people act in the channel `forms`. */
export async function openFormWorld(options: WorldOptions = {}): Promise<FormWorld> {
  const world = await openWorld({ channel: 'forms', ...options })
  const { sandbox, app } = world

  const google: FormWorld['google'] = async (action) => {
    const answer = await fetch(`${sandbox.origin}/_control/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'olivia', ...action }),
    })
    const text = await answer.text()
    const done: unknown = JSON.parse(text)
    const isDone = z.looseObject({ ok: z.boolean() }).safeParse(done).data?.ok ?? false
    assert.ok(answer.ok && isDone, text)
    return done
  }

  const form: FormWorld['form'] = async (id) =>
    formShape.parse((await world.api('GET', `/api/forms/${id}`)).json)

  async function post(path: string, body: object = {}): Promise<unknown> {
    const answer = await world.api('POST', path, body)
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.json)}`)
    return answer.json
  }

  async function reply(as: string, { id, message_id }: FormJson) {
    const result = await world.act(as, { do: 'click', message_id, custom_id: `form_answer_${id}` })
    return linkMessage.parse(result.responses.at(-1)?.data)
  }

  async function googleForms() {
    const answer = await fetch(`${sandbox.origin}/_control/world`)
    return worldShape.parse(await answer.json()).google.forms
  }

  const makeForm: FormWorld['makeForm'] = async (title) => {
    const { result } = made(await google({ do: 'google_create', title }))
    const { form_id: id, edit: edit_url } = result
    const item = { title: question, questionItem: { question: { textQuestion: {} } } }
    const requests = [{ createItem: { item, location: { index: 0 } } }]
    await google({ do: 'google_edit', form: id, requests })
    await google({ do: 'google_share', form: id, with: 'service' })
    return { id, edit_url }
  }

  const redeem: FormWorld['redeem'] = async (url) => {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: app.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    })
    const text = await answer.text()
    return { status: answer.status, location: answer.headers.get('location'), text }
  }

  const submit: FormWorld['submit'] = async (as, location, answer) => {
    const page = location.split('?')[0]
    const found = (await googleForms()).find((one) => one.responder_uri === page)
    assert.ok(found, location)
    const answers = { ...filledIn(location), [question]: answer }
    await google({ as, do: 'google_submit', form: found.id, answers })
  }

  const link: FormWorld['link'] = async (as, of) => {
    const { content, components } = await reply(as, of)
    const url = components.flatMap((row) => row.components.flatMap((one) => one.url ?? [])).at(0)
    assert.ok(url, content)
    return url
  }

  async function makeSheet(): Promise<SharedSheet> {
    // A token lasts for an hour.
    const open = () => openGoogle(sandbox, [scope.sheets, scope.drive], true)
    const owner = await open()
    const created = await owner.call('POST', '/v4/spreadsheets', { properties: { title: 'Copy' } })
    const { spreadsheetId: id } = z.looseObject({ spreadsheetId: z.string() }).parse(created.body)
    const emailAddress = sandbox.google.keyFile['client_email']
    const permission = { type: 'user', role: 'writer', emailAddress }
    await owner.call('POST', `/drive/v3/files/${id}/permissions`, permission)
    const values = `/v4/spreadsheets/${id}/values`
    return {
      id,
      url: `${sandbox.google.root}/spreadsheets/d/${id}/edit`,
      async rows(range = 'Muster!A1:Z500') {
        const { body } = await (await open()).call('GET', `${values}/${range}`)
        return cells.parse(body).values
      },
      async write(range, given) {
        const path = `${values}/${range}?valueInputOption=RAW`
        const { status } = await (await open()).call('PUT', path, { values: given })
        assert.equal(status, 200)
      },
      async rename(title) {
        const caller = await open()
        const { body } = await caller.call('GET', `/v4/spreadsheets/${id}`)
        const copy = grids.parse(body).sheets.find((one) => one.properties.title === 'Muster')
        const properties = { sheetId: copy?.properties.sheetId, title }
        const requests = [{ updateSheetProperties: { properties, fields: 'title' } }]
        const { status } = await caller.call('POST', `/v4/spreadsheets/${id}:batchUpdate`, {
          requests,
        })
        assert.equal(status, 200)
      },
    }
  }

  return {
    ...world,
    google,
    makeSheet,
    googleTitles: async () => (await googleForms()).map(({ title }) => title),
    async inbox(as) {
      const answer = await fetch(`${sandbox.origin}/_control/inbox?as=${as}`)
      const shown = z.array(z.looseObject({ message: z.unknown().optional() }))
      return shown
        .parse(await answer.json())
        .flatMap(({ message }) => (message ? JSON.stringify(message) : []))
    },
    roleOf(name) {
      const roles = [...sandbox.world.state.guilds.values()].flatMap(({ roles: own }) => [
        ...own.values(),
      ])
      return roles.find((role) => role.name === name)?.id ?? ''
    },
    makeForm,
    form,
    link,
    redeem,
    submit,
    pressed: async (as, of) => (await reply(as, of)).content,
    async publishForm(fields = {}) {
      const { edit_url } = await makeForm('Survey')
      const adopted = formShape.parse(
        await post('/api/forms', {
          guild_id: world.guildId,
          google_form_url: edit_url,
          ...fields,
        }),
      )
      const path = `/api/forms/${adopted.id}`
      await post(`${path}/questions`, { add: ['code'] })
      await post(`${path}/publish`, { channel_id: world.channelId })
      await world.settle()
      return form(adopted.id)
    },
    async answer(as, of, text) {
      const { status, location } = await redeem(await link(as, of))
      assert.equal(status, 303)
      await submit(as, location ?? '', text)
    },
    async sync({ id }) {
      await post(`/api/forms/${id}/sync`)
      await world.control.settle()
    },
    async responses({ id }, query = '') {
      const { json } = await world.api('GET', `/api/forms/${id}/responses?page_size=200${query}`)
      return responsePage.parse(json).results
    },
  }
}
